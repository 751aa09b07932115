import { sql } from "kysely";
import type { RolledState, RolloutStore } from "../provisioning/rollout.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { lockPhones } from "./locks.ts";
import { toRolled } from "./rollout-rows.ts";

type Rows = Pick<RolloutStore, "findUnderWay" | "noteRolled" | "noteRolledTold" | "beginRolled" | "turnBack">;

export function rolledPhones(context: StoreContext): Rows {
  const { db } = context;

  /** The state is looked at under a lock: what staff say meanwhile waits for the phones of this step, or comes before them. */
  async function isIn(trx: Trx, id: string, states: readonly string[]): Promise<boolean> {
    const query = trx.selectFrom("rollouts").select("state").where("id", "=", id);
    const row = await query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
    return row !== undefined && states.includes(row.state);
  }

  async function tellVersion(trx: Trx, mac: string, version: string): Promise<void> {
    const columns = { rollout_firmware: version, revision: sql<number>`revision + 1` };
    await trx.updateTable("phones").set(columns).where("mac", "=", mac).execute();
  }

  return {
    async findUnderWay(id) {
      const rows = await db
        .selectFrom("rollout_phones")
        .innerJoin("rollouts", "rollouts.id", "rollout_phones.rollout_id")
        .leftJoin("phones", (join) =>
          join.onRef("phones.mac", "=", "rollout_phones.mac").onRef("phones.pbx_id", "=", "rollouts.pbx_id"),
        )
        .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
        .selectAll("rollout_phones")
        .select(["phones.id as phone_id", "last_seen.firmware", "last_seen.at", "last_seen.address"])
        .where("rollout_phones.rollout_id", "=", id)
        .where("rollout_phones.state", "in", ["updating", "failed", "returning"])
        .orderBy("rollout_phones.mac")
        .execute();
      const open = rows.filter(({ state }) => state !== "failed");
      const fetches = await imageFetches(db, Math.min(...open.map(({ begun_at }) => begun_at ?? 0)));
      return rows.map((row) => {
        const begunAt = row.begun_at ?? 0;
        const fetchedAt = Math.max(fetches.get(row.mac) ?? 0, fetches.get(row.address ?? "") ?? 0);
        return {
          ...{ ...toRolled(row), begunAt, hasFetched: fetchedAt >= begunAt && fetchedAt > 0 },
          seen: row.phone_id === null ? undefined : { firmware: row.firmware, at: row.at },
        };
      });
    },

    noteRolled: (id, outcomes) =>
      context.transaction(async (trx) => {
        for (const { mac, state, words } of outcomes)
          await trx
            .updateTable("rollout_phones")
            .set({ state, words })
            .where("rollout_id", "=", id)
            .where("mac", "=", mac)
            // It was turned back since it was judged.
            .where("state", "in", whence(state))
            .execute();
        await trx
          .updateTable("rollouts")
          .set({ updated_at: await context.now(trx) })
          .where("id", "=", id)
          .execute();
      }),

    async noteRolledTold(id, mac) {
      const query = db.updateTable("rollout_phones").set({ told_at: await context.now(db) });
      await query.where("rollout_id", "=", id).where("mac", "=", mac).execute();
    },

    beginRolled: (id, stage, most) =>
      context.transaction(async (trx) => {
        if (!(await isIn(trx, id, ["running", "waiting-for-window"]))) return 0;
        const waiting = await trx
          .selectFrom("rollout_phones")
          .innerJoin("rollouts", "rollouts.id", "rollout_phones.rollout_id")
          .leftJoin("phones", (join) =>
            join.onRef("phones.mac", "=", "rollout_phones.mac").onRef("phones.pbx_id", "=", "rollouts.pbx_id"),
          )
          .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
          .select(["rollout_phones.mac", "phones.id", "last_seen.firmware", "rollouts.version"])
          .where("rollout_phones.rollout_id", "=", id)
          .where("rollout_phones.state", "=", "waiting")
          .where("rollout_phones.stage", "=", stage)
          .orderBy("rollout_phones.mac")
          .limit(most)
          .execute();
        await lockPhones(
          context,
          trx,
          waiting.map(({ mac }) => mac),
        );
        const now = await context.now(trx);
        for (const { mac, id: phoneId, firmware, version } of waiting) {
          if (phoneId !== null) await tellVersion(trx, mac, version);
          const columns = { state: "updating" as const, previous: firmware, begun_at: now, told_at: null };
          await trx
            .updateTable("rollout_phones")
            .set(columns)
            .where("rollout_id", "=", id)
            .where("mac", "=", mac)
            .execute();
        }
        return waiting.length;
      }),

    turnBack: (id, most, whyNot) =>
      context.transaction(async (trx) => {
        if (!(await isIn(trx, id, ["rolling-back"]))) return 0;
        const waiting = trx
          .updateTable("rollout_phones")
          .set({ state: "skipped", words: "its turn had not come when it was rolled back" });
        await waiting.where("rollout_id", "=", id).where("state", "=", "waiting").execute();
        const begun = await trx
          .selectFrom("rollout_phones")
          .innerJoin("rollouts", "rollouts.id", "rollout_phones.rollout_id")
          .leftJoin("phones", (join) =>
            join.onRef("phones.mac", "=", "rollout_phones.mac").onRef("phones.pbx_id", "=", "rollouts.pbx_id"),
          )
          .select(["rollout_phones.mac", "rollout_phones.previous", "phones.vendor_id", "phones.model"])
          .where("rollout_phones.rollout_id", "=", id)
          .where("rollout_phones.state", "in", ["updating", "failed", "done"])
          .orderBy("rollout_phones.mac")
          .limit(most)
          .execute();
        await lockPhones(
          context,
          trx,
          begun.map(({ mac }) => mac),
        );
        const now = await context.now(trx);
        for (const { mac, previous, vendor_id: vendorId, model } of begun) {
          const words = vendorId === null ? "is no longer a phone of this PBX" : whyNot({ vendorId, model, previous });
          const goes = words === undefined && previous !== null;
          if (goes) await tellVersion(trx, mac, previous);
          await trx
            .updateTable("rollout_phones")
            .set(
              goes
                ? { state: "returning", words: null, begun_at: now, told_at: null }
                : { state: "stuck", words: words ?? null },
            )
            .where("rollout_id", "=", id)
            .where("mac", "=", mac)
            .execute();
        }
        return begun.length;
      }),
  };
}

function whence(state: RolledState): readonly RolledState[] {
  if (state === "skipped") return ["updating", "failed", "returning"];
  return state === "returned" || state === "stuck" ? ["returning"] : ["updating", "failed"];
}

/** When an image was last fetched in a phone's name or from an address; no vendor's phones all say their MAC. */
async function imageFetches(db: Db, since: number): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  if (!Number.isFinite(since)) return found;
  const rows = await db
    .selectFrom("events")
    .select(["mac", "address", "at"])
    // Such events have no PBX, and there is an index for that.
    .where("pbx_id", "is", null)
    .where("name", "=", "hosted-file-fetched")
    .where("at", ">=", since)
    .where("detail", "like", '%"kind":"firmware"%')
    .execute();
  for (const { mac, address, at } of rows)
    for (const who of [mac, address]) if (who !== null) found.set(who, Math.max(found.get(who) ?? 0, Number(at)));
  return found;
}

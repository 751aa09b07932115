import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import { ROLLED_STATES, type RolledPhone, type Rollout, type RolloutStore } from "../provisioning/rollout.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { toEventRow } from "./history-rows.ts";
import { keepPbx } from "./locks.ts";
import { keepProfile } from "./profile-rows.ts";
import type { RolloutTables } from "./rollout-tables.ts";

type Rows = Omit<RolloutStore, "findUnderWay" | "noteRolled" | "noteRolledTold" | "beginRolled" | "turnBack">;
type RolloutRow = Selectable<RolloutTables["rollouts"]>;

const ENDED = ["done", "rolled-back", "cancelled"] as const;
const WORKED_ON = ["running", "waiting-for-window", "rolling-back"] as const;
/** Phones whose turn has come. */
const UNDER_WAY = ["updating", "returning"] as const;
const INSERTED_TOGETHER = 500;

export function rolloutRows(context: StoreContext): Rows {
  const { db } = context;

  async function toRollout(executor: Db, row: RolloutRow): Promise<Rollout> {
    const counts = await executor
      .selectFrom("rollout_phones")
      .select(["state", "stage", (eb) => eb.fn.countAll<number>().as("total")])
      .where("rollout_id", "=", row.id)
      .groupBy(["state", "stage"])
      .execute();
    const countAll = (of: typeof counts) =>
      Object.fromEntries(
        ROLLED_STATES.map((state) => [
          state,
          of.reduce((sum, one) => (one.state === state ? sum + Number(one.total) : sum), 0),
        ]),
      ) as Rollout["phones"];
    const stages = JSON.parse(row.stages) as number[];
    return {
      ...{ id: row.id, pbxId: row.pbx_id, version: row.version, stages },
      ...{ stage: row.stage, window: row.window_name, haltAbove: row.halt_above, withinMs: row.within_ms },
      ...{ state: row.state, words: row.words, requestedBy: row.requested_by, reason: row.reason },
      phones: countAll(counts),
      phonesByStage: stages.map((_, at) => countAll(counts.filter(({ stage }) => stage === at))),
      ...{ createdAt: row.created_at, updatedAt: row.updated_at },
    };
  }

  async function hasOpen(trx: Trx, pbxId: string): Promise<boolean> {
    const query = trx.selectFrom("rollouts").select("id").where("pbx_id", "=", pbxId);
    return (await query.where("state", "not in", ENDED).executeTakeFirst()) !== undefined;
  }

  async function lock(trx: Trx, id: string): Promise<RolloutRow | undefined> {
    const query = trx.selectFrom("rollouts").selectAll().where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }

  /** The phones by their stages, or why it cannot be. */
  async function findPhones(trx: Trx, rollout: Parameters<Rows["startRollout"]>[0]) {
    const { pbxId, profileId, version, stages, window } = rollout;
    if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
    if (!(await keepProfile(context, trx, pbxId, profileId))) return "unknown-profile";
    if (window !== null) {
      const windows = trx.selectFrom("maintenance_windows").select("name").where("pbx_id", "=", pbxId);
      if ((await windows.where("name", "=", window).executeTakeFirst()) === undefined) return "unknown-window";
    }
    const macs = (await findFitting(trx, rollout)).map(({ mac }) => mac);
    return macs.length === 0 ? "no-phones" : stagesOf(macs, version, stages);
  }

  function findFitting(trx: Trx, { pbxId, profileId, macs, fitting }: Parameters<Rows["startRollout"]>[0]) {
    let query = trx.selectFrom("phones").select("mac").where("pbx_id", "=", pbxId);
    if (profileId !== null) query = query.where("profile_id", "=", profileId);
    if (macs !== undefined) query = query.where("mac", "in", macs);
    return query
      .where((eb) =>
        eb.or(
          fitting.map(({ vendorId, models }) => eb.and([eb("vendor_id", "=", vendorId), eb("model", "in", models)])),
        ),
      )
      .execute();
  }

  return {
    startRollout: (rollout) =>
      context.transaction(async (trx) => {
        const { id, pbxId, version, stages, window } = rollout;
        const phones = await findPhones(trx, rollout);
        if (typeof phones === "string") return phones;
        const now = await context.now(trx);
        const row = await trx
          .insertInto("rollouts")
          .values({
            ...{ id, pbx_id: pbxId, version, stages: JSON.stringify(stages), window_name: window, words: null },
            ...{ halt_above: rollout.haltAbove, within_ms: rollout.withinMs, state: "running" },
            ...{ requested_by: rollout.requestedBy, reason: rollout.reason, created_at: now, updated_at: now },
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return "rollout-running";
        const rows = phones.map(({ mac, stage }) => ({ rollout_id: id, mac, stage, state: "waiting" as const }));
        for (let from = 0; from < rows.length; from += INSERTED_TOGETHER)
          await trx
            .insertInto("rollout_phones")
            .values(rows.slice(from, from + INSERTED_TOGETHER))
            .execute();
        return toRollout(trx, row);
      }),

    planRollout: (rollout) =>
      context.transaction(async (trx) => {
        const phones = await findPhones(trx, rollout);
        if (typeof phones === "string") return phones;
        if (await hasOpen(trx, rollout.pbxId)) return "rollout-running";
        return rollout.stages.map((_, at) => phones.filter(({ stage }) => stage === at).length);
      }),

    async findRollout(id) {
      const row = await db.selectFrom("rollouts").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toRollout(db, row);
    },

    async listRollouts(pbxId) {
      const query = db.selectFrom("rollouts").selectAll().where("pbx_id", "=", pbxId);
      const rows = await query.orderBy("created_at", "desc").orderBy("id").limit(100).execute();
      return Promise.all(rows.map((row) => toRollout(db, row)));
    },

    async listRolled(id, { state, after, limit }) {
      let query = db.selectFrom("rollout_phones").selectAll().where("rollout_id", "=", id);
      if (state !== undefined) query = query.where("state", "=", state);
      if (after !== undefined) query = query.where("mac", ">", after);
      return (await query.orderBy("mac").limit(limit).execute()).map(toRolled);
    },

    setRolloutState: (id, state) =>
      context.transaction(async (trx) => {
        const found = await trx.selectFrom("rollouts").select("pbx_id").where("id", "=", id).executeTakeFirst();
        // Two that begin at once wait for each other at the PBX, as those that start do.
        if (found === undefined || !(await keepPbx(context, trx, found.pbx_id))) return "not-found";
        const row = await lock(trx, id);
        if (row === undefined) return "not-found";
        const isBack = state === "rolling-back";
        const isEnded = (ENDED as readonly string[]).includes(row.state);
        if (row.state === "rolled-back" || (isEnded && !isBack)) return "over";
        if (row.state === "rolling-back" && state !== "cancelled" && !isBack) return "over";
        if (isEnded && (await hasOpen(trx, row.pbx_id))) return "rollout-running";
        if (row.state === "halted" && state === "running")
          await trx
            .updateTable("rollout_phones")
            .set({ is_noted: 1 })
            .where("rollout_id", "=", id)
            .where("state", "=", "failed")
            .execute();
        const changed = await trx
          .updateTable("rollouts")
          .set({ state, words: null, updated_at: await context.now(trx) })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toRollout(trx, changed);
      }),

    claimRollouts: (leaseMs) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        const rows = await trx
          .selectFrom("rollouts")
          .selectAll()
          // Phones whose turn has come are looked at until they are through, whatever staff said since.
          .where((eb) =>
            eb.or([
              eb("state", "in", WORKED_ON),
              eb.exists(
                eb
                  .selectFrom("rollout_phones")
                  .select("mac")
                  .whereRef("rollout_id", "=", "rollouts.id")
                  .where("rollout_phones.state", "in", UNDER_WAY),
              ),
            ]),
          )
          // Phones of a PBX that is paused would ask in vain.
          .where("pbx_id", "not in", (eb) => eb.selectFrom("pbxs").select("id").where("paused_at", "is not", null))
          // In SQLite no other process works on the file, so a lease would only be this one's from before it died.
          .$if(context.locksRows, (query) => query.where("claimed_until", "<=", now).forUpdate().skipLocked())
          .execute();
        const claimed: Rollout[] = [];
        for (const row of rows) {
          const until = { claimed_until: now + leaseMs };
          await trx.updateTable("rollouts").set(until).where("id", "=", row.id).execute();
          claimed.push(await toRollout(trx, row));
        }
        return claimed;
      }),

    async countStage(id, stage) {
      const rows = await db
        .selectFrom("rollout_phones")
        .select(["state", "is_noted", (eb) => eb.fn.countAll<number>().as("total")])
        .where("rollout_id", "=", id)
        .where("stage", "=", stage)
        .groupBy(["state", "is_noted"])
        .execute();
      const sum = (of: typeof rows) => of.reduce((all, { total }) => all + Number(total), 0);
      return {
        total: sum(rows),
        waiting: sum(rows.filter(({ state }) => state === "waiting")),
        updating: sum(rows.filter(({ state }) => state === "updating")),
        failed: sum(rows.filter(({ state, is_noted }) => state === "failed" && Number(is_noted) === 0)),
      };
    },

    settleRollout: (before, after, event) =>
      context.transaction(async (trx) => {
        const row = await lock(trx, before.id);
        if (row === undefined) return;
        // Staff changed it meanwhile.
        const isOurs = row.state === before.state;
        await trx
          .updateTable("rollouts")
          .set({
            claimed_until: 0,
            ...(isOurs ? { state: after.state, stage: after.stage, words: after.words } : {}),
            ...(isOurs && row.state !== after.state ? { updated_at: await context.now(trx) } : {}),
          })
          .where("id", "=", before.id)
          .execute();
        if (isOurs && event !== undefined) await trx.insertInto("events").values(toEventRow(event)).execute();
      }),
  };
}

/** Phones that are under way could not come back while their PBX was paused for `ms`. */
export async function giveTimeBack(trx: Trx, pbxId: string, ms: number): Promise<void> {
  await trx
    .updateTable("rollout_phones")
    .set((eb) => ({ begun_at: eb("begun_at", "+", ms) }))
    .where("state", "in", UNDER_WAY)
    .where("rollout_id", "in", (eb) => eb.selectFrom("rollouts").select("id").where("pbx_id", "=", pbxId))
    .execute();
}

/** Of the same phones and version always the same are the first, and which they are says nothing of their place or age. */
function stagesOf(macs: readonly string[], version: string, stages: readonly number[]) {
  const orderOf = (mac: string) => createHash("sha256").update(`${version} ${mac}`).digest("hex");
  return macs
    .map((mac) => ({ mac, order: orderOf(mac) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ mac }, at) => ({
      mac,
      stage: stages.findIndex((percent) => at < Math.ceil((macs.length * percent) / 100)),
    }));
}

export function toRolled(row: Selectable<RolloutTables["rollout_phones"]>): RolledPhone {
  return {
    ...{ mac: row.mac as Mac, state: row.state, stage: row.stage, previous: row.previous },
    ...{ begunAt: row.begun_at, toldAt: row.told_at, words: row.words },
  };
}

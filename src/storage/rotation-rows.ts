import { type Selectable, sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import {
  ROTATED_STATES,
  type RotatedPhone,
  type RotatedState,
  type Rotation,
  type RotationStore,
} from "../provisioning/rotation.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { toEventRow } from "./history-rows.ts";
import { keepPbx } from "./locks.ts";
import { keepProfile } from "./profile-rows.ts";
import type { RotationPhoneTable, RotationTable } from "./rotation-tables.ts";

type Rows = Omit<RotationStore, "findChanging" | "beginRotated">;
type RotationRow = Selectable<RotationTable>;

const NOT_OVER = ["running", "stalled", "paused"] as const;

export function rotationRows(context: StoreContext): Rows {
  const { db } = context;

  async function toRotation(executor: Db, row: RotationRow): Promise<Rotation> {
    const counts = await executor
      .selectFrom("rotation_phones")
      .select(["state", (eb) => eb.fn.countAll<number>().as("total")])
      .where("rotation_id", "=", row.id)
      .groupBy("state")
      .execute();
    const count = (state: RotatedState) => Number(counts.find((found) => found.state === state)?.total ?? 0);
    return {
      id: row.id,
      pbxId: row.pbx_id,
      profileId: row.profile_id,
      state: row.state,
      mostUnregistered: row.most_unregistered,
      requestedBy: row.requested_by,
      reason: row.reason,
      phones: Object.fromEntries(ROTATED_STATES.map((state) => [state, count(state)])) as Rotation["phones"],
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  async function lock(trx: Trx, id: string): Promise<RotationRow | undefined> {
    const query = trx.selectFrom("rotations").selectAll().where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }

  return {
    startRotation: (rotation) =>
      context.transaction(async (trx) => {
        const { id, pbxId, profileId } = rotation;
        if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        if (!(await keepProfile(context, trx, pbxId, profileId))) return "unknown-profile";
        const now = await context.now(trx);
        const row = await trx
          .insertInto("rotations")
          .values({
            ...{ id, pbx_id: pbxId, profile_id: profileId, state: "running" },
            ...{ most_unregistered: rotation.mostUnregistered, requested_by: rotation.requestedBy },
            ...{ reason: rotation.reason, created_at: now, updated_at: now },
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return "rotation-running";
        const ofProfile = profileId === null ? sql`true` : sql`phones.profile_id = ${profileId}`;
        const { numAffectedRows } = await sql`insert into rotation_phones (rotation_id, mac, state)
          select ${sql`cast(${id} as text)`}, phones.mac, 'waiting' from phones where phones.pbx_id = ${pbxId} and ${ofProfile}
          and exists (select 1 from lines where lines.phone_id = phones.id)`.execute(trx);
        if (numAffectedRows === 0n) {
          await trx.deleteFrom("rotations").where("id", "=", id).execute();
          return "no-phones";
        }
        return toRotation(trx, row);
      }),

    async findRotation(id) {
      const row = await db.selectFrom("rotations").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toRotation(db, row);
    },

    async listRotations(pbxId) {
      const rows = await db
        .selectFrom("rotations")
        .selectAll()
        .where("pbx_id", "=", pbxId)
        .orderBy("created_at", "desc")
        .orderBy("id")
        .limit(100)
        .execute();
      return Promise.all(rows.map((row) => toRotation(db, row)));
    },

    async listRotated(id, { state, after, limit }) {
      let query = db.selectFrom("rotation_phones").selectAll().where("rotation_id", "=", id);
      if (state !== undefined) query = query.where("state", "=", state);
      if (after !== undefined) query = query.where("mac", ">", after);
      return (await query.orderBy("mac").limit(limit).execute()).map(toRotated);
    },

    setRotationState: (id, state) =>
      context.transaction(async (trx) => {
        const row = await lock(trx, id);
        if (row === undefined) return "not-found";
        if (!(NOT_OVER as readonly string[]).includes(row.state)) return "over";
        const changed = await trx
          .updateTable("rotations")
          .set({ state, updated_at: await context.now(trx) })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toRotation(trx, changed);
      }),

    claimRotations: (leaseMs) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        const rows = await trx
          .selectFrom("rotations")
          .selectAll()
          // Phones that have begun are brought to their end, whatever staff said since.
          .where((eb) =>
            eb.or([
              eb("state", "in", ["running", "stalled"]),
              eb.exists(
                eb
                  .selectFrom("rotation_phones")
                  .select("mac")
                  .whereRef("rotation_id", "=", "rotations.id")
                  .where("rotation_phones.state", "=", "changing"),
              ),
            ]),
          )
          // Phones of a PBX that is paused would ask in vain.
          .where("pbx_id", "not in", (eb) => eb.selectFrom("pbxs").select("id").where("paused_at", "is not", null))
          // In SQLite no other process works on the file, so a lease would only be this one's from before it died.
          .$if(context.locksRows, (query) => query.where("claimed_until", "<=", now).forUpdate().skipLocked())
          .execute();
        const claimed: Rotation[] = [];
        for (const row of rows) {
          await trx
            .updateTable("rotations")
            .set({ claimed_until: now + leaseMs })
            .where("id", "=", row.id)
            .execute();
          claimed.push(await toRotation(trx, row));
        }
        return claimed;
      }),

    noteRotated: (id, mac, what) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        const columns = what === "told" ? { told_at: now } : { state: "done" as const, words: null };
        await trx
          .updateTable("rotation_phones")
          .set(columns)
          .where("rotation_id", "=", id)
          .where("mac", "=", mac)
          .execute();
        await trx.updateTable("rotations").set({ updated_at: now }).where("id", "=", id).execute();
      }),

    async skipRotated(id, mac, words) {
      const { numUpdatedRows } = await db
        .updateTable("rotation_phones")
        .set({ state: "skipped", words })
        .where("rotation_id", "=", id)
        .where("mac", "=", mac)
        .where("state", "in", ["waiting", "changing"])
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    settleRotation: (id, state, event) =>
      context.transaction(async (trx) => {
        const row = await lock(trx, id);
        if (row === undefined) return;
        // Staff paused or cancelled it meanwhile.
        const isOurs = row.state === "running" || row.state === "stalled";
        await trx
          .updateTable("rotations")
          .set({ claimed_until: 0, ...(isOurs ? { state } : {}) })
          .where("id", "=", id)
          .execute();
        if (isOurs && event !== undefined) await trx.insertInto("events").values(toEventRow(event)).execute();
      }),
  };
}

function toRotated(row: Selectable<RotationPhoneTable>): RotatedPhone {
  return {
    mac: row.mac as Mac,
    state: row.state,
    begunAt: row.begun_at,
    toldAt: row.told_at,
    words: row.words,
  };
}

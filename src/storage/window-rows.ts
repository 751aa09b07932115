import type { StoredWindow, WindowSettings, WindowStore } from "../provisioning/maintenance-window.ts";
import type { StoreContext } from "./backend.ts";
import { keepPbx } from "./locks.ts";
import type { WindowTable } from "./template-tables.ts";

const MOST_OF_A_PBX = 100;

export function windowRows(context: StoreContext): WindowStore {
  const { db } = context;

  return {
    putWindow: ({ pbxId, name, settings, expectedRevision }) =>
      context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const rows = await trx
          .selectFrom("maintenance_windows")
          .selectAll()
          .where("pbx_id", "=", pbxId)
          .$if(context.locksRows, (query) => query.forUpdate())
          .execute();
        const before = rows.find((row) => row.name === name);
        if (expectedRevision !== undefined && before?.revision !== expectedRevision) return "stale";
        if (before === undefined && rows.length >= MOST_OF_A_PBX) return "too-many-windows";
        const now = await context.now(trx);
        const values = { settings: JSON.stringify(settings), revision: (before?.revision ?? 0) + 1, updated_at: now };
        const row = await trx
          .insertInto("maintenance_windows")
          .values({ pbx_id: pbxId, name, created_at: now, ...values })
          .onConflict((conflict) => conflict.columns(["pbx_id", "name"]).doUpdateSet(values))
          .returningAll()
          .executeTakeFirstOrThrow();
        return { window: toWindow(row), isNew: before === undefined };
      }),

    async findWindow(pbxId, name) {
      const query = db.selectFrom("maintenance_windows").selectAll();
      const row = await query.where("pbx_id", "=", pbxId).where("name", "=", name).executeTakeFirst();
      return row && toWindow(row);
    },

    async listWindows(pbxId) {
      const query = db.selectFrom("maintenance_windows").selectAll().where("pbx_id", "=", pbxId);
      return (await query.orderBy("name").execute()).map(toWindow);
    },

    deleteWindow: (pbxId, name, expectedRevision) =>
      context.transaction(async (trx) => {
        const row = await trx
          .selectFrom("maintenance_windows")
          .select("revision")
          .where("pbx_id", "=", pbxId)
          .where("name", "=", name)
          .$if(context.locksRows, (query) => query.forUpdate())
          .executeTakeFirst();
        if (row === undefined) return "not-found";
        if (expectedRevision !== undefined && row.revision !== expectedRevision) return "stale";
        await trx.deleteFrom("maintenance_windows").where("pbx_id", "=", pbxId).where("name", "=", name).execute();
        return "deleted";
      }),
  };
}

function toWindow(row: WindowTable): StoredWindow {
  return {
    pbxId: row.pbx_id,
    name: row.name,
    settings: JSON.parse(row.settings) as WindowSettings,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

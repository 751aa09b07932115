import type { ApiKey, Store } from "../provisioning/ports.ts";
import type { StoreContext } from "./backend.ts";
import { keepPbx } from "./locks.ts";
import { compileOnce } from "./statement.ts";
import type { ApiKeyTable } from "./tables.ts";

/** `lastUsedAt` is no finer than this, so that a key in use does not write at every request. */
const USE_NOTED_EVERY_MS = 60_000;

export function keyRows(
  context: StoreContext,
): Pick<Store, "createKey" | "findKey" | "listKeys" | "revokeKey" | "countKeys"> {
  const { db } = context;
  const keyByHash = compileOnce(({ hash }: { hash: string }) =>
    db.selectFrom("api_keys").selectAll().where("hash", "=", hash),
  );

  return {
    createKey: ({ id, name, role, pbxId, hash }) =>
      context.transaction(async (trx) => {
        if (pbxId !== null && !(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const row = { id, name, role, pbx_id: pbxId, hash, created_at: await context.now(trx), last_used_at: null };
        await trx.insertInto("api_keys").values(row).execute();
        return toKey(row);
      }),

    async findKey(hash) {
      const [row] = await context.read(keyByHash({ hash }));
      if (row === undefined) return undefined;
      const now = await context.now(db);
      if (row.last_used_at === null || now - row.last_used_at >= USE_NOTED_EVERY_MS) {
        await db.updateTable("api_keys").set({ last_used_at: now }).where("id", "=", row.id).execute();
      }
      return toKey(row);
    },

    async listKeys() {
      return (await db.selectFrom("api_keys").selectAll().orderBy("created_at").orderBy("id").execute()).map(toKey);
    },

    revokeKey: (id) =>
      context.transaction(async (trx) => {
        const { numDeletedRows } = await trx.deleteFrom("api_keys").where("id", "=", id).executeTakeFirst();
        return numDeletedRows > 0n ? "revoked" : "not-found";
      }),

    async countKeys() {
      const { total } = await db
        .selectFrom("api_keys")
        .select((eb) => eb.fn.countAll<number>().as("total"))
        .executeTakeFirstOrThrow();
      return total;
    },
  };
}

function toKey(row: ApiKeyTable): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    pbxId: row.pbx_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

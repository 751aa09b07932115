import type { Selectable } from "kysely";
import type { ApiKey, KeyStore } from "../provisioning/api-key.ts";
import type { Scope } from "../provisioning/scope.ts";
import type { StoreContext } from "./backend.ts";
import { findUnknown, readScopes, writeScope } from "./scope-rows.ts";
import { compileOnce } from "./statement.ts";
import type { ApiKeyTable } from "./tables.ts";

/** `lastUsedAt` is no finer than this, so that a key in use does not write at every request. */
const USE_NOTED_EVERY_MS = 60_000;

export function keyRows(context: StoreContext): KeyStore {
  const { db } = context;
  const keyByHash = compileOnce(({ hash }: { hash: string }) =>
    db.selectFrom("api_keys").selectAll().where("hash", "=", hash),
  );

  return {
    createKey: ({ id, name, role, pbxId, scope, hash }) =>
      context.transaction(async (trx) => {
        const wanted = pbxId === null ? scope : { customers: [], pbxs: [pbxId] };
        const unknown = await findUnknown(context, trx, wanted);
        if (unknown !== undefined) return unknown;
        const row = {
          ...{ id, name, role, pbx_id: pbxId, is_scoped: Number(pbxId === null && scope !== null), hash },
          created_at: await context.now(trx),
          last_used_at: null,
        };
        await trx.insertInto("api_keys").values(row).execute();
        if (pbxId === null) await writeScope(trx, "key_id", id, scope);
        return toKey(row, scope);
      }),

    async findKey(hash) {
      const [row] = await context.read(keyByHash({ hash }));
      if (row === undefined) return undefined;
      const now = await context.now(db);
      if (row.last_used_at === null || now - row.last_used_at >= USE_NOTED_EVERY_MS) {
        await db.updateTable("api_keys").set({ last_used_at: now }).where("id", "=", row.id).execute();
      }
      return toKey(row, (await readScopes(db, "key_id", [row])).get(row.id) ?? null);
    },

    async listKeys() {
      const rows = await db.selectFrom("api_keys").selectAll().orderBy("created_at").orderBy("id").execute();
      const scopes = await readScopes(db, "key_id", rows);
      return rows.map((row) => toKey(row, scopes.get(row.id) ?? null));
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

function toKey(row: Selectable<ApiKeyTable>, scope: Scope | null): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    pbxId: row.pbx_id,
    scope: row.pbx_id === null ? scope : { customers: [], pbxs: [row.pbx_id] },
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

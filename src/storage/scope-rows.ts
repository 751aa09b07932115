import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Scope, UnknownScope } from "../provisioning/scope.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { keepPbx } from "./locks.ts";

type OwnerColumn = "key_id" | "person_id";

/** Whether a column holds one of `values`, which may be none or very many: one parameter. */
export function isOneOf(
  context: StoreContext,
  column: string,
  values: readonly (string | number)[],
): RawBuilder<SqlBool> {
  return context.locksRows
    ? sql<SqlBool>`${sql.ref(column)} = any(${values})`
    : sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`;
}

/** Whether the customer exists; they then cannot be deleted before the transaction ends. */
export async function keepCustomer(context: StoreContext, trx: Trx, id: string): Promise<boolean> {
  const query = trx.selectFrom("customers").select("id").where("id", "=", id);
  return (await query.$if(context.locksRows, (locked) => locked.forKeyShare()).executeTakeFirst()) !== undefined;
}

/** What of a scope is not there. What is there stays there until the transaction ends. */
export async function findUnknown(
  context: StoreContext,
  trx: Trx,
  scope: Scope | null,
): Promise<UnknownScope | undefined> {
  for (const customer of scope?.customers.toSorted() ?? [])
    if (!(await keepCustomer(context, trx, customer))) return "unknown-customer";
  for (const pbx of scope?.pbxs.toSorted() ?? []) if (!(await keepPbx(context, trx, pbx))) return "unknown-pbx";
  return undefined;
}

/** Replaces what a key or a person may see. */
export async function writeScope(trx: Trx, column: OwnerColumn, owner: string, scope: Scope | null): Promise<void> {
  await trx.deleteFrom("scope_entries").where(column, "=", owner).execute();
  const none = { key_id: null, person_id: null, customer_id: null, pbx_id: null };
  const rows = [
    ...[...new Set(scope?.customers)].map((customer_id) => ({ ...none, [column]: owner, customer_id })),
    ...[...new Set(scope?.pbxs)].map((pbx_id) => ({ ...none, [column]: owner, pbx_id })),
  ];
  for (const row of rows) await trx.insertInto("scope_entries").values(row).execute();
}

/** By owner, of those that are `is_scoped`. */
export async function readScopes(
  db: Db,
  column: OwnerColumn,
  owners: readonly { id: string; is_scoped: number }[],
): Promise<Map<string, Scope>> {
  const ids = owners.filter(({ is_scoped }) => is_scoped !== 0).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("scope_entries")
    .selectAll()
    .where(column, "in", ids)
    .orderBy("customer_id")
    .orderBy("pbx_id")
    .execute();
  const byOwner = Map.groupBy(rows, (row) => row[column]);
  return new Map(
    ids.map((id) => {
      const own = byOwner.get(id) ?? [];
      return [
        id,
        { customers: own.flatMap((row) => row.customer_id ?? []), pbxs: own.flatMap((row) => row.pbx_id ?? []) },
      ];
    }),
  );
}

import type { Selectable } from "kysely";
import type { Customer, CustomerStore } from "../provisioning/customer.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { pageOf } from "./paging.ts";
import type { CustomerTable } from "./people-tables.ts";
import { isOneOf } from "./scope-rows.ts";
import { contains, fold, patternOf } from "./search.ts";

export function customerRows(context: StoreContext): CustomerStore {
  const { db } = context;

  async function lockCustomer(trx: Trx, id: string): Promise<Selectable<CustomerTable> | undefined> {
    const query = trx.selectFrom("customers").selectAll().where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }

  return {
    async createCustomer({ id, name }) {
      const now = await context.now(db);
      const row = await db
        .insertInto("customers")
        .values({ id, name, name_folded: fold(name), revision: 1, created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? "customer-exists" : toCustomer(row);
    },

    async findCustomer(id) {
      const row = await db.selectFrom("customers").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toCustomer(row);
    },

    async listCustomers({ limit, cursor, search, ids }) {
      let query = db.selectFrom("customers").selectAll();
      if (cursor !== undefined) query = query.where("id", ">", cursor);
      if (ids !== undefined) query = query.where(isOneOf(context, "id", ids));
      if (search) {
        const pattern = patternOf(search);
        query = query.where((eb) => eb.or(["id", "name_folded"].map((column) => contains(column, pattern))));
      }
      const rows = await query
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => row.id);
      return { items: items.map(toCustomer), next };
    },

    updateCustomer: (id, { name }, expectedRevision) =>
      context.transaction(async (trx) => {
        const customer = await lockCustomer(trx, id);
        if (customer === undefined) return "not-found";
        if (expectedRevision !== undefined && customer.revision !== expectedRevision) return "stale";
        const newName = name ?? customer.name;
        const row = await trx
          .updateTable("customers")
          .set({
            name: newName,
            name_folded: fold(newName),
            revision: customer.revision + 1,
            updated_at: await context.now(trx),
          })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toCustomer(row);
      }),

    deleteCustomer: (id, expectedRevision) =>
      context.transaction(async (trx) => {
        const customer = await lockCustomer(trx, id);
        if (customer === undefined) return "not-found";
        if (expectedRevision !== undefined && customer.revision !== expectedRevision) return "stale";
        const pbx = await trx.selectFrom("pbxs").select("id").where("customer", "=", id).limit(1).executeTakeFirst();
        const entry = await trx
          .selectFrom("scope_entries")
          .select("customer_id")
          .where("customer_id", "=", id)
          .limit(1)
          .executeTakeFirst();
        if (pbx !== undefined || entry !== undefined) return "customer-in-use";
        await trx.deleteFrom("customers").where("id", "=", id).execute();
        return "deleted";
      }),

    async listPbxIdsOf(customers) {
      const rows = await db
        .selectFrom("pbxs")
        .select("id")
        .where(isOneOf(context, "customer", customers))
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

function toCustomer(row: Selectable<CustomerTable>): Customer {
  return {
    id: row.id,
    name: row.name,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

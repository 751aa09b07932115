import { type Selectable, sql } from "kysely";
import type { PhoneBook, PhoneBookStore } from "../provisioning/phone-book/phone-book.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { keepPbx } from "./locks.ts";
import type { PhoneBookTable } from "./phone-book-tables.ts";
import { compileOnce } from "./statement.ts";

type Rows = Pick<
  PhoneBookStore,
  "createPhoneBook" | "findPhoneBook" | "listPhoneBooks" | "updatePhoneBook" | "deletePhoneBook" | "bookVersion"
>;
type BookRow = Selectable<PhoneBookTable>;

export function phoneBookRows(context: StoreContext): Rows {
  const { db } = context;
  const bookById = compileOnce(({ pbxId, id }: { pbxId: string; id: string }) =>
    db.selectFrom("phone_books").selectAll().where("pbx_id", "=", pbxId).where("id", "=", id),
  );
  // An account that is made has the highest id, one that changes another revision, one that goes is one less.
  const accountsMark = compileOnce(({ pbxId }: { pbxId: string }) =>
    db
      .selectFrom("accounts")
      .select((eb) => [
        eb.fn.countAll().as("total"),
        eb.fn.max("id").as("newest"),
        eb.fn.sum<number>("revision").as("revisions"),
      ])
      .where("pbx_id", "=", pbxId),
  );

  async function count(executor: Db, key: number): Promise<number> {
    const { total } = await executor
      .selectFrom("phone_book_entries")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where("book_key", "=", key)
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  return {
    createPhoneBook: ({ pbxId, id, label, includesAccounts }) =>
      context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const now = await context.now(trx);
        const row = await trx
          .insertInto("phone_books")
          .values({
            ...{ pbx_id: pbxId, id, label, includes_accounts: Number(includesAccounts) },
            ...{ revision: 1, entries_revision: 1, created_at: now, updated_at: now },
          })
          .onConflict((conflict) => conflict.columns(["pbx_id", "id"]).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return "phone-book-exists";
        await revisePhones(trx, pbxId);
        return toBook(row, 0);
      }),

    async findPhoneBook(pbxId, id) {
      const [row] = await context.read(bookById({ pbxId, id }));
      return row && toBook(row, await count(db, row.key));
    },

    async listPhoneBooks(pbxId) {
      const rows = await db.selectFrom("phone_books").selectAll().where("pbx_id", "=", pbxId).orderBy("id").execute();
      const counted = [];
      for (const row of rows) counted.push(toBook(row, await count(db, row.key)));
      return counted;
    },

    updatePhoneBook: (pbxId, id, { label, includesAccounts }, expectedRevision) =>
      context.transaction(async (trx) => {
        const before = await lock(trx, pbxId, id);
        if (before === undefined) return "not-found";
        if (expectedRevision !== undefined && before.revision !== expectedRevision) return "stale";
        const row = await trx
          .updateTable("phone_books")
          .set({
            label,
            includes_accounts: includesAccounts === undefined ? undefined : Number(includesAccounts),
            revision: before.revision + 1,
            updated_at: await context.now(trx),
          })
          .where("key", "=", before.key)
          .returningAll()
          .executeTakeFirstOrThrow();
        if (row.label !== before.label) await revisePhones(trx, pbxId);
        return toBook(row, await count(trx, row.key));
      }),

    deletePhoneBook: (pbxId, id, expectedRevision) =>
      context.transaction(async (trx) => {
        const row = await lock(trx, pbxId, id);
        if (row === undefined) return "not-found";
        if (expectedRevision !== undefined && row.revision !== expectedRevision) return "stale";
        await trx.deleteFrom("phone_books").where("key", "=", row.key).execute();
        await revisePhones(trx, pbxId);
        return "deleted";
      }),

    async bookVersion(pbxId, id) {
      const [row] = await context.read(bookById({ pbxId, id }));
      if (row === undefined) return undefined;
      const includesAccounts = row.includes_accounts === 1;
      const [mark] = includesAccounts ? await context.read(accountsMark({ pbxId })) : [];
      const accounts = mark === undefined ? "" : `${mark.total}.${mark.newest}.${mark.revisions}`;
      return {
        key: row.key,
        label: row.label,
        includesAccounts,
        version: `${row.key} ${row.entries_revision} ${accounts}`,
      };
    },
  };

  async function lock(trx: Trx, pbxId: string, id: string): Promise<BookRow | undefined> {
    const query = trx.selectFrom("phone_books").selectAll().where("pbx_id", "=", pbxId).where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }
}

/** A configuration names its book, so another label makes another configuration for any phone of the PBX. */
async function revisePhones(trx: Trx, pbxId: string): Promise<void> {
  await trx.updateTable("pbxs").set({ revision: sql`revision + 1` }).where("id", "=", pbxId).execute();
}

function toBook(row: BookRow, entryCount: number): PhoneBook {
  return {
    ...{ key: row.key, pbxId: row.pbx_id, id: row.id, label: row.label },
    ...{ includesAccounts: row.includes_accounts === 1, entryCount, revision: row.revision },
    ...{ createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

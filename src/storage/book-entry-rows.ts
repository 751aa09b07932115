import { type Insertable, type Selectable, sql } from "kysely";
import {
  type BookEntry,
  type BookNumber,
  type EntryContent,
  isSameContent,
  MAX_ENTRIES,
  type NumberKind,
  nameKeyOf,
  type PhoneBookStore,
} from "../provisioning/phone-book/phone-book.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { pageOf, readIdCursor } from "./paging.ts";
import type { PhoneBookEntryTable } from "./phone-book-tables.ts";

type Rows = Pick<
  PhoneBookStore,
  | "createBookEntry"
  | "findBookEntry"
  | "updateBookEntry"
  | "deleteBookEntry"
  | "readBookEntries"
  | "readBookAccounts"
  | "importBookEntries"
>;
type EntryRow = Selectable<PhoneBookEntryTable>;
const INSERTED_AT_ONCE = 200;
const DELETED_AT_ONCE = 500;

export function bookEntryRows(context: StoreContext): Rows {
  const { db } = context;

  /** The book, held until the transaction ends: its entries are counted and changed by one at a time. */
  async function holdBook(trx: Trx, key: number): Promise<boolean> {
    const query = trx.selectFrom("phone_books").select("key").where("key", "=", key);
    return (await query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst()) !== undefined;
  }

  async function entriesOf(executor: Db, bookKey: number): Promise<EntryRow[]> {
    return executor
      .selectFrom("phone_book_entries")
      .selectAll()
      .where("book_key", "=", bookKey)
      .orderBy("id")
      .execute();
  }

  async function findRow(executor: Db, bookKey: number, id: number): Promise<EntryRow | undefined> {
    const query = executor.selectFrom("phone_book_entries").selectAll().where("book_key", "=", bookKey);
    return query.where("id", "=", id).executeTakeFirst();
  }

  async function insert(trx: Trx, bookKey: number, entries: readonly EntryContent[]): Promise<EntryRow[]> {
    const now = await context.now(trx);
    const made: EntryRow[] = [];
    for (let at = 0; at < entries.length; at += INSERTED_AT_ONCE) {
      const values = entries.slice(at, at + INSERTED_AT_ONCE).map(
        (entry): Insertable<PhoneBookEntryTable> => ({
          ...{ book_key: bookKey, ...columnsOf(entry) },
          ...{ revision: 1, created_at: now, updated_at: now },
        }),
      );
      made.push(...(await trx.insertInto("phone_book_entries").values(values).returningAll().execute()));
    }
    return made;
  }

  async function update(trx: Trx, row: EntryRow, entry: EntryContent): Promise<EntryRow> {
    return trx
      .updateTable("phone_book_entries")
      .set({ ...columnsOf(entry), revision: row.revision + 1, updated_at: await context.now(trx) })
      .where("id", "=", row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  return {
    createBookEntry: (bookKey, entry) =>
      context.transaction(async (trx) => {
        if (!(await holdBook(trx, bookKey))) return "not-found";
        const { total } = await trx
          .selectFrom("phone_book_entries")
          .select((eb) => eb.fn.countAll<number>().as("total"))
          .where("book_key", "=", bookKey)
          .executeTakeFirstOrThrow();
        if (Number(total) >= MAX_ENTRIES) return "phone-book-full";
        const [row] = await insert(trx, bookKey, [entry]);
        await noteChange(trx, bookKey);
        return row === undefined ? "not-found" : toEntry(row);
      }),

    async findBookEntry(bookKey, id) {
      const row = await findRow(db, bookKey, id);
      return row && toEntry(row);
    },

    updateBookEntry: (bookKey, id, entry, expectedRevision) =>
      context.transaction(async (trx) => {
        const row = (await holdBook(trx, bookKey)) ? await findRow(trx, bookKey, id) : undefined;
        if (row === undefined) return "not-found";
        if (expectedRevision !== undefined && row.revision !== expectedRevision) return "stale";
        const changed = await update(trx, row, entry);
        await noteChange(trx, bookKey);
        return toEntry(changed);
      }),

    deleteBookEntry: (bookKey, id, expectedRevision) =>
      context.transaction(async (trx) => {
        const row = (await holdBook(trx, bookKey)) ? await findRow(trx, bookKey, id) : undefined;
        if (row === undefined) return "not-found";
        if (expectedRevision !== undefined && row.revision !== expectedRevision) return "stale";
        await trx.deleteFrom("phone_book_entries").where("id", "=", id).execute();
        await noteChange(trx, bookKey);
        return "deleted";
      }),

    async readBookEntries(bookKey, { limit, cursor }) {
      let query = db.selectFrom("phone_book_entries").selectAll().where("book_key", "=", bookKey);
      if (cursor !== undefined) {
        const after = readIdCursor(cursor);
        if (after < 0) return { items: [], next: null };
        query = query.where("id", ">", after);
      }
      const rows = await query
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, ({ id }) => String(id));
      return { items: items.map(toEntry), next };
    },

    async readBookAccounts(pbxId, { limit, cursor }) {
      let query = db
        .selectFrom("accounts")
        .select(["username", "display_name", "number"])
        .where("pbx_id", "=", pbxId)
        .where("display_name", "<>", "");
      if (cursor !== undefined) query = query.where("username", ">", cursor);
      const rows = await query
        .orderBy("username")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, ({ username }) => username);
      return {
        items: items.map(({ username, display_name: displayName, number }) => ({ username, displayName, number })),
        next,
      };
    },

    importBookEntries: (bookKey, entries, { mode, isDry }) =>
      context.transaction(async (trx) => {
        if (!(await holdBook(trx, bookKey))) return "not-found";
        const rows = await entriesOf(trx, bookKey);
        const plan = mode === "replace" ? planReplacement(rows, entries) : planMerge(rows, entries);
        const { added, changed, removed } = plan;
        if (rows.length + added.length - removed.length > MAX_ENTRIES) return "phone-book-full";
        if (!isDry) {
          for (let at = 0; at < removed.length; at += DELETED_AT_ONCE) {
            const ids = removed.slice(at, at + DELETED_AT_ONCE).map(({ id }) => id);
            await trx.deleteFrom("phone_book_entries").where("id", "in", ids).execute();
          }
          for (const { row, entry } of changed) await update(trx, row, entry);
          await insert(trx, bookKey, added);
          if (added.length + changed.length + removed.length > 0) await noteChange(trx, bookKey);
        }
        return {
          ...{ added: added.length, changed: changed.length, removed: removed.length },
          unchanged: plan.unchanged,
        };
      }),
  };

  async function noteChange(trx: Trx, bookKey: number): Promise<void> {
    await trx
      .updateTable("phone_books")
      .set({ entries_revision: sql`entries_revision + 1` })
      .where("key", "=", bookKey)
      .execute();
  }
}

type Plan = {
  added: EntryContent[];
  changed: { row: EntryRow; entry: EntryContent }[];
  removed: EntryRow[];
  unchanged: number;
};

/** What is the same stays, with its id; each of several that are the same counts. */
function planReplacement(rows: readonly EntryRow[], entries: readonly EntryContent[]): Plan {
  const left = Map.groupBy(rows, (row) => JSON.stringify(contentOf(row)));
  const added: EntryContent[] = [];
  for (const entry of entries) {
    const { lastName, firstName, company, group, numbers } = entry;
    const same = left.get(JSON.stringify({ lastName, firstName, company, group, numbers: numbers.map(inOneForm) }));
    if (same?.shift() === undefined) added.push(entry);
  }
  const removed = [...left.values()].flat();
  return { added, changed: [], removed, unchanged: rows.length - removed.length };
}

/** Of several entries with one name the first takes what the first of that name in the file says, and so on. */
function planMerge(rows: readonly EntryRow[], entries: readonly EntryContent[]): Plan {
  const left = Map.groupBy(rows, (row) => nameKeyOf(contentOf(row)));
  const plan: Plan = { added: [], changed: [], removed: [], unchanged: 0 };
  for (const entry of entries) {
    const row = left.get(nameKeyOf(entry))?.shift();
    if (row === undefined) plan.added.push(entry);
    else if (isSameContent(contentOf(row), entry)) plan.unchanged++;
    else plan.changed.push({ row, entry });
  }
  return plan;
}

function columnsOf({ lastName, firstName, company, group, numbers }: EntryContent) {
  return {
    ...{ last_name: lastName, first_name: firstName, company, group_name: group },
    numbers: JSON.stringify(numbers.map(({ kind, number }) => [kind, number])),
  };
}

function contentOf(row: EntryRow): EntryContent {
  const numbers = JSON.parse(row.numbers) as [NumberKind, string][];
  return {
    ...{ lastName: row.last_name, firstName: row.first_name, company: row.company, group: row.group_name },
    numbers: numbers.map(([kind, number]) => ({ kind, number })),
  };
}

function inOneForm({ kind, number }: BookNumber): BookNumber {
  return { kind, number };
}

function toEntry(row: EntryRow): BookEntry {
  return {
    ...contentOf(row),
    ...{ id: row.id, revision: row.revision, createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

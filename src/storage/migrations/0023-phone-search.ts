import { type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/**
 * What the table of phones is searched by, apart from the wide rows with their keys. SQLite, which answers no phone while it
 * searches, also gets an index of every three letters in a row; triggers keep it, so that nothing can write past it.
 */
export async function addPhoneSearch(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createIndex("phones_search")
    .on("phones")
    .columns(["mac", "pbx_id", "vendor_id", "model", "label_folded"])
    .execute();
  if (dialect === "postgres") return;
  await indexWords(db, "phones", "phone_words", ["mac", "model", "label_folded"]);
  await indexWords(db, "accounts", "account_words", ["username", "display_name_folded"]);
}

async function indexWords(db: Kysely<unknown>, table: string, words: string, columns: string[]): Promise<void> {
  const names = columns.join(", ");
  const newer = columns.map((column) => `new.${column}`).join(", ");
  const isOther = columns.map((column) => `new.${column} is not old.${column}`).join(" or ");
  for (const statement of [
    `create virtual table ${words} using fts5(${names}, content='', contentless_delete=1, tokenize='trigram')`,
    `insert into ${words} (rowid, ${names}) select id, ${names} from ${table}`,
    `create trigger ${words}_insert after insert on ${table} begin
       insert into ${words} (rowid, ${names}) values (new.id, ${newer});
     end`,
    `create trigger ${words}_delete after delete on ${table} begin
       delete from ${words} where rowid = old.id;
     end`,
    `create trigger ${words}_update after update of ${names} on ${table} when ${isOther} begin
       delete from ${words} where rowid = old.id;
       insert into ${words} (rowid, ${names}) values (new.id, ${newer});
     end`,
  ])
    await sql.raw(statement).execute(db);
}

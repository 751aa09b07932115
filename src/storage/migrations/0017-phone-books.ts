import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Phone books of a PBX and what is in them. */
export async function createPhoneBooks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  // Never the same number twice: what is remembered of a book that is gone must not be taken for another's.
  const identity = (column: ColumnDefinitionBuilder) =>
    isPostgres ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey().autoIncrement();
  await db.schema
    .createTable("phone_books")
    .addColumn("key", integer, identity)
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("id", "text", required)
    .addColumn("label", "text", required)
    .addColumn("includes_accounts", "integer", required)
    .addColumn("revision", "integer", required)
    .addColumn("entries_revision", integer, required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .addUniqueConstraint("phone_books_id", ["pbx_id", "id"])
    .execute();
  await db.schema
    .createTable("phone_book_entries")
    .addColumn("id", integer, identity)
    .addColumn("book_key", integer, (column) => column.notNull().references("phone_books.key").onDelete("cascade"))
    .addColumn("last_name", "text", required)
    .addColumn("first_name", "text", required)
    .addColumn("company", "text", required)
    .addColumn("group_name", "text", required)
    .addColumn("numbers", "text", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  await sql`create index phone_book_entries_book on phone_book_entries (book_key, id)`.execute(db);
}

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Files that phones saved here. */
export async function createPhoneUploads(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("phone_uploads")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("phone_id", integer, (column) => column.notNull().references("phones.id").onDelete("cascade"))
    .addColumn("kind", "text", required)
    .addColumn("name", "text", required)
    .addColumn("bytes", integer, required)
    .addColumn("received_at", integer, required)
    .addColumn("address", "text", required)
    .addColumn("door", "text", required)
    .addColumn("is_proven", "integer", required)
    .addColumn("sealed_content", dialect === "postgres" ? "bytea" : "blob", required)
    .execute();
  await sql`create index phone_uploads_phone on phone_uploads (phone_id, received_at)`.execute(db);
}

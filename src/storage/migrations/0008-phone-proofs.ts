import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** What a PBX's phones must prove themselves by, what they prove it with, and the digest nonces they used. */
export async function createPhoneProofs(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .alterTable("pbxs")
    .addColumn("access", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();

  await db.schema
    .createTable("phone_proofs")
    .addColumn("id", integer, (column) =>
      isPostgres ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey().autoIncrement(),
    )
    .addColumn("phone_id", integer, (column) => column.notNull().references("phones.id").onDelete("cascade"))
    .addColumn("kind", "text", required)
    .addColumn("via", "text", required)
    .addColumn("hash", "text", required)
    .addColumn("sealed_login", isPostgres ? "bytea" : "blob")
    .addColumn("is_to_be_replaced", "integer", required)
    .addColumn("made_at", integer, required)
    .addColumn("used_at", integer)
    .execute();
  await sql`create index phone_proofs_phone on phone_proofs (phone_id)`.execute(db);

  await db.schema
    .createTable("used_nonces")
    .addColumn("nonce", "text", (column) => column.primaryKey())
    .addColumn("count", integer, required)
    .addColumn("expires_at", integer, required)
    .execute();
}

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** The hash chain of what was done, its anchors, keys that are sealed under the master key, and the realm that HA1 is made with. */
export async function createAudit(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("audit")
    .addColumn("sequence", integer, (column) => column.primaryKey().notNull())
    .addColumn("at", integer, required)
    .addColumn("action", "text", required)
    .addColumn("actor", "text")
    .addColumn("address", "text")
    .addColumn("door", "text")
    .addColumn("mac", "text")
    .addColumn("pbx_id", "text")
    .addColumn("detail", "text")
    .addColumn("key_id", "text", required)
    .addColumn("previous", "text", required)
    .addColumn("hash", "text", required)
    .execute();
  await sql`create index audit_mac on audit (mac, sequence) where mac is not null`.execute(db);

  await db.schema
    .createTable("audit_anchors")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("sequence", integer, required)
    .addColumn("hash", "text", required)
    .addColumn("key_id", "text", required)
    .addColumn("seal", "text", required)
    .execute();

  await db.schema
    .createTable("sealed_keys")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("sealed_key", isPostgres ? "bytea" : "blob", required)
    .addColumn("created_at", integer, required)
    .execute();

  await db.schema.alterTable("pbxs").addColumn("realm", "text").execute();
}

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Whom a PBX wants told of its phones, and what they are still to be told. */
export async function createWebhooks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("webhooks")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("url", "text", required)
    .addColumn("events", "text", required)
    .addColumn("sealed_secret", isPostgres ? "bytea" : "blob", required)
    .addColumn("last_error", "text")
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  await db.schema.createIndex("webhooks_pbx").on("webhooks").column("pbx_id").execute();

  await db.schema
    .createTable("webhook_deliveries")
    // Never the same number twice: of two rows of a phone the lower one is told first.
    .addColumn("id", integer, (column) =>
      isPostgres ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey().autoIncrement(),
    )
    .addColumn("webhook_id", "text", (column) => column.notNull().references("webhooks.id").onDelete("cascade"))
    .addColumn("mac", "text", required)
    .addColumn("message_id", "text", required)
    .addColumn("body", "text", required)
    .addColumn("attempts", "integer", required)
    .addColumn("next_try_at", integer, required)
    .addColumn("claim", "text")
    .addColumn("claimed_until", integer)
    .execute();
  await sql`create index webhook_deliveries_due on webhook_deliveries (next_try_at)`.execute(db);
  await sql`create index webhook_deliveries_order on webhook_deliveries (webhook_id, mac, id)`.execute(db);
}

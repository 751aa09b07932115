import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** What phones were told to do: resync, reboot. */
export async function createPhoneCommands(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  const none = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
  await db.schema
    .createTable("command_batches")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("kind", "text", required)
    .addColumn("per_minute", integer, required)
    .addColumn("next_at", integer, required)
    .addColumn("requested_by", "text", required)
    .addColumn("reason", "text")
    .addColumn("created_at", integer, required)
    .execute();
  await db.schema
    .createTable("phone_commands")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("batch_id", "text", (column) => column.references("command_batches.id").onDelete("cascade"))
    .addColumn("mac", "text", required)
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("kind", "text", required)
    .addColumn("state", "text", required)
    .addColumn("via", "text")
    .addColumn("words", "text")
    .addColumn("requested_by", "text", required)
    .addColumn("reason", "text")
    .addColumn("not_before", integer, required)
    .addColumn("timeout_ms", integer, required)
    .addColumn("deadline", integer, required)
    .addColumn("sent_at", integer)
    .addColumn("accepted_at", integer)
    .addColumn("fetched_at", integer)
    .addColumn("back_at", integer)
    .addColumn("is_answer_unknown", integer, none)
    .addColumn("awaits_return", integer, none)
    .addColumn("registered_until", integer)
    .addColumn("tries", integer, none)
    .addColumn("next_try_at", integer, required)
    .addColumn("claim", "text")
    .addColumn("claimed_until", integer)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  const live = sql`state in ('waiting', 'sent', 'accepted')`;
  // One live command for each phone, whoever asks at the same time.
  await sql`create unique index phone_commands_live on phone_commands (mac) where ${live}`.execute(db);
  await sql`create index phone_commands_due on phone_commands (next_try_at) where ${live}`.execute(db);
  await db.schema.createIndex("phone_commands_mac").on("phone_commands").columns(["mac", "created_at"]).execute();
  await db.schema.createIndex("phone_commands_batch").on("phone_commands").column("batch_id").execute();
  await db.schema.createIndex("phone_commands_pbx").on("phone_commands").column("pbx_id").execute();
  await db.schema.createIndex("command_batches_pbx").on("command_batches").column("pbx_id").execute();
}

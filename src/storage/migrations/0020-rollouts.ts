import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Firmware for many phones, in stages. */
export async function createRollouts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
  await db.schema.alterTable("phones").addColumn("rollout_firmware", "text").execute();
  await db.schema
    .createTable("rollouts")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("version", "text", required)
    .addColumn("stages", "text", required)
    .addColumn("stage", "integer", zero)
    .addColumn("window_name", "text")
    .addColumn("halt_above", "integer", required)
    .addColumn("within_ms", integer, required)
    .addColumn("state", "text", required)
    .addColumn("words", "text")
    .addColumn("requested_by", "text", required)
    .addColumn("reason", "text")
    .addColumn("claimed_until", integer, zero)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  // A PBX has one at a time: a phone could otherwise be told two versions.
  await sql`create unique index rollouts_running on rollouts (pbx_id) where state in ('running', 'waiting-for-window', 'halted', 'paused', 'rolling-back')`.execute(
    db,
  );
  await db.schema
    .createTable("rollout_phones")
    .addColumn("rollout_id", "text", (column) => column.notNull().references("rollouts.id").onDelete("cascade"))
    .addColumn("mac", "text", required)
    .addColumn("stage", "integer", required)
    .addColumn("state", "text", required)
    .addColumn("previous", "text")
    .addColumn("begun_at", integer)
    .addColumn("told_at", integer)
    .addColumn("words", "text")
    .addColumn("is_noted", "integer", zero)
    .addPrimaryKeyConstraint("rollout_phones_key", ["rollout_id", "mac"])
    .execute();
  await sql`create index rollout_phones_open on rollout_phones (rollout_id, state, stage, mac)`.execute(db);
}

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** How PBXs are reached, and what they are still to be told of accounts and phones. */
export async function createPbxLinks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const blob = isPostgres ? "bytea" : "blob";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  const flag = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
  await db.schema
    .createTable("pbx_links")
    .addColumn("pbx_id", "text", (column) => column.primaryKey().notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("settings", "text", required)
    .addColumn("sealed_credentials", blob, required)
    .addColumn("password_order", "text", required)
    .addColumn("wants_phones", "integer", required)
    .addColumn("last_error", "text")
    .addColumn("told_at", integer)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();

  await db.schema
    .createTable("pbx_jobs")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbx_links.pbx_id").onDelete("cascade"))
    .addColumn("subject", "text", required)
    .addColumn("name", "text", required)
    .addColumn("generation", integer, (column) => column.notNull().defaultTo(1))
    .addColumn("state", "text", required)
    .addColumn("waits_for_phone", "integer", flag)
    .addColumn("was_told", "integer", flag)
    .addColumn("address", "text")
    .addColumn("attempts", "integer", flag)
    .addColumn("next_try_at", integer, required)
    .addColumn("claim", "text")
    .addColumn("claimed_until", integer)
    .addColumn("error", "text")
    .addColumn("updated_at", integer, required)
    .addPrimaryKeyConstraint("pbx_jobs_key", ["pbx_id", "subject", "name"])
    .execute();
  await sql`create index pbx_jobs_due on pbx_jobs (next_try_at) where state = 'pending' and waits_for_phone = 0`.execute(
    db,
  );
  await sql`create index pbx_jobs_open on pbx_jobs (pbx_id, state) where state <> 'done'`.execute(db);

  // 'pbx-first': not delivered before the PBX has taken it. 'phone-first': the PBX is told once it was delivered.
  await db.schema.alterTable("grants").addColumn("pbx_order", "text").execute();
  await db.schema.alterTable("account_secrets").addColumn("sealed_previous_ha1", blob).execute();
  await db.schema.alterTable("account_secrets").addColumn("previous_since", integer).execute();
}

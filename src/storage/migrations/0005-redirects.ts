import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Accounts at the vendors' redirect services, and what these are still to be told. */
export async function createRedirects(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("redirect_accounts")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("service", "text", required)
    .addColumn("vendor_id", "text", required)
    .addColumn("base_url", "text", required)
    .addColumn("label", "text", required)
    .addColumn("needs_mac_id", "integer", required)
    .addColumn("check_first", "integer", required)
    .addColumn("sealed_credentials", isPostgres ? "bytea" : "blob", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .addPrimaryKeyConstraint("redirect_accounts_key", ["pbx_id", "service"])
    .addUniqueConstraint("redirect_accounts_vendor", ["pbx_id", "vendor_id"])
    .execute();

  await db.schema
    .createTable("redirects")
    .addColumn("id", integer, (column) =>
      isPostgres ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey().autoIncrement(),
    )
    .addColumn("mac", "text", required)
    .addColumn("pbx_id", "text", required)
    .addColumn("service", "text", required)
    .addColumn("mac_id", "text")
    .addColumn("wanted", "text", required)
    .addColumn("state", "text", required)
    .addColumn("sequence", integer, required)
    .addColumn("generation", "integer", required)
    .addColumn("attempts", "integer", required)
    .addColumn("next_try_at", integer, required)
    .addColumn("claim", "text")
    .addColumn("claimed_until", integer)
    .addColumn("url", "text")
    .addColumn("error_code", "text")
    .addColumn("error_words", "text")
    .addColumn("updated_at", integer, required)
    .addUniqueConstraint("redirects_once", ["mac", "pbx_id", "service"])
    .addForeignKeyConstraint(
      "redirects_account",
      ["pbx_id", "service"],
      "redirect_accounts",
      ["pbx_id", "service"],
      (constraint) => constraint.onDelete("cascade"),
    )
    .execute();
  await db.schema.createIndex("redirects_account").on("redirects").columns(["pbx_id", "service"]).execute();
  await sql`create index redirects_due on redirects (next_try_at) where state = 'pending'`.execute(db);
}

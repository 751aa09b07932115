import type { ColumnDefinitionBuilder, Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Who is registered at PBXs, as they told last. */
export async function createRegistrations(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("registrations")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbx_links.pbx_id").onDelete("cascade"))
    .addColumn("username", "text", required)
    .addColumn("contact", "text", required)
    .addColumn("user_agent", "text")
    .addColumn("address", "text")
    .addColumn("expires_at", integer, required)
    .addColumn("registered_at", integer)
    .addColumn("first_seen_at", integer, required)
    .addColumn("seen_at", integer, required)
    .addColumn("gone_at", integer)
    .addPrimaryKeyConstraint("registrations_key", ["pbx_id", "username", "contact"])
    .execute();
  await db.schema.alterTable("pbx_links").addColumn("asked_at", integer).execute();
}

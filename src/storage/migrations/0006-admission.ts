import type { ColumnDefinitionBuilder, Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** How PBXs take phones that nobody admitted, and which phones were deleted. */
export async function createAdmission(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("admission_policies")
    .addColumn("pbx_id", "text", (column) => column.primaryKey().references("pbxs.id").onDelete("cascade"))
    .addColumn("mode", "text", required)
    .addColumn("vendors", "text", required)
    .addColumn("profile_id", "text")
    .addColumn("pool", "text")
    .addColumn("most", "integer", required)
    .addColumn("most_per_hour", "integer", required)
    .addColumn("admitted", "integer", required)
    .addColumn("hour_began_at", integer, required)
    .addColumn("hour_admitted", "integer", required)
    .addColumn("teach_in_until", integer)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  await db.schema
    .createTable("admission_networks")
    .addColumn("network", "text", (column) => column.primaryKey())
    .addColumn("pbx_id", "text", (column) =>
      column.notNull().references("admission_policies.pbx_id").onDelete("cascade"),
    )
    .execute();
  await db.schema.createIndex("admission_networks_pbx").on("admission_networks").column("pbx_id").execute();
  await db.schema
    .createTable("deleted_phones")
    .addColumn("mac", "text", (column) => column.primaryKey())
    .addColumn("deleted_at", integer, required)
    .execute();
}

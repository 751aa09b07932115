import type { ColumnDefinitionBuilder, Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** When a PBX's phones may be worked on, and every version of the operator's templates that was in use. */
export async function createWindowsAndTemplates(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("maintenance_windows")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("name", "text", required)
    .addColumn("settings", "text", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .addPrimaryKeyConstraint("maintenance_windows_key", ["pbx_id", "name"])
    .execute();
  await db.schema
    .createTable("template_versions")
    .addColumn("template", "text", required)
    .addColumn("version", "integer", required)
    .addColumn("text", "text")
    .addColumn("author", "text", required)
    .addColumn("created_at", integer, required)
    .addPrimaryKeyConstraint("template_versions_key", ["template", "version"])
    .execute();
}

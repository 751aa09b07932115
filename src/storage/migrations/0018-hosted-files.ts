import type { ColumnDefinitionBuilder, Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Firmware, languages, ring tones and pictures that lie on the disk for phones to fetch. */
export async function createHostedFiles(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("hosted_files")
    .addColumn("key", "text", (column) => column.primaryKey().notNull())
    .addColumn("vendor_id", "text", required)
    .addColumn("kind", "text", required)
    .addColumn("name", "text", required)
    // A disk may not tell upper from lower case.
    .addColumn("name_folded", "text", required)
    .addColumn("bytes", integer, required)
    .addColumn("sha256", "text", required)
    .addColumn("content_type", "text", required)
    .addColumn("size", "text")
    .addColumn("firmware", "text")
    .addColumn("uploaded_at", integer, required)
    .addColumn("uploaded_by", "text", required)
    .addUniqueConstraint("hosted_files_name", ["vendor_id", "name_folded"])
    .execute();
}

import type { Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Who has which address by DHCP. */
export async function createLeases(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable("leases")
    .addColumn("address", "text", (column) => column.primaryKey())
    .addColumn("client_key", "text", (column) => column.notNull())
    .addColumn("mac", "text", (column) => column.notNull())
    .addColumn("host_name", "text")
    .addColumn("vendor_class", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("expires_at", dialect === "postgres" ? "bigint" : "integer", (column) => column.notNull())
    .execute();
}

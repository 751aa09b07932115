import type { Kysely } from "kysely";

/** What each PBX asks of its phones' certificates, and which of our authorities each phone has taken. */
export async function addClientCertificates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("pbxs")
    .addColumn("client_certificates", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();
  await db.schema
    .alterTable("phones")
    .addColumn("known_authorities", "text", (column) => column.notNull().defaultTo(""))
    .execute();
}

import { type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** What every visit rewrites goes into narrow rows: a phone's own row holds its keys, and a page of the database one or two of them. */
export async function createLastSeen(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  await db.schema
    .createTable("last_seen")
    .addColumn("phone_id", integer, (column) => column.primaryKey().references("phones.id").onDelete("cascade"))
    .addColumn("at", integer, (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("firmware", "text")
    .execute();
  await sql`insert into last_seen (phone_id, at, address, firmware)
    select id, last_seen_at, last_address, firmware from phones where last_seen_at is not null and last_address is not null`.execute(
    db,
  );
  for (const column of ["last_seen_at", "last_address", "firmware"])
    await db.schema.alterTable("phones").dropColumn(column).execute();
}

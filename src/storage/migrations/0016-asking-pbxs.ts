import type { Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Who asks PBXs for their registrations next, when, and how the last time went. */
export async function addAskingPbxs(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const links = () => db.schema.alterTable("pbx_links");
  await links()
    .addColumn("next_ask_at", integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await links().addColumn("fresh_until", integer).execute();
  await links()
    .addColumn("ask_state", "text", (column) => column.notNull().defaultTo("not-asked"))
    .execute();
  await links().addColumn("ask_error", "text").execute();
}

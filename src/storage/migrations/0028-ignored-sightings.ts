import type { Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Since when staff do not want to be shown a phone that nobody admitted. */
export async function addIgnoredSightings(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  await db.schema.alterTable("sightings").addColumn("ignored_at", integer).execute();
}

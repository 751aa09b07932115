import type { Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Since when a PBX's phones get nothing, because staff said so. */
export async function addPausedPbxs(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  await db.schema.alterTable("pbxs").addColumn("paused_at", integer).execute();
}

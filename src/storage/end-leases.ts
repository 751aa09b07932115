import { sql } from "kysely";
import type { Trx } from "./backend.ts";

/**
 * For the first claim of a process on SQLite, where no other one works on the file: what was claimed before it started is nobody's,
 * and is not to wait until the lease is over. The claims stay, since they tell that somebody died in between.
 */
export async function endLeases(
  trx: Trx,
  table: "webhook_deliveries" | "redirects" | "phone_commands" | "pbx_jobs",
): Promise<void> {
  await sql`update ${sql.table(table)} set claimed_until = 0 where claimed_until > 0`.execute(trx);
}

import { sql } from "kysely";
import type { Trx } from "./backend.ts";

/** The PBX's part of a row that is wanted anew. */
const WANTED_ANEW = sql`state = 'pending', generation = pbx_jobs.generation + 1, attempts = 0, error = null`;
/**
 * An account is for the PBX while a phone that is admitted there has it, or its person may sign in at one: between two seats the PBX
 * must not forget it.
 */
export const IS_USED = sql<boolean>`(exists (select 1 from lines where lines.account_id = accounts.id)
  or exists (select 1 from desk_pins where desk_pins.account_id = accounts.id))`;

/**
 * Has PBXs told of accounts as they are when the transaction ends, where they have a link. To be called when an account, its
 * password or the phones that have it changed. An account that is deleted needs `queueRemoved`. Whether the PBX waits for a phone is
 * decided when there is a new password; whatever else changes meanwhile waits too, as it would be told with that password.
 */
export async function queueAccounts(
  trx: Trx,
  accountIds: readonly number[],
  now: number,
  waitsForPhone?: boolean,
): Promise<void> {
  for (const id of accountIds) await queueWhere(trx, sql`accounts.id = ${id}`, now, waitsForPhone);
}

/** The same for all accounts of a PBX. */
export function queueAllAccounts(trx: Trx, pbxId: string, now: number): Promise<void> {
  return queueWhere(trx, sql`accounts.pbx_id = ${pbxId}`, now, undefined);
}

async function queueWhere(trx: Trx, chosen: ReturnType<typeof sql>, now: number, waitsForPhone: boolean | undefined) {
  const time = sql`cast(${now} as bigint)`;
  const waits = sql`cast(${Number(waitsForPhone ?? false)} as integer)`;
  const waitsThen = waitsForPhone === undefined ? sql`pbx_jobs.waits_for_phone` : sql`excluded.waits_for_phone`;
  await sql`
    insert into pbx_jobs (pbx_id, subject, name, state, waits_for_phone, next_try_at, updated_at)
    select accounts.pbx_id, 'account', accounts.username, 'pending', ${waits}, ${time}, ${time}
    from accounts join pbx_links on pbx_links.pbx_id = accounts.pbx_id where ${chosen} and ${IS_USED}
    on conflict (pbx_id, subject, name) do update set ${WANTED_ANEW}, waits_for_phone = ${waitsThen},
      next_try_at = excluded.next_try_at, updated_at = excluded.updated_at`.execute(trx);
  // No phone has it any more: the PBX forgets it, if it ever knew it.
  await sql`
    update pbx_jobs set ${WANTED_ANEW}, waits_for_phone = 0, next_try_at = ${time}, updated_at = ${time}
    where subject = 'account' and exists (select 1 from accounts where accounts.pbx_id = pbx_jobs.pbx_id
      and accounts.username = pbx_jobs.name and ${chosen} and not ${IS_USED})`.execute(trx);
}

/** Has a PBX told that an account or a phone is gone, if it was ever to be told of it. */
export async function queueRemoved(
  trx: Trx,
  { pbxId, subject, name }: { pbxId: string; subject: "account" | "phone"; name: string },
  now: number,
): Promise<void> {
  const time = sql`cast(${now} as bigint)`;
  await sql`update pbx_jobs set ${WANTED_ANEW}, waits_for_phone = 0, next_try_at = ${time}, updated_at = ${time}
    where pbx_id = ${pbxId} and subject = ${subject} and name = ${name}`.execute(trx);
}

/** Has PBXs told of phones that are admitted there: of one, of a PBX's, or of those that asked from another address since. */
export async function queuePhones(
  trx: Trx,
  chosen: { mac: string } | { pbxId: string } | "moved",
  now: number,
): Promise<void> {
  const time = sql`cast(${now} as bigint)`;
  const condition =
    chosen === "moved"
      ? sql`exists (select 1 from pbx_jobs join last_seen on last_seen.phone_id = phones.id
          where pbx_jobs.pbx_id = phones.pbx_id and pbx_jobs.subject = 'phone' and pbx_jobs.name = phones.mac
          and pbx_jobs.state = 'done' and coalesce(pbx_jobs.address, '') <> last_seen.address)`
      : "mac" in chosen
        ? sql`phones.mac = ${chosen.mac}`
        : sql`phones.pbx_id = ${chosen.pbxId}`;
  await sql`
    insert into pbx_jobs (pbx_id, subject, name, state, next_try_at, updated_at)
    select phones.pbx_id, 'phone', phones.mac, 'pending', ${time}, ${time}
    from phones join pbx_links on pbx_links.pbx_id = phones.pbx_id where pbx_links.wants_phones = 1 and ${condition}
    on conflict (pbx_id, subject, name) do update set ${WANTED_ANEW},
      next_try_at = excluded.next_try_at, updated_at = excluded.updated_at`.execute(trx);
}

/** The phones have the new passwords of these accounts now, or will in a moment: their PBX need wait no longer. */
export async function releasePbx(trx: Trx, accountIds: readonly number[], now: number): Promise<void> {
  if (accountIds.length === 0) return;
  await trx.updateTable("grants").set({ pbx_order: null }).where("account_id", "in", accountIds).execute();
  // What a PBX that asks for each registration was answered until now; in an overlap it stays until that ends.
  await trx
    .updateTable("account_secrets")
    .set({ sealed_previous_ha1: null })
    .where("account_id", "in", accountIds)
    .where("sealed_previous_ha1", "is not", null)
    .where("previous_since", "is", null)
    .execute();
  const accounts = await trx
    .selectFrom("accounts")
    .select(["pbx_id", "username"])
    .where("id", "in", accountIds)
    .execute();
  for (const { pbx_id, username } of accounts) {
    await trx
      .updateTable("pbx_jobs")
      .set({ waits_for_phone: 0, next_try_at: now })
      .where("pbx_id", "=", pbx_id)
      .where("subject", "=", "account")
      .where("name", "=", username)
      .where("waits_for_phone", "=", 1)
      .execute();
  }
}

import { sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import type { Trx } from "./backend.ts";

/** Phones whose registration is wanted: one, or all that an account is for. */
type Chosen = { mac: Mac } | { pbxId: string; service: string };

/** A row after all that is wanted of the same phone already. */
const nextSequence = (mac: string) =>
  sql`coalesce((select max(others.sequence) from redirects as others where others.mac = ${sql.ref(mac)}), 0) + 1`;
const WANTED_ANEW = sql`state = 'pending', generation = redirects.generation + 1, attempts = 0,
  error_code = null, error_words = null`;

/** Wants phones registered where their PBX has an account for their vendor. Returns how many. */
export async function queueRegistrations(trx: Trx, chosen: Chosen, now: number): Promise<number> {
  const condition =
    "mac" in chosen
      ? sql`phones.mac = ${chosen.mac}`
      : sql`accounts.pbx_id = ${chosen.pbxId} and accounts.service = ${chosen.service}`;
  const time = sql`cast(${now} as bigint)`;
  const { numAffectedRows } = await sql`
    insert into redirects (mac, pbx_id, service, mac_id, wanted, state, sequence, generation, attempts, next_try_at, updated_at)
    select phones.mac, accounts.pbx_id, accounts.service, phones.mac_id, 'register', 'pending', ${nextSequence("phones.mac")},
      1, 0, ${time}, ${time}
    from phones join redirect_accounts as accounts on accounts.pbx_id = phones.pbx_id and accounts.vendor_id = phones.vendor_id
    where ${condition}
    on conflict (mac, pbx_id, service) do update set ${WANTED_ANEW}, wanted = 'register', mac_id = excluded.mac_id,
      sequence = excluded.sequence, next_try_at = excluded.next_try_at, updated_at = excluded.updated_at`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

/** Wants a phone released wherever it is or was to be registered, except at the account that it has now. */
export async function queueReleases(
  trx: Trx,
  { mac, exceptAccountOf }: { mac: Mac; exceptAccountOf?: { pbxId: string; vendorId: string } },
  now: number,
): Promise<void> {
  const isKept =
    exceptAccountOf === undefined
      ? sql`false`
      : sql`exists (select 1 from redirect_accounts as accounts where accounts.pbx_id = redirects.pbx_id
          and accounts.service = redirects.service and accounts.pbx_id = ${exceptAccountOf.pbxId}
          and accounts.vendor_id = ${exceptAccountOf.vendorId})`;
  await sql`update redirects set ${WANTED_ANEW}, wanted = 'release', sequence = ${nextSequence("redirects.mac")},
      next_try_at = cast(${now} as bigint), updated_at = cast(${now} as bigint)
    where mac = ${mac} and wanted = 'register' and not ${isKept}`.execute(trx);
}

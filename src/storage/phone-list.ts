import { type RawBuilder, type SqlBool, sql } from "kysely";
import { PHONE_STATUSES, type PhoneFilter, type PhoneStatus, type Store } from "../provisioning/ports.ts";
import { REGISTRATION_STATES } from "../provisioning/registration-standing.ts";
import type { StoreContext } from "./backend.ts";
import { pageOf } from "./paging.ts";
import { selectLines, selectPhones, toPhone } from "./phone-reads.ts";
import { findFew, searchPhones } from "./phone-search.ts";
import { isOneOf } from "./scope-rows.ts";
import { readStandings, standingRank } from "./standing-reads.ts";

export function phoneList(context: StoreContext): Pick<Store, "listPhones"> {
  const { db } = context;
  return {
    async listPhones({ limit, cursor, ...filter }) {
      const now = await context.now(db);
      const { items: found, next } = pageOf(
        await findPhones(context, await conditionsOf(context, filter, now), cursor ?? "", limit + 1),
        limit,
        (row) => row.mac,
      );
      if (found.length === 0) return { items: [], next };
      const ids = found.map(({ id }) => id);
      const rows = await selectPhones(db)
        .select(statusRank(now).as("status_rank"))
        .where("phones.id", "in", ids)
        .orderBy("phones.mac")
        .execute();
      const lines = await selectLines(db).where("lines.phone_id", "in", ids).execute();
      const linesByPhone = Map.groupBy(lines, (line) => line.phone_id);
      const phones = rows.map((row) => ({
        ...toPhone(row, linesByPhone.get(row.id) ?? []),
        status: PHONE_STATUSES[row.status_rank] ?? "provisioned",
      }));
      const standingOf = await readStandings(db, phones, now);
      const items = phones.map((phone) => ({ ...phone, standing: standingOf(phone) }));
      return { items, next };
    },
  };
}

type Filter = Omit<PhoneFilter, "limit" | "cursor">;
type Conditions = {
  /** What costs least first. */
  all: RawBuilder<SqlBool>[];
  /** Whether looking at every phone would take long. */
  isCostly: boolean;
};
type Found = { id: number; mac: string };

/** Phones that are looked at before anything else has its turn, where they are looked at in this process. */
const STEP = 2000;

/**
 * Goes through the phones in the order of their MACs, so many at a time that nobody waits for it, as long as `look` answers true. Where
 * another process looks, all at once.
 */
export async function inSteps(
  { db, locksRows }: StoreContext,
  cursor: string,
  look: (after: string, upTo: string | undefined) => Promise<boolean>,
): Promise<void> {
  const endOfStep = async (after: string) => {
    if (locksRows) return undefined;
    const ahead = db
      .selectFrom("phones")
      .select("mac")
      .where("mac", ">", after)
      .orderBy("mac")
      .offset(STEP - 1);
    return (await ahead.limit(1).executeTakeFirst())?.mac;
  };
  for (let after: string | undefined = cursor; after !== undefined; ) {
    const upTo: string | undefined = await endOfStep(after);
    if (!(await look(after, upTo))) return;
    after = upTo;
    await new Promise(setImmediate);
  }
}

/** Narrow rows: all that a phone has is read of those that are shown. */
export async function findPhones(
  context: StoreContext,
  { all, isCostly }: Conditions,
  cursor: string,
  most: number,
): Promise<Found[]> {
  const found: Found[] = [];
  const look = async (after: string, upTo: string | undefined) => {
    let query = context.db.selectFrom("phones").select(["phones.id", "phones.mac"]).where("phones.mac", ">", after);
    if (upTo !== undefined) query = query.where("phones.mac", "<=", upTo);
    for (const condition of all) query = query.where(condition);
    const ordered = query.orderBy("phones.mac").limit(most - found.length);
    found.push(...(await ordered.execute()));
    return found.length < most;
  };
  if (isCostly) await inSteps(context, cursor, look);
  else await look(cursor, undefined);
  return found;
}

export async function conditionsOf(context: StoreContext, filter: Filter, now: number): Promise<Conditions> {
  const { search, pbxId, pbxIds, vendorId, profileId, status, registration } = filter;
  const conditions: RawBuilder<SqlBool>[] = [];
  let isCostly = status !== undefined || registration !== undefined;
  if (pbxId !== undefined) conditions.push(sql`phones.pbx_id = ${pbxId}`);
  if (pbxIds !== undefined) conditions.push(isOneOf(context, "phones.pbx_id", pbxIds));
  if (vendorId !== undefined) conditions.push(sql`phones.vendor_id = ${vendorId}`);
  if (profileId !== undefined) conditions.push(sql`phones.profile_id = ${profileId}`);
  if (search) {
    const found = await searchPhones(context, search);
    isCostly ||= found.conditions.length > 0;
    conditions.push(sql`(${sql.join([...found.conditions, isOneOf(context, "phones.id", found.ids)], sql` or `)})`);
  }
  if (status !== undefined) {
    if (status !== "provisioned") conditions.push(await mayBe(context, withGrants(STATE_OF[status])));
    conditions.push(sql`${statusRank(now)} = ${PHONE_STATUSES.indexOf(status)}`);
  }
  if (registration !== undefined) {
    if (registration === "gone") conditions.push(await mayBe(context, withLostRegistrations(now)));
    conditions.push(sql`${standingRank(now)} = ${REGISTRATION_STATES.indexOf(registration)}`);
  }
  return { all: conditions, isCostly };
}

/** The place of a phone's status in PHONE_STATUSES, by the time: a window that ran out may still be written as open. In the words of the partial index of grants, which is small. */
export function statusRank(now: number): RawBuilder<number> {
  const rank = (status: PhoneStatus) => sql.lit(PHONE_STATUSES.indexOf(status));
  const open = sql`exists (select 1 from grants where phone_id = phones.id and grants.state <> 'closed' and state = 'open' and (closes_at is null or closes_at > ${now}))`;
  const armed = sql`exists (select 1 from grants where phone_id = phones.id and grants.state <> 'closed' and state = 'armed' and (armed_until is null or armed_until > ${now}))`;
  return sql`case when ${open} then ${rank("delivering")} when ${armed} then ${rank("waiting")} else ${rank("provisioned")} end`;
}

/** Narrows the list to the phones that are named, where they are few: nobody need look at all the others. */
async function mayBe(context: StoreContext, ids: RawBuilder<unknown>): Promise<RawBuilder<SqlBool>> {
  const few = await findFew(context, ids);
  return few === undefined ? sql<SqlBool>`true` : isOneOf(context, "phones.id", few);
}

const STATE_OF = { waiting: "armed", delivering: "open" } as const;

/** In the words of the partial index of grants. */
function withGrants(state: "armed" | "open"): RawBuilder<unknown> {
  return sql`select phone_id as id from grants where grants.state <> 'closed' and grants.state = ${state}`;
}

function withLostRegistrations(now: number): RawBuilder<unknown> {
  return sql`select lines.phone_id as id from registrations
    inner join accounts on accounts.pbx_id = registrations.pbx_id and accounts.username = registrations.username
    inner join lines on lines.account_id = accounts.id
    where registrations.gone_at is not null or registrations.expires_at <= ${now}`;
}

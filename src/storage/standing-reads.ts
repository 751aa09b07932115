import { type RawBuilder, sql } from "kysely";
import type { Phone } from "../provisioning/phone.ts";
import { isSurelyOf } from "../provisioning/registration.ts";
import {
  judgeStanding,
  type PhoneStanding,
  REGISTRATION_STATES,
  type RegistrationState,
} from "../provisioning/registration-standing.ts";
import type { Db } from "./backend.ts";
import { toRegistration } from "./registration-rows.ts";

/** Of many phones whether they are registered, with two questions for all of them. */
export async function readStandings(
  db: Db,
  phones: readonly Phone[],
  now: number,
): Promise<(phone: Phone) => PhoneStanding> {
  const [links, rows] =
    phones.length === 0
      ? [[], []]
      : await Promise.all([
          db
            .selectFrom("pbx_links")
            .select(["pbx_id", "asked_at", "fresh_until"])
            .where("pbx_id", "in", [...new Set(phones.map(({ pbxId }) => pbxId))])
            .execute(),
          db
            .selectFrom("lines")
            .innerJoin("accounts", "accounts.id", "lines.account_id")
            .innerJoin("registrations", (join) =>
              join
                .onRef("registrations.pbx_id", "=", "accounts.pbx_id")
                .onRef("registrations.username", "=", "accounts.username"),
            )
            .selectAll("registrations")
            .select("lines.phone_id")
            .select(
              sql`exists (select 1 from lines as others where others.account_id = lines.account_id
                and others.phone_id <> lines.phone_id)`.as("is_shared"),
            )
            .distinct()
            .where(
              "lines.phone_id",
              "in",
              phones.map(({ phoneId }) => phoneId),
            )
            .execute(),
        ]);
  const byPhone = Map.groupBy(rows, ({ phone_id }) => phone_id);
  return (phone) => {
    const link = links.find(({ pbx_id }) => pbx_id === phone.pbxId);
    const found = (byPhone.get(phone.phoneId) ?? []).map((row) => ({
      isShared: Boolean(row.is_shared),
      registration: toRegistration(row, link?.asked_at ?? row.seen_at),
    }));
    const isOwn = ({ isShared, registration }: (typeof found)[number]) => !isShared || isSurelyOf(phone, registration);
    return judgeStanding({
      now,
      asking: link === undefined ? undefined : { freshUntil: link.fresh_until },
      usernames: phone.lines.map(({ username }) => username),
      own: found.filter(isOwn).map(({ registration }) => registration),
      unsure: found.filter((one) => !isOwn(one)).map(({ registration }) => registration),
    });
  };
}

/** The place of a phone's state in REGISTRATION_STATES; the rule of `judgeStanding`, in SQL. */
export function standingRank(now: number): RawBuilder<number> {
  const rank = (state: RegistrationState) => sql.lit(REGISTRATION_STATES.indexOf(state));
  const isFresh = sql`exists (select 1 from pbx_links where pbx_links.pbx_id = phones.pbx_id and fresh_until > ${now})`;
  const isLive = sql`registrations.gone_at is null and registrations.expires_at > ${now}`;
  const said = sql`replace(replace(upper(coalesce(registrations.user_agent, '') || ' ' || registrations.contact), ':', ''), '-', '')`;
  const isOwn = sql`(not exists (select 1 from lines as others where others.account_id = lines.account_id
      and others.phone_id <> lines.phone_id)
    or registrations.address = (select last_seen.address from last_seen where last_seen.phone_id = phones.id) or ${said} like '%' || phones.mac || '%')`;
  /** A line of the phone whose account has, or has not, such registrations. */
  const line = (...conditions: RawBuilder<unknown>[]) => sql`exists (select 1 from lines
    inner join accounts on accounts.id = lines.account_id
    where lines.phone_id = phones.id and ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)})`;
  const has = (...conditions: RawBuilder<unknown>[]) => sql`exists (select 1 from registrations
    where registrations.pbx_id = accounts.pbx_id and registrations.username = accounts.username
    and ${sql.join(conditions, sql` and `)})`;
  const isDead = sql`not ${has(isLive, isOwn)}`;
  // The usual answer first: it costs the least.
  return sql`case when not ${isFresh} then ${rank("unknown")}
    when not ${line(isDead)} then case when ${line()} then ${rank("registered")} else ${rank("unknown")} end
    when ${line(isDead, has(isOwn))} then ${rank("gone")}
    when ${line(isDead, sql`not ${has(isLive)}`)} then ${rank("never")}
    else ${rank("unknown")} end`;
}

import { type RawBuilder, type SqlBool, sql } from "kysely";
import { PHONE_STATUSES, type PhoneStatus, type Store } from "../provisioning/ports.ts";
import { REGISTRATION_STATES } from "../provisioning/registration-standing.ts";
import type { StoreContext } from "./backend.ts";
import { pageOf } from "./paging.ts";
import { selectLines, selectPhones, toPhone } from "./phone-reads.ts";
import { isOneOf } from "./scope-rows.ts";
import { contains, macDigitsOf, patternOf } from "./search.ts";
import { readStandings, standingRank } from "./standing-reads.ts";

export function phoneList(context: StoreContext): Pick<Store, "listPhones"> {
  const { db } = context;
  return {
    async listPhones({ limit, cursor, search, pbxId, pbxIds, vendorId, status, registration }) {
      const now = await context.now(db);
      let query = selectPhones(db).select(statusRank(now).as("status_rank"));
      if (cursor !== undefined) query = query.where("phones.mac", ">", cursor);
      if (pbxId !== undefined) query = query.where("phones.pbx_id", "=", pbxId);
      if (pbxIds !== undefined) query = query.where(isOneOf(context, "phones.pbx_id", pbxIds));
      if (vendorId !== undefined) query = query.where("phones.vendor_id", "=", vendorId);
      if (status !== undefined) query = query.where(statusRank(now), "=", PHONE_STATUSES.indexOf(status));
      if (registration !== undefined)
        query = query.where(standingRank(now), "=", REGISTRATION_STATES.indexOf(registration));
      if (search) query = query.where(matches(search));
      const { items: rows, next } = pageOf(
        await query
          .orderBy("phones.mac")
          .limit(limit + 1)
          .execute(),
        limit,
        (row) => row.mac,
      );
      const lines =
        rows.length === 0
          ? []
          : await selectLines(db)
              .where(
                "lines.phone_id",
                "in",
                rows.map((row) => row.id),
              )
              .execute();
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

/** The place of a phone's status in PHONE_STATUSES, by the time: a window that ran out may still be written as open. */
function statusRank(now: number): RawBuilder<number> {
  const rank = (status: PhoneStatus) => sql.lit(PHONE_STATUSES.indexOf(status));
  const open = sql`exists (select 1 from grants where phone_id = phones.id and state = 'open' and (closes_at is null or closes_at > ${now}))`;
  const armed = sql`exists (select 1 from grants where phone_id = phones.id and state = 'armed' and (armed_until is null or armed_until > ${now}))`;
  return sql`case when ${open} then ${rank("delivering")} when ${armed} then ${rank("waiting")} else ${rank("provisioned")} end`;
}

/** The accounts are searched once, not once for each phone. */
function matches(search: string): RawBuilder<SqlBool> {
  const pattern = patternOf(search);
  const digits = macDigitsOf(search);
  const byAccount = sql<SqlBool>`phones.id in (select lines.phone_id from lines inner join accounts on accounts.id = lines.account_id
    where ${contains("accounts.username", pattern)} or ${contains("accounts.display_name_folded", pattern)})`;
  const byColumn = ["phones.label_folded", "phones.model", "last_seen.address"].map((column) =>
    contains(column, pattern),
  );
  const byMac = digits === undefined ? [] : [sql<SqlBool>`phones.mac like ${`%${digits}%`}`];
  return sql<SqlBool>`(${sql.join([...byMac, ...byColumn, byAccount], sql` or `)})`;
}

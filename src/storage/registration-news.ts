import type { Registration } from "../provisioning/pbx-link.ts";
import { isSurelyOf } from "../provisioning/registration.ts";
import type { EventRecord } from "../provisioning/request.ts";
import type { Trx } from "./backend.ts";

type Before = {
  username: string;
  contact: string;
  user_agent: string | null;
  address: string | null;
  seen_at: number;
};
type Change = { pbxId: string; at: number; known: readonly Before[]; told: readonly Registration[] };
type Seen = Pick<Registration, "username" | "contact" | "userAgent" | "address">;

const MOST_TOGETHER = 500;

/** Who came and who went since the PBX was asked last, in the words of phones' histories: one event for each phone and change. */
export async function findComings(trx: Trx, { pbxId, at, known, told }: Change): Promise<EventRecord[]> {
  const before = Map.groupBy(
    known.map(({ user_agent, ...row }): Seen => ({ ...row, userAgent: user_agent })),
    ({ username }) => username,
  );
  const after = Map.groupBy<string, Seen>(told, ({ username }) => username);
  const usernames = [...new Set([...before.keys(), ...after.keys()])].filter(
    (username) => !hasSameContacts(before.get(username), after.get(username)),
  );
  const news = new Map<string, { event: EventRecord; accounts: readonly string[] }>();
  for (let start = 0; start < usernames.length; start += MOST_TOGETHER) {
    const holders = await trx
      .selectFrom("accounts")
      .innerJoin("lines", "lines.account_id", "accounts.id")
      .innerJoin("phones", "phones.id", "lines.phone_id")
      .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
      .select(["accounts.username", "phones.mac", "last_seen.address"])
      .distinct()
      .where("accounts.pbx_id", "=", pbxId)
      .where("accounts.username", "in", usernames.slice(start, start + MOST_TOGETHER))
      .orderBy("phones.mac")
      .orderBy("accounts.username")
      .execute();
    const holderCount = Map.groupBy(holders, ({ username }) => username);
    for (const { username, mac, address: lastAddress } of holders) {
      const isOnly = holderCount.get(username)?.length === 1;
      const own = (rows: readonly Seen[] = []) => rows.filter((row) => isOnly || isSurelyOf({ mac, lastAddress }, row));
      const [had] = own(before.get(username));
      const [has] = own(after.get(username));
      if ((had === undefined) === (has === undefined)) continue;
      const name = has === undefined ? "phone-unregistered" : "phone-registered";
      const { userAgent, address } = has ?? had ?? { userAgent: null, address: null };
      const key = `${mac} ${name}`;
      const accounts = [...(news.get(key)?.accounts ?? []), username];
      const detail = { accounts, ...(userAgent === null ? {} : { userAgent }) };
      news.set(key, {
        accounts,
        event: { name, at, mac, pbx: pbxId, ...(address === null ? {} : { address }), detail },
      });
    }
  }
  return [...news.values()].map(({ event }) => event);
}

function hasSameContacts(one: readonly Seen[] = [], other: readonly Seen[] = []): boolean {
  return one.length === other.length && one.every(({ contact }) => other.some((same) => same.contact === contact));
}

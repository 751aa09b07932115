import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import type { Generated, Transaction } from "kysely";
import type { LinkOutcome, OpenLink, WantedChange } from "../../provisioning/pbx-link.ts";
import { DatabaseUnfit } from "./pbx-database.ts";

type SubscriberTable = {
  id: Generated<number>;
  username: string;
  domain: string;
  password: string;
  ha1: string;
  ha1b: string;
};
type AddressTable = {
  id: Generated<number>;
  grp: number;
  ip_addr: string;
  mask: number;
  port: number;
  tag: string | null;
};
/** What Offhook touches of Kamailio's tables, and `subscriber_previous`: subscribers' passwords before. */
export type KamailioTables = {
  version: { table_name: string; table_version: number };
  subscriber: SubscriberTable;
  subscriber_previous: SubscriberTable;
  address: AddressTable;
};
type Trx = Transaction<KamailioTables>;
type Account = Extract<WantedChange, { wanted: "account" }>;
type Subscriber = Pick<SubscriberTable, "password" | "ha1" | "ha1b">;

/** Of Kamailio 5.6; subscriber_previous is made as subscriber is. */
const VERSIONS = { subscriber: 7, subscriber_previous: 7, address: 6 } as const;
/** Columns username, domain. */
const LONGEST = 64;

/**
 * Brings the tables to what is wanted. Looks first and writes only what differs. The caller's transaction: all or nothing.
 * Throws `DatabaseUnfit` where tables are not as they should be.
 */
export async function writeTables(
  trx: Trx,
  changes: readonly WantedChange[],
  link: Pick<OpenLink, "domain" | "realm">,
  group: number | undefined,
): Promise<{ outcomes: LinkOutcome[]; addressChanged: boolean }> {
  const versions = await findVersions(trx);
  const hasPrevious = versions.has("subscriber_previous");
  if (changes.some(isOfAccount)) expectVersion(versions, "subscriber");
  if (hasPrevious) expectVersion(versions, "subscriber_previous");
  if (group !== undefined && changes.some((change) => "mac" in change)) expectVersion(versions, "address");
  const usernames = changes.flatMap((change) => ("username" in change ? change.username : []));
  const current = await findSubscribers(trx, "subscriber", usernames, link.realm);
  const previous = hasPrevious
    ? await findSubscribers(trx, "subscriber_previous", usernames, link.realm)
    : new Map<string, Subscriber>();

  const outcomes: LinkOutcome[] = [];
  let addressChanged = false;
  for (const change of changes) {
    const words = whyImpossible(change, link.realm, hasPrevious);
    outcomes.push(words === undefined ? { outcome: "done" } : { outcome: "failed", words });
    if (words !== undefined) continue;
    if ("mac" in change) {
      if (group !== undefined && (await putAddress(trx, change, group))) addressChanged = true;
      continue;
    }
    const { username } = change;
    const [now, before] = change.wanted === "account" ? subscribersOf(change, link, current.get(username)) : [];
    const put = (table: "subscriber" | "subscriber_previous", wanted: Subscriber | undefined, has?: Subscriber) =>
      putSubscriber(trx, table, { username, domain: link.realm }, wanted, has);
    await put("subscriber", now, current.get(username));
    await put("subscriber_previous", before, previous.get(username));
  }
  return { outcomes, addressChanged };
}

/** HA1 of accounts, as Kamailio has them. */
export async function readHa1(
  trx: Trx,
  usernames: readonly string[],
  realm: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await findSubscribers(trx, "subscriber", usernames, realm);
  return new Map([...found].map(([username, { ha1 }]) => [username, ha1]));
}

function isOfAccount(change: WantedChange): boolean {
  return "username" in change;
}

async function findVersions(trx: Trx): Promise<ReadonlyMap<string, number>> {
  const rows = await trx
    .selectFrom("version")
    .select(["table_name", "table_version"])
    .where("table_name", "in", Object.keys(VERSIONS))
    .execute()
    .catch((error: unknown) => {
      throw isMissingTable(error) ? new DatabaseUnfit(missing("version")) : error;
    });
  return new Map(rows.map(({ table_name, table_version }) => [table_name, Number(table_version)]));
}

function isMissingTable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "42P01") || error.message.includes("no such table");
}

function expectVersion(versions: ReadonlyMap<string, number>, table: keyof typeof VERSIONS): void {
  const found = versions.get(table);
  if (found === undefined) throw new DatabaseUnfit(missing(table));
  if (found !== VERSIONS[table])
    throw new DatabaseUnfit(
      `The table ${table} of the PBX's database has version ${found}; expected: ${VERSIONS[table]} (Kamailio 5.6)`,
    );
}

function missing(table: string): string {
  return `The PBX's database has no table ${table}, or does not name it in the table version; expected: Kamailio's schema, as docs/pbx-kamailio.md makes it`;
}

/** What no further try will mend; undefined: nothing. */
function whyImpossible(change: WantedChange, realm: string, hasPrevious: boolean): string | undefined {
  if (change.wanted !== "account") return undefined;
  const { username, authName } = change;
  if (realm.length > LONGEST) return `The realm ${realm} is longer than the ${LONGEST} characters of the column domain`;
  if (username.includes("@")) return `The account ${username} has an @ in its name, which Kamailio takes for a domain`;
  if (authName !== username)
    return `The account ${username} has the login name ${authName}; Kamailio's auth_check lets register only who logs in as the account itself: give it no login name of its own`;
  if (change.previousHa1 !== undefined && !hasPrevious) return missing("subscriber_previous");
  return undefined;
}

async function findSubscribers(
  trx: Trx,
  table: "subscriber" | "subscriber_previous",
  usernames: readonly string[],
  realm: string,
): Promise<Map<string, Subscriber>> {
  if (usernames.length === 0) return new Map();
  const rows = await trx
    .selectFrom(table)
    .select(["username", "password", "ha1", "ha1b"])
    .where("domain", "=", realm)
    .where("username", "in", usernames)
    .execute();
  return new Map(rows.map(({ username, ...subscriber }) => [username, subscriber]));
}

/** An account's rows, now and before. */
function subscribersOf(
  { username, ha1, password, previousHa1 }: Account,
  { domain, realm }: Pick<OpenLink, "domain" | "realm">,
  has: Subscriber | undefined,
): [Subscriber, Subscriber | undefined] {
  const now = ha1.reveal();
  // For phones that log in as user@domain. It cannot be made of a password that was destroyed, and is kept then.
  const kept = has?.ha1 === now ? has.ha1b : "";
  const ha1b = password === undefined ? kept : md5(`${username}@${domain}:${realm}:${password.reveal()}`);
  return [
    { password: "", ha1: now, ha1b },
    previousHa1 === undefined ? undefined : { password: "", ha1: previousHa1.reveal(), ha1b: "" },
  ];
}

async function putSubscriber(
  trx: Trx,
  table: "subscriber" | "subscriber_previous",
  key: Pick<SubscriberTable, "username" | "domain">,
  wanted: Subscriber | undefined,
  has: Subscriber | undefined,
): Promise<void> {
  const { username, domain } = key;
  if (wanted === undefined) {
    if (has !== undefined)
      await trx.deleteFrom(table).where("username", "=", username).where("domain", "=", domain).execute();
    return;
  }
  if (has === undefined) {
    await trx
      .insertInto(table)
      .values({ ...key, ...wanted })
      .execute();
    return;
  }
  const isSame = has.password === wanted.password && has.ha1 === wanted.ha1 && has.ha1b === wanted.ha1b;
  if (isSame) return;
  await trx.updateTable(table).set(wanted).where("username", "=", username).where("domain", "=", domain).execute();
}

/** One row for a phone whose address is known, none for others. True where something was written. */
async function putAddress(trx: Trx, change: Extract<WantedChange, { mac: unknown }>, group: number): Promise<boolean> {
  const { mac } = change;
  const address = change.wanted === "phone" ? change.address : null;
  const rows = await trx.selectFrom("address").selectAll().where("grp", "=", group).where("tag", "=", mac).execute();
  const wanted = address === null ? undefined : { ip_addr: address, mask: isIPv6(address) ? 128 : 32, port: 0 };
  const fits = (row: AddressTable | (typeof rows)[number]) =>
    wanted !== undefined && row.ip_addr === wanted.ip_addr && row.mask === wanted.mask && row.port === wanted.port;
  const kept = rows.find(fits) ?? (wanted === undefined ? undefined : rows[0]);
  const surplus = rows.filter((row) => row !== kept).map(({ id }) => id);
  if (surplus.length > 0) await trx.deleteFrom("address").where("id", "in", surplus).execute();
  if (wanted === undefined) return surplus.length > 0;
  if (kept === undefined)
    await trx
      .insertInto("address")
      .values({ grp: group, tag: mac, ...wanted })
      .execute();
  else if (!fits(kept)) await trx.updateTable("address").set(wanted).where("id", "=", kept.id).execute();
  else return surplus.length > 0;
  return true;
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

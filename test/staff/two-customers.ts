import { parseMac } from "../../src/provisioning/mac.ts";
import type { Role } from "../../src/provisioning/ports.ts";
import { OF_THIS_MACHINE } from "../../src/staff/access.ts";
import { documentOf } from "./check-answer.ts";
import { startStaff, type TestStaff } from "./start-staff.ts";

/** What one customer's things are called. */
export type Names = Record<
  | "customer"
  | "pbx"
  | "account"
  | "profile"
  | "book"
  | "entry"
  | "mac"
  | "key"
  | "person"
  | "login"
  | "session"
  | "search"
  | "cursor"
  | "webhook"
  | "command"
  | "batch"
  | "rotation"
  | "rollout"
  | "window"
  | "file"
  | "upload",
  string
>;
export type Caller = { name: string; key: string; headers: Record<string, string> };
export type World = {
  staff: TestStaff;
  /** The customer that must not be seen; nobody's names, which name nothing; and the caller's own. */
  theirs: Names;
  nobodys: Names;
  own: Names;
  /** A phone that was seen and belongs to nobody yet. */
  seen: string;
  callers: Caller[];
};

/** Appears in everything of the other customer's that is a text. */
export const CANARY = /alphacanary/i;
const PASSWORD = "correct horse battery";
const VERSION = "10.1.215.13";

/** Two customers with one of everything, and callers who see the second one only. */
export async function makeWorld(): Promise<World> {
  const staff = await startStaff();
  const theirs = await makeCustomer(staff, "Alphacanary", "000413A1A1A1");
  const own = await makeCustomer(staff, "Beta", "000413B2B2B2");
  // The last of all lists: who pages through must not notice that somebody comes after their own.
  await made(staff, "/people", { login: "zz.alphacanary", role: "viewer" });
  const seen = parseMac("000413EEEE01");
  if (seen === undefined) throw new Error("not a MAC");
  await staff.see({ mac: seen, address: "192.0.2.66" });
  const nobodys: Names = {
    ...{ customer: "Nobody Ltd", pbx: "nopbx", account: "noaccount", profile: "noprofile", mac: "000413C3C3C3" },
    ...{ book: "nobook", entry: "entry-999999" },
    ...{ key: "0".repeat(18), person: "0".repeat(18), login: "nobody.person", session: "0".repeat(18) },
    ...{ command: "0".repeat(18), batch: "0".repeat(18) },
    ...{
      search: "nobodyatall",
      cursor: "aaa-no-cursor",
      file: "000413C3C3C3.xml",
      webhook: "0".repeat(18),
      rotation: `rot_${"0".repeat(18)}`,
      rollout: `rol_${"0".repeat(18)}`,
      window: "nowindow",
      upload: "0".repeat(16),
    },
  };
  const ofCustomer = { customers: [own.customer], pbxs: [] };
  const ofPbx = { customers: [], pbxs: [own.pbx] };
  const callers: Caller[] = [];
  for (const role of ["admin", "technician", "viewer"] as const)
    callers.push(await keyHolder(staff, `a key of their ${role}`, role, null, ofCustomer));
  callers.push(await keyHolder(staff, "a key of an admin of one PBX", "admin", null, ofPbx));
  callers.push(await keyHolder(staff, "a key of the role pbx", "pbx", own.pbx));
  const { cookie } = await addPerson(staff, "beta.admin", "admin", ofCustomer);
  callers.push({ name: "their admin, who signed in", key: "", headers: { cookie, "sec-fetch-site": "same-origin" } });
  return { staff, theirs, nobodys, own, seen: String(seen), callers };
}

async function keyHolder(
  staff: TestStaff,
  name: string,
  role: Role,
  pbx: string | null,
  scope?: { customers: string[]; pbxs: string[] },
): Promise<Caller> {
  return { name, key: await staff.makeKey(role, pbx, scope), headers: {} };
}

async function made(staff: TestStaff, path: string, body: unknown): Promise<Record<string, unknown>> {
  const { status, json, text } = await staff.post(path, body);
  if (status !== 201) throw new Error(`POST ${path}: ${text}`);
  return json;
}

async function addPerson(staff: TestStaff, login: string, role: Role, scope: object) {
  const { id, link } = await made(staff, "/people", { login, name: `${login} person`, role, scope });
  const body = { token: String(link).split("=")[1], password: PASSWORD };
  const { headers } = await staff.call("POST", "/session/invitation", { key: "", body });
  return { id: String(id), cookie: String(headers["set-cookie"]).split(";", 1)[0] ?? "" };
}

async function queued(staff: TestStaff, path: string, reason: string): Promise<string> {
  const { status, json, text } = await staff.post(path, { reason });
  if (status !== 202) throw new Error(`POST ${path}: ${text}`);
  return String(json.id);
}

async function makeCustomer(staff: TestStaff, word: string, mac: string): Promise<Names> {
  const low = word.toLowerCase();
  const names = {
    ...{ customer: `${word} & Söhne`, pbx: `${low}-pbx`, account: `${low}1`, profile: `${low}-profile`, mac },
    book: `${low}-book`,
    ...{ login: `${low}.person`, search: word, cursor: `${low}-`, file: `${mac}.xml` },
  };
  const { customer, pbx, account, profile, login, book } = names;
  await made(staff, "/customers", { id: customer, name: `${word} Sons` });
  await made(staff, "/pbxs", { id: pbx, host: `${low}.example`, customer, settings: { timezone: "Europe/Berlin" } });
  await made(staff, `/pbxs/${pbx}/accounts`, { username: account, displayName: `${word} Desk` });
  await made(staff, `/pbxs/${pbx}/profiles`, { id: profile, label: `${word} profile` });
  await made(staff, `/pbxs/${pbx}/phone-books`, { id: book, label: `${word} book`, includeAccounts: true });
  const person1 = { lastName: `${word} Byron`, numbers: [{ kind: "work", number: "201" }] };
  const { id: entry } = await made(staff, `/pbxs/${pbx}/phone-books/${book}/entries`, person1);
  await staff.call("PUT", `/pbxs/${pbx}/redirects/snom-rds`, {
    body: { credentials: { username: low, password: "x" }, baseUrl: "http://127.0.0.1:9/", checkFirst: false },
  });
  await staff.call("PUT", `/pbxs/${pbx}/link`, { body: LINK });
  const lines = [{ account }];
  await made(staff, "/phones", { mac, pbx, model: "D785", label: `${word} reception`, profile, lines });
  await staff.post(`/phones/${mac}/passwords/close`, { reason: `${word} closed it` });
  await made(staff, `/pbxs/${pbx}/accounts`, { username: `${low}2`, displayName: `${word} guest` });
  await staff.patch(`/phones/${mac}`, { shared: true });
  await made(staff, `/phones/${mac}/seat`, { extension: `${low}2` });
  const scope = { customers: [customer] };
  const { id: rotation } = await made(staff, `/pbxs/${pbx}/rotations`, { reason: `${word} rotation` });
  const image = { headers: { "content-type": "application/octet-stream" }, body: "the same for both" };
  await staff.call("PUT", `/firmware/snom/snomD785-${VERSION}-SIP-r.bin`, image);
  const { id: rollout } = await made(staff, `/pbxs/${pbx}/rollouts`, { version: VERSION, reason: `${word} roll-out` });
  const window = `${low}-window`;
  await staff.call("PUT", `/pbxs/${pbx}/windows/${window}`, { body: WINDOW });
  const { id: key } = await made(staff, "/keys", { name: `${word} key`, role: "viewer", scope });
  const { id: webhook } = await made(staff, `/pbxs/${pbx}/webhooks`, { url: `https://${low}.example/hook` });
  const command = await queued(staff, `/phones/${mac}/resync`, `${word} asked`);
  const batch = await queued(staff, `/pbxs/${pbx}/reboot`, `${word} asked for all`);
  const { id: person, cookie } = await addPerson(staff, login, "technician", scope);
  const { json } = await staff.call("GET", "/sessions", { key: "", headers: { cookie } });
  return {
    ...names,
    entry: String(entry),
    key: String(key),
    webhook: String(webhook),
    command,
    batch,
    rotation: String(rotation),
    rollout: String(rollout),
    window,
    upload: await saveFile(staff, mac, word),
    person,
    session: String(json.items[0]?.id),
  };
}

/** As the phone itself saves one. */
async function saveFile({ store }: TestStaff, text: string, word: string): Promise<string> {
  const mac = parseMac(text);
  const phone = mac && (await store.findPhone(mac));
  if (phone === undefined) throw new Error(`${text} is not admitted`);
  const { phoneId } = phone;
  const about = { kind: "log", name: "sys.log", address: "192.0.2.9", door: "http", isProven: true } as const;
  await store.addUpload({ phoneId, ...about, content: Buffer.from(`${word} log`) });
  return (await store.listUploads(phoneId))[0]?.id ?? "";
}

type Parameter = { name: string; in: string };
export type Operation = { method: string; template: string; parameters: Parameter[]; hasBody: boolean };

/** Every operation of the API's document. */
export function operationsOf(staff: TestStaff): Operation[] {
  const paths = documentOf(staff.app).paths as unknown as Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: object }>
  >;
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      template,
      parameters,
      hasBody: requestBody !== undefined,
    })),
  );
}

/** What stands in a path after which word. Where the same for everybody: a text. */
const IN_PATH: Record<string, keyof Names | { same: string }> = {
  "pbxs/{id}": "pbx",
  "accounts/{username}": "account",
  "profiles/{profile}": "profile",
  "books/{book}": "book",
  "entries/{entry}": "entry",
  "redirects/{service}": { same: "snom-rds" },
  "phones/{mac}": "mac",
  "sightings/{mac}": "mac",
  "keys/{id}": "key",
  "customers/{customer}": "customer",
  "people/{id}": "person",
  "sessions/{id}": "session",
  "webhooks/{webhook}": "webhook",
  "commands/{id}": "command",
  "batches/{id}": "batch",
  "rotations/{rotation}": "rotation",
  "rollouts/{rollout}": "rollout",
  "windows/{window}": "window",
  "uploads/{upload}": "upload",
  "vendors/{id}": { same: "snom" },
  "files/{vendor}": { same: "snom" },
  "firmware/{vendor}": { same: "snom" },
  "snom/{name}": { same: "nothing.bin" },
  "templates/{vendor}": { same: "snom" },
  "versions/{version}": { same: "1" },
  "problems/{code}": { same: "not-found" },
};

/** What may stand in a query. */
const IN_QUERY: Record<string, keyof Names | { same: string }> = {
  search: "search",
  pbx: "pbx",
  mac: "mac",
  cursor: "cursor",
  file: "file",
  vendor: { same: "snom" },
  profile: "profile",
  status: { same: "provisioned" },
  state: { same: "waiting" },
  registration: { same: "unknown" },
  name: { same: "phone-admitted" },
  limit: { same: "1" },
  format: { same: "csv" },
  reveal: { same: "true" },
  language: { same: "de" },
  user: "account",
  ip: { same: "192.0.2.66" },
  ua: { same: "Yealink SIP-T46S 66.86.0.15" },
  wait: { same: "1s" },
  at: { same: "2030-01-01T00:00:00Z" },
  table: { same: "offhook" },
  group: { same: "1" },
  mode: { same: "replace" },
  dryRun: { same: "true" },
  ignored: { same: "true" },
};

const LINK = {
  settings: { kind: "webhook", url: "https://hook.example/link" },
  credentials: { secret: `whsec_${"A".repeat(43)}=` },
};
const WINDOW = { intervals: [{ from: "22:00", to: "05:00" }] };
const REDIRECT = { credentials: { username: "x", password: "y" }, baseUrl: "http://127.0.0.1:9/", checkFirst: false };
/** Bodies to ask with. What they name is somebody's: each is asked once with names of theirs, and once with nobody's. */
const BODIES: Record<string, (names: Names) => object[]> = {
  "POST /api/v1/pbxs": ({ pbx, customer }) => [{ id: pbx, host: "x.example", customer }],
  "PATCH /api/v1/pbxs/{id}": ({ customer }) => [{ customer }, { customer: null }],
  "POST /api/v1/pbxs/{id}/accounts": ({ account }) => [{ username: `${account}-new` }],
  "PATCH /api/v1/pbxs/{id}/accounts/{username}": () => [{ displayName: "x" }],
  "PUT /api/v1/pbxs/{id}/accounts/{username}/desk-pin": () => [{ pin: "482913" }],
  "POST /api/v1/phones/{mac}/seat": ({ account }) => [{ extension: account }],
  "POST /api/v1/pbxs/{id}/phone-books": ({ book }) => [{ id: `${book}-new` }],
  "PATCH /api/v1/pbxs/{id}/phone-books/{book}": () => [{ label: "x" }],
  "POST /api/v1/pbxs/{id}/phone-books/{book}/entries": () => [
    { lastName: "x", numbers: [{ kind: "work", number: "1" }] },
  ],
  "PATCH /api/v1/pbxs/{id}/phone-books/{book}/entries/{entry}": () => [{ lastName: "x" }],
  "POST /api/v1/pbxs/{id}/phone-books/{book}/import": () => [{}],
  "POST /api/v1/pbxs/{id}/profiles": ({ profile }) => [{ id: `${profile}-new` }],
  "PATCH /api/v1/pbxs/{id}/profiles/{profile}": () => [{ label: "x" }],
  "PUT /api/v1/pbxs/{id}/redirects/{service}": () => [REDIRECT],
  "PUT /api/v1/pbxs/{id}/link": () => [LINK],
  "PUT /api/v1/templates/{vendor}/{name}": () => [{ text: "<settings/>" }],
  "POST /api/v1/templates/{vendor}/{name}/rollback": () => [{ version: 1 }],
  "POST /api/v1/templates/{vendor}/{name}/check": () => [{ text: "<settings/>" }],
  "POST /api/v1/templates/{vendor}/{name}/diff": () => [{ text: null }],
  "POST /api/v1/templates/{vendor}/{name}/preview": ({ mac }) => [{ text: "<settings/>", mac }],
  "POST /api/v1/changes/preview": ({ pbx, profile, mac }) => [
    { pbx: { id: pbx, host: "x.example" } },
    { profile: { pbx, id: profile, settings: { language: "de" } } },
    { phone: { mac, label: "x" } },
  ],
  "POST /api/v1/pbxs/{id}/rollouts": ({ profile, mac }) => [
    { version: VERSION, profile, phones: [mac] },
    { version: VERSION },
  ],
  "POST /api/v1/rollouts/{rollout}/pause": () => [{}],
  "POST /api/v1/rollouts/{rollout}/resume": () => [{}],
  "POST /api/v1/rollouts/{rollout}/rollback": () => [{}],
  "POST /api/v1/rollouts/{rollout}/cancel": () => [{}],
  "PUT /api/v1/pbxs/{id}/windows/{window}": () => [WINDOW],
  "POST /api/v1/pbxs/{id}/link/retry": () => [{}],
  "POST /api/v1/pbxs/{id}/rotations": ({ profile }) => [{ profile }, {}],
  "POST /api/v1/rotations/{rotation}/pause": () => [{}],
  "POST /api/v1/rotations/{rotation}/resume": () => [{}],
  "POST /api/v1/rotations/{rotation}/cancel": () => [{}],
  "POST /api/v1/rotations/{rotation}/phones/{mac}/skip": () => [{}],
  "PUT /api/v1/pbxs/{id}/admission": ({ profile }) => [{ mode: "approve", networks: ["10.77.0.0/16"], profile }],
  "POST /api/v1/pbxs/{id}/admission/teach-in": () => [{ minutes: 5 }],
  "POST /api/v1/pbxs/{id}/webhooks": () => [{ url: "https://hook.example/other" }],
  "PATCH /api/v1/pbxs/{id}/webhooks/{webhook}": () => [{ url: "https://hook.example/another" }],
  "POST /api/v1/phones/{mac}/token/rotate": () => [{}],
  "POST /api/v1/phones": ({ pbx }) => [{ mac: "000413D4D4D4", pbx }],
  "POST /api/v1/phones/import": ({ pbx, profile }) => [
    { rows: [{ mac: "000413D4D4D5", pbx }] },
    { rows: [{ mac: "000413D4D4D6", pbx, profile }], dryRun: true },
  ],
  "POST /api/v1/phones/actions/preview": ({ mac, profile }) => [
    { action: "release", phones: [mac] },
    { action: "profile", phones: [mac], profile },
  ],
  "PATCH /api/v1/phones/{mac}": ({ pbx, account, profile }) => [
    { pbx },
    { lines: [{ account }] },
    { profile },
    { label: "x" },
  ],
  "POST /api/v1/phones/{mac}/passwords/release": ({ account }) => [{}, { accounts: [account] }],
  "POST /api/v1/phones/{mac}/passwords/reset": ({ account }) => [{}, { accounts: [account] }],
  "POST /api/v1/phones/{mac}/passwords/close": ({ account }) => [{}, { accounts: [account] }],
  "POST /api/v1/phones/{mac}/resync": () => [{}],
  "POST /api/v1/phones/{mac}/reboot": () => [{}],
  "POST /api/v1/pbxs/{id}/resync": ({ mac, profile }) => [{}, { phones: [mac] }, { profile }],
  "POST /api/v1/pbxs/{id}/reboot": ({ mac, profile }) => [{}, { phones: [mac] }, { profile }],
  "POST /api/v1/commands/{id}/cancel": () => [],
  "POST /api/v1/batches/{id}/cancel": () => [],
  "POST /api/v1/phones/{mac}/redirect/retry": () => [],
  "POST /api/v1/sightings/{mac}/admit": ({ pbx }) => [{ pbx }],
  "POST /api/v1/sightings/{mac}/ignore": () => [],
  "POST /api/v1/pbxs/{id}/accounts/{username}/reset": () => [],
  "POST /api/v1/keys": ({ pbx, customer }) => [
    { name: "x", role: "pbx", pbx },
    { name: "x", role: "viewer", scope: { pbxs: [pbx] } },
    { name: "x", role: "viewer", scope: { customers: [customer] } },
  ],
  "POST /api/v1/customers": ({ customer }) => [{ id: customer }],
  "PATCH /api/v1/customers/{customer}": () => [{ name: "x" }],
  "POST /api/v1/people": ({ login, customer }) => [{ login, role: "viewer", scope: { customers: [customer] } }],
  "PATCH /api/v1/people/{id}": ({ pbx, customer }) => [
    { scope: { pbxs: [pbx] } },
    { scope: { customers: [customer] } },
    { name: "x" },
  ],
  "POST /api/v1/people/{id}/reset": () => [{}],
  "POST /pbx/v1/freeswitch/directory": ({ account, pbx }) => [
    { section: "directory", user: account, domain: `${pbx}.example` },
  ],
  "POST /api/v1/session": ({ login }) => [{ login, password: "not the password" }],
};

/** About nobody but the caller, or about who holds a link: nothing in them can name what is another customer's. */
export const ABOUT_THE_CALLER: readonly string[] = [
  "DELETE /api/v1/session",
  "POST /api/v1/session/first",
  "POST /api/v1/session/invitation",
  "POST /api/v1/session/password",
  "POST /api/v1/session/totp",
  "POST /api/v1/session/totp/confirm",
  "POST /api/v1/session/totp/disable",
];

/** What all customers share. None of it is for those who see some of them only. */
export function isOfThisMachine({ method, template }: Operation): boolean {
  return OF_THIS_MACHINE.includes(`${method} ${template.replaceAll(/\{(\w+)\}/g, ":$1")}`);
}

export type Question = { url: string; body?: object };

/**
 * Every way to ask an operation about `named`'s things: all that it can name is theirs, or its path is `own` and the rest theirs.
 * Throws for an operation that this file has not been taught.
 */
export function questionsOf(operation: Operation, named: Names, own: Names): Question[] {
  const { method, template, parameters, hasBody } = operation;
  const name = `${method} ${template}`;
  const unknown = (what: string) => new Error(`${name}: two-customers.ts does not know ${what}; teach it`);
  const value = (of: Names, slot: keyof Names | { same: string } | undefined, what: string) => {
    if (slot === undefined) throw unknown(what);
    return encodeURIComponent(typeof slot === "string" ? of[slot] : slot.same);
  };
  const pathOf = (of: Names) =>
    template
      .replace("/{name}", "/settings")
      .replace(/(\w+)\/\{(\w+)\}/g, (whole, before: string) => `${before}/${value(of, IN_PATH[whole], whole)}`);
  const queries = parameters
    .filter((parameter) => parameter.in === "query")
    .map((parameter) => `?${parameter.name}=${value(named, IN_QUERY[parameter.name], `?${parameter.name}`)}`);
  const bodies = BODIES[name]?.(named) ?? [];
  if (hasBody && BODIES[name] === undefined) throw unknown("a body to send");
  const paths = [...new Set([pathOf(named), ...(bodies.length + queries.length > 0 ? [pathOf(own)] : [])])];
  const asked = paths.flatMap((path): Question[] => {
    const plain = hasBody || method === "POST" ? bodies.map((body) => ({ url: path, body })) : [{ url: path }];
    const [first] = bodies;
    const withQuery = queries.map((query) => ({ url: path + query, ...(first === undefined ? {} : { body: first }) }));
    return [...plain, ...withQuery];
  });
  // Without a body there is one question, even for what has none to send.
  return asked.length > 0 ? asked : [{ url: pathOf(named) }];
}

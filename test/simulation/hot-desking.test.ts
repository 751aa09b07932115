import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPinHasher } from "../../src/desks.ts";
import { createAdmitStranger } from "../../src/provisioning/admit-stranger.ts";
import { createAnswerCache } from "../../src/provisioning/answer-cache.ts";
import { createPhoneAnswerer } from "../../src/provisioning/answer-phone.ts";
import { createHotDesk, type HotDesk } from "../../src/provisioning/hot-desk.ts";
import { Password } from "../../src/provisioning/password.ts";
import { createBookPages } from "../../src/provisioning/phone-book/book-pages.ts";
import { createPhoneBooks } from "../../src/provisioning/phone-book/open-books.ts";
import { createRecordVisit } from "../../src/provisioning/record-visit.ts";
import { createRecorder } from "../../src/provisioning/recorder.ts";
import { createHandlebarsRenderer } from "../../src/rendering/handlebars-renderer.ts";
import { type HttpDoor, startHttpDoor } from "../../src/servers/http.ts";
import { createSimulatedPhone, type SimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { vendors } from "../../src/vendors/index.ts";
import { gateParts } from "../provisioning/answer-parts.ts";
import { newPbx, newPhone, WINDOW_MS } from "../storage/sample-rows.ts";
import { sqliteDatabases, type TestStore } from "../storage/test-stores.ts";
import { mac as macOf } from "./file-server-fixture.ts";

const TEMPLATES = new URL("../../templates", import.meta.url).pathname;
const PHONES = [
  { vendor: "snom", model: "D785", mac: macOf("000413922D24") },
  { vendor: "snom", model: "370", mac: macOf("000413922D25") },
  { vendor: "yealink", model: "T46S", mac: macOf("805EC0AABBCC") },
  { vendor: "yealink", model: "T28P", mac: macOf("805EC0AABBCD") },
  { vendor: "gigaset", model: "Maxwell 3", mac: macOf("7C2F80AABBCD") },
  { vendor: "gigaset", model: "P825", mac: macOf("589EC691AABB") },
] as const;
/** Words that stand nowhere else. */
const ANNA = {
  extension: "7101",
  username: "amsel-a1",
  name: "Anna Amsel",
  pin: "482913",
  password: "AmselSecret12345678A",
};
const BERT = {
  extension: "7102",
  username: "birke-b2",
  name: "Bert Birke",
  pin: "917350",
  password: "BirkeSecret12345678B",
};
type Person = typeof ANNA;

const databases = sqliteDatabases();
let opened: TestStore;
let desk: HotDesk;
let door: HttpDoor;
let told: string[];
/** What went out since it was emptied. */
let sent: string[];
let isTrusted: boolean;
/** Comes between a phone's claim and the look at its row. */
let meanwhile: (() => Promise<unknown>) | undefined;

beforeEach(async () => {
  opened = await databases.open();
  const { store } = opened;
  const clock = () => opened.clock.now;
  [told, sent, isTrusted, meanwhile] = [[], [], true, undefined];
  await store.createPbx(newPbx());
  const hasher = createPinHasher();
  for (const { extension: number, username, name: displayName, pin, password } of [ANNA, BERT]) {
    const account = { username, authName: username, displayName, number, password: new Password(password) };
    await store.createAccount("main", account);
    await store.setDeskPin("main", username, await hasher.hash(pin));
  }
  desk = createHotDesk({
    ...{ store, vendors, clock, hasher, armedForMs: WINDOW_MS, limits: { longestMs: null, endsAtMinute: null } },
    tell: async (mac) => void told.push(mac),
  });
  const reportFault = (error: unknown) => {
    throw error;
  };
  const hooked: TestStore["store"] = {
    ...store,
    async findPhone(mac) {
      const act = meanwhile;
      meanwhile = undefined;
      await act?.();
      return store.findPhone(mac);
    },
  };
  const recorder = createRecorder(store, reportFault);
  const renderer = createHandlebarsRenderer({ operator: "/nowhere", shipped: TEMPLATES });
  const answerer = createPhoneAnswerer({
    ...{ store: hooked, vendors, renderer, clock, cache: createAnswerCache(1 << 20), ...gateParts(store, clock) },
    bookPages: createBookPages({ store, books: createPhoneBooks(store), renderer }),
    recordVisit: createRecordVisit(recorder, clock),
    admitStranger: createAdmitStranger({ ...{ store, vendors, clock, recorder, armedForMs: null }, onAdmitted() {} }),
    policy: {
      ...{ windowMs: WINDOW_MS, keepsPlaintext: true, isOneTime: () => true },
      mayCarryPasswords: () => isTrusted,
    },
  });
  door = await startHttpDoor({
    ...{ host: "127.0.0.1", port: 0, recall: answerer.recall, log() {} },
    baseUrl: (address, port) => `http://${address}:${port}/`,
    async answer(request) {
      const answer = await answerer.answer(request);
      if (answer.outcome === "file") sent.push(answer.body.toString());
      return answer;
    },
  });
  closers.push(() => recorder.close());
});
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await door.close(1000);
  for (const close of closers.splice(0)) await close();
  await databases.cleanUp();
});

function hasAnythingOf(phone: SimulatedPhone, { username, name, password }: Person): boolean {
  const held = JSON.stringify(phone.holds());
  return [username, name, password].some((word) => held.includes(word));
}

async function boot(phone: SimulatedPhone): Promise<string> {
  sent = [];
  const { requests } = await phone.boot();
  expect(requests.filter(({ outcome }) => outcome === "malformed")).toEqual([]);
  return sent.join("\n");
}

describe.each(PHONES)("a shared $vendor $model (acceptance 6)", ({ vendor, model, mac }) => {
  async function place(): Promise<SimulatedPhone> {
    const lines = { lines: [], keys: [], settings: {} };
    await opened.store.createPhone(newPhone({ ...lines, mac, vendorId: vendor, model, isShared: true }));
    const base = `http://127.0.0.1:${door.port}/`;
    return createSimulatedPhone({ vendor, model, mac, base, localAddress: "127.0.7.1" });
  }
  const signIn = async ({ extension, pin }: Person) => {
    told = [];
    expect(await desk.signIn({ mac, extension, pin: new Password(pin) })).toMatchObject({ outcome: "signed-in" });
    // Whatever it fetches is because of that.
    expect(told).toEqual([mac]);
  };

  test("takes the account of who signs in, drops it when they leave, and takes the next person's", async () => {
    const phone = await place();
    expect(await boot(phone)).not.toMatch(/Secret12345678/);
    expect(phone.holds().accounts).toEqual([]);

    await signIn(ANNA);
    expect(await boot(phone)).toContain(ANNA.password);
    expect(phone.holds().accounts).toMatchObject([{ line: 1, user: ANNA.username, password: ANNA.password }]);
    opened.clock.now += WINDOW_MS;
    expect(await boot(phone)).not.toContain(ANNA.password);
    expect(phone.holds().accounts).toMatchObject([{ password: ANNA.password }]);

    told = [];
    expect(await desk.signOut({ mac })).toBe("signed-out");
    expect(told).toEqual([mac]);
    expect(await boot(phone)).not.toMatch(/Secret12345678/);
    expect(phone.holds().accounts).toEqual([]);
    expect(hasAnythingOf(phone, ANNA)).toBe(false);

    await signIn(BERT);
    const ofBert = await boot(phone);
    expect(ofBert).toContain(BERT.password);
    expect(ofBert).not.toMatch(/[Aa]msel/);
    expect(phone.holds().accounts).toMatchObject([{ line: 1, user: BERT.username, password: BERT.password }]);
    expect(hasAnythingOf(phone, ANNA)).toBe(false);
    opened.clock.now += WINDOW_MS;
    expect(await boot(phone)).not.toContain(BERT.password);
    const delivered = (await opened.store.listAudit({ limit: 99, action: "passwords-delivered" })).items;
    const windowsOf = ({ username }: Person) =>
      new Set(delivered.filter(({ detail }) => detail?.includes(username)).map(({ at }) => at));
    expect([windowsOf(ANNA).size, windowsOf(BERT).size]).toEqual([1, 1]);
  });

  test("never has one person's password under another's name, though nobody signed out and none may go out", async () => {
    const phone = await place();
    await signIn(ANNA);
    await boot(phone);
    isTrusted = false;
    await signIn(BERT);
    expect(await boot(phone)).not.toMatch(/Secret12345678/);
    expect(phone.holds().accounts).toEqual([]);
    expect(hasAnythingOf(phone, ANNA)).toBe(false);
    isTrusted = true;
    await boot(phone);
    expect(phone.holds().accounts).toMatchObject([{ user: BERT.username, password: BERT.password }]);
    isTrusted = false;
    // Delivered: what the file leaves out now, the phone keeps.
    await boot(phone);
    expect(phone.holds().accounts).toMatchObject([{ user: BERT.username, password: BERT.password }]);
  });
});

test.each([
  [
    "somebody else signs in",
    () => desk.signIn({ mac: PHONES[0].mac, extension: BERT.extension, pin: new Password(BERT.pin) }),
  ],
  ["they sign out", () => desk.signOut({ mac: PHONES[0].mac })],
])("mixes nobody up while %s during a fetch", async (_, act) => {
  const [{ vendor, model, mac }] = PHONES;
  const empty = { lines: [], keys: [], settings: {} };
  await opened.store.createPhone(newPhone({ ...empty, mac, vendorId: vendor, model, isShared: true }));
  const phone = createSimulatedPhone({ vendor, model, mac, base: `http://127.0.0.1:${door.port}/` });
  await desk.signIn({ mac, extension: ANNA.extension, pin: new Password(ANNA.pin) });
  await boot(phone);
  // The phone was reset, so that its claim has something to give.
  await opened.store.armGrants({
    phoneId: (await opened.store.findPhone(mac))?.phoneId ?? 0,
    kinds: ["sip"],
    armedUntil: null,
  });
  meanwhile = act;
  const file = await boot(phone);
  expect(meanwhile).toBeUndefined();
  expect(file.split(BERT.username).length === 1 || !file.includes(ANNA.password)).toBe(true);
  for (const { user, password } of phone.holds().accounts)
    expect([ANNA, BERT].find(({ username }) => username === user)?.password).toBe(password);
  // Told to fetch, it fetches again.
  await boot(phone);
  expect(hasAnythingOf(phone, ANNA)).toBe(false);
  const seat = await desk.findSeat(mac);
  expect(phone.holds().accounts.map(({ user, password }) => [user, password])).toEqual(
    seat === undefined ? [] : [[BERT.username, BERT.password]],
  );
});

test("brings language and keys on the person's own line, and gives the phone its own back", async () => {
  const { store } = opened;
  const keys = [{ type: "line" as const }, { type: "speed-dial" as const, value: "4711", label: "Home of Anna" }];
  await store.updateAccount("main", ANNA.username, { desk: { language: "fr", keys }, armedUntil: null });
  const [{ vendor, model, mac }] = PHONES;
  const own = { vendorId: vendor, model, mac, isShared: true, settings: { language: "de" as const } };
  await store.createPhone(newPhone({ ...own, keys: [{ type: "blf", value: "21", label: "Front door" }] }));
  const phone = createSimulatedPhone({ vendor, model, mac, base: `http://127.0.0.1:${door.port}/` });
  await boot(phone);
  const before = phone.holds();
  await desk.signIn({ mac, extension: ANNA.extension, pin: new Password(ANNA.pin) });
  await boot(phone);
  expect(phone.holds().accounts).toMatchObject([{ user: "20" }, { line: 2, user: ANNA.username }]);
  expect(phone.holds().language).not.toBe(before.language);
  expect(phone.holds().keys).toMatchObject([
    { position: 1, type: "line", value: "2" },
    { position: 2, type: "speed-dial", value: "4711", label: "Home of Anna" },
  ]);
  await desk.signOut({ mac });
  await boot(phone);
  expect(phone.holds()).toMatchObject({ language: before.language, keys: before.keys });
  expect(phone.holds().accounts).toEqual(before.accounts);
  expect(JSON.stringify(phone.holds())).not.toContain("of Anna");
});

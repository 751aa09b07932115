import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NewAdmissionPolicy } from "../../src/provisioning/admission.ts";
import { createAdmitStranger } from "../../src/provisioning/admit-stranger.ts";
import { createAnswerCache } from "../../src/provisioning/answer-cache.ts";
import { createPhoneAnswerer, type PhoneAnswerer } from "../../src/provisioning/answer-phone.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Renderer, Store } from "../../src/provisioning/ports.ts";
import { createRecordVisit } from "../../src/provisioning/record-visit.ts";
import { createRecorder, type Recorder } from "../../src/provisioning/recorder.ts";
import type { PhoneRequest } from "../../src/provisioning/request.ts";
import { createHandlebarsRenderer } from "../../src/rendering/handlebars-renderer.ts";
import { vendors } from "../../src/vendors/index.ts";
import { newPbx, newPhone } from "../storage/sample-rows.ts";
import { sqliteDatabases, type TestStore } from "../storage/test-stores.ts";
import { gateParts } from "./answer-parts.ts";

const { open, cleanUp } = sqliteDatabases();
let renderer: Renderer;
beforeAll(() => {
  renderer = createHandlebarsRenderer({ operator: "templates/none", shipped: "templates" });
});
let opened: TestStore;
let daemon: Daemon;
const recorders: Recorder[] = [];
beforeEach(async () => {
  opened = await open();
  await opened.store.createPbx(newPbx());
  daemon = startDaemon(opened.store, opened.clock);
});
afterEach(async () => {
  for (const recorder of recorders.splice(0)) await recorder.close();
  await cleanUp();
});

type Daemon = { answerer: PhoneAnswerer; recorder: Recorder; wakes: number; attempts: number };

/** The way of every request over a store, as the daemon puts it together. */
function startDaemon(store: Store, clock: { now: number }): Daemon {
  const recorder = createRecorder(store, (error) => {
    throw error;
  });
  recorders.push(recorder);
  const made: Daemon = {
    recorder,
    wakes: 0,
    attempts: 0,
    answerer: { recall: () => undefined } as never,
  };
  const counting: Store = {
    ...store,
    admitStranger: (stranger) => {
      made.attempts++;
      return store.admitStranger(stranger);
    },
  };
  const time = () => clock.now;
  made.answerer = createPhoneAnswerer({
    bookPages: { render: async () => undefined },
    ...{ store: counting, vendors, renderer, cache: createAnswerCache(1_000_000), clock: time },
    policy: { windowMs: 600_000, mayCarryPasswords: () => true, keepsPlaintext: true, isOneTime: () => true },
    recordVisit: createRecordVisit(recorder, time),
    ...gateParts(counting, time),
    admitStranger: createAdmitStranger({
      ...{ store: counting, vendors, clock: time, recorder, armedForMs: null },
      onAdmitted: () => {
        made.wakes++;
      },
    }),
  });
  return made;
}

const INSIDE = "10.1.0.5";
const SNOM = "000413922D24" as Mac;
const UA = { snom: "Mozilla/4.0 (compatible; snomD785-SIP 10.1.54.13)", yealink: "Yealink SIP-T46S 66.86.0.15" };

function ask(more: Partial<PhoneRequest> = {}, via = daemon): ReturnType<PhoneAnswerer["answer"]> {
  return via.answerer.answer({
    ...{ door: "http", intent: "fetch", target: `/${SNOM}.xml`, userAgent: undefined, remoteAddress: INSIDE },
    ...{ baseUrl: "http://10.1.0.1:8080/", ...more },
  });
}

function setPolicy(more: Partial<NewAdmissionPolicy> = {}) {
  return opened.store.putAdmissionPolicy({
    ...{ pbxId: "main", mode: "auto", networks: ["10.1.0.0/16"], vendors: [], profileId: null, pool: null },
    ...{ limit: 250, limitPerHour: 250, ...more },
  });
}

async function reasonOf(mac: Mac): Promise<string | undefined> {
  await daemon.recorder.flush();
  return (await opened.store.findSighting(mac))?.reason;
}

async function events(name: string) {
  await daemon.recorder.flush();
  return (await opened.store.listEvents({ limit: 100, name })).items;
}

async function addAccounts(...usernames: string[]): Promise<void> {
  for (const username of usernames) {
    const account = { username, authName: username, displayName: username, number: username };
    await opened.store.createAccount("main", { ...account, password: new Password(`sip-secret-${username}`) });
  }
}

/** Which phones there are, each with what a policy that admits by itself does with it. */
const PHONES: Record<string, { prefix: string; userAgent: string | undefined; whenAuto: string }> = {
  "says what it is": { prefix: "00041392", userAgent: UA.snom, whenAuto: "admitted" },
  "has a known prefix and says nothing": { prefix: "00041392", userAgent: undefined, whenAuto: "admitted" },
  "has a strange prefix and says what it is": { prefix: "02000000", userAgent: UA.snom, whenAuto: "admitted" },
  "has a strange prefix and says nothing": { prefix: "02000000", userAgent: undefined, whenAuto: "not-recognised" },
  "has a known prefix and says that it is none of ours": {
    ...{ prefix: "00041392", userAgent: "curl/8.5.0", whenAuto: "not-recognised" },
  },
  "is of a model without a configuration": {
    ...{ prefix: "00041392", userAgent: "snomM500-SIP 1.9.2", whenAuto: "model-not-supported" },
  },
};
const STATES = ["unknown", "deleted", "admitted"] as const;

describe.each(["no policy", "allow-list", "approve", "auto", "teach-in"] as const)("mode %s", (mode) => {
  test.each([
    ["in its network", INSIDE, mode === "no policy" || mode === "allow-list" ? "not-admitted" : mode],
    ["outside of its network", "10.2.0.5", "not-admitted"],
    ["in a narrower network of another PBX", "10.1.9.5", "not-admitted"],
  ])("%s: unknown, deleted and admitted phones, recognisable or not", async (_, remoteAddress, decides) => {
    await opened.store.createPbx(newPbx("other"));
    await setPolicy({ pbxId: "other", mode: "allow-list", networks: ["10.1.9.0/24"] });
    if (mode !== "no policy") await setPolicy({ mode: mode === "teach-in" ? "allow-list" : mode });
    if (mode === "teach-in") await opened.store.setTeachIn("main", 60_000);
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    let number = 16;
    for (const state of STATES) {
      for (const [name, { prefix, userAgent, whenAuto }] of Object.entries(PHONES)) {
        const mac = `${prefix}00${(number++).toString(16).toUpperCase()}` as Mac;
        const known = newPhone({ mac, lines: [], model: null, modelSource: null });
        if (state !== "unknown") await opened.store.createPhone(known);
        if (state === "deleted") await opened.store.deletePhone(mac);
        const answer = await ask({ target: `/${mac}.xml`, userAgent, remoteAddress });
        const row = `${state}, ${name}`;
        const isServed = answer.outcome === "file" && answer.carriesSecrets;
        const isAdmitted = (await opened.store.findAdmission(mac)) !== undefined;
        found[row] = isAdmitted ? (isServed ? "admitted" : "refused") : ((await reasonOf(mac)) ?? "unseen");
        if (state === "admitted") expected[row] = whenAuto === "model-not-supported" ? "refused" : "admitted";
        else if (decides === "not-admitted" || decides === "approve") expected[row] = decides;
        else expected[row] = state === "deleted" && whenAuto === "admitted" ? "deleted-before" : whenAuto;
      }
    }
    expect(found).toEqual(expected);
    const isByItself = Object.entries(expected).filter(([row, is]) => row.startsWith("unknown") && is === "admitted");
    expect(await events("phone-admitted-automatically")).toHaveLength(isByItself.length);
  });
});

test("an automatic admission is an event that says where, how and with which account, and wakes the redirect services", async () => {
  await addAccounts("20");
  await setPolicy({ pool: { free: true } });
  await ask({ userAgent: UA.snom });
  await ask({ userAgent: UA.snom });
  expect(await events("phone-admitted-automatically")).toMatchObject([
    {
      ...{ mac: SNOM, pbx: "main", address: INSIDE, door: "http" },
      detail: { vendor: "snom", model: "D785", account: "20", network: "10.1.0.0/16", mode: "auto" },
    },
  ]);
  expect(daemon.wakes).toBe(1);
  expect(await opened.store.findAdmission(SNOM)).toMatchObject({ vendorSource: "phone", modelSource: "phone" });
});

test("200 requests at once of one phone admit it once, and its first address alone gets the passwords", async () => {
  await addAccounts("20", "21");
  await setPolicy({ pool: { free: true } });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => ask({ remoteAddress: `10.1.0.${index + 1}`, userAgent: UA.snom })),
  );
  expect(answers.every(({ outcome }) => outcome === "file")).toBe(true);
  expect(answers.filter((answer) => answer.outcome === "file" && answer.carriesSecrets)).toHaveLength(1);
  expect(await events("phone-admitted-automatically")).toHaveLength(1);
  expect(await opened.store.countFreeAccounts("main", { free: true })).toBe(1);
});

test("TFTP and HTTP are alike; HEAD admits, and leaves the passwords for the fetch", async () => {
  await setPolicy();
  expect(await ask({ door: "tftp" })).toMatchObject({ outcome: "file", carriesSecrets: true });
  const target = "/805EC017DE13.cfg";
  expect(await ask({ intent: "peek", target, userAgent: UA.yealink })).toMatchObject({
    outcome: "file",
    carriesSecrets: false,
  });
  expect(await ask({ target, userAgent: UA.yealink })).toMatchObject({ carriesSecrets: true });
});

test("without a pool a phone gets the policy's profile, whose idle text a Snom and a P-series are told", async () => {
  const text = "Not assigned: call 100";
  const raw = { snom: { "user_idle_text[1]": text }, gigaset: { "user_idle_text[1]": text } };
  await opened.store.createProfile({ pbxId: "main", id: "nobody", label: "", settings: { raw }, layouts: {} });
  await setPolicy({ profileId: "nobody" });
  const pSeries = { target: "/000413E20001.xml", userAgent: "Gigaset P825/1.0.0" };
  for (const phone of [{ userAgent: UA.snom }, pSeries]) {
    const answer = await ask(phone);
    const body = answer.outcome === "file" ? answer.body.toString() : answer.outcome;
    expect(body).toContain(`<user_idle_text idx="1" perm="">${text}</user_idle_text>`);
    expect(body).toContain('<user_active idx="1" perm="R">off</user_active>');
  }
});

test("a MAC in the path that the User-Agent contradicts admits nobody", async () => {
  await setPolicy();
  const userAgent = `${UA.yealink} 80:5e:c0:17:de:14`;
  expect(await ask({ target: "/805EC017DE13.cfg", userAgent })).toEqual({ outcome: "refused", reason: "mac-mismatch" });
  expect((await opened.store.listPhones({ limit: 5 })).items).toEqual([]);
});

test("what a phone reports and its menu admit nobody", async () => {
  await setPolicy();
  await ask({ target: `/report-${SNOM}-started`, userAgent: UA.snom });
  await ask({ target: `/m/${"A".repeat(22)}/menu-${SNOM}.xml`, userAgent: UA.snom });
  expect(await opened.store.findAdmission(SNOM)).toBeUndefined();
});

test("phones of other vendors than the policy's are refused as ever", async () => {
  await setPolicy({ vendors: ["yealink"] });
  await ask({ userAgent: UA.snom });
  expect(await reasonOf(SNOM)).toBe("not-admitted");
  await setPolicy({ vendors: ["snom"] });
  expect(await ask({ userAgent: UA.snom })).toMatchObject({ outcome: "file" });
});

test("when the pool is empty a phone waits and staff hear of it once; with a new account it is admitted", async () => {
  await addAccounts("20");
  await setPolicy({ pool: { free: true } });
  await ask();
  const later = "000413922D25" as Mac;
  for (let times = 0; times < 3; times++) await ask({ target: `/${later}.xml` });
  expect(await reasonOf(later)).toBe("pool-empty");
  expect(await events("admission-pool-empty")).toMatchObject([{ mac: later, pbx: "main" }]);
  // The first was asked of the database, the others were not.
  expect(daemon.attempts).toBe(2);
  await addAccounts("21");
  opened.clock.now += 2000;
  expect(await ask({ target: `/${later}.xml` })).toMatchObject({ outcome: "file", carriesSecrets: true });
});

test("a walk through MACs ends at the limit, with one event, and costs the database nothing more", async () => {
  await setPolicy({ limit: 5 });
  const macs = Array.from({ length: 50 }, (_, index) =>
    `000413${(index + 1).toString(16).padStart(6, "0")}`.toUpperCase(),
  );
  for (const mac of macs) await ask({ target: `/${mac}.xml` });
  expect((await opened.store.listPhones({ limit: 100 })).items).toHaveLength(5);
  expect(await reasonOf(macs[49] as Mac)).toBe("limit-reached");
  expect(await events("admission-limit-reached")).toHaveLength(1);
  expect(daemon.attempts).toBe(6);
});

test("a teach-in of 60 s admits at second 59 and not at 61, over a restart too", async () => {
  await setPolicy({ mode: "approve" });
  await opened.store.setTeachIn("main", 60_000);
  opened.clock.now += 59_000;
  await daemon.recorder.close();
  await opened.store.close();
  const restarted = startDaemon(await opened.openAgain(), opened.clock);
  expect(await ask({ userAgent: UA.snom }, restarted)).toMatchObject({ outcome: "file", carriesSecrets: true });
  opened.clock.now += 2000;
  const late = { target: "/000413922D25.xml", userAgent: UA.snom };
  expect(await ask(late, restarted)).toEqual({ outcome: "refused", reason: "not-admitted" });
});

test("a phone that was deleted comes back by hand only", async () => {
  await setPolicy();
  await ask();
  await opened.store.deletePhone(SNOM);
  opened.clock.now += 60_000;
  expect(await ask()).toMatchObject({ outcome: "refused" });
  expect(await reasonOf(SNOM)).toBe("deleted-before");
  await opened.store.createPhone(newPhone({ mac: SNOM, lines: [] }));
  expect(await ask()).toMatchObject({ outcome: "file" });
});

test("strangers cost no look into the database for policies, and what staff change holds at once", async () => {
  await setPolicy({ mode: "approve" });
  const { store } = opened;
  const listed = await store.listAdmissionPolicies();
  for (let times = 10; times < 30; times++) await ask({ target: `/0004139200${times}.xml` });
  expect(await store.listAdmissionPolicies()).toBe(listed);
  await store.setTeachIn("main", 60_000);
  expect(await ask({ userAgent: UA.snom })).toMatchObject({ outcome: "file" });
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startRedirectDelivery } from "../../src/provisioning/deliver-redirects.ts";
import { createFirstTokens } from "../../src/provisioning/first-tokens.ts";
import type { OutboxWork } from "../../src/provisioning/outbox.ts";
import { hashToken } from "../../src/provisioning/phone-proof.ts";
import type { PhoneRedirect } from "../../src/provisioning/redirect.ts";
import { createRedirectClient } from "../../src/servers/redirect-client.ts";
import { vendors } from "../../src/vendors/index.ts";
import type { FakeService } from "../servers/redirect/fake-server.ts";
import { startFakeRds } from "../servers/redirect/fake-xml-rpc.ts";
import { accountAt } from "../servers/redirect/fakes.ts";
import { admit, MAC, macNumber, newPbx } from "../storage/sample-rows.ts";
import { sqliteDatabases, type TestStore } from "../storage/test-stores.ts";

const WAIT = { timeout: 20_000, interval: 10 };
vi.setConfig({ testTimeout: 60_000 });

const { open, cleanUp } = sqliteDatabases();
let fake: FakeService;
let opened: TestStore;
let delivery: OutboxWork;
let faults: unknown[];
let stop: AbortController;

beforeEach(async () => {
  fake = await startFakeRds();
  opened = await open();
  await opened.store.createPbx(newPbx());
  await opened.store.putRedirectAccount(accountAt("snom-rds", fake));
  faults = [];
  stop = new AbortController();
  delivery = startRedirectDelivery({
    store: opened.store,
    vendors,
    firstTokens: createFirstTokens(opened.store, "redirect"),
    connect: createRedirectClient({ signal: stop.signal }),
    baseUrl: "https://prov.example.com/",
    clock: () => opened.clock.now,
    random: () => 0,
    reportFault: (fault) => faults.push(fault),
  });
});
afterEach(async () => {
  await delivery.close(5000);
  stop.abort();
  await cleanUp();
  await fake.close();
  expect(faults).toEqual([]);
});

const stateOf = (mac = MAC): Promise<PhoneRedirect> =>
  opened.store.findPhoneRedirect({ mac, pbxId: "main", vendorId: "snom" });

/** Waits until so many tries have failed, and returns how long the next one is off. */
async function delayAfter(attempts: number): Promise<number> {
  delivery.wake();
  return vi.waitFor(async () => {
    const state = await stateOf();
    expect(state).toMatchObject({ state: "retrying", attempts });
    // While a try is under way, the time for it has come and not yet a later one been set.
    const delay = (state.nextTryAt ?? 0) - opened.clock.now;
    expect(delay).toBeGreaterThan(0);
    return delay;
  }, WAIT);
}

describe("a service that is down", () => {
  test("is tried after 5 s, then after twice as long each time, up to an hour, with one event", async () => {
    fake.setFault({ kind: "reply", reply: { status: 503 } });
    await admit(opened.store);
    const delays: number[] = [];
    for (let attempts = 1; attempts <= 13; attempts++) {
      const delay = await delayAfter(attempts);
      delays.push(delay / 1000);
      opened.clock.now += delay;
    }
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
    const { items } = await opened.store.listEvents({ limit: 50, mac: MAC });
    expect(items.map(({ name }) => name)).toEqual(["redirect-delayed"]);
    fake.setFault(undefined);
    delivery.wake();
    await vi.waitFor(async () => expect(await stateOf()).toMatchObject({ state: "registered" }), WAIT);
  });

  test("keeps nobody waiting for longer than 30 s because of one phone that it cannot stand", async () => {
    fake.setFault({ kind: "reply", reply: { status: 500 } });
    await admit(opened.store, { lines: [] });
    for (let attempts = 1; attempts <= 6; attempts++) opened.clock.now += await delayAfter(attempts);
    const paused = await delayAfter(7);
    expect(paused).toBe(320_000);
    fake.setFault(undefined);
    await admit(opened.store, { mac: macNumber(9), lines: [] });
    opened.clock.now += 30_000;
    delivery.wake();
    await vi.waitFor(async () => expect(await stateOf(macNumber(9))).toMatchObject({ state: "registered" }), WAIT);
    expect(await stateOf()).toMatchObject({ state: "retrying" });
  });
});

test("what a service refuses is not tried again, and its words are in the event", async () => {
  fake.foreign.add(MAC);
  await admit(opened.store);
  delivery.wake();
  await vi.waitFor(async () => expect(await stateOf()).toMatchObject({ state: "failed" }), WAIT);
  opened.clock.now += 86_400_000;
  delivery.wake();
  const { items } = await opened.store.listEvents({ limit: 50, mac: MAC });
  const detail = { service: "snom-rds", code: "mac-elsewhere", words: "Error:owned_by_other_user", wanted: "register" };
  expect(items).toMatchObject([{ name: "redirect-failed", pbx: "main", detail }]);
  expect(fake.requests).toHaveLength(1);
});

test("a phone that somebody else has by now counts as released", async () => {
  await admit(opened.store);
  delivery.wake();
  await vi.waitFor(async () => expect(await stateOf()).toMatchObject({ state: "registered" }), WAIT);
  fake.foreign.add(MAC);
  await opened.store.deletePhone(MAC);
  delivery.wake();
  await vi.waitFor(async () => {
    expect((await opened.store.countRedirects("main", "snom-rds")).releasing).toBe(0);
  }, WAIT);
});

test("an end while a service keeps silent neither waits for it nor writes what is not so", async () => {
  fake.setFault({ kind: "silence" });
  await admit(opened.store);
  delivery.wake();
  await vi.waitFor(() => expect(fake.requests).toHaveLength(1), WAIT);
  await delivery.close(50);
  stop.abort();
  await vi.waitFor(
    async () => expect(await stateOf()).toMatchObject({ state: "waiting", attempts: 1, error: null }),
    WAIT,
  );
});

test("a service that asks to be left alone for no time at all is left alone for a second", async () => {
  fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": "0" } } });
  await admit(opened.store);
  expect(await delayAfter(1)).toBe(1000);
  opened.clock.now += 1000;
  fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": "99999999" } } });
  expect(await delayAfter(2)).toBe(3_600_000);
});

test("a store that fails is reported once and then left alone for a while", async () => {
  const seen: unknown[] = [];
  let asked = 0;
  const failing = startRedirectDelivery({
    store: {
      ...opened.store,
      claimRedirects: async () => {
        asked++;
        throw new Error("the database is away");
      },
    },
    vendors,
    firstTokens: createFirstTokens(opened.store, "redirect"),
    connect: createRedirectClient({ signal: stop.signal }),
    baseUrl: "https://prov.example.com/",
    clock: () => opened.clock.now,
    random: () => 0,
    reportFault: (fault) => seen.push(fault),
  });
  await vi.waitFor(() => expect(seen).toHaveLength(1), WAIT);
  for (let tries = 0; tries < 5; tries++) failing.wake();
  await failing.close(0);
  expect([asked, seen.length]).toEqual([1, 1]);
});

test("a phone whose PBX asks for proof is registered with a first token, which is kept and told of nowhere here", async () => {
  await opened.store.updatePbx("main", { access: { proof: ["token"], mode: "require", allow: [], deny: [] } });
  await admit(opened.store);
  delivery.wake();
  await vi.waitFor(async () => expect(await stateOf()).toMatchObject({ state: "registered" }), WAIT);
  const token = /\/t\/([\w-]{22})\/\{mac\}\.xml$/.exec(fake.devices.get(MAC) ?? "")?.[1] ?? "";
  expect(token).toHaveLength(22);
  const proofs = (await opened.store.findAdmission(MAC))?.proofs;
  expect(proofs).toMatchObject([{ via: "redirect", hash: hashToken(token) }]);
  expect((await stateOf()).url).toBe("https://prov.example.com/t/********/{mac}.xml");
  expect(JSON.stringify(await opened.store.listEvents({ limit: 50, mac: MAC }))).not.toContain(token);
  expect((await opened.dump()).includes(token)).toBe(false);
});

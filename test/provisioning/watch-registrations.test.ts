import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { PbxLink, Registration } from "../../src/provisioning/pbx-link.ts";
import { colourOf } from "../../src/provisioning/phone-light.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { createRegistrationWatch, nextLook } from "../../src/provisioning/watch-registrations.ts";
import { admitMany } from "../storage/many-phones.ts";
import { linkMain, registrationOf } from "../storage/registrations-contract.ts";
import { admit, macNumber, newLine } from "../storage/sample-rows.ts";
import { startTestPostgres, type TestPostgres } from "../storage/test-postgres.ts";
import { type OpenTestStore, postgresDatabases, sqliteDatabases, type TestStore } from "../storage/test-stores.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const PHONES = 2000;
const GOING = 300;
const EXPIRY_SECONDS = 120;

/** A registrar that takes what has run out off its list only now and then, and phones that refresh, some of them late. */
function createRegistrar(clock: { now: number }) {
  const contacts = new Map<string, Registration & { refreshAt: number; lateness: number }>();
  let silent: string | undefined;
  let asked = 0;
  const link: PbxLink = {
    apply: async (changes) => changes.map(() => ({ outcome: "done" })),
    close: async () => {},
    async registrations() {
      asked += 1;
      return silent === undefined
        ? { ok: true, registrations: [...contacts.values()].map(({ refreshAt, lateness, ...found }) => found) }
        : { ok: false, words: silent };
    },
  };
  function register(username: string, lateness: number): void {
    const address = `10.0.0.${Number(username.slice(1)) % 250}`;
    const expiresAt = clock.now + EXPIRY_SECONDS * SECOND;
    const refreshAt = clock.now + EXPIRY_SECONDS * SECOND * lateness;
    contacts.set(username, { ...registrationOf(username, { address, expiresAt }), refreshAt, lateness });
  }
  return {
    link,
    register,
    asked: () => asked,
    expiryOf: (username: string) => contacts.get(username)?.expiresAt ?? 0,
    goSilent: (words?: string) => {
      silent = words;
    },
    /** Those that are not gone refresh; the registrar tidies up once in 20 s. */
    live(gone: ReadonlySet<string>): void {
      for (const [name, { refreshAt, lateness, expiresAt }] of contacts) {
        if (!gone.has(name) && refreshAt <= clock.now) register(name, lateness);
        else if (expiresAt <= clock.now && clock.now % (20 * SECOND) === 0) contacts.delete(name);
      }
    },
  };
}

async function listAll(store: Store) {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await store.listPhones({ limit: 500, cursor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

async function countColours({ store, clock }: TestStore): Promise<Record<string, number>> {
  const counts: Record<string, number> = { green: 0, yellow: 0, red: 0, grey: 0 };
  for (const phone of await listAll(store)) {
    const colour = colourOf({ ...phone, now: clock.now, sip: undefined });
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
}

function watching(open: OpenTestStore): void {
  test("of 2,000 phones 300 go away: each is red within one expiry, with its last evidence; nobody else flickers", {
    timeout: 120_000,
  }, async () => {
    const opened = await open();
    const { store, clock } = opened;
    await admitMany(opened, PHONES);
    await linkMain(store);
    const registrar = createRegistrar(clock);
    const faults: unknown[] = [];
    const reportFault = (error: unknown) => faults.push(error);
    const watch = createRegistrationWatch({
      store,
      connect: () => registrar.link,
      clock: () => clock.now,
      reportFault,
    });
    for (let number = 0; number < PHONES; number += 1) registrar.register(`u${number}`, 0.5 + (number % 9) / 20);
    const gone = new Set<string>();
    async function letPass(seconds: number, each?: () => Promise<void>): Promise<void> {
      for (let passed = 1; passed <= seconds; passed += 1) {
        clock.now += SECOND;
        registrar.live(gone);
        await watch.look();
        if (passed % 15 === 0) await each?.();
      }
    }
    await letPass(60);
    expect(await countColours(opened)).toEqual({ green: PHONES, yellow: 0, red: 0, grey: 0 });
    const leftAt = clock.now;
    const going = Array.from({ length: GOING }, (_, index) => index * 6 + 1);
    for (const number of going) gone.add(`u${number}`);
    const left = new Set(going.map((number) => macNumber(number)));
    await letPass(EXPIRY_SECONDS, async () => {
      for (const phone of await listAll(store)) {
        const colour = colourOf({ ...phone, now: clock.now, sip: undefined });
        const expiresAt = registrar.expiryOf(phone.lines[0]?.username ?? "");
        // Green until its very end, and red from then on.
        const isOver = left.has(phone.mac) && (expiresAt === 0 || expiresAt <= clock.now);
        if ((colour === "green") === isOver || colour === "grey") expect([phone.mac, colour, isOver]).toEqual([]);
      }
    });
    expect(clock.now).toBe(leftAt + EXPIRY_SECONDS * SECOND);
    const red = [];
    for (const { mac, standing, lines } of await listAll(store)) {
      if (standing.state === "registered") continue;
      const number = Number(lines[0]?.username.slice(1));
      expect(standing).toMatchObject({ state: "gone", userAgent: "snomD785/10.1", address: `10.0.0.${number % 250}` });
      expect(standing.goneAt).toBe(standing.expiresAt);
      expect(standing.seenAt).toBeLessThanOrEqual(standing.expiresAt ?? 0);
      red.push(mac);
    }
    expect(red).toEqual([...left].toSorted());
    expect(await countColours(opened)).toEqual({ green: PHONES - GOING, yellow: 0, red: GOING, grey: 0 });

    registrar.goSilent("connect ECONNREFUSED");
    await letPass(31);
    expect(await countColours(opened)).toEqual({ green: 0, yellow: 0, red: 0, grey: PHONES });
    registrar.goSilent();
    await letPass(10);
    expect(await countColours(opened)).toEqual({ green: PHONES - GOING, yellow: 0, red: GOING, grey: 0 });

    const events = async (name: "phone-registered" | "phone-unregistered" | "registrations-unknown") => {
      let [total, cursor] = [0, undefined as string | undefined];
      const macs = new Set<string | undefined>();
      do {
        const page = await store.listEvents({ limit: 500, name, cursor });
        total += page.items.length;
        for (const { mac } of page.items) macs.add(mac);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return { total, phones: macs.size };
    };
    expect(await events("phone-registered")).toEqual({ total: PHONES, phones: PHONES });
    expect(await events("phone-unregistered")).toEqual({ total: GOING, phones: GOING });
    expect((await events("registrations-unknown")).total).toBe(1);
    expect(faults).toEqual([]);
    // 221 s: at least once in 30 s, and at most once in 5.
    expect(registrar.asked()).toBeGreaterThanOrEqual(8);
    expect(registrar.asked()).toBeLessThanOrEqual(45);
  });

  test("old passwords end when the phone has registered anew, and after a day anyway, which is said", async () => {
    const { store, clock } = await open();
    await admit(store, { lines: [newLine("20"), newLine("21")] });
    const settings = { kind: "kamailio" } as const;
    const credentials = { databaseUrl: "sqlite:/none" };
    await store.putLink({ pbxId: "main", settings, credentials, passwordOrder: "overlap" });
    const registrar = createRegistrar(clock);
    const anew = new Set<string>();
    const link = {
      ...registrar.link,
      registeredAnew: async (names: readonly string[]) => names.filter((name) => anew.has(name)),
    };
    const faults: unknown[] = [];
    const watch = createRegistrationWatch({
      ...{ store, connect: () => link, clock: () => clock.now, reportFault: (error: unknown) => faults.push(error) },
    });
    const pass = async (ms: number) => {
      clock.now += ms;
      await watch.look();
    };
    const tell = async () => {
      for (const job of await store.claimLinkJobs(5, 1000))
        await store.finishLinkJob(job, {
          ...{ outcomes: await link.apply(job.changes), delayMs: 0, event: undefined },
        });
    };
    await tell();
    for (const username of ["20", "21"])
      await store.updateAccount("main", username, { password: new Password(`new-${username}`), armedUntil: null });
    await tell();
    const left = async () => (await store.listOverlaps("main")).map(({ username }) => username);
    await pass(SECOND);
    expect(await left()).toEqual(["20", "21"]);
    anew.add("20");
    await pass(31 * SECOND);
    expect(await left()).toEqual(["21"]);
    await pass(23 * HOUR);
    expect(await left()).toEqual(["21"]);
    await pass(HOUR);
    expect(await left()).toEqual([]);
    expect((await store.listEvents({ limit: 5, name: "overlap-ended" })).items).toMatchObject([
      { pbx: "main", detail: { accounts: ["21"] } },
    ]);
    expect(faults).toEqual([]);
  });
}

describe("PBXs are asked who is registered, on SQLite", () => {
  const { open, cleanUp } = sqliteDatabases();
  afterEach(cleanUp);
  watching(open);
});

describe("PBXs are asked who is registered, on PostgreSQL", () => {
  const { open, cleanUp } = postgresDatabases();
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterEach(cleanUp);
  afterAll(() => server.stop());
  watching(open);
});

test("a PBX is asked as often as its link says, shortly before somebody runs out, and left alone where it is slow", () => {
  const about = { at: 0, everyMs: 30_000, tookMs: 10 };
  const inSeconds = (...seconds: number[]) => seconds.map((left) => ({ expiresAt: left * SECOND }));
  expect(nextLook([], about)).toBe(30_000);
  expect(nextLook(inSeconds(3600, 40), about)).toBe(30_000);
  expect(nextLook(inSeconds(3600, 20), about)).toBe(18_000);
  expect(nextLook(inSeconds(3, 0, -5), about)).toBe(5000);
  expect(nextLook(inSeconds(3), { ...about, tookMs: 4000 })).toBe(16_000);
  expect(nextLook(inSeconds(3), { ...about, tookMs: 60_000 })).toBe(30_000);
  expect(nextLook(inSeconds(60), { ...about, everyMs: 5000 })).toBe(5000);
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPinHasher } from "../../src/desks.ts";
import { nextTimeOfDay } from "../../src/provisioning/desk-hours.ts";
import { createHotDesk, type HotDesk, type PinHasher, type SignInOutcome } from "../../src/provisioning/hot-desk.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import { createOffsetReader } from "../../src/provisioning/time-zone.ts";
import { vendors } from "../../src/vendors/index.ts";
import { admit, MAC, newPbx, OTHER_MAC } from "../storage/sample-rows.ts";
import { sqliteDatabases, type TestStore } from "../storage/test-stores.ts";

const PIN = "482913";
const HOUR_MS = 3_600_000;
const databases = sqliteDatabases();
let opened: TestStore;
let desk: HotDesk;
let told: Mac[];
/** What was compared with which kind of hash. */
let verified: ("hash" | "nothing")[];

beforeEach(async () => {
  opened = await databases.open();
  const { store } = opened;
  [told, verified] = [[], []];
  const real = createPinHasher();
  const hasher: PinHasher = {
    hash: real.hash,
    verify(pin, encoded) {
      verified.push(encoded === null ? "nothing" : "hash");
      return real.verify(pin, encoded);
    },
  };
  desk = createHotDesk({
    ...{ store, vendors, hasher, clock: () => opened.clock.now, armedForMs: HOUR_MS },
    limits: { longestMs: 12 * HOUR_MS, endsAtMinute: 18 * 60 },
    tell: async (mac) => void told.push(mac),
  });
  await store.createPbx(newPbx("main", { settings: { timezone: "Europe/Berlin" } }));
  for (const username of ["20", "21", "without-pin"]) {
    const names = { username, authName: username, displayName: username, number: username };
    await store.createAccount("main", { ...names, password: new Password("sip-secret") });
  }
  for (const username of ["20", "21"]) await store.setDeskPin("main", username, await hasher.hash(PIN));
  await admit(store, { lines: [], isShared: true });
  await admit(store, { mac: OTHER_MAC, vendorId: "yealink", model: "T46S", lines: [], isShared: true });
});
afterEach(databases.cleanUp);

function signIn(extension: string, pin = PIN, mac = MAC): Promise<SignInOutcome> {
  return desk.signIn({ mac, extension, pin: new Password(pin), address: "192.0.2.7" });
}
const eventsOf = async (name: string) => (await opened.store.listEvents({ limit: 50, name })).items;

describe("signing in at a shared phone", () => {
  test("answers alike, after as much work, whatever is wrong", async () => {
    const wrong = [
      await signIn("20", "482914"),
      await signIn("nobody"),
      await signIn("without-pin"),
      await signIn("without-pin", ""),
      await signIn("21", `${PIN} `),
      await signIn("an extension\u0000 that is none".repeat(99), PIN),
    ];
    expect(new Set(wrong.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set(['{"outcome":"wrong-extension-or-pin"}']),
    );
    expect(verified).toEqual(["hash", "nothing", "nothing", "nothing", "hash", "nothing"]);
    expect(told).toEqual([]);
    expect(await desk.findSeat(MAC)).toBeUndefined();
    const refused = await eventsOf("desk-refused");
    expect(refused).toHaveLength(6);
    // What was typed is nowhere: it may be a PIN.
    expect(JSON.stringify(refused)).not.toMatch(/nobody|4829/);
    expect(refused.at(-1)).toMatchObject({ mac: MAC, pbx: "main", address: "192.0.2.7", detail: { account: "20" } });
  });

  test("takes number or username, says until when, and tells the phone to fetch", async () => {
    await opened.store.updateAccount("main", "20", { number: "+49301234", armedUntil: null });
    // 00:00 UTC is 01:00 in Berlin: twelve hours are over before 18:00.
    const signedIn = await signIn(" +49301234 ");
    expect(signedIn).toMatchObject({
      outcome: "signed-in",
      seat: { account: "20", until: opened.clock.now + 12 * HOUR_MS },
    });
    expect(told).toEqual([MAC]);
    expect(await desk.findSeat(MAC)).toMatchObject({ account: "20", by: "phone" });
    opened.clock.now += 10 * HOUR_MS;
    expect(await signIn("21")).toMatchObject({ seat: { until: Date.UTC(2030, 0, 1, 17) } });
    const history = JSON.stringify((await opened.store.listEvents({ limit: 50 })).items);
    const audit = JSON.stringify((await opened.store.listAudit({ limit: 50 })).items);
    expect(history + audit).not.toContain(PIN);
    expect((await opened.dump()).includes(PIN)).toBe(false);
  });

  test("moves an account that sits elsewhere, and tells that phone as well", async () => {
    await signIn("20");
    told = [];
    expect(await signIn("20", PIN, OTHER_MAC)).toMatchObject({ outcome: "signed-in", seat: { mac: OTHER_MAC } });
    expect(told).toEqual([MAC, OTHER_MAC]);
    expect(await desk.findSeat(MAC)).toBeUndefined();
    told = [];
    expect(await desk.signOut({ mac: MAC })).toBe("nobody");
    expect(await desk.signOut({ mac: OTHER_MAC })).toBe("signed-out");
    expect(told).toEqual([OTHER_MAC]);
  });

  test("is for phones that are marked as shared and are there", async () => {
    await opened.store.updatePhone(MAC, { isShared: false, armedUntil: null });
    expect(await signIn("20")).toEqual({ outcome: "not-shared" });
    expect(await signIn("20", PIN, "0004130000AA" as Mac)).toEqual({ outcome: "not-shared" });
    expect(verified).toEqual([]);
  });

  test("holds an extension at every phone, also for the right PIN, and lets it in afterwards", async () => {
    const guesses = ["1111", "2222", "3333", "4444", "5555"];
    for (const [index, guess] of guesses.entries()) await signIn("20", guess, index % 2 === 0 ? MAC : OTHER_MAC);
    const until = opened.clock.now + 30_000;
    expect(await signIn("20")).toEqual({ outcome: "held", until });
    expect(await signIn("20", PIN, OTHER_MAC)).toEqual({ outcome: "held", until });
    expect(await signIn("21")).toMatchObject({ outcome: "signed-in" });
    opened.clock.now = until;
    expect(await signIn("20")).toMatchObject({ outcome: "signed-in" });
    expect(await signIn("20", "6666")).toEqual({ outcome: "wrong-extension-or-pin" });
  });

  test("holds a phone where somebody tries one extension after the other, whatever their own PIN is", async () => {
    const outcomes: string[] = [];
    for (let index = 0; index < 12; index++) {
      outcomes.push((await signIn(`3${index}`)).outcome);
      // A right one in between takes itself off the count and no more.
      if (index === 4) expect(await signIn("20")).toMatchObject({ outcome: "signed-in" });
    }
    expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(2);
    expect(await signIn("20")).toMatchObject({ outcome: "held" });
    expect(await signIn("20", PIN, OTHER_MAC)).toMatchObject({ outcome: "signed-in" });
  });

  test("says that it is busy where more wait than may", async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, (_, index) => signIn(`4${index}`)));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["wrong-extension-or-pin"]));
    const hasher = createPinHasher();
    const verdicts = await Promise.all(Array.from({ length: 40 }, () => hasher.verify(PIN, null)));
    expect(verdicts.filter((verdict) => verdict === "busy")).toHaveLength(7);
  });

  test("ends for everybody whose time is over, and tells their phones once", async () => {
    await signIn("20");
    await signIn("21", PIN, OTHER_MAC);
    opened.clock.now += 12 * HOUR_MS - 1;
    told = [];
    expect(await desk.endOverdue()).toBe(0);
    opened.clock.now += 1;
    expect(await desk.endOverdue()).toBe(2);
    expect(told.toSorted()).toEqual([MAC, OTHER_MAC].toSorted());
    expect(await desk.endOverdue()).toBe(0);
    expect((await eventsOf("desk-signed-out")).map(({ detail }) => detail?.why)).toEqual(["time-over", "time-over"]);
  });
});

describe("the time of day at which everybody leaves", () => {
  const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"];

  test.each(ZONES)("is the next one by the clock of %s, over two years and their changes", (zone) => {
    const offsetAt = createOffsetReader(zone);
    const minuteOf = (at: number) => (((at / 60_000 + offsetAt(at)) % 1440) + 1440) % 1440;
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2028, 0, 1); at += 61 * HOUR_MS + 60_000) {
      for (const wanted of [0, 150, 1080]) {
        const moment = nextTimeOfDay(at, wanted, zone);
        expect(moment).toBeGreaterThan(at);
        expect(moment - at).toBeLessThanOrEqual(26 * HOUR_MS);
        const late = minuteOf(moment) - wanted;
        // What a change skips comes with the change.
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(60);
        if (late > 0) expect(offsetAt(moment)).not.toBe(offsetAt(moment - 60_000));
      }
    }
  });

  test("is not missed in the hour that comes twice", () => {
    // In Berlin 2026-10-25 has 02:30 twice: 00:30 and 01:30 UTC.
    const before = Date.UTC(2026, 9, 25, 0, 0);
    expect([Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)]).toContain(
      nextTimeOfDay(before, 150, "Europe/Berlin"),
    );
    // 2026-03-29 has no 02:30: 03:00 comes in its place.
    expect(nextTimeOfDay(Date.UTC(2026, 2, 29, 0, 0), 150, "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 1, 0));
  });
});

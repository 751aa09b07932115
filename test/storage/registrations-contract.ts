import { describe, expect, test } from "vitest";
import type { Registration } from "../../src/provisioning/pbx-link.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { registrationsOf } from "../../src/provisioning/registration.ts";
import { admit, MAC, macNumber, newLine, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function registrationOf(username: string, more: Partial<Registration> = {}): Registration {
  const contact = `sip:${username}@198.51.100.7:5060`;
  return {
    username,
    contact,
    userAgent: "snomD785/10.1",
    address: "198.51.100.7",
    expiresAt: 0,
    registeredAt: null,
    ...more,
  };
}

export async function linkMain(store: Store): Promise<void> {
  const settings = { kind: "kamailio" } as const;
  const credentials = { databaseUrl: "sqlite:/none" };
  expect(await store.putLink({ pbxId: "main", settings, credentials, passwordOrder: "pbx-first" })).not.toBe(
    "unknown-pbx",
  );
}

export function registrationsContract(open: OpenTestStore, { mayShare }: { mayShare: boolean }): void {
  describe("registrations", () => {
    const told = async (store: Store, name: string) =>
      (await store.listEvents({ limit: 500, name: name as "phone-registered" })).items;

    test("one who comes and one who goes is an event each, a refresh is none, and the last evidence stays", async () => {
      const { store, clock } = await open();
      const phone = await admit(store, { lines: [newLine("20"), newLine("21")] });
      await linkMain(store);
      const since = clock.now;
      const both = (expiresAt: number) => ["20", "21"].map((name) => registrationOf(name, { expiresAt }));
      await store.recordRegistrations("main", both(since + HOUR), since);
      const [came] = await told(store, "phone-registered");
      expect(came).toMatchObject({
        ...{ mac: MAC, pbx: "main", at: since, address: "198.51.100.7" },
        detail: { accounts: ["20", "21"], userAgent: "snomD785/10.1" },
      });
      await store.recordRegistrations("main", both(since + 2 * HOUR), since + 30_000);
      await store.recordRegistrations("main", both(since + 2 * HOUR + 1000), since + 60_000);
      expect(await told(store, "phone-registered")).toHaveLength(1);
      expect(await registrationsOf(phone, store)).toMatchObject({
        askedAt: since + 60_000,
        unsure: [],
        own: [
          { username: "20", firstSeenAt: since, seenAt: since + 60_000, expiresAt: since + 2 * HOUR, goneAt: null },
          { username: "21" },
        ],
      });
      await store.recordRegistrations("main", both(since + 2 * HOUR).slice(1), since + 90_000);
      await store.recordRegistrations("main", both(since + 2 * HOUR).slice(1), since + 120_000);
      expect(await told(store, "phone-unregistered")).toMatchObject([
        { mac: MAC, at: since + 90_000, address: "198.51.100.7", detail: { accounts: ["20"] } },
      ]);
      const { own } = await registrationsOf(phone, store);
      expect(own.find(({ username }) => username === "20")).toMatchObject({
        // When the PBX had it last, not when it was written.
        ...{ seenAt: since + 60_000, goneAt: since + 90_000 },
      });
      // It comes back from elsewhere, and the other one merely changes its port.
      const moved = [
        registrationOf("20", { address: "192.0.2.9", expiresAt: since + 3 * HOUR }),
        registrationOf("21", { contact: "sip:21@198.51.100.7:49152", expiresAt: since + 3 * HOUR }),
      ];
      await store.recordRegistrations("main", moved, since + 150_000);
      expect((await told(store, "phone-registered")).map(({ detail }) => detail?.accounts)).toEqual([
        ["20"],
        ["20", "21"],
      ]);
      expect(await told(store, "phone-unregistered")).toHaveLength(1);
    });

    test("what has run out is gone though the PBX still lists it", async () => {
      const { store, clock } = await open();
      await admit(store);
      await linkMain(store);
      await store.recordRegistrations("main", [registrationOf("20", { expiresAt: clock.now + HOUR })], clock.now);
      await store.recordRegistrations("main", [registrationOf("20", { expiresAt: clock.now })], clock.now + 1);
      expect(await told(store, "phone-unregistered")).toHaveLength(1);
    });

    test("of an account of two phones each has its own, by address or MAC, and one who cannot be told is nobody's", async () => {
      const { store, clock } = await open();
      const one = await admit(store, { lines: [newLine("20")] });
      await admit(store, { mac: OTHER_MAC, vendorId: "yealink", model: "T54W", lines: [newLine("20")] });
      const visit = { mac: MAC, at: clock.now, address: "198.51.100.7", model: null, firmware: null };
      await store.record({ events: [], visits: [visit], sightings: [] });
      await linkMain(store);
      const expiresAt = clock.now + HOUR;
      const mine = registrationOf("20", { expiresAt });
      const theirs = registrationOf("20", {
        ...{
          expiresAt,
          contact: "sip:20@10.0.0.1",
          userAgent: "Yealink SIP-T54W 80:5e:c0:17:de:13",
          address: "10.0.0.1",
        },
      });
      const softphone = registrationOf("20", { expiresAt, contact: "sip:20@10.9.9.9", userAgent: null, address: null });
      await store.recordRegistrations("main", [mine, theirs, softphone], clock.now);
      expect((await told(store, "phone-registered")).map(({ mac }) => mac).toSorted()).toEqual([MAC, OTHER_MAC]);
      const found = await store.findPhone(MAC);
      expect(found?.phoneId).toBe(one.phoneId);
      if (found === undefined) return;
      const { own, unsure } = await registrationsOf(found, store);
      expect(own.map(({ contact }) => contact)).toEqual([mine.contact]);
      expect(unsure.map(({ contact }) => contact).toSorted()).toEqual(["sip:20@10.0.0.1", "sip:20@10.9.9.9"]);
      await store.recordRegistrations("main", [mine, softphone], clock.now + 1);
      expect((await told(store, "phone-unregistered")).map(({ mac }) => mac)).toEqual([OTHER_MAC]);
    });

    test("a PBX that does not answer is one event for each reason, and nothing that it said holds", async () => {
      const { store, clock } = await open();
      await admit(store);
      expect(await store.findAsking("main")).toBeUndefined();
      await linkMain(store);
      expect(await store.findAsking("main")).toEqual({
        state: "not-asked",
        askedAt: null,
        freshUntil: null,
        error: null,
      });
      const at = clock.now;
      await store.recordRegistrations("main", [], at, { freshMs: 1000, nextMs: 1 });
      expect(await store.findAsking("main")).toMatchObject({ state: "answers", askedAt: at, freshUntil: at + 1000 });
      for (const words of ["no route", "no route", "wrong password", "no route"])
        await store.recordUnasked("main", { words }, { at, nextMs: 1 });
      expect(await store.findAsking("main")).toEqual({
        state: "silent",
        askedAt: at,
        freshUntil: null,
        error: "no route",
      });
      const why = (await told(store, "registrations-unknown")).map(({ detail }) => detail?.why);
      expect(why).toEqual(["no route", "wrong password", "no route"]);
      await store.recordUnasked("main", "cannot-be-asked", { at, nextMs: 1 });
      expect(await store.findAsking("main")).toMatchObject({ state: "cannot-be-asked", error: null });
      expect(await told(store, "registrations-unknown")).toHaveLength(3);
      await linkMain(store);
      expect(await store.findAsking("main")).toMatchObject({ state: "not-asked" });
    });

    test("of all daemons one asks, and when it is due", async () => {
      const { store, clock, openAgain } = await open();
      await admit(store);
      const other = mayShare ? await openAgain() : store;
      await linkMain(store);
      // The first look in SQLite asks whatever was claimed by a daemon that is gone.
      await Promise.all([store.claimAsks(0), other.claimAsks(0)]);
      await store.recordRegistrations("main", [], clock.now, { freshMs: 1, nextMs: 10_000 });
      expect(await store.claimAsks(60_000)).toEqual([]);
      clock.now += 10_000;
      const claims = await Promise.all(
        Array.from({ length: 6 }, (_, at) => (at % 2 ? other : store).claimAsks(60_000)),
      );
      expect(claims.flat()).toMatchObject([
        { pbxId: "main", domain: "main.example.org", settings: { kind: "kamailio" } },
      ]);
      clock.now += 60_000;
      expect(await other.claimAsks(60_000)).toHaveLength(1);
    });

    test("an account that is deleted takes its registrations along, and after a month they are forgotten anyway", async () => {
      const { store, clock, query } = await open();
      await admit(store);
      await linkMain(store);
      const rows = () => query<{ username: string }>("select username from registrations order by username");
      const expiresAt = clock.now + HOUR;
      await store.recordRegistrations(
        "main",
        ["20", "77"].map((name) => registrationOf(name, { expiresAt })),
        clock.now,
      );
      await store.deletePhone(MAC);
      expect(await store.deleteAccount("main", "20")).toBe("deleted");
      expect(await rows()).toEqual([{ username: "77" }]);
      await store.recordRegistrations("main", [], clock.now + HOUR);
      await store.recordRegistrations("main", [], clock.now + 30 * DAY + HOUR);
      expect(await rows()).toEqual([{ username: "77" }]);
      await store.recordRegistrations("main", [], clock.now + 30 * DAY + HOUR + 1);
      expect(await rows()).toEqual([]);
    });

    test("2,000 come, are refreshed and go without delay", async () => {
      const { store, clock } = await open();
      await admit(store, { lines: [] });
      await linkMain(store);
      for (let number = 0; number < 20; number += 1)
        await admit(store, { mac: macNumber(number), lines: [newLine(`u${number}`)] });
      const all = (expiresAt: number) =>
        Array.from({ length: 2000 }, (_, number) => registrationOf(`u${number}`, { expiresAt }));
      const took: number[] = [];
      for (const [index, registrations] of [
        all(clock.now + HOUR),
        all(clock.now + 2 * HOUR),
        all(clock.now + 2 * HOUR),
        [],
      ].entries()) {
        const startedAt = performance.now();
        await store.recordRegistrations("main", registrations, clock.now + index);
        took.push(Math.round(performance.now() - startedAt));
      }
      if (process.env.OFFHOOK_TEST_TIMES !== undefined)
        process.stdout.write(`came, refreshed, stood, went: ${took} ms\n`);
      expect(Math.max(...took)).toBeLessThan(3000);
      expect(await told(store, "phone-registered")).toHaveLength(20);
      expect(await told(store, "phone-unregistered")).toHaveLength(20);
    });
  });
}

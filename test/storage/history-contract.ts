import { describe, expect, test } from "vitest";
import { createEventFeed, type FeedNews } from "../../src/provisioning/event-feed.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import type { EventRecord } from "../../src/provisioning/request.ts";
import type { NewSighting } from "../../src/provisioning/sighting.ts";
import { admit, MAC, macNumber, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const DAY_MS = 86_400_000;

const sighting = (more: Partial<NewSighting> = {}): NewSighting => ({
  mac: OTHER_MAC,
  vendorId: null,
  model: null,
  firmware: null,
  address: "192.0.2.9",
  via: "http",
  reason: "not-admitted",
  at: 1000,
  ...more,
});
const record = (store: Store, events: readonly EventRecord[]) => store.record({ events, visits: [], sightings: [] });

/** History, last-seen columns, sightings, kept answers. */
export function historyContract(open: OpenTestStore): void {
  describe("events", () => {
    test("come back as they were written, the newest first", async () => {
      const { store } = await open();
      const full: EventRecord = {
        name: "passwords-delivered",
        at: 5,
        mac: MAC,
        pbx: "main",
        address: "192.0.2.1",
        door: "http",
        actor: "Anna",
        detail: { kinds: ["sip", "web"], count: 2, ok: true, none: null },
      };
      await record(store, [full, { name: "file-served", at: 6 }]);
      const { items, next } = await store.listEvents({ limit: 10 });
      expect(next).toBeNull();
      expect(items).toEqual([
        { id: expect.any(Number), name: "file-served", at: 6 },
        { id: expect.any(Number), ...full },
      ]);
    });

    test("are written in any number, in order, and paged through", async () => {
      const { store } = await open();
      const events = Array.from({ length: 2345 }, (_, at): EventRecord => ({ name: "file-served", at }));
      await record(store, events);
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listEvents({ limit: 500, cursor });
        seen.push(...page.items.map((event) => event.at));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(events.map((event) => event.at).toReversed());
      expect((await store.listEvents({ limit: 5, cursor: "no cursor of ours" })).items).toEqual([]);
    });

    test("are filtered by phone, PBX and name, and searched", async () => {
      const { store } = await open();
      await record(store, [
        { name: "file-served", at: 1, mac: MAC, pbx: "main", detail: { file: "a.xml" } },
        { name: "secret-refused", at: 2, mac: MAC, pbx: "second", address: "192.0.2.77" },
        { name: "file-served", at: 3, mac: OTHER_MAC, pbx: "second", actor: "Bert" },
      ]);
      const times = async (filter: object) =>
        (await store.listEvents({ limit: 9, ...filter })).items.map((event) => event.at);
      expect(await times({ mac: MAC })).toEqual([2, 1]);
      expect(await times({ pbxId: "second" })).toEqual([3, 2]);
      expect(await times({ name: "file-served" })).toEqual([3, 1]);
      expect(await times({ pbxId: "second", mac: MAC })).toEqual([2]);
      for (const [search, found] of [
        ["A.XML", [1]],
        ["2.77", [2]],
        ["bert", [3]],
        ["refused", [2]],
        ["805ec0", [3]],
      ] as const) {
        expect(await times({ search }), search).toEqual(found);
      }
    });

    test("are found however long ago they happened, page by page", async () => {
      const { store } = await open();
      const actors = new Map([3, 4, 5099, 5100, 10_200].map((at) => [at, "Ärla"]));
      await record(
        store,
        Array.from({ length: 10_201 }, (_, at): EventRecord => ({ name: "file-served", at, actor: actors.get(at) })),
      );
      const found: number[][] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listEvents({ limit: 2, cursor, search: "rla" });
        found.push(page.items.map(({ at }) => at));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(found).toEqual([[10_200, 5100], [5099, 4], [3]]);
      expect(await store.listEvents({ limit: 2, search: "nobody" })).toEqual({ items: [], next: null });
    });

    test("are read on from any of them, by those who may see them", async () => {
      const { store } = await open();
      await admit(store);
      expect(await store.lastEventId(["main"])).toBe(0);
      const macs = [MAC, OTHER_MAC, MAC];
      await record(
        store,
        macs.map((mac, at) => ({ name: "file-served", at, mac, pbx: at === 1 ? "main" : undefined })),
      );
      const last = await store.lastEventId();
      expect(await store.lastEventId(["main", "no-pbx"])).toBe(last - 1);
      const read = async (query: object) =>
        (await store.listEventsAfter({ after: last - 3, limit: 10, ...query })).map(({ id }) => last - id);
      expect(await read({})).toEqual([2, 1, 0]);
      expect(await read({ limit: 2 })).toEqual([2, 1]);
      expect(await read({ after: last - 1, missed: [last - 2, last + 5] })).toEqual([2, 0]);
      expect(await read({ pbxIds: ["main"] })).toEqual([1]);
      expect(await read({ pbxIds: [] })).toEqual([]);
      expect(await read({ after: last })).toEqual([]);
    });

    test("are told as they come to who listens, also what another daemon writes", async () => {
      const { store, openAgain } = await open();
      const other = await openAgain();
      await record(other, [{ name: "unknown-file", at: 1 }]);
      const told: FeedNews[] = [];
      const feed = createEventFeed(store, (error) => expect.fail(String(error)));
      const stop = await feed.follow((news) => told.push(news));
      await record(other, [{ name: "file-served", at: 2, mac: MAC }]);
      await expect.poll(() => told).toMatchObject([{ events: [{ name: "file-served", at: 2, mac: MAC }] }]);
      stop();
      await record(other, [{ name: "file-served", at: 3 }]);
      const again = await feed.follow((news) => told.push(news));
      await record(other, [{ name: "file-served", at: 4 }]);
      await expect.poll(() => told.length).toBe(2);
      expect(told[1]).toMatchObject({ events: [{ at: 4 }] });
      again();
    });

    test("are pruned when they are old, however many there are", async () => {
      const { store } = await open();
      await record(
        store,
        Array.from({ length: 5100 }, (_, at): EventRecord => ({ name: "file-served", at })),
      );
      await store.prune(5098);
      expect((await store.listEvents({ limit: 9 })).items.map((event) => event.at)).toEqual([5099, 5098]);
    });
  });

  describe("visits", () => {
    test("note when, whence and with which firmware a phone came last, and change no revision", async () => {
      const { store } = await open();
      const phone = await admit(store);
      const visit = { mac: MAC, at: 10, address: "192.0.2.1", model: "D717", firmware: "10.1.2" };
      await store.record({
        events: [],
        sightings: [],
        visits: [visit, { ...visit, at: 20, address: "192.0.2.2", firmware: null }, { ...visit, mac: OTHER_MAC }],
      });
      expect(await store.findPhone(MAC)).toEqual({
        ...phone,
        lastSeenAt: 20,
        lastAddress: "192.0.2.2",
        firmware: "10.1.2",
      });
      await store.record({ events: [], sightings: [], visits: [{ ...visit, at: 30, firmware: null }] });
      expect(await store.findPhone(MAC)).toMatchObject({
        lastSeenAt: 30,
        firmware: "10.1.2",
        model: "D785",
        modelSource: "operator",
      });
    });

    test("teach the model where none is stored, once, with a new revision", async () => {
      const { store } = await open();
      const phone = await admit(store, { model: null, modelSource: null });
      const visit = { mac: MAC, at: 10, address: "192.0.2.1", model: "D717", firmware: null };
      await store.record({ events: [], sightings: [], visits: [visit] });
      const taught = await store.findPhone(MAC);
      expect(taught).toMatchObject({ model: "D717", modelSource: "phone" });
      expect(taught?.revision).not.toBe(phone.revision);
      await store.record({ events: [], sightings: [], visits: [{ ...visit, model: "D735" }] });
      expect(await store.findPhone(MAC)).toEqual(taught);
    });

    test("reach hundreds of phones in one batch", async () => {
      const { store } = await open();
      for (let number = 1; number <= 40; number += 1) await admit(store, { mac: macNumber(number), lines: [] });
      const visits = Array.from({ length: 600 }, (_, index) => ({
        mac: macNumber(1 + (index % 300)),
        at: index,
        address: "192.0.2.1",
        model: null,
        firmware: null,
      }));
      await store.record({ events: [], sightings: [], visits });
      const { items } = await store.listPhones({ limit: 100 });
      expect(items.map((phone) => phone.lastSeenAt)).toEqual(Array.from({ length: 40 }, (_, index) => 300 + index));
    });
  });

  describe("sightings", () => {
    test("count, and keep the last that a phone said of itself", async () => {
      const { store } = await open();
      await store.record({
        events: [],
        visits: [],
        sightings: [
          sighting({ vendorId: "yealink", model: "T54W" }),
          sighting({ at: 1500, address: "192.0.2.8", via: "pnp" }),
        ],
      });
      await store.record({
        events: [],
        visits: [],
        sightings: [sighting({ at: 2000, firmware: "96.1", via: "tftp", reason: "unknown-file" })],
      });
      const expected = {
        mac: OTHER_MAC,
        vendorId: "yealink",
        model: "T54W",
        firmware: "96.1",
        address: "192.0.2.9",
        via: "tftp",
        reason: "unknown-file",
        firstSeen: 1000,
        lastSeen: 2000,
        count: 3,
        ignoredAt: null,
      };
      expect(await store.findSighting(OTHER_MAC)).toEqual(expected);
      expect(await store.listSightings({ limit: 5 })).toEqual({ items: [expected], next: null });
      expect(await store.findSighting(MAC)).toBeUndefined();
    });

    test("are bounded in number: those seen longest ago go", async () => {
      const { store } = await open({ maxSightings: 3 });
      const seen = (number: number, at: number) =>
        store.record({ events: [], visits: [], sightings: [sighting({ mac: macNumber(number), at })] });
      for (let number = 1; number <= 4; number += 1) await seen(number, number);
      await seen(2, 10);
      await seen(5, 11);
      expect((await store.listSightings({ limit: 9 })).items.map((one) => one.mac)).toEqual([
        macNumber(5),
        macNumber(4),
        macNumber(2),
      ]);
    });

    test("are left out while they are ignored, however often the phone asks and whoever else does, and until it is admitted", async () => {
      const { store, clock } = await open({ maxSightings: 2 });
      const see = (number: number, at: number) =>
        store.record({ events: [], visits: [], sightings: [sighting({ mac: macNumber(number), at })] });
      const list = async (isIgnored?: boolean) =>
        (await store.listSightings({ limit: 9, isIgnored })).items.map((one) => one.mac);
      await see(1, 1);
      await see(2, 2);
      expect(await store.ignoreSighting(macNumber(1), true)).toBe("changed");
      expect(await store.ignoreSighting(macNumber(1), true)).toBe("unchanged");
      expect(await store.ignoreSighting(macNumber(9), true)).toBe("not-found");
      for (let number = 1; number <= 4; number += 1) await see(number, 10 + number);
      expect(await list()).toEqual([macNumber(4), macNumber(3)]);
      expect(await list(true)).toEqual([macNumber(1)]);
      expect(await store.findSighting(macNumber(1))).toMatchObject({ count: 2, ignoredAt: clock.now });
      expect(await store.ignoreSighting(macNumber(1), false)).toBe("changed");
      expect(await list()).toContain(macNumber(1));
      await store.ignoreSighting(macNumber(1), true);
      const { mac } = await admit(store, { mac: macNumber(1) });
      await store.deletePhone(mac);
      await see(1, 30);
      expect(await list()).toContain(macNumber(1));
    });

    test("are listed by when they were first seen, the newest first, in pages, and searched", async () => {
      const { store } = await open();
      const sightings = [3, 1, 2, 4, 5].map((number) =>
        sighting({ mac: macNumber(number), at: number > 3 ? 9 : number, model: `M${number}` }),
      );
      await store.record({ events: [], visits: [], sightings });
      const first = await store.listSightings({ limit: 2 });
      const second = await store.listSightings({ limit: 2, cursor: first.next ?? "" });
      const third = await store.listSightings({ limit: 2, cursor: second.next ?? "" });
      expect([first, second, third].map((page) => page.items.map((one) => one.model))).toEqual([
        ["M4", "M5"],
        ["M3", "M2"],
        ["M1"],
      ]);
      expect(third.next).toBeNull();
      for (const search of ["00:04:13:00:00:03", "m3"])
        expect((await store.listSightings({ limit: 9, search })).items.map((one) => one.model)).toEqual(["M3"]);
      expect((await store.listSightings({ limit: 9, cursor: "no cursor of ours" })).items).toEqual([]);
    });
  });

  describe("kept answers", () => {
    const answer = { fingerprint: "abc", status: 201, body: '{"id":1}' };

    test("are recalled for a day, by key and by its idempotency key, the first one", async () => {
      const { store, clock } = await open();
      await store.keepAnswer("k1", "once", answer);
      await store.keepAnswer("k1", "once", { ...answer, status: 500 });
      expect(await store.recallAnswer("k1", "once")).toEqual(answer);
      expect(await store.recallAnswer("k2", "once")).toBeUndefined();
      expect(await store.recallAnswer("k1", "twice")).toBeUndefined();
      clock.now += DAY_MS;
      expect(await store.recallAnswer("k1", "once")).toBeUndefined();
      await store.keepAnswer("k1", "once", { ...answer, status: 500 });
      expect(await store.recallAnswer("k1", "once")).toEqual({ ...answer, status: 500 });
    });

    test("are pruned after their day", async () => {
      const { store, clock, query } = await open();
      await store.keepAnswer("k1", "old", answer);
      clock.now += DAY_MS;
      await store.keepAnswer("k1", "new", answer);
      await store.prune(0);
      expect(await query("select idempotency_key from kept_answers")).toEqual([{ idempotency_key: "new" }]);
    });
  });

  test("a closed store says so when it is checked", async () => {
    const { store } = await open();
    await store.check();
    await store.close();
    await expect(store.check()).rejects.toThrow();
  });
}

import { afterEach, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { cacheAdmissions } from "../../src/storage/admission-cache.ts";
import { admit, claim, expectPhone, macNumber, newLine, WINDOW_MS } from "./sample-rows.ts";
import { sqliteDatabases } from "./test-stores.ts";

const { open, cleanUp } = sqliteDatabases();
afterEach(cleanUp);

const [FIRST, SECOND] = [macNumber(1), macNumber(2)];

/** Two phones that share an account, and a cache over the store that says which admissions were read from it. */
async function twoPhones() {
  const opened = await open();
  const first = await admit(opened.store, { mac: FIRST, model: null, modelSource: null, lines: [newLine("shared")] });
  const second = await admit(opened.store, { mac: SECOND, lines: [newLine("shared"), newLine("own")] });
  const read: string[] = [];
  const underneath: Store = {
    ...opened.store,
    findAdmission(mac) {
      read.push(mac);
      return opened.store.findAdmission(mac);
    },
  };
  const cached = cacheAdmissions(underneath);
  /** Asks for both, and says which of them were read anew. */
  async function readAnew(): Promise<string[]> {
    read.length = 0;
    for (const mac of [FIRST, SECOND]) expect(await cached.findAdmission(mac)).toEqual(await truth(mac));
    return [...read];
  }
  const other = await opened.openAgain();
  /** As a store says it that remembers nothing: it closes grants of nobody before it looks. */
  async function truth(mac: typeof FIRST) {
    await other.closeGrants({ phoneId: 0, kinds: [] });
    return other.findAdmission(mac);
  }
  return { cached, first, second, readAnew, clock: opened.clock };
}

test("what a phone causes is forgotten for that phone alone", async () => {
  const { cached, first, readAnew } = await twoPhones();
  expect(await readAnew()).toEqual([FIRST, SECOND]);
  expect(await readAnew()).toEqual([]);
  const claimed = await claim(cached, first);
  expect(await readAnew()).toEqual([FIRST]);
  await cached.confirmDelivery(claimed);
  expect(await readAnew()).toEqual([FIRST]);
  await cached.undoClaim(claimed);
  expect(await readAnew()).toEqual([FIRST]);
  await cached.listGrants(first.phoneId);
  expect(await readAnew()).toEqual([FIRST]);
  const visit = { mac: FIRST, at: 1, address: "192.0.2.1", model: null, firmware: null };
  await cached.record({ events: [], sightings: [], visits: [visit] });
  expect(await readAnew()).toEqual([]);
  await cached.record({ events: [], sightings: [], visits: [{ ...visit, model: "D717" }] });
  expect(await readAnew()).toEqual([FIRST]);
  expect((await cached.findAdmission(FIRST))?.model).toBe("D717");
});

test("grants that no claim of this process returned make it forget every phone", async () => {
  const { cached, second, readAnew } = await twoPhones();
  const claimed = (await claim(cached, second)).map((grant) => ({ ...grant }));
  await readAnew();
  await cached.confirmDelivery(claimed);
  expect(await readAnew()).toEqual([FIRST, SECOND]);
});

test("what staff change is forgotten for every phone that it may touch", async () => {
  const { cached, first, second, readAnew, clock } = await twoPhones();
  await claim(cached, second);
  const changes: (() => Promise<unknown>)[] = [
    () => cached.updateAccount("main", "shared", { displayName: "Anna", armedUntil: null }),
    () => cached.updatePbx("main", { host: "other.example.org" }),
    () => cached.closeGrants({ phoneId: first.phoneId, kinds: ["sip", "menu", "web"] }),
    () => cached.armGrants({ phoneId: first.phoneId, kinds: ["web"], armedUntil: clock.now + 1 }),
    async () => expectPhone(await cached.updatePhone(SECOND, { label: "New", armedUntil: null })),
    async () => {
      clock.now += WINDOW_MS;
      expect(await cached.closeExpired()).toBeGreaterThan(0);
    },
    async () => {
      const rotation = { id: "rot_1", pbxId: "main", profileId: null, requestedBy: "anna", reason: null };
      await cached.startRotation({ ...rotation, mostUnregistered: 2 });
      await cached.closeGrants({ phoneId: first.phoneId, kinds: ["sip", "menu", "web"] });
      await readAnew();
      const { begun } = await cached.beginRotated("rot_1", { free: 2, most: 2 }, () => new Password("made-anew"));
      expect(begun).toEqual([FIRST, SECOND]);
    },
    () => cached.deletePhone(FIRST),
  ];
  for (const change of changes) {
    await readAnew();
    await change();
    expect(await readAnew()).toEqual([FIRST, SECOND]);
  }
  expect(await cached.findAdmission(FIRST)).toBeUndefined();
});

test("an admission that was being read while its phone changed is not kept", async () => {
  const { store } = await open();
  const phone = await admit(store, { mac: FIRST, lines: [] });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = cacheAdmissions({
    ...store,
    async findAdmission(mac) {
      const admission = await store.findAdmission(mac);
      await held;
      return admission;
    },
  });
  const reading = slow.findAdmission(FIRST);
  await slow.closeGrants({ phoneId: phone.phoneId, kinds: ["menu", "web"] });
  release();
  expect((await reading)?.hasLiveGrants).toBe(true);
  expect((await slow.findAdmission(FIRST))?.hasLiveGrants).toBe(false);
});

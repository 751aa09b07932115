import { describe, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Registration } from "../../src/provisioning/pbx-link.ts";
import type { NewRotation } from "../../src/provisioning/rotation.ts";
import { ANNA, admit, claim, macNumber, newLine, newPbx, passwordsIn } from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

const LEASE_MS = 60_000;
const ROTATION: NewRotation = {
  ...{ id: "rot_1", pbxId: "main", profileId: null, mostUnregistered: 2, requestedBy: "anna", reason: null },
};
let made = 0;
const makePassword = () => new Password(`made-${++made}`);

/** Phones 0, 1, 2 … with an account each, unless `accounts` says other ones. */
async function openWithPhones(open: OpenTestStore, accounts: readonly string[][]): Promise<TestStore> {
  const opened = await open();
  for (const [at, usernames] of accounts.entries())
    await admit(opened.store, { mac: macNumber(at), lines: usernames.map((username) => newLine(username)) });
  return opened;
}

const registration = (username: string, more: Partial<Registration> = {}): Registration => ({
  username,
  contact: `sip:${username}@192.0.2.9:5060`,
  ...{ userAgent: "snomD785", address: "192.0.2.9", expiresAt: 9e15, registeredAt: null },
  ...more,
});

export function rotationsContract(open: OpenTestStore): void {
  const statesOf = async ({ store }: TestStore) =>
    Object.fromEntries((await store.listRotated("rot_1", { limit: 100 })).map(({ mac, state }) => [mac, state]));

  describe("rotations", () => {
    test("take all phones of a PBX that have accounts, or those of a profile; a PBX has one at a time", async () => {
      const opened = await openWithPhones(open, [["20"], [], ["22"]]);
      const { store } = opened;
      expect(await store.startRotation({ ...ROTATION, pbxId: "none" })).toBe("unknown-pbx");
      expect(await store.startRotation({ ...ROTATION, profileId: "none" })).toBe("unknown-profile");
      await store.createProfile({ pbxId: "main", id: "desk", label: "Desk", settings: {}, layouts: {} });
      expect(await store.startRotation({ ...ROTATION, profileId: "desk" })).toBe("no-phones");
      expect(await store.startRotation(ROTATION)).toMatchObject({
        state: "running",
        phones: { waiting: 2, changing: 0, done: 0, skipped: 0 },
      });
      expect(await store.startRotation({ ...ROTATION, id: "rot_2" })).toBe("rotation-running");
      expect(await store.setRotationState("rot_1", "cancelled")).toMatchObject({ state: "cancelled" });
      expect(await store.setRotationState("rot_1", "running")).toBe("over");
      expect(await store.startRotation({ ...ROTATION, id: "rot_2" })).toMatchObject({ id: "rot_2" });
      expect((await store.listRotations("main")).map(({ id }) => id).sort()).toEqual(["rot_1", "rot_2"]);
    });

    test("begin no more phones than may be without their registration, with those that share an account", async () => {
      const opened = await openWithPhones(open, [["20"], ["21"], ["20", "23"], ["24"]]);
      const { store } = opened;
      await store.startRotation(ROTATION);
      const [first, second, third, fourth] = [0, 1, 2, 3].map(macNumber) as [Mac, Mac, Mac, Mac];
      expect(await store.beginRotated("rot_1", { free: 1, most: 2 }, makePassword)).toEqual({ begun: [], others: 0 });
      const { begun } = await store.beginRotated("rot_1", { free: 2, most: 2 }, makePassword);
      expect(begun).toEqual([first, third]);
      expect(await statesOf(opened)).toEqual({
        [first]: "changing",
        [second]: "waiting",
        [third]: "changing",
        [fourth]: "waiting",
      });
      const facts = await store.findChanging("rot_1");
      expect(facts.map(({ mac, accounts }) => [mac, accounts.map(({ username }) => username).sort()])).toEqual([
        [first, ["20"]],
        [third, ["20", "23"]],
      ]);
      expect(facts[0]?.accounts).toEqual([
        { username: "20", atPbxSince: null, isDelivered: false, registeredAt: undefined },
      ]);
      const phone = await store.findPhone(first);
      if (phone === undefined) throw new Error("no phone");
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip"]))).toEqual({
        "sip 20": expect.stringMatching(/^made-/),
      });
      expect((await store.findChanging("rot_1"))[0]?.accounts[0]?.isDelivered).toBe(true);
      await store.noteRotated("rot_1", first, "done");
      expect(await store.skipRotated("rot_1", third, "enough")).toBe(true);
      expect(await store.skipRotated("rot_1", third, "enough")).toBe(false);
      expect((await store.beginRotated("rot_1", { free: 2, most: 2 }, makePassword)).begun).toEqual([second, fourth]);
    });

    test("skip phones that share accounts with more others than may be, and begin none while paused", async () => {
      const opened = await openWithPhones(open, [["20"], ["20"], ["20"], ["21"]]);
      const { store } = opened;
      await store.startRotation(ROTATION);
      await store.setRotationState("rot_1", "paused");
      expect(await store.beginRotated("rot_1", { free: 2, most: 2 }, makePassword)).toEqual({ begun: [], others: 0 });
      await store.setRotationState("rot_1", "running");
      expect(await store.beginRotated("rot_1", { free: 2, most: 2 }, makePassword)).toEqual({
        begun: [macNumber(3)],
        others: 3,
      });
      const [skipped] = await store.listRotated("rot_1", { state: "skipped", limit: 1 });
      expect(skipped?.words).toContain("2 other phones");
    });

    test("change phones that are off without waiting for them, and see when others registered anew", async () => {
      const opened = await openWithPhones(open, [["20"], ["21"]]);
      const { store, clock } = opened;
      await store.putLink({
        pbxId: "main",
        settings: { kind: "kamailio" },
        credentials: {},
        passwordOrder: "pbx-first",
      });
      const since = clock.now;
      const freshMs = { freshMs: 120_000, nextMs: 30_000 };
      await store.recordRegistrations("main", [registration("21")], clock.now, freshMs);
      await store.startRotation({ ...ROTATION, id: "rot_0" });
      // Just linked: the PBX may know it in a moment.
      expect(await store.beginRotated("rot_0", { free: 0, most: 2 }, makePassword)).toEqual({ begun: [], others: 0 });
      clock.now += 601_000;
      // What the PBX said is too old.
      expect(await store.beginRotated("rot_0", { free: 0, most: 2 }, makePassword)).toEqual({ begun: [], others: 0 });
      await store.recordRegistrations("main", [registration("21")], clock.now, freshMs);
      await store.record({
        ...{ events: [], sightings: [] },
        visits: [{ mac: macNumber(0), at: clock.now - 5000, address: ANNA, model: null, firmware: null }],
      });
      // It asked a moment ago: it is on.
      expect(await store.beginRotated("rot_0", { free: 0, most: 2 }, makePassword)).toEqual({ begun: [], others: 0 });
      await store.setRotationState("rot_0", "cancelled");
      clock.now += 601_000;
      await store.recordRegistrations("main", [registration("21")], clock.now, freshMs);
      await store.startRotation(ROTATION);
      expect(await store.beginRotated("rot_1", { free: 1, most: 2 }, makePassword)).toEqual({
        begun: [macNumber(1)],
        others: 1,
      });
      const [done] = await store.listRotated("rot_1", { state: "done", limit: 1 });
      expect(done).toMatchObject({ mac: macNumber(0), words: expect.stringContaining("not registered") });
      const factsOf21 = async () => (await store.findChanging("rot_1"))[0]?.accounts[0];
      expect(await factsOf21()).toMatchObject({ atPbxSince: undefined, registeredAt: since });
      clock.now += 5000;
      for (const job of await store.claimLinkJobs(1, LEASE_MS))
        await store.finishLinkJob(job, {
          outcomes: job.changes.map(() => ({ outcome: "done" })),
          ...{ delayMs: 0, event: undefined },
        });
      expect(await factsOf21()).toMatchObject({ atPbxSince: clock.now });
      await store.recordRegistrations(
        "main",
        [registration("21", { registeredAt: clock.now + 7, expiresAt: 8e15 })],
        clock.now + 9,
      );
      // The PBX told whole seconds.
      expect(await factsOf21()).toMatchObject({ registeredAt: clock.now + 7 + 999 });
    });

    test("are gone on with by one process at a time, and brought to their end when they are cancelled", async () => {
      const opened = await openWithPhones(open, [["20"], ["21"]]);
      const { store } = opened;
      await store.startRotation(ROTATION);
      expect(await store.claimRotations(LEASE_MS)).toMatchObject([{ id: "rot_1" }]);
      await store.beginRotated("rot_1", { free: 1, most: 1 }, makePassword);
      await store.setRotationState("rot_1", "cancelled");
      await store.settleRotation("rot_1", "done", { name: "rotation-done", at: 1, pbx: "main" });
      expect(await store.findRotation("rot_1")).toMatchObject({
        state: "cancelled",
        phones: { waiting: 1, changing: 1 },
      });
      expect(await store.claimRotations(LEASE_MS)).toMatchObject([{ id: "rot_1" }]);
      await store.noteRotated("rot_1", macNumber(0), "done");
      await store.settleRotation("rot_1", "running", undefined);
      expect(await store.claimRotations(LEASE_MS)).toEqual([]);
      expect((await store.listEvents({ limit: 10 })).items).toEqual([]);
    });

    test("do not know phones that were deleted or moved away", async () => {
      const opened = await openWithPhones(open, [["20"], ["21"]]);
      const { store } = opened;
      await store.createPbx(newPbx("other"));
      await store.createAccount("other", {
        ...{ username: "21", authName: "21", displayName: "21", number: "21", password: new Password("x") },
      });
      await store.startRotation(ROTATION);
      await store.beginRotated("rot_1", { free: 2, most: 2 }, makePassword);
      await store.deletePhone(macNumber(0));
      await store.updatePhone(macNumber(1), { pbxId: "other", armedUntil: null });
      expect((await store.findChanging("rot_1")).map(({ pbxId }) => pbxId)).toEqual(["", "other"]);
    });
  });
}

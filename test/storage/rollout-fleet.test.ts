import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { admitRunning, type Manner, NEW, OLD, Phones, ROLLOUT } from "./rollout-phones.ts";
import { sqliteDatabases, type TestStore } from "./test-stores.ts";

const COUNT = 1000;
const BAD: readonly Manner[] = ["never-fetches", "comes-back-old", "silent", "other"];
const WHY: Record<string, RegExp> = {
  "never-fetches": /never fetched the image/,
  "comes-back-old": /fetched the image and came back with the old version 10\.1\.100\.1/,
  silent: /is silent/,
  other: /says another version: 9\.9\.9\.9/,
};
const databases = sqliteDatabases();
let opened: TestStore;

/** One in five fails, each in its way. */
function mannerOf(mac: Mac): Manner {
  const number = Number.parseInt(mac.slice(6), 16);
  return number % 5 === 0 ? (BAD[(number / 5) % BAD.length] as Manner) : "good";
}

beforeAll(async () => {
  opened = await databases.open();
  await admitRunning(opened, COUNT);
}, 60_000);
afterAll(databases.cleanUp);

describe("a thousand phones, and a firmware that fails on every fifth", () => {
  const statesOf = async () => (await opened.store.findRollout("rol_1"))?.phones;

  test("the roll-out halts inside its first stage and says which phones and why, though it is killed on the way", async () => {
    const phones = new Phones(opened, mannerOf);
    await opened.store.startRollout(ROLLOUT);
    phones.diesAfter = 20;
    await expect(phones.look()).rejects.toThrow("killed");
    expect(phones.told).toHaveLength(20);
    await phones.restart();
    await phones.look();
    // Each was told, and none twice.
    expect(new Set(phones.told).size).toBe(50);
    expect(phones.told).toHaveLength(50);
    await phones.act();
    await phones.restart();
    await phones.runUntil(["halted"]);

    const rollout = await opened.store.findRollout("rol_1");
    const rolled = await opened.store.listRolled("rol_1", { limit: COUNT });
    const first = rolled.filter(({ stage }) => stage === 0);
    const bad = first.filter(({ mac }) => mannerOf(mac) !== "good");
    expect(first).toHaveLength(50);
    expect(rollout).toMatchObject({
      state: "halted",
      stage: 0,
      phones: { waiting: 950, updating: 0, failed: bad.length },
    });
    expect(rollout?.words).toBe(
      `${bad.length} of 50 phones of stage 1 did not come back with ${NEW}; more than 10 % may not be`,
    );
    const failed = rolled.filter(({ state }) => state === "failed");
    expect(failed.map(({ mac }) => mac)).toEqual(bad.map(({ mac }) => mac));
    for (const { mac, words } of failed) expect(words).toMatch(WHY[mannerOf(mac)] as RegExp);
    // Nobody else was told anything.
    for (const { mac, stage } of rolled)
      if (stage > 0) expect((await opened.store.findPhone(mac))?.rolloutFirmware).toBeNull();
    expect((await opened.store.listEvents({ name: "rollout-halted", limit: 9 })).items).toHaveLength(1);
    await phones.look();
    expect((await statesOf())?.waiting).toBe(950);
  }, 60_000);

  test("resumed, it goes on to the second stage and halts there anew, though it is killed", async () => {
    const phones = new Phones(opened, mannerOf);
    await opened.store.setRolloutState("rol_1", "running");
    await phones.look();
    phones.diesAfter = 33;
    await expect(phones.runUntil(["halted"])).rejects.toThrow("killed");
    await phones.restart();
    await phones.runUntil(["halted"]);
    // Those that are under way are looked at until they are through.
    for (let looks = 0; looks < 40; looks++) {
      await phones.act();
      await phones.look();
    }
    const rolled = await opened.store.listRolled("rol_1", { limit: COUNT });
    const second = rolled.filter(({ stage }) => stage === 1);
    expect(second).toHaveLength(200);
    expect(second.filter(({ state }) => state === "failed")).toHaveLength(
      second.filter(({ mac }) => mannerOf(mac) !== "good").length,
    );
    expect(await statesOf()).toMatchObject({ waiting: 750, updating: 0 });
    expect((await opened.store.listEvents({ name: "rollout-halted", limit: 9 })).items).toHaveLength(2);
  }, 60_000);

  test("rolled back, all whose turn had come run the old version again, though it is killed", async () => {
    const phones = new Phones(opened, mannerOf);
    await opened.store.setRolloutState("rol_1", "rolling-back");
    phones.diesAfter = 41;
    await expect(phones.runUntil(["rolled-back"])).rejects.toThrow("killed");
    await phones.restart();
    await phones.runUntil(["rolled-back"]);
    expect(await statesOf()).toMatchObject({ waiting: 0, done: 0, failed: 0, returned: 250, stuck: 0, skipped: 750 });
    for (const { mac, state } of await opened.store.listRolled("rol_1", { limit: COUNT })) {
      const phone = await opened.store.findPhone(mac);
      expect(phone?.firmware).toBe(OLD);
      expect(phone?.rolloutFirmware).toBe(state === "returned" ? OLD : null);
    }
  }, 60_000);
});

import { describe, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { admitRunning, type Manner, MINUTE_MS, NEW, OLD, Phones, ROLLOUT } from "./rollout-phones.ts";
import { macNumber } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const always = (manner: Manner) => () => manner;

export function rolloutsContract(open: OpenTestStore): void {
  describe("roll-outs", () => {
    test("take the phones that fit, by stages that are the same each time; a PBX has one at a time", async () => {
      const { store, ...opened } = await open();
      await admitRunning({ store, ...opened }, 20);
      await store.updatePhone(macNumber(3), { model: "D345", modelSource: "operator", armedUntil: null });
      expect(await store.startRollout({ ...ROLLOUT, pbxId: "none" })).toBe("unknown-pbx");
      expect(await store.startRollout({ ...ROLLOUT, profileId: "none" })).toBe("unknown-profile");
      expect(await store.startRollout({ ...ROLLOUT, window: "none" })).toBe("unknown-window");
      expect(await store.startRollout({ ...ROLLOUT, macs: [macNumber(3)] })).toBe("no-phones");
      expect(await store.planRollout({ ...ROLLOUT, macs: [macNumber(3)] })).toBe("no-phones");
      expect(await store.planRollout(ROLLOUT)).toEqual([1, 4, 14]);
      expect(await store.startRollout(ROLLOUT)).toMatchObject({
        ...{ state: "running", phones: { waiting: 19 } },
        phonesByStage: [{ waiting: 1, done: 0 }, { waiting: 4 }, { waiting: 14 }],
      });
      expect(await store.planRollout(ROLLOUT)).toBe("rollout-running");
      expect(await store.startRollout({ ...ROLLOUT, id: "rol_2" })).toBe("rollout-running");
      const stages = async (id: string) =>
        (await store.listRolled(id, { limit: 100 })).map(({ mac, stage }) => [mac, stage]);
      const first = await stages("rol_1");
      expect([0, 1, 2].map((of) => first.filter(([, stage]) => stage === of).length)).toEqual([1, 4, 14]);
      expect(await store.setRolloutState("rol_1", "cancelled")).toMatchObject({ state: "cancelled" });
      expect(await store.setRolloutState("rol_1", "running")).toBe("over");
      expect(await store.startRollout({ ...ROLLOUT, id: "rol_2" })).toMatchObject({ id: "rol_2" });
      expect(await stages("rol_2")).toEqual(first);
      expect(await store.setRolloutState("rol_1", "rolling-back")).toBe("rollout-running");
      expect((await store.listRollouts("main")).map(({ id }) => id).sort()).toEqual(["rol_1", "rol_2"]);
    });

    test("are worked on by one process at a time, and none begins phones that staff paused or cancelled", async () => {
      const opened = await open();
      const { store } = opened;
      await admitRunning(opened, 3);
      await store.startRollout({ ...ROLLOUT, stages: [100] });
      expect(await store.beginRolled("rol_1", 0, 1)).toBe(1);
      await store.setRolloutState("rol_1", "paused");
      expect(await store.beginRolled("rol_1", 0, 1)).toBe(0);
      expect(await store.turnBack("rol_1", 9, () => undefined)).toBe(0);
      const [running] = await store.claimRollouts(MINUTE_MS);
      expect(running).toMatchObject({ state: "paused" });
      // What it found is older than what staff say.
      await store.settleRollout({ id: "rol_1", state: "running" }, { state: "done", stage: 0, words: null }, undefined);
      expect(await store.findRollout("rol_1")).toMatchObject({ state: "paused" });
    });

    test("wait while their PBX is paused, and phones under way then have the rest of their time", async () => {
      const opened = await open();
      const { store, clock } = opened;
      await admitRunning(opened, 2);
      await store.startRollout({ ...ROLLOUT, stages: [100] });
      await store.beginRolled("rol_1", 0, 1);
      const begun = async () => (await store.listRolled("rol_1", { limit: 9 })).map(({ begunAt }) => begunAt ?? 0);
      const before = (await begun()).filter((at) => at > 0);
      clock.now += MINUTE_MS;
      await store.updatePbx("main", { paused: true });
      clock.now += 60 * MINUTE_MS;
      expect(await store.claimRollouts(MINUTE_MS)).toEqual([]);
      await store.updatePbx("main", { paused: false });
      expect(await store.claimRollouts(MINUTE_MS)).toMatchObject([{ id: "rol_1" }]);
      expect((await begun()).filter((at) => at > 0)).toEqual(before.map((at) => at + 60 * MINUTE_MS));
    });

    test("give phones the version above their own settings, until somebody sets another; an image in use stays", async () => {
      const opened = await open();
      const { store } = opened;
      await admitRunning(opened, 1);
      const before = await store.findAdmission(macNumber(0));
      await store.startRollout({ ...ROLLOUT, stages: [100] });
      expect(await store.deleteHostedFile("snom", `snomD785-${NEW}-SIP-r.bin`)).toBe("file-in-use");
      const uses = () => store.findHostedUses("snom", `snomD785-${NEW}-SIP-r.bin`);
      expect(await uses()).toMatchObject({ rollouts: [{ id: "rol_1", pbxId: "main" }], rolledOut: 0, running: 0 });
      await new Phones(opened, always("good")).runUntil(["done"]);
      expect(await store.findPhone(macNumber(0))).toMatchObject({ rolloutFirmware: NEW, firmware: NEW });
      expect((await store.findAdmission(macNumber(0)))?.revision).not.toBe(before?.revision);
      expect(await uses()).toMatchObject({ rollouts: [], rolledOut: 1, fitting: 1, running: 1 });
      expect(await store.deleteHostedFile("snom", `snomD785-${NEW}-SIP-r.bin`)).toBe("file-in-use");
      await store.updatePhone(macNumber(0), { settings: { firmware: OLD }, armedUntil: null });
      expect(await store.findPhone(macNumber(0))).toMatchObject({ rolloutFirmware: null });
      expect(await store.deleteHostedFile("snom", `snomD785-${NEW}-SIP-r.bin`)).toBe("deleted");
    });

    test("begin phones in their window only", async () => {
      const opened = await open();
      const { store, clock } = opened;
      await admitRunning(opened, 2);
      const settings = { timezone: "Europe/Berlin", intervals: [{ from: "22:00", to: "23:00" }] };
      await store.putWindow({ pbxId: "main", name: "night", settings });
      await store.startRollout({ ...ROLLOUT, stages: [100], window: "night" });
      const phones = new Phones(opened, always("good"));
      await phones.look();
      expect(await store.findRollout("rol_1")).toMatchObject({ state: "waiting-for-window", phones: { waiting: 2 } });
      // 22:00 there.
      clock.now = Date.UTC(2030, 0, 1, 20, 59);
      await phones.look();
      expect(await store.findRollout("rol_1")).toMatchObject({ state: "waiting-for-window" });
      clock.now = Date.UTC(2030, 0, 1, 21, 0);
      await phones.runUntil(["done"]);
      expect(await store.findRollout("rol_1")).toMatchObject({ phones: { done: 2 } });
    });

    test("lead back who can go back, and say of the others why not", async () => {
      const opened = await open();
      const { store } = opened;
      const macs = await admitRunning(opened, 3);
      const never = macs[1] as Mac;
      const phones = new Phones(opened, always("good"));
      await store.startRollout({ ...ROLLOUT, stages: [100] });
      await phones.runUntil(["done"]);
      await opened.query(`update rollout_phones set previous = '1.2.3' where mac = '${never}'`);
      await store.setRolloutState("rol_1", "rolling-back");
      await phones.runUntil(["rolled-back"]);
      const rolled = await store.listRolled("rol_1", { limit: 9 });
      expect(rolled.map(({ state }) => state)).toEqual(["returned", "stuck", "returned"]);
      expect(rolled[1]?.words).toBe("there is no image of 1.2.3 any more");
      expect((await store.findPhone(macs[0] as Mac))?.firmware).toBe(OLD);
      expect(await store.setRolloutState("rol_1", "rolling-back")).toBe("over");
      expect((await store.listEvents({ name: "rollout-rolled-back", limit: 9 })).items).toHaveLength(1);
    });
  });
}

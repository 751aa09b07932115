import { describe, expect, test } from "vitest";
import type { Store } from "../../src/provisioning/ports.ts";
import { linkMain, registrationOf } from "./registrations-contract.ts";
import { admit, claim, macNumber, newLine, newPbx, WINDOW_MS } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const HOUR = 3_600_000;

export function overviewContract(open: OpenTestStore): void {
  describe("the overview", () => {
    const countsOf = async (store: Store, pbxIds?: readonly string[]) =>
      Object.fromEntries(
        (await store.countPhones({ pbxIds })).map(({ vendorId, stage, phones }) => [`${vendorId} ${stage}`, phones]),
      );

    test("counts each phone once, by vendor and by how far it has come, within a scope", async () => {
      const { store, clock } = await open();
      await store.createPbx(newPbx("second"));
      expect(await countsOf(store)).toEqual({});
      for (let number = 0; number < 6; number++)
        await admit(store, { mac: macNumber(number), lines: [newLine(`u${number}`)] });
      await admit(store, { mac: macNumber(9), pbxId: "second", vendorId: "yealink", lines: [] });
      expect(await countsOf(store)).toEqual({ "snom admitted": 6, "yealink admitted": 1 });
      const visits = [0, 1, 2, 3, 4].map((number) => ({
        ...{ mac: macNumber(number), at: clock.now, address: "192.0.2.1", model: null, firmware: null },
      }));
      await store.record({ events: [], visits, sightings: [] });
      for (const number of [1, 2, 3, 4]) {
        const phone = await store.findPhone(macNumber(number));
        if (phone === undefined) throw new Error("not admitted");
        if (number !== 4) await claim(store, phone);
      }
      expect(await countsOf(store)).toEqual({ "snom admitted": 1, "snom waiting": 5, "yealink admitted": 1 });
      clock.now += WINDOW_MS;
      for (const number of [1, 2, 3]) {
        const phone = await store.findPhone(macNumber(number));
        await store.closeGrants({ phoneId: phone?.phoneId ?? 0, kinds: ["sip", "menu", "web"] });
      }
      expect(await countsOf(store, ["main"])).toEqual({ "snom admitted": 1, "snom waiting": 2, "snom provisioned": 3 });
      await linkMain(store);
      const told = [registrationOf("u1", { expiresAt: clock.now + HOUR })];
      await store.recordRegistrations("main", told, clock.now, { freshMs: 2 * HOUR, nextMs: 1 });
      const all = { "snom admitted": 1, "snom waiting": 2, "snom registered": 1, "snom unregistered": 2 };
      expect(await countsOf(store, ["main", "second"])).toEqual({ ...all, "yealink admitted": 1 });
      expect(await countsOf(store, ["second"])).toEqual({ "yealink admitted": 1 });
      expect(await countsOf(store, [])).toEqual({});
    });

    test("tells in which minutes phones came last", async () => {
      const { store } = await open();
      await store.createPbx(newPbx("second"));
      const at = [5_999_999, 6_000_000, 6_059_999, 6_000_500];
      for (const number of at.keys())
        await admit(store, { mac: macNumber(number), pbxId: number === 3 ? "second" : "main", lines: [] });
      const visits = at.map((time, number) => ({
        ...{ mac: macNumber(number), at: time, address: "192.0.2.1", model: null, firmware: null },
      }));
      await store.record({ events: [], visits, sightings: [] });
      const [before, rest] = [
        { phones: 1, first: 5_999_999, last: 5_999_999 },
        { phones: 3, first: 6_000_000, last: 6_059_999 },
      ];
      expect(await store.listVisits({ pbxIds: undefined, since: 0 })).toEqual([before, rest]);
      expect(await store.listVisits({ pbxIds: ["main"], since: 6_000_000 })).toEqual([{ ...rest, phones: 2 }]);
    });

    test("tells of PBXs that cannot be told, or say nothing, and of work that stands still", async () => {
      const { store, clock, query } = await open();
      await admit(store, { mac: macNumber(0), lines: [newLine("u0")] });
      expect(await store.listTroubles({ pbxIds: undefined })).toEqual([]);
      await linkMain(store);
      expect(await store.listTroubles({ pbxIds: undefined })).toEqual([]);
      await store.recordUnasked("main", { words: "no route" }, { at: clock.now, nextMs: 1 });
      await query("update pbx_jobs set state = 'failed' where name = 'u0'");
      await query("update pbx_links set last_error = 'refused'");
      await query(`insert into rotations (id, pbx_id, state, most_unregistered, requested_by, created_at, updated_at)
        values ('rot_1', 'main', 'stalled', 1, 'anna', 1, 2), ('rot_2', 'main', 'done', 1, 'anna', 1, 2)`);
      await query(`insert into rollouts (id, pbx_id, version, stages, halt_above, within_ms, state, words, requested_by, created_at, updated_at)
        values ('rol_1', 'main', '1', '[100]', 1, 1, 'halted', '3 of 4', 'anna', 1, 3)`);
      const troubles = [
        { kind: "rollout-halted", pbxId: "main", id: "rol_1", count: null, words: "3 of 4", since: 3 },
        { kind: "rotation-stalled", pbxId: "main", id: "rot_1", count: null, words: null, since: 2 },
        { kind: "link-failing", pbxId: "main", id: null, count: 1, words: "refused", since: null },
        { kind: "pbx-silent", pbxId: "main", id: null, count: null, words: "no route", since: null },
      ];
      expect(await store.listTroubles({ pbxIds: undefined })).toEqual(troubles);
      expect(await store.listTroubles({ pbxIds: ["main"] })).toEqual(troubles);
      expect(await store.listTroubles({ pbxIds: ["second"] })).toEqual([]);
    });
  });
}

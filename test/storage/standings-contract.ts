import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/provisioning/ports.ts";
import { REGISTRATION_STATES } from "../../src/provisioning/registration-standing.ts";
import { linkMain, registrationOf } from "./registrations-contract.ts";
import { admit, macNumber, newLine, newPbx } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const HOUR = 3_600_000;

export function standingsContract(open: OpenTestStore): void {
  describe("phones in the list", () => {
    const stateOf = async (store: Store, number: number) =>
      (await store.listPhones({ limit: 100 })).items.find(({ mac }) => mac === macNumber(number))?.standing;

    test("are registered while their PBX says so of all their accounts, and unknown where it says nothing", async () => {
      const { store, clock } = await open();
      await admit(store, { mac: macNumber(1), lines: [newLine("a"), newLine("b")] });
      await admit(store, { mac: macNumber(2), lines: [] });
      expect(await stateOf(store, 1)).toMatchObject({ state: "unknown", seenAt: null });
      await linkMain(store);
      const at = clock.now;
      const tell = (...names: string[]) =>
        store.recordRegistrations(
          "main",
          names.map((name) => registrationOf(name, { expiresAt: at + HOUR })),
          clock.now,
          {
            ...{ freshMs: 2 * HOUR, nextMs: 1 },
          },
        );
      await tell();
      expect(await stateOf(store, 1)).toMatchObject({ state: "never", userAgent: null });
      expect(await stateOf(store, 2)).toMatchObject({ state: "unknown" });
      await tell("a");
      expect(await stateOf(store, 1)).toMatchObject({ state: "never" });
      await tell("a", "b");
      const last = { userAgent: "snomD785/10.1", address: "198.51.100.7", expiresAt: at + HOUR, seenAt: at };
      expect(await stateOf(store, 1)).toMatchObject({ state: "registered", ...last, goneAt: null });
      clock.now += HOUR - 1;
      expect(await stateOf(store, 1)).toMatchObject({ state: "registered" });
      clock.now += 1;
      expect(await stateOf(store, 1)).toMatchObject({ state: "gone", ...last, goneAt: at + HOUR });
      await store.recordUnasked("main", { words: "no route" }, { at: clock.now, nextMs: 1 });
      expect(await stateOf(store, 1)).toMatchObject({ state: "unknown", ...last });
    });

    test("are found by their registration as they are shown, whatever is registered from where", async () => {
      const { store, clock } = await open();
      await store.createPbx(newPbx("second"));
      for (let number = 0; number < 12; number += 1) {
        const pbxId = number % 4 === 3 ? "second" : "main";
        const names = number === 0 ? [] : number < 5 ? [`u${number}`] : [`u${number % 4}`, `v${number}`];
        await admit(store, { mac: macNumber(number), pbxId, lines: names.map((name) => newLine(name)) });
      }
      const visits = [1, 2, 5, 6].map((number) => ({
        ...{ mac: macNumber(number), at: clock.now, address: `192.0.2.${number}`, model: null, firmware: null },
      }));
      await store.record({ events: [], visits, sightings: [] });
      await linkMain(store);
      const username = fc.constantFrom(...[1, 2, 3, 4].map((n) => `u${n}`), ...[5, 6, 8, 9, 10].map((n) => `v${n}`));
      const registration = fc
        .record({
          username,
          userAgent: fc.constantFrom(null, "snomD785/10.1", "Yealink 00:04:13:00:00:05", "x 00-04-13-00-00-01"),
          address: fc.constantFrom(null, "192.0.2.1", "192.0.2.5", "192.0.2.66"),
          leftMs: fc.integer({ min: 1, max: 3 }),
          port: fc.integer({ min: 1, max: 2 }),
        })
        .map(({ leftMs, port, ...more }) => ({ ...more, contact: `sip:x@192.0.2.9:${port}`, leftMs }));
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(registration, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 0, max: 3 }),
          fc.integer({ min: 1, max: 8 }),
          async (told, waitMs, freshMs) => {
            for (const now of told) {
              const registrations = now.map(({ leftMs, ...more }) =>
                registrationOf(more.username, { ...more, expiresAt: clock.now + leftMs * 1e7 }),
              );
              await store.recordRegistrations("main", registrations, clock.now, { freshMs: freshMs * 1e7, nextMs: 1 });
            }
            clock.now += waitMs * 1e7;
            const shown = (await store.listPhones({ limit: 100 })).items;
            for (const state of REGISTRATION_STATES) {
              const found = (await store.listPhones({ limit: 100, registration: state })).items.map(({ mac }) => mac);
              expect(found).toEqual(shown.filter(({ standing }) => standing.state === state).map(({ mac }) => mac));
              if (found.length > 0) seen.add(state);
            }
          },
        ),
        { numRuns: 25 },
      );
      expect(seen.size).toBe(REGISTRATION_STATES.length);
    });
  });
}

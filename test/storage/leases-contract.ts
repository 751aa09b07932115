import { describe, expect, test } from "vitest";
import type { StoredLease } from "../../src/provisioning/lease.ts";
import type { OpenTestStore } from "./test-stores.ts";

const HOUR_MS = 3_600_000;

function lease(more: Partial<StoredLease> = {}): StoredLease {
  return {
    address: "192.0.2.50",
    key: "01000413aabbcc",
    mac: "000413AABBCC",
    hostName: null,
    vendorClass: "snomD735",
    state: "bound",
    expiresAt: Date.UTC(2030, 0, 1) + HOUR_MS,
    ...more,
  };
}

/** DHCP leases. */
export function leasesContract(open: OpenTestStore): void {
  describe("leases", () => {
    test("are there again after a restart, one for each address", async () => {
      const { store, openAgain } = await open();
      expect(await store.listLeases()).toEqual([]);
      const second = lease({ address: "192.0.2.51", mac: "001565AABBCC", hostName: "hall ü" });
      await store.saveLeases([lease(), second]);
      await store.close();
      expect(await (await openAgain()).listLeases()).toEqual([lease(), second]);
    });

    test("are replaced by the last word on their address, in one batch too", async () => {
      const { store } = await open();
      await store.saveLeases([lease()]);
      await store.saveLeases([]);
      const taken = lease({ key: "", mac: "", vendorClass: null, state: "declined", expiresAt: 7 });
      await store.saveLeases([lease({ hostName: "first" }), taken]);
      expect(await store.listLeases()).toEqual([taken]);
    });

    test("of a whole building are written at once", async () => {
      const { store } = await open();
      const many = Array.from({ length: 1000 }, (_, index) =>
        lease({ address: `198.18.${index >> 8}.${index & 255}`, key: `k${index}` }),
      );
      await store.saveLeases(many);
      expect(new Set((await store.listLeases()).map(({ key }) => key)).size).toBe(1000);
    });

    test("that expired long ago go with the old history", async () => {
      const { store, clock } = await open();
      await store.saveLeases([lease({ expiresAt: clock.now - HOUR_MS }), lease({ address: "192.0.2.51" })]);
      await store.prune(clock.now - 2 * HOUR_MS);
      expect(await store.listLeases()).toHaveLength(2);
      await store.prune(clock.now);
      expect((await store.listLeases()).map(({ address }) => address)).toEqual(["192.0.2.51"]);
    });
  });
}

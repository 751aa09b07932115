import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoredLease } from "../../src/provisioning/lease.ts";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeEach(async () => {
  staff = await startStaff();
});
afterEach(() => staff.close());

function lease(more: Partial<StoredLease>): StoredLease {
  return {
    address: "192.0.2.50",
    key: `key ${more.address}`,
    mac: "000413922D24",
    hostName: null,
    vendorClass: null,
    state: "bound",
    expiresAt: staff.clock.now + 60_000,
    ...more,
  };
}

test("GET /leases says who has which address, until when, and what is known of the device", async () => {
  await addMainPbx(staff);
  await staff.post("/phones", { mac: "000413922D24", pbx: "main" });
  const { now } = staff.clock;
  await staff.store.saveLeases([
    lease({ address: "192.0.2.50", hostName: "desk-1", vendorClass: "snomD785" }),
    lease({ address: "192.0.2.51", mac: "805EC017DE13", expiresAt: now }),
    lease({ address: "192.0.2.52", mac: "020000000001" }),
    lease({ address: "192.0.2.53", key: "", mac: "", state: "declined" }),
  ]);
  const later = new Date(now + 60_000).toISOString();
  const bare = { hostName: null, vendorClass: null, expiresAt: later, vendor: null, admitted: false };
  expect((await staff.get("/leases", { key: staff.keys.viewer })).json).toEqual({
    items: [
      {
        ...{ address: "192.0.2.50", mac: "000413922D24", hostName: "desk-1", vendorClass: "snomD785", state: "bound" },
        ...{ expiresAt: later, vendor: "snom", admitted: true },
      },
      {
        ...{ ...bare, address: "192.0.2.51", mac: "805EC017DE13", state: "expired" },
        ...{ expiresAt: new Date(now).toISOString(), vendor: "yealink" },
      },
      { ...bare, address: "192.0.2.52", mac: "020000000001", state: "bound" },
      { ...bare, address: "192.0.2.53", mac: null, state: "declined" },
    ],
    next: null,
  });
});

test("GET /leases comes in pages and can be searched", async () => {
  await staff.store.saveLeases(
    [10, 11, 12, 13, 14].map((host) => lease({ address: `192.0.2.${host}`, hostName: `host-${host}` })),
  );
  const addresses = async (query: string) => {
    const { json } = await staff.get(`/leases${query}`);
    return [json.items.map(({ address }) => address), json.next];
  };
  expect(await addresses("?limit=2")).toEqual([["192.0.2.10", "192.0.2.11"], "192.0.2.11"]);
  expect(await addresses("?limit=2&cursor=192.0.2.13")).toEqual([["192.0.2.14"], null]);
  expect(await addresses("?search=HOST-12")).toEqual([["192.0.2.12"], null]);
  expect(await addresses("?search=nobody")).toEqual([[], null]);
  expect((await staff.get("/leases?sort=mac")).json).toMatchObject({ status: 400, code: "invalid-query" });
});

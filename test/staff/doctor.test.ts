import { afterAll, beforeAll, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, strangeMac, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

async function firstFinding(query: string, headers: Record<string, string> = {}) {
  const { status, json } = await staff.get(`/doctor?${query}`, { headers });
  expect(status).toBe(200);
  return (json.findings as Record<string, unknown>[])[0];
}

test("findings are told in the language that is asked for, else in the one that Accept-Language likes best", async () => {
  const german = "Die Schnittstelle eth1 ist nicht im Betrieb (no-carrier)";
  expect(await firstFinding("language=de")).toMatchObject({ code: "interface-down", title: german });
  expect(await firstFinding("", { "accept-language": "es, de-AT;q=0.8, en;q=0.5" })).toMatchObject({ title: german });
  expect(await firstFinding("language=fr", { "accept-language": "de" })).toMatchObject({
    title: "L'interface eth1 n'est pas en service (no-carrier)",
  });
  expect(await firstFinding("")).toMatchObject({ title: "The interface eth1 is not in use (no-carrier)" });
  expect(await staff.get("/doctor?language=xx")).toMatchObject({ status: 400, json: { code: "invalid-query" } });
});

test("a phone is looked for where it was last seen: by any protocol, or as a sighting", async () => {
  const mac = snomMac();
  await staff.post("/phones", { mac, pbx: "main", model: "D785" });
  expect(await firstFinding(`phone=${mac}`)).toMatchObject({ code: "phone-without-address" });
  const seen = { name: "pnp-off-link", at: staff.clock.now, mac, address: "192.168.1.100", door: "pnp" } as const;
  await staff.store.record({ events: [seen], visits: [], sightings: [] });
  // What staff did to it came from another address.
  await staff.patch(`/phones/${mac}`, { label: "Desk" });
  expect(await firstFinding(`phone=${mac}`)).toMatchObject({
    code: "phone-on-other-network",
    severity: "error",
    params: { address: "192.168.1.100", theirs: "192.168.1.64/26", ours: "192.168.1.0/26 (eth0)" },
  });

  const stranger = strangeMac();
  await staff.see({ mac: stranger as never, address: "192.168.1.50" });
  expect(await firstFinding(`phone=${stranger}`)).toMatchObject({
    code: "phone-on-network",
    params: { phone: stranger, address: "192.168.1.50" },
  });
});

test("what is neither MAC nor IPv4 address is refused with the parameter's name", async () => {
  for (const phone of ["desk", "192.168.1.300", "0004.1374"]) {
    const { status, json } = await staff.get(`/doctor?phone=${phone}`);
    expect({ status, code: json.code, parameter: json.errors[0]?.parameter }).toEqual({
      ...{ status: 400, code: "invalid-query", parameter: "phone" },
    });
  }
});

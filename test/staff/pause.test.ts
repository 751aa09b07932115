import { afterAll, beforeAll, expect, test } from "vitest";
import { startDiagnoses } from "./diagnosis-fixture.ts";
import { PHONE } from "./start-phones.ts";
import { snomMac } from "./start-staff.ts";

// Provisioning of a PBX is paused and resumed, as its phones and its staff see it.

const { phones, codesOf, reasonOf, admit, provision, expectEvent } = await startDiagnoses();
const { staff } = phones;
const DOORS = ["http", "https", "tftp"] as const;
beforeAll(async () => {
  expect((await staff.post("/pbxs", { id: "branch", host: "branch.example.com" })).status).toBe(201);
});
afterAll(() => phones.close());

async function pause(paused: boolean): Promise<void> {
  const { status, json } = await staff.patch("/pbxs/main", { paused });
  expect(status).toBe(200);
  expect(json.pausedAt).toEqual(paused ? expect.any(String) : null);
}

async function statesOf(mac: string): Promise<string[]> {
  const { json } = await staff.get(`/phones/${mac}/passwords`);
  return json.items.map(({ state }) => String(state));
}

test("its phones get nothing through any door, use no password up and are no strangers, while another PBX's get theirs", async () => {
  const mac = await admit(snomMac());
  const other = snomMac();
  expect((await staff.post("/phones", { mac: other, pbx: "branch" })).status).toBe(201);
  await pause(true);
  for (const door of DOORS) {
    expect(await phones.fetch(`/${mac}.xml`, { door })).toBe("provisioning-paused");
    expect(await phones.fetch(`/snomD785-${mac}.htm`, { door })).toBe("provisioning-paused");
  }
  expect(await phones.fetch(`/${other}.xml`)).toContain("<settings");
  expect(await statesOf(mac)).toEqual(["armed", "armed", "armed"]);
  expect((await staff.get(`/sightings?search=${mac}`)).json.items).toEqual([]);
  await pause(false);
  expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
  // The web password's delivery was confirmed.
  expect(await statesOf(mac)).toEqual(["open", "open", "closed"]);
});

test("takes effect at once on a file that was just given and is remembered", async () => {
  const mac = await provision(snomMac());
  for (let turn = 0; turn < 3; turn++) expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
  await pause(true);
  expect(await phones.fetch(`/${mac}.xml`)).toBe("provisioning-paused");
  await pause(false);
  expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
});

test("leaves phone books as they are, which a phone shows and does not keep", async () => {
  const mac = await admit(snomMac(), { settings: { phoneBook: "staff" } });
  const book = { id: "staff", label: "Staff", includeAccounts: true };
  expect((await staff.post("/pbxs/main/phone-books", book)).status).toBe(201);
  const path = `/phone-book-${mac}.xml`;
  const given = await phones.fetch(path);
  await pause(true);
  expect(await phones.fetch(path)).toBe(given);
  expect(given).toContain("Desk 201");
  await pause(false);
});

test("makes no guess of a phone that asks in vain", async () => {
  const site = "192.0.2.98";
  const mac = await admit(snomMac());
  await pause(true);
  const guess = (index: number) =>
    phones.fetch(`/0004130DEA${index.toString(16).padStart(2, "0")}.xml`, { from: site });
  for (let index = 0; index < 63; index++) expect(await guess(index)).toBe("not-admitted");
  expect(await phones.fetch(`/${mac}.xml`, { from: site })).toBe("provisioning-paused");
  expect(phones.guard.watched(staff.clock.now)).toEqual([]);
  // One more guess is one too many.
  await guess(63);
  expect(phones.guard.watched(staff.clock.now)).toMatchObject([{ address: site, verdict: "slow" }]);
  await pause(false);
});

test("is said by the diagnosis of each phone, before it asked, afterwards, and until it was back", async () => {
  const mac = await provision(snomMac());
  expect(await codesOf(mac)).not.toContain("provisioning-paused");
  await pause(true);
  expect(await reasonOf(mac, "provisioning-paused")).toMatchObject({ severity: "warning" });
  expect(await codesOf(mac)).not.toContain("ok");
  expect(await phones.fetch(`/${mac}.xml`)).toBe("provisioning-paused");
  const reason = await reasonOf(mac, "provisioning-paused");
  expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining(`asked in vain from ${PHONE}`) });
  await expectEvent(reason, "provisioning-paused", { address: PHONE });
  await pause(false);
  expect((await reasonOf(mac, "provisioning-paused")).title).toContain("not been back");
  phones.wait(120_000);
  expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
  expect(await codesOf(mac)).not.toContain("provisioning-paused");
});

test("is written down once when it begins and once when it ends", async () => {
  await staff.post("/pbxs", { id: "noted", host: "noted.example.com" });
  const at: unknown[] = [];
  for (const paused of [true, true, false, false]) {
    const { json } = await staff.patch("/pbxs/noted", { paused });
    at.push(json.pausedAt);
    staff.clock.now += 1000;
  }
  expect(at).toEqual([expect.any(String), at[0], null, null]);
  for (const list of ["events", "audit"]) {
    const { json } = await staff.get(`/${list}?pbx=noted&limit=100`);
    const names = json.items.map(({ name, action }) => String(name ?? action));
    expect(names.filter((name) => /^pbx-(?:paused|resumed|changed)$/.test(name))).toEqual([
      "pbx-resumed",
      "pbx-paused",
    ]);
  }
});

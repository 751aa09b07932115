import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { addMainPbx, snomMac, startStaff, type TestStaff } from "./start-staff.ts";

const ADMISSION = "/pbxs/main/admission";
const TEACH_IN = `${ADMISSION}/teach-in`;
const AUTO = { mode: "auto", networks: ["10.1.0.0/16"] };

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs", { id: "other", host: "other.example.com" });
});
afterAll(() => staff.close());

function put(body: unknown, path = ADMISSION) {
  return staff.call("PUT", path, { body });
}

describe("a PBX's admission policy", () => {
  test("is the allow-list unless set; set as a whole, shown, removed; each leaves an event", async () => {
    const unset = await staff.get(ADMISSION);
    expect(unset).toMatchObject({
      status: 200,
      json: { mode: "allow-list", effectiveMode: "allow-list", networks: [], createdAt: null, freeAccounts: null },
    });
    const made = await put({ ...AUTO, networks: ["10.1.2.3/16", "FD00:0::/64"], pool: { free: true }, limit: 9 });
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: "/api/v1/pbxs/main/admission" },
      json: { ...{ pbx: "main", mode: "auto", networks: ["10.1.0.0/16", "fd00::/64"], freeAccounts: 2, admitted: 0 } },
    });
    expect(made.json).toMatchObject({ limit: 9, limitPerHour: 9, vendors: [], profile: null, teachInUntil: null });
    const numbers = { fromNumber: "201", toNumber: "201" };
    const again = await put({ mode: "approve", networks: ["10.1.0.0/16"], vendors: ["snom"], pool: numbers });
    expect(again).toMatchObject({ status: 200, json: { mode: "approve", pool: numbers, freeAccounts: 1, limit: 250 } });
    expect((await staff.get(ADMISSION)).json).toEqual(again.json);
    expect(await staff.remove(ADMISSION, { headers: { "if-match": '"1"' } })).toMatchObject({ status: 412 });
    expect(await staff.remove(ADMISSION)).toMatchObject({ status: 204 });
    expect(await staff.remove(ADMISSION)).toMatchObject({ status: 404 });
    const names = (await staff.get("/events?pbx=main")).json.items.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(["admission-removed", "admission-set", "admission-set"]);
  });

  test.each([
    [{ mode: "auto" }, "/networks", "at least one network"],
    [{ mode: "approve", networks: [] }, "/networks", "at least one network"],
    [{ mode: "auto", networks: ["0.0.0.0/0"] }, "/networks/0", 'private, .* but is "0.0.0.0/0"'],
    [{ mode: "auto", networks: ["10.0.0.0/8", "203.0.113.0/24"] }, "/networks/1", "203.0.113.0/24"],
    [{ mode: "allow-list", networks: ["10.1.0.0"] }, "/networks/0", "such as 10.1.0.0/16"],
    [{ ...AUTO, vendors: ["cisco"] }, "/vendors/0", 'snom, yealink, gigaset, but is "cisco"'],
    [{ ...AUTO, pool: {} }, "/pool", "one of: accounts"],
    [{ ...AUTO, pool: { free: true, accounts: ["201"] } }, "/pool", "one of: accounts"],
    [{ ...AUTO, pool: { fromNumber: "20" } }, "/pool", "fromNumber and toNumber"],
    [{ ...AUTO, pool: { fromNumber: "99", toNumber: "100" } }, "/pool", "as many digits"],
    [{ ...AUTO, pool: { fromNumber: "30", toNumber: "20" } }, "/pool", "the lower one first"],
    [{ ...AUTO, limit: 0 }, "/limit", "1"],
    [{ ...AUTO, mode: "open" }, "/mode", "allow-list"],
    [{ ...AUTO, teachIn: 5 }, "/teachIn", ""],
  ])("is refused as %j, with the field and what is allowed", async (body, pointer, detail) => {
    const answer = await put(body);
    expect(answer).toMatchObject({ status: 422, json: { code: "invalid-body" } });
    expect(answer.json.errors).toContainEqual(
      expect.objectContaining({ pointer, detail: expect.stringMatching(detail) }),
    );
  });

  test("names profiles and accounts that are there", async () => {
    expect(await put({ ...AUTO, profile: "none" })).toMatchObject({ status: 422, json: { code: "unknown-profile" } });
    expect(await put({ ...AUTO, pool: { accounts: ["201", "299"] } })).toMatchObject({
      status: 422,
      json: { code: "unknown-account", errors: [{ pointer: "/pool/accounts" }] },
    });
    await staff.post("/pbxs/main/profiles", { id: "desk" });
    expect(await put({ ...AUTO, profile: "desk" })).toMatchObject({ json: { profile: "desk" } });
    expect(await staff.remove("/pbxs/main/profiles/desk")).toMatchObject({
      status: 409,
      json: { code: "profile-in-use", detail: expect.stringContaining("admission policy") },
    });
  });

  test("holds a network for one PBX alone; a narrower one may be another's", async () => {
    await put(AUTO);
    expect(await put({ mode: "approve", networks: ["10.1.7.7/16"] }, "/pbxs/other/admission")).toMatchObject({
      status: 409,
      json: { code: "network-in-use", detail: expect.stringMatching(/10\.1\.0\.0\/16.*the PBX main/) },
    });
    const narrower = await put({ mode: "approve", networks: ["10.1.7.0/24"] }, "/pbxs/other/admission");
    expect(narrower.status).toBe(201);
    const seen = [`10.1.7.9`, "10.1.8.9", "10.2.0.1"].map((address) => ({ mac: snomMac() as Mac, address }));
    for (const sighting of seen) await staff.see(sighting);
    const listed = (await staff.get("/sightings")).json.items;
    expect(seen.map(({ mac }) => listed.find((item) => item.mac === mac)?.pbx)).toEqual(["other", "main", null]);
    await staff.remove("/pbxs/other/admission");
  });

  test("is listed with those of other PBXs for whoever sees them", async () => {
    await put(AUTO);
    await put({ mode: "approve", networks: ["10.9.0.0/16"] }, "/pbxs/other/admission");
    const pbxsOf = async (key?: string) =>
      (await staff.get("/admission-policies", key === undefined ? {} : { key })).json.items.map(({ pbx }) => pbx);
    expect((await pbxsOf()).sort()).toEqual(["main", "other"]);
    expect(await pbxsOf(await staff.makeKey("pbx", "other"))).toEqual(["other"]);
    await staff.remove("/pbxs/other/admission");
    expect(await pbxsOf()).toEqual(["main"]);
  });

  test("belongs to its PBX: a key of another one finds none", async () => {
    const key = await staff.makeKey("pbx", "other");
    expect(await staff.get(ADMISSION, { key })).toMatchObject({ status: 404 });
    expect(await staff.post(TEACH_IN, { minutes: 5 }, { key })).toMatchObject({ status: 404 });
  });
});

describe("a teach-in", () => {
  test("shows its end, goes by itself, and is ended by hand", async () => {
    await put({ mode: "allow-list", networks: ["10.1.0.0/16"] });
    const begun = await staff.post(TEACH_IN, { minutes: 5 });
    const teachInUntil = new Date(staff.clock.now + 300_000).toISOString();
    expect(begun).toMatchObject({ status: 200, json: { mode: "allow-list", effectiveMode: "auto", teachInUntil } });
    staff.clock.now += 299_999;
    expect((await staff.get(ADMISSION)).json).toMatchObject({ effectiveMode: "auto" });
    staff.clock.now += 1;
    expect((await staff.get(ADMISSION)).json).toMatchObject({ effectiveMode: "allow-list", teachInUntil: null });
    await staff.post(TEACH_IN, { minutes: 480 });
    expect(await staff.remove(TEACH_IN)).toMatchObject({ status: 204 });
    expect((await staff.get(ADMISSION)).json).toMatchObject({ effectiveMode: "allow-list", teachInUntil: null });
    const names = (await staff.get("/events?pbx=main")).json.items.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(["teach-in-ended", "teach-in-begun"]);
  });

  test("lasts 1 to 480 minutes and needs networks", async () => {
    for (const minutes of [0, 481, 1.5, "5"])
      expect(await staff.post(TEACH_IN, { minutes })).toMatchObject({ status: 422, json: { code: "invalid-body" } });
    await put({ mode: "allow-list" });
    expect(await staff.post(TEACH_IN, { minutes: 5 })).toMatchObject({
      status: 409,
      json: { code: "networks-needed" },
    });
    await staff.remove(ADMISSION);
    expect(await staff.post(TEACH_IN, { minutes: 5 })).toMatchObject({
      status: 409,
      json: { code: "networks-needed" },
    });
    expect(await staff.remove(TEACH_IN)).toMatchObject({ status: 404 });
  });
});

describe("admitting a phone that was seen", () => {
  const see = async (more: { address?: string } = {}) => {
    const mac = snomMac() as Mac;
    await staff.see({ mac, vendorId: "snom", model: "D785", address: "10.1.0.9", reason: "approve", ...more });
    return mac;
  };

  test("needs no word more where a policy covers its address: PBX, profile and an account of the pool are there", async () => {
    await put({ ...AUTO, mode: "approve", profile: "desk", pool: { accounts: ["202", "201"] } });
    expect(await staff.call("POST", `/sightings/${await see()}/admit`)).toMatchObject({
      status: 201,
      json: { pbx: "main", profile: "desk", lines: [{ account: "202" }] },
    });
    expect(await staff.post(`/sightings/${await see()}/admit`, { profile: null, label: "Hall" })).toMatchObject({
      status: 201,
      json: { profile: null, label: "Hall", lines: [{ account: "201" }] },
    });
    const mac = await see();
    expect(await staff.post(`/sightings/${mac}/admit`, {})).toMatchObject({
      status: 409,
      json: { code: "pool-empty", errors: [{ pointer: "/lines" }] },
    });
    expect(await staff.post(`/sightings/${mac}/admit`, { lines: [] })).toMatchObject({
      status: 201,
      json: { lines: [] },
    });
  });

  test("takes an account that no phone has out of the pool that the call names, whatever the policy says", async () => {
    for (const username of ["801", "802"]) await staff.post("/pbxs/other/accounts", { username });
    const admit = async (pool: object, more = {}) =>
      staff.post(`/sightings/${await see()}/admit`, { pbx: "other", pool, ...more });
    const range = { fromNumber: "801", toNumber: "802" };
    expect((await admit(range)).json.lines).toMatchObject([{ account: "801" }]);
    expect((await admit({ free: true })).json.lines).toMatchObject([{ account: "802" }]);
    expect(await admit(range)).toMatchObject({ status: 409, json: { code: "pool-empty" } });
    for (const [pool, more] of [
      [{}, {}],
      [{ fromNumber: "802", toNumber: "801" }, {}],
      [range, { lines: [{ account: "801" }] }],
    ] as const)
      expect(await admit(pool, more)).toMatchObject({ status: 422, json: { errors: [{ pointer: "/pool" }] } });
  });

  test("for another PBX than the policy's takes nothing from it", async () => {
    expect(await staff.post(`/sightings/${await see()}/admit`, { pbx: "other" })).toMatchObject({
      status: 201,
      json: { pbx: "other", profile: null, lines: [] },
    });
  });

  test("must name a PBX where no policy covers its address", async () => {
    const mac = await see({ address: "192.0.2.1" });
    expect(await staff.post(`/sightings/${mac}/admit`, {})).toMatchObject({
      status: 422,
      json: { code: "invalid-body", errors: [{ pointer: "/pbx" }] },
    });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, type TestStaff, yealinkMac } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

function admit(fields: Record<string, unknown>) {
  return staff.post("/phones", { pbx: "main", ...fields });
}

describe("the phones table", () => {
  beforeAll(async () => {
    for (let count = 0; count < 10; count++) await admit({ mac: count % 2 === 0 ? snomMac() : yealinkMac() });
  });

  test("finds phones by MAC in any notation, label, PBX, vendor and status", async () => {
    await staff.post("/pbxs", { id: "other", host: "x" });
    await staff.post("/pbxs/other/profiles", { id: "lobby" });
    await admit({ mac: "000413AABBCC", label: "Lobby Süd", pbx: "other", model: "D735", profile: "lobby" });
    const only = [
      { mac: "000413AABBCC", manufacturer: "Snom", model: "D735", pbx: "other", status: "waiting", lastSeen: null },
    ];
    for (const query of [
      "search=00:04:13:aa:bb",
      "search=lobby süd",
      "pbx=other",
      "profile=lobby",
      "search=D735&vendor=snom",
      "pbx=other&status=waiting",
    ]) {
      expect((await staff.get(`/phones?${query}`)).json.items, query).toMatchObject(only);
    }
    expect((await staff.get("/phones?pbx=other&status=provisioned")).json.items).toEqual([]);
    expect((await staff.get("/phones?pbx=other&vendor=yealink")).json.items).toEqual([]);
    await staff.post("/phones/000413AABBCC/passwords/close", {});
    expect((await staff.get("/phones?pbx=other&status=provisioned")).json.items).toMatchObject([
      { mac: "000413AABBCC" },
    ]);
    expect((await staff.call("HEAD", "/phones/000413aabbcc")).headers).toMatchObject({ etag: expect.any(String) });
    expect((await staff.get("/phones/000413aabbcc")).json).toMatchObject({ status: "provisioned" });
  });

  test("turns its pages by cursor without losing or doubling a phone", async () => {
    const all = (await staff.get("/phones?limit=500")).json.items.map(({ mac }) => mac);
    const seen: unknown[] = [];
    let cursor: unknown = "";
    do {
      const { json } = await staff.get(`/phones?limit=4${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(json.items.length).toBeLessThanOrEqual(4);
      seen.push(...json.items.map(({ mac }) => mac));
      cursor = json.next;
    } while (cursor !== null);
    expect(all.length).toBeGreaterThan(8);
    expect(seen).toEqual(all);
  });

  test("refuses a bad limit, an unknown filter and an unknown status, naming the parameter", async () => {
    for (const [query, parameter] of [
      ["limit=0", "limit"],
      ["limit=501", "limit"],
      ["limit=ten", "limit"],
      ["stauts=waiting", "stauts"],
      ["status=gone", "status"],
      ["search=%00", "search"],
    ]) {
      expect(await staff.get(`/phones?${query}`), query).toMatchObject({
        status: 400,
        json: { code: "invalid-query", errors: [{ parameter }] },
      });
    }
  });
});

describe("changing a phone", () => {
  test("replaces what is given and keeps the rest", async () => {
    const mac = snomMac();
    await admit({
      mac,
      model: "D785",
      label: "old",
      lines: [{ account: "201" }],
      keys: [{ type: "line" }],
      settings: { language: "de", country: "DE" },
    });
    expect((await staff.patch(`/phones/${mac}`, { label: "new", settings: { language: "fr" } })).json).toMatchObject({
      label: "new",
      settings: { language: "fr" },
      model: "D785",
      lines: [{ account: "201" }],
      keys: [{ type: "line" }],
    });
    expect(
      (await staff.patch(`/phones/${mac}`, { lines: [{ account: "777", displayName: "Seven" }], macId: "ab12" })).json,
    ).toMatchObject({
      macId: "AB12",
      lines: [{ account: "777", displayName: "Seven" }],
    });
    expect((await staff.patch(`/phones/${mac}`, { macId: null, model: null })).json).toMatchObject({
      macId: null,
      model: null,
      identity: { vendor: "operator", model: null },
    });
    expect((await staff.get(`/phones/${mac}/events?name=phone-changed`)).json.items[2]).toMatchObject({
      detail: { fields: ["label", "settings"] },
    });
  });

  test("checks a new model against the lines and keys that stay, and blames the model", async () => {
    const mac = yealinkMac();
    const lines = [{ account: "201" }, { account: "202" }, { account: "203", displayName: "x" }];
    await admit({ mac, model: "T46S", lines });
    expect(await staff.patch(`/phones/${mac}`, { model: "T31P" })).toMatchObject({
      status: 422,
      json: { code: "too-many-lines", errors: [{ pointer: "/model" }] },
    });
    expect(await staff.patch(`/phones/${mac}`, { keys: [{ type: "line", value: "4" }] })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: "/keys/0/value" }] },
    });
    expect((await staff.patch(`/phones/${mac}`, { vendor: "gigaset", model: "Maxwell 3" })).json).toMatchObject({
      vendor: "gigaset",
      model: "Maxwell 3",
    });
  });

  test("moves it to another PBX when its accounts are there, too", async () => {
    await staff.post("/pbxs", { id: "east", host: "x" });
    await staff.post("/pbxs/east/accounts", { username: "201" });
    const [with201, with202] = [snomMac(), snomMac()];
    await admit({ mac: with201, lines: [{ account: "201" }] });
    await admit({ mac: with202, lines: [{ account: "202" }] });
    expect(await staff.patch(`/phones/${with201}`, { pbx: "east" })).toMatchObject({
      status: 200,
      json: { pbx: "east", lines: [{ account: "201" }] },
    });
    expect(await staff.patch(`/phones/${with202}`, { pbx: "east" })).toMatchObject({
      status: 422,
      json: { code: "unknown-account", errors: [{ pointer: "/pbx" }] },
    });
    expect(await staff.patch(`/phones/${with202}`, { pbx: "nowhere" })).toMatchObject({
      status: 422,
      json: { code: "unknown-pbx" },
    });
  });

  test("deletes it, takes it off the allow-list and lets it be admitted anew", async () => {
    const mac = snomMac();
    await admit({ mac });
    expect(
      await staff.remove(`/phones/${encodeURIComponent(mac.replaceAll(/..(?!$)/g, "$&:").toLowerCase())}`),
    ).toMatchObject({ status: 204 });
    expect((await staff.get(`/phones/${mac}`)).status).toBe(404);
    expect((await staff.get("/allow-list?format=text")).text).not.toContain(mac);
    expect((await staff.remove(`/phones/${mac}`)).status).toBe(404);
    expect((await admit({ mac })).status).toBe(201);
  });

  test("answers 404 for what is no MAC", async () => {
    for (const path of ["/phones/nonsense", "/phones/01005E000001", "/phones/%00", `/phones/${"a".repeat(2000)}`]) {
      expect(await staff.get(path)).toMatchObject({ status: 404, json: { code: "not-found" } });
    }
  });
});

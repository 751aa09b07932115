import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FUNCTION_KEY_TYPES } from "../../src/provisioning/key-types.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { vendors } from "../../src/vendors/index.ts";
import { addMainPbx, snomMac, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

describe("files and previews", () => {
  test("lists what the phone asks for and shows it with its passwords masked", async () => {
    const mac = snomMac();
    await staff.post("/phones", { mac, pbx: "main", model: "D785", lines: [{ account: "201" }] });
    const { items } = (await staff.get(`/phones/${mac}/files`)).json;
    const settings = items.find(({ kind }) => kind === "phone-settings");
    expect(settings).toMatchObject({ carriesSecrets: true, contentType: expect.stringContaining("xml") });
    const shown = await staff.get(`/phones/${mac}/preview?file=${settings?.name}`);
    expect(shown).toMatchObject({
      status: 200,
      headers: { "content-type": settings?.contentType, "cache-control": "no-store" },
    });
    expect(shown.text).toContain("pbx.example.com");
    expect(shown.text).toContain("********");
    const states = (await staff.get(`/phones/${mac}/passwords`)).json.items.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["armed"]));
  });

  test("knows no file of another phone", async () => {
    const mac = snomMac();
    await staff.post("/phones", { mac, pbx: "main" });
    for (const file of ["000413000000.xml", "../../etc/passwd", "nothing", "805EC0000001.cfg"]) {
      expect(await staff.get(`/phones/${mac}/preview?file=${file}`), file).toMatchObject({
        status: 404,
        json: { code: "no-such-file", errors: [{ parameter: "file" }] },
      });
    }
    expect(await staff.get(`/phones/${mac}/preview`)).toMatchObject({
      status: 400,
      json: { errors: [{ parameter: "file" }] },
    });
    expect(await staff.get("/phones/020000000000/files")).toMatchObject({ status: 404, json: { code: "not-found" } });
  });
});

describe("history", () => {
  test("shows the newest first, page by page, with what the operator should know", async () => {
    const first = (await staff.get("/events?limit=2")).json;
    const second = (await staff.get(`/events?limit=2&cursor=${first.next}`)).json;
    const ids = [...first.items, ...second.items].map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(4);
    expect((await staff.get("/events?name=pbx-created")).json.items).toMatchObject([
      {
        name: "pbx-created",
        level: "info",
        help: "Staff registered a PBX.",
        at: "2030-01-01T00:00:00.000Z",
        door: "staff",
        address: "127.0.0.1",
      },
    ]);
  });

  test("finds the events of a phone by its MAC in any notation", async () => {
    await staff.post("/phones", { mac: "000413745500", pbx: "main" });
    expect((await staff.get("/events?mac=00:04:13:74:55:00")).json.items).toMatchObject([
      { mac: "000413745500", name: "phone-admitted" },
    ]);
    expect(await staff.get("/events?mac=nonsense")).toMatchObject({ status: 404 });
    expect(await staff.get("/events?name=nonsense")).toMatchObject({
      status: 400,
      json: { errors: [{ parameter: "name" }] },
    });
    expect((await staff.get("/events?cursor=nonsense")).json).toEqual({ items: [], next: null });
  });
});

describe("the allow-list", () => {
  test("is whole in every format, however long it is", async () => {
    const some = await startStaff();
    expect((await some.get("/allow-list?format=csv")).text).toBe("mac,vendor,pbx\r\n");
    expect((await some.get("/allow-list?format=text")).text).toBe("");
    expect((await some.get("/allow-list")).json).toEqual({ items: [], next: null });
    await some.post("/pbxs", { id: "main", host: "x" });
    const macs = Array.from(
      { length: 505 },
      (_, index) => `805EC0${index.toString(16).toUpperCase().padStart(6, "0")}`,
    );
    for (const mac of macs) await some.post("/phones", { mac, pbx: "main" });

    expect((await some.get("/allow-list?format=json")).json.items).toEqual(
      macs.map((mac) => ({ mac, vendor: "yealink", pbx: "main" })),
    );
    const csv = await some.get("/allow-list?format=csv");
    expect(csv.headers["content-type"]).toMatch(/^text\/csv/);
    expect(csv.text.split("\r\n")).toEqual(["mac,vendor,pbx", ...macs.map((mac) => `${mac},yealink,main`), ""]);
    const text = await some.get("/allow-list?format=text");
    expect(text.text).toBe(macs.map((mac) => `${mac} yealink main\n`).join(""));
    expect(await some.get("/allow-list?format=xml")).toMatchObject({
      status: 400,
      json: { errors: [{ parameter: "format" }] },
    });
    await some.close();
  });

  test("has no cell that a spreadsheet takes for a formula, since ids cannot begin like one", () => {
    for (const { id } of vendors) expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  });
});

describe("sightings", () => {
  test("are not shown while they are ignored, and each change is written down once", async () => {
    const seen = "0A0000000123" as Mac;
    await staff.see({ mac: seen });
    const find = async (more = "") =>
      (await staff.get(`/sightings?search=${seen}${more}`)).json.items.map(({ ignoredAt }) => ignoredAt);
    for (let turn = 0; turn < 2; turn++)
      expect((await staff.post(`/sightings/0A-00-00-00-01-23/ignore`)).status).toBe(204);
    await staff.see({ mac: seen });
    expect([await find(), await find("&ignored=true")]).toEqual([[], [expect.any(String)]]);
    for (let turn = 0; turn < 2; turn++) expect((await staff.remove(`/sightings/${seen}/ignore`)).status).toBe(204);
    expect([await find(), await find("&ignored=true")]).toEqual([[null], []]);
    const { items } = (await staff.get(`/events?mac=${seen}`)).json;
    expect(items.map(({ name }) => name)).toEqual(["sighting-restored", "sighting-ignored"]);
    expect((await staff.post("/sightings/020000000124/ignore")).status).toBe(404);
    expect((await staff.remove("/sightings/020000000124/ignore")).status).toBe(404);
  });

  const mac = "000413741100" as Mac;

  test("are listed and found", async () => {
    await staff.see({ mac, vendorId: "snom", model: "D735", firmware: "10.1.1", address: "192.0.2.55" });
    await staff.see({ mac: "020000000009" as Mac, via: "pnp", reason: "search" });
    expect((await staff.get("/sightings?search=D735")).json.items).toEqual([
      {
        mac,
        vendor: "snom",
        model: "D735",
        firmware: "10.1.1",
        address: "192.0.2.55",
        via: "http",
        reason: "not-admitted",
        firstSeen: "2030-01-01T00:00:00.000Z",
        lastSeen: "2030-01-01T00:00:00.000Z",
        count: 1,
        pbx: null,
        ignoredAt: null,
      },
    ]);
    expect((await staff.get("/sightings?search=02:00:00")).json.items).toMatchObject([
      { vendor: null, model: null, via: "pnp" },
    ]);
  });

  test("are admitted with the vendor and model that the phone said", async () => {
    expect(
      await staff.post(`/sightings/00:04:13:74:11:00/admit`, { pbx: "main", lines: [{ account: "201" }] }),
    ).toMatchObject({
      status: 201,
      json: {
        mac,
        vendor: "snom",
        model: "D735",
        identity: { vendor: "phone", model: "phone" },
        lines: [{ account: "201" }],
      },
      headers: { location: `/api/v1/phones/${mac}` },
    });
    expect((await staff.get("/sightings?search=D735")).json.items).toEqual([]);
    expect(await staff.post(`/sightings/${mac}/admit`, { pbx: "main" })).toMatchObject({
      status: 409,
      json: { code: "mac-in-use" },
    });
  });

  test("yield to what the operator says, and stay a suggestion where only the prefix spoke", async () => {
    await staff.see({ mac: "000413741101" as Mac, vendorId: "snom", model: "D735" });
    await staff.see({ mac: "000413741102" as Mac, vendorId: "snom" });
    await staff.see({ mac: "000413741103" as Mac, vendorId: "yealink" });
    expect((await staff.post("/sightings/000413741101/admit", { pbx: "main", model: "D785" })).json).toMatchObject({
      model: "D785",
      identity: { model: "operator" },
    });
    expect((await staff.post("/sightings/000413741102/admit", { pbx: "main" })).json).toMatchObject({
      identity: { vendor: "prefix", model: null },
    });
    expect((await staff.post("/sightings/000413741103/admit", { pbx: "main" })).json).toMatchObject({
      vendor: "yealink",
      identity: { vendor: "phone" },
    });
  });

  test("take no MAC in the body, and nothing that was not seen", async () => {
    await staff.see({ mac: "000413741104" as Mac });
    expect(await staff.post("/sightings/000413741104/admit", { pbx: "main", mac: "000413741104" })).toMatchObject({
      status: 422,
    });
    expect(await staff.post("/sightings/020000000010/admit", { pbx: "main" })).toMatchObject({
      status: 404,
      json: { code: "not-found" },
    });
    expect(await staff.post("/sightings/nonsense/admit", { pbx: "main" })).toMatchObject({ status: 404 });
    expect(await staff.post("/sightings/020000000009/admit", { pbx: "main" })).toMatchObject({
      status: 422,
      json: { code: "vendor-unknown" },
    });
  });
});

describe("vendors", () => {
  test("are listed with the address to type into a phone", async () => {
    const { items } = (await staff.get("/vendors")).json;
    expect(items.map(({ id, name }) => [id, name])).toEqual(vendors.map(({ id, name }) => [id, name]));
    for (const item of items) expect(item.settingsUrl).toMatch(/^http:\/\/192\.0\.2\.1:8080\//);
  });

  test("of neutral settings say what each may be", async () => {
    const { items } = (await staff.get("/phone-settings")).json;
    const schemas = new Map(items.map(({ name, schema }) => [name, schema]));
    expect(schemas.get("callWaiting")).toMatchObject({ type: "boolean", description: expect.stringMatching(/\w/) });
    expect(schemas.get("srtp")).toMatchObject({ enum: ["off", "optional", "required"] });
    expect(schemas.get("ringTone")).toMatchObject({ type: "integer", minimum: 1, maximum: 8 });
    expect(schemas.get("vlan")).toMatchObject({ type: "object", required: ["id"] });
  });

  test("have models with lines, keys, abilities, and the reason where one is not supported", async () => {
    const models = async (id: string) =>
      new Map((await staff.get(`/vendors/${id}/models`)).json.items.map((model) => [model.name, model]));
    const snoms = await models("snom");
    expect(snoms.get("D785")).toMatchObject({
      isSupported: true,
      whyNot: null,
      lines: 12,
      keys: 24,
      keyTypes: FUNCTION_KEY_TYPES,
      expansion: { modules: 4, keys: 18 },
      handsets: 0,
      withoutEffect: expect.objectContaining({ simultaneousCalls: expect.stringMatching(/\w/) }),
      passwords: { kinds: ["sip", "menu", "web"], isMenuSameAsWeb: false, menuDigits: null, keepsAbsentSettings: true },
    });
    expect(snoms.get("M900")).toMatchObject({ handsets: expect.any(Number), keyTypes: [], expansion: null });
    expect(snoms.get("D895")).toMatchObject({ isSupported: false, whyNot: expect.stringMatching(/\w/) });
    const yealinks = await models("yealink");
    expect(yealinks.get("T28P")).toMatchObject({ keys: 16, memoryKeys: 10 });
    expect(yealinks.get("T46S")).toMatchObject({ passwords: { isMenuSameAsWeb: true } });
    expect((await models("gigaset")).get("N670 IP PRO")).toMatchObject({
      keyTypes: [],
      passwords: { menuDigits: { min: 4, max: 4 } },
    });
    expect(await staff.get("/vendors/acme/models")).toMatchObject({ status: 404, json: { code: "not-found" } });
  });

  test("admit every model that they say is supported, and no other", async () => {
    for (const vendor of vendors) {
      for (const model of (await staff.get(`/vendors/${vendor.id}/models`)).json.items) {
        const mac = `02${Math.random().toString(16).slice(2, 12).padEnd(10, "0")}`;
        const answer = await staff.post("/phones", { mac, pbx: "main", vendor: vendor.id, model: model.name });
        expect([model.name, answer.status]).toEqual([model.name, model.isSupported ? 201 : 422]);
      }
    }
  });
});

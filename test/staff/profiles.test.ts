import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

const DND = { type: "dnd" };

describe("profiles", () => {
  test("are made, shown, listed, changed and deleted", async () => {
    const body = {
      id: "desk",
      label: "Desks",
      settings: { language: "fr" },
      layouts: { D785: { keys: [{ type: "line" }] } },
    };
    const made = await staff.post("/pbxs/main/profiles", body);
    expect(made).toMatchObject({
      status: 201,
      json: { ...body, pbx: "main", warnings: [] },
      headers: { location: "/api/v1/pbxs/main/profiles/desk" },
    });
    expect(await staff.post("/pbxs/main/profiles", body)).toMatchObject({
      status: 409,
      json: { code: "profile-exists" },
    });
    expect((await staff.get("/pbxs/main/profiles?search=DESK")).json.items).toMatchObject([{ id: "desk" }]);
    const stale = { headers: { "if-match": String(made.headers.etag) } };
    expect((await staff.patch("/pbxs/main/profiles/desk", { label: "Tables" })).json).toMatchObject({
      label: "Tables",
    });
    expect(await staff.patch("/pbxs/main/profiles/desk", { label: "x" }, stale)).toMatchObject({ status: 412 });
    expect(await staff.remove("/pbxs/main/profiles/desk")).toMatchObject({ status: 204 });
    expect(await staff.get("/pbxs/main/profiles/desk")).toMatchObject({ status: 404, json: { code: "not-found" } });
    const names = (await staff.get("/events?search=profile-")).json.items.map(({ name }) => name);
    expect(names).toEqual(["profile-deleted", "profile-changed", "profile-created"]);
  });

  test("are refused with the place of what does not fit", async () => {
    const layout = (model: string, keys: object[]) => ({ layouts: { [model]: { keys } } });
    const cases: [object, string][] = [
      [layout("D7855", [DND]), "/layouts/D7855"],
      [layout("snomD785", [DND]), "/layouts/snomD785"],
      [layout("T31P", [DND, DND, DND]), "/layouts/T31P/keys/2"],
      [layout("D785", [{ type: "speed-dial" }]), "/layouts/D785/keys/0/value"],
      [layout("D785", [{ type: "line", value: "13" }]), "/layouts/D785/keys/0/value"],
      [{ settings: { raw: { snoom: { a: "b" } } } }, "/settings/raw/snoom/a"],
    ];
    for (const [body, pointer] of cases)
      expect(await staff.post("/pbxs/main/profiles", { id: "bad", ...body })).toMatchObject({
        status: 422,
        json: { code: "invalid-body", errors: [{ pointer }] },
      });
    expect(await staff.get("/pbxs/main/profiles/bad")).toMatchObject({ status: 404 });
  });

  test("give a phone its settings and, where it has no keys of its own, its keys", async () => {
    await staff.post("/pbxs/main/profiles", {
      id: "hall",
      settings: { language: "fr" },
      layouts: { D785: { keys: [{ type: "line" }, { type: "blf", value: "202" }] } },
    });
    const mac = snomMac();
    const wanted = { mac, pbx: "main", model: "D785", lines: [{ account: "201" }] };
    expect(await staff.post("/phones", { ...wanted, profile: "none" })).toMatchObject({
      status: 422,
      json: { code: "unknown-profile", errors: [{ pointer: "/profile" }] },
    });
    expect((await staff.post("/phones", { ...wanted, profile: "hall" })).json).toMatchObject({
      profile: "hall",
      keys: [],
    });
    const preview = async () => (await staff.get(`/phones/${mac}/preview?file=${mac}.xml`)).text;
    expect(await preview()).toContain(">Français<");
    // A key without a label shows the name of the account that it watches, and follows it.
    expect(await preview()).toMatch(/<fkey idx="1" [^>]*label="Desk 202"[^>]*>blf 202/);
    await staff.patch("/pbxs/main/accounts/202", { displayName: "Ben" });
    expect(await preview()).toMatch(/<fkey idx="1" [^>]*label="Ben"/);
    expect(await staff.remove("/pbxs/main/profiles/hall")).toMatchObject({
      status: 409,
      json: { code: "profile-in-use" },
    });

    await staff.patch(`/phones/${mac}`, { keys: [{ type: "speed-dial", value: "0" }] });
    expect(await preview()).not.toContain("blf 202");
    expect((await staff.patch(`/phones/${mac}`, { profile: null })).json).toMatchObject({ profile: null });
    expect(await preview()).toContain(">English<");
  });
});

describe("settings of a phone", () => {
  test("name the layer that gave each value", async () => {
    await staff.post("/pbxs", {
      id: "layers",
      host: "pbx.example.org",
      settings: { country: "DE", codecs: ["pcma"], featureCodes: { dndOn: "*78", dndOff: "*79" } },
      vendors: { snom: { settings: { language: "de", country: "AT" }, models: { D785: { dtmf: "sip-info" } } } },
    });
    await staff.post("/pbxs/layers/profiles", {
      id: "p",
      settings: { language: "it", featureCodes: { dndOn: "*25" } },
    });
    const mac = snomMac();
    await staff.post("/phones", { mac, pbx: "layers", model: "D785", profile: "p", settings: { callWaiting: false } });
    const { items } = (await staff.get(`/phones/${mac}/settings`)).json;
    const found = Object.fromEntries(items.map(({ name, value, origin }) => [name, [value, origin]]));
    expect(found).toMatchObject({
      timezone: ["Etc/UTC", "built-in"],
      codecs: [["pcma"], "pbx"],
      country: ["AT", "vendor"],
      dtmf: ["sip-info", "model"],
      language: ["it", "profile"],
      callWaiting: [false, "phone"],
      "featureCodes.dndOn": ["*25", "profile"],
      "featureCodes.dndOff": ["*79", "pbx"],
    });
    const below = Object.fromEntries(items.map((item) => [item.name, item.below]));
    expect(below).toMatchObject({
      callWaiting: { value: true, origin: "built-in" },
      language: { value: "it", origin: "profile" },
      dtmf: { value: "sip-info", origin: "model" },
    });
    await staff.patch(`/phones/${mac}`, { settings: { language: "fr", voicemailNumber: "*97" } });
    const own = (await staff.get(`/phones/${mac}/settings`)).json.items;
    expect(own.find(({ name }) => name === "language")).toMatchObject({
      ...{ value: "fr", origin: "phone" },
      below: { value: "it", origin: "profile" },
    });
    expect(own.find(({ name }) => name === "voicemailNumber")).toMatchObject({ origin: "phone", below: null });
  });

  test("of a PBX are refused for vendors and models that there are not", async () => {
    const cases: [object, string][] = [
      [{ acme: {} }, "/vendors/acme"],
      [{ snom: { models: { D7855: {} } } }, "/vendors/snom/models/D7855"],
      [{ yealink: { settings: { raw: { acme: { a: "b" } } } } }, "/vendors/yealink/settings/raw/acme/a"],
    ];
    for (const [vendors, pointer] of cases) {
      expect(await staff.patch("/pbxs/main", { vendors })).toMatchObject({
        status: 422,
        json: { code: "invalid-body", errors: [{ pointer }] },
      });
    }
  });

  test("that phones of a family cannot take are taken with a warning", async () => {
    const mac = snomMac();
    const { items } = (await staff.get("/vendors/snom/models")).json;
    const model = items.find(({ name }) => name === "D785") ?? {};
    const without = model.withoutEffect as Record<string, string>;
    const settings = { logoUrl: "http://pbx.example.com/logo.bmp", raw: { snom: { dim_lcdd: "1" } } };
    const made = await staff.post("/phones", { mac, pbx: "main", model: "D785", settings });
    expect(made.status).toBe(201);
    expect(made.json.warnings).toEqual([
      { pointer: "/settings/raw/snom/dim_lcdd", detail: expect.stringContaining("no setting of Snom") },
      ...("logoUrl" in without ? [{ pointer: "/settings/logoUrl", detail: expect.stringContaining("no effect") }] : []),
    ]);
    expect((await staff.get(`/phones/${mac}`)).json.warnings).toEqual(made.json.warnings);
  });
});

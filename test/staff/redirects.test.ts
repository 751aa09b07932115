import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedirectServiceId } from "../../src/provisioning/redirect.ts";
import type { FakeService } from "../servers/redirect/fake-server.ts";
import { FAKES } from "../servers/redirect/fakes.ts";
import { addMainPbx, snomMac, startStaff, type TestStaff, yealinkMac } from "./start-staff.ts";

const CREDENTIALS = { username: "reseller-Jd52", password: "secret-Hx93" };
const RDS = "/pbxs/main/redirects/snom-rds";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

function put(path: string, body: unknown, key = staff.keys.admin) {
  return staff.call("PUT", path, { body, key });
}

describe("an account at a redirect service", () => {
  test("is set, shown without credentials, replaced as a whole and removed", async () => {
    const made = await put(RDS, { credentials: CREDENTIALS, checkFirst: false });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: "/api/v1/pbxs/main/redirects/snom-rds", etag: '"1"' },
    });
    expect(made.json).toMatchObject({
      service: "snom-rds",
      vendor: "snom",
      baseUrl: "https://secure-provisioning.snom.com:8083/xmlrpc/",
      checkFirst: false,
      phones: { waiting: 0, registered: 0, failed: 0, releasing: 0 },
    });
    expect(made.json).not.toHaveProperty("needsMacId");
    const again = await put(RDS, { credentials: CREDENTIALS, baseUrl: "https://proxy.example.com/rds" });
    expect(again).toMatchObject({ status: 200, json: { baseUrl: "https://proxy.example.com/rds", checkFirst: true } });
    const shown = await staff.get(RDS, { key: staff.keys.viewer });
    for (const { text } of [made, again, shown])
      for (const word of Object.values(CREDENTIALS)) expect(text).not.toContain(word);
    expect((await staff.remove(RDS, { headers: { "if-match": '"1"' } })).status).toBe(412);
    expect((await staff.remove(RDS, { headers: { "if-match": '"2"' } })).status).toBe(204);
    expect((await staff.get(RDS)).status).toBe(404);
    expect((await staff.remove(RDS)).status).toBe(404);
  });

  test("says for Gigaset whether phones need a MAC-ID, which they do unless it is said", async () => {
    const path = "/pbxs/main/redirects/gigaset-redirect";
    expect((await put(path, { credentials: CREDENTIALS })).json).toMatchObject({ needsMacId: true, label: "Offhook" });
    const bare = await put(path, { credentials: CREDENTIALS, needsMacId: false, label: "Telco" });
    expect(bare.json).toMatchObject({ needsMacId: false, label: "Telco" });
    await staff.remove(path);
  });

  test.each([
    [{}, "/credentials"],
    [{ credentials: { username: "x" } }, "/credentials/password"],
    [{ credentials: { ...CREDENTIALS, username: "with:colon-Jd52" } }, "/credentials/username"],
    [{ credentials: { ...CREDENTIALS, password: "secret-Hx93\n" } }, "/credentials/password"],
    [{ credentials: { ...CREDENTIALS, token: "x" } }, "/credentials/token"],
    [{ credentials: CREDENTIALS, baseUrl: "http://service.example.com/" }, "/baseUrl"],
    [{ credentials: CREDENTIALS, baseUrl: "https://reseller-Jd52:secret-Hx93@service.example.com/" }, "/baseUrl"],
    [{ credentials: CREDENTIALS, baseUrl: "https://service.example.com/?x" }, "/baseUrl"],
    [{ credentials: CREDENTIALS, baseUrl: "ftp://127.0.0.1/" }, "/baseUrl"],
    [{ credentials: CREDENTIALS, baseUrl: "nothing" }, "/baseUrl"],
    [{ credentials: CREDENTIALS, needsMacId: false }, "/needsMacId"],
    [{ credentials: CREDENTIALS, label: "Telco" }, "/label"],
    [{ credentials: CREDENTIALS, other: 1 }, "/other"],
  ])("refuses %j, naming %s and no credentials", async (body, pointer) => {
    const { status, json, text } = await put(RDS, body);
    expect({ status, code: json.code }).toEqual({ status: 422, code: "invalid-body" });
    expect(json.errors.map((error) => error.pointer)).toContain(pointer);
    for (const word of Object.values(CREDENTIALS)) expect(text).not.toContain(word);
  });

  test("is for a service that there is, on a PBX that the caller sees, one for each vendor", async () => {
    expect((await put("/pbxs/main/redirects/other", { credentials: CREDENTIALS })).status).toBe(404);
    expect((await put("/pbxs/none/redirects/snom-rds", { credentials: CREDENTIALS })).status).toBe(404);
    await put(RDS, { credentials: CREDENTIALS });
    const other = await put("/pbxs/main/redirects/snom-sraps", { credentials: CREDENTIALS });
    expect(other).toMatchObject({ status: 409, json: { code: "redirect-exists" } });
    await staff.post("/pbxs", { id: "other", host: "other.example.com" });
    const key = await staff.makeKey("pbx", "other");
    expect((await staff.get(RDS, { key })).status).toBe(404);
    await staff.remove(RDS);
  });

  test("keeps a PBX from being deleted while phones wait to be released", async () => {
    await staff.post("/pbxs", { id: "going", host: "going.example.com" });
    const path = "/pbxs/going/redirects/snom-rds";
    await put(path, { credentials: CREDENTIALS, checkFirst: false });
    const mac = snomMac();
    await staff.post("/phones", { mac, pbx: "going" });
    await staff.remove(`/phones/${mac}`);
    expect(await staff.remove("/pbxs/going")).toMatchObject({ status: 409, json: { code: "redirect-pending" } });
    expect((await staff.get(path)).json).toMatchObject({ phones: { releasing: 1 } });
    await staff.remove(path);
    expect((await staff.remove("/pbxs/going")).status).toBe(204);
  });
});

describe("a phone at its redirect service", () => {
  test("shows none where its PBX has no account for its vendor, and has nothing to try again", async () => {
    const mac = yealinkMac();
    await staff.post("/phones", { mac, pbx: "main" });
    const none = { state: "none", service: null, url: null, error: null, attempts: 0, nextTry: null, updatedAt: null };
    expect((await staff.get(`/phones/${mac}/redirect`)).json).toEqual(none);
    expect((await staff.post(`/phones/${mac}/redirect/retry`)).status).toBe(404);
    expect((await staff.get(`/phones/${yealinkMac()}/redirect`)).status).toBe(404);
  });

  describe("that is asked first", () => {
    const open: FakeService[] = [];
    afterAll(async () => {
      for (const fake of open) await fake.close();
    });
    async function connectPbx(id: string, service: RedirectServiceId, more: object = {}): Promise<FakeService> {
      const fake = await FAKES[service]();
      open.push(fake);
      await staff.post("/pbxs", { id, host: `${id}.example.com` });
      await put(`/pbxs/${id}/redirects/${service}`, { credentials: fake.credentials, baseUrl: fake.baseUrl, ...more });
      return fake;
    }

    test.each([
      ["snom-sraps", "00041374A001"],
      ["snom-rds", "00041374A002"],
      ["yealink-rps", "805EC074A003"],
      ["gigaset-grape", "7C2F8074A004"],
    ] as const)("is refused with mac-elsewhere when %s says so, and not admitted", async (service, mac) => {
      const fake = await connectPbx(`first-${service}`, service);
      fake.foreign.add(mac);
      const refused = await staff.post("/phones", { mac, pbx: `first-${service}` });
      expect(refused).toMatchObject({ status: 409, json: { code: "mac-elsewhere", errors: [{ pointer: "/mac" }] } });
      expect((await staff.get(`/phones/${mac}`)).status).toBe(404);
      fake.foreign.clear();
      expect((await staff.post("/phones", { mac, pbx: `first-${service}` })).status).toBe(201);
    });

    test.each([{ kind: "silence" }, { kind: "cut" }, { kind: "reply", reply: { status: 500 } }] as const)(
      "is admitted all the same when the service does not say: %j",
      async (fault) => {
        const id = `quiet-${fault.kind}`;
        const fake = await connectPbx(id, "snom-rds");
        fake.setFault(fault);
        const mac = snomMac();
        expect((await staff.post("/phones", { mac, pbx: id })).status).toBe(201);
        expect((await staff.get(`/phones/${mac}/redirect`)).json).toMatchObject({ state: "waiting" });
      },
    );

    test("is not asked for with checkFirst off", async () => {
      const fake = await connectPbx("unasked", "snom-rds", { checkFirst: false });
      const mac = snomMac();
      fake.foreign.add(mac);
      expect((await staff.post("/phones", { mac, pbx: "unasked" })).status).toBe(201);
      expect(fake.requests).toEqual([]);
    });

    test("needs a Gigaset's MAC-ID where the account does, also when it moves there or loses it", async () => {
      await connectPbx("ids", "gigaset-redirect");
      const mac = "7C2F80AA0001";
      const without = await staff.post("/phones", { mac, pbx: "ids" });
      const required = { status: 422, json: { code: "mac-id-required", errors: [{ pointer: "/macId" }] } };
      expect(without).toMatchObject(required);
      const malformed = await staff.post("/phones", { mac, pbx: "ids", macId: "AB-1" });
      expect(malformed).toMatchObject({ status: 422, json: { code: "mac-id-wrong" } });
      expect((await staff.post("/phones", { mac, pbx: "ids", macId: "ab12" })).status).toBe(201);
      expect(await staff.patch(`/phones/${mac}`, { macId: null })).toMatchObject(required);
      expect((await staff.patch(`/phones/${mac}`, { label: "Hall" })).status).toBe(200);
      const other = "7C2F80AA0002";
      await staff.post("/phones", { mac: other, pbx: "main" });
      expect(await staff.patch(`/phones/${other}`, { pbx: "ids" })).toMatchObject(required);
      expect((await staff.patch(`/phones/${other}`, { pbx: "ids", macId: "CD34" })).status).toBe(200);
      const bare = await connectPbx("bare", "gigaset-redirect", { needsMacId: false });
      expect((await staff.post("/phones", { mac: "7C2F80AA0003", pbx: "bare" })).status).toBe(201);
      expect(bare.requests.at(-1)?.body).toContain("7C2F80AA0003");
    });
  });
});

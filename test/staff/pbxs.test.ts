import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

describe("PBXs", () => {
  test("are registered, shown, listed, changed and deleted", async () => {
    const made = await staff.post("/pbxs", {
      id: "north",
      host: "10.0.0.5",
      transport: "tls",
      customer: "North & Söhne",
      timezone: "Europe/Berlin",
      language: "de",
      settings: { country: "DE" },
    });
    const shown = {
      id: "north",
      host: "10.0.0.5",
      port: 5061,
      transport: "tls",
      customer: "North & Söhne",
      timezone: "Europe/Berlin",
      language: "de",
      settings: { country: "DE", timezone: "Europe/Berlin", language: "de" },
      createdAt: "2030-01-01T00:00:00.000Z",
    };
    expect(made).toMatchObject({ status: 201, json: shown, headers: { location: "/api/v1/pbxs/north" } });
    expect(await staff.get("/pbxs/north")).toMatchObject({ status: 200, json: shown });
    expect((await staff.get("/pbxs?search=söhne")).json.items).toMatchObject([{ id: "north" }]);

    const changed = await staff.patch("/pbxs/north", { host: "pbx.north.example", timezone: null, port: 5062 });
    expect(changed).toMatchObject({
      status: 200,
      json: { host: "pbx.north.example", port: 5062, timezone: null, settings: { country: "DE", language: "de" } },
    });
    expect(changed.json.settings).not.toHaveProperty("timezone");
    expect((await staff.patch("/pbxs/north", { settings: { language: "fr" } })).json).toMatchObject({
      settings: { language: "fr" },
      language: "fr",
    });

    expect(await staff.remove("/pbxs/north")).toMatchObject({ status: 204, text: "" });
    expect(await staff.get("/pbxs/north")).toMatchObject({ status: 404, json: { code: "not-found" } });
    const names = (await staff.get("/events?pbx=north")).json.items.map(({ name, actor }) => [name, actor]);
    expect(names).toEqual([
      ["pbx-deleted", "the admin"],
      ["pbx-changed", "the admin"],
      ["pbx-changed", "the admin"],
      ["pbx-created", "the admin"],
    ]);
  });

  test("speak UDP on port 5060 unless told otherwise", async () => {
    expect((await staff.get("/pbxs/main")).json).toMatchObject({ port: 5060, transport: "udp", customer: null });
  });

  test("have ids that are unique and short", async () => {
    expect(await staff.post("/pbxs", { id: "main", host: "x.example" })).toMatchObject({
      status: 409,
      json: { code: "pbx-exists", errors: [{ pointer: "/id" }] },
    });
    for (const id of ["Main", "-a", "a b", "", "ä", "a".repeat(33), "../x"]) {
      const refused = await staff.post("/pbxs", { id, host: "x.example" });
      expect(refused).toMatchObject({ status: 422, json: { code: "invalid-body", errors: [{ pointer: "/id" }] } });
      expect(refused.json.detail).toContain("short name");
    }
  });

  test("have hosts that are names or addresses", async () => {
    for (const host of [
      "-x.example",
      "x..example",
      "1.2.3.256",
      "1.2.3",
      "a b",
      "sip:x.example",
      "x.example:5060",
      "[::1]",
      "fe80::1%eth0",
    ]) {
      const refused = await staff.post("/pbxs", { id: "bad", host });
      expect(refused, host).toMatchObject({ status: 422, json: { errors: [{ pointer: "/host" }] } });
      expect(refused.json.errors[0]?.detail).toContain(JSON.stringify(host));
    }
    for (const [index, host] of [
      "pbx",
      "pbx-1.example.com",
      "192.0.2.255",
      "2001:db8::1",
      "::ffff:192.0.2.1",
    ].entries()) {
      expect(await staff.post("/pbxs", { id: `good-${index}`, host })).toMatchObject({ status: 201, json: { host } });
    }
  });

  test("take time zones as IANA spells them, and name the field that is wrong in a list", async () => {
    for (const timezone of ["europe/berlin", "+01:00", "Mars/Olympus", ""]) {
      expect(await staff.post("/pbxs", { id: "bad", host: "x", timezone })).toMatchObject({
        status: 422,
        json: { errors: [{ pointer: "/timezone" }] },
      });
    }
    const refused = await staff.post("/pbxs", {
      id: "bad",
      host: "x",
      settings: { ntpServers: ["ok.example", "not ok"] },
    });
    expect(refused.json.errors).toMatchObject([{ pointer: "/settings/ntpServers/1" }]);
  });

  test("refuse a shortcut that says something else than the settings", async () => {
    const refused = await staff.post("/pbxs", { id: "bad", host: "x", language: "de", settings: { language: "fr" } });
    expect(refused).toMatchObject({ status: 422, json: { code: "invalid-body", errors: [{ pointer: "/language" }] } });
  });

  test("cannot be deleted while phones point at them", async () => {
    await staff.post("/pbxs", { id: "busy", host: "x" });
    await staff.post("/phones", { mac: "000413000001", pbx: "busy" });
    expect(await staff.remove("/pbxs/busy")).toMatchObject({ status: 409, json: { code: "pbx-in-use" } });
  });
});

describe("accounts", () => {
  test("are made, shown, listed, changed and deleted, and never show their password", async () => {
    const password = "canary:Own-Secret<&>1";
    const made = await staff.post("/pbxs/main/accounts", { username: "*300", displayName: "Jürgen", password });
    const shown = { pbx: "main", username: "*300", authName: "*300", number: "*300", displayName: "Jürgen" };
    expect(made).toMatchObject({ status: 201, json: shown, headers: { location: "/api/v1/pbxs/main/accounts/*300" } });
    const answers = [
      made,
      await staff.get("/pbxs/main/accounts/*300"),
      await staff.get("/pbxs/main/accounts?search=jür"),
      await staff.patch("/pbxs/main/accounts/*300", { displayName: "", number: "300", authName: "auth", password }),
      await staff.get("/events"),
    ];
    expect(answers[2]?.json.items).toMatchObject([shown]);
    expect(answers[3]?.json).toMatchObject({ displayName: "", number: "300", authName: "auth" });
    for (const { text } of answers) expect(text).not.toContain("canary");
    expect((await staff.remove("/pbxs/main/accounts/*300")).status).toBe(204);
    expect((await staff.get("/pbxs/main/accounts/*300")).status).toBe(404);
  });

  test("get a password of 20 characters, shown once to those who may ask for it", async () => {
    const made = await staff.post("/pbxs/main/accounts?reveal=true", { username: "400" });
    expect(made).toMatchObject({
      status: 201,
      json: { password: expect.stringMatching(/^[A-HJ-NP-Za-km-z2-9]{20}$/) },
    });
    expect((await staff.get("/events?name=password-revealed")).json.items[0]).toMatchObject({
      actor: "the admin",
      pbx: "main",
      level: "warn",
      detail: { account: "400", kinds: ["sip"] },
    });
  });

  test("are unique by username within their PBX", async () => {
    expect(await staff.post("/pbxs/main/accounts", { username: "201" })).toMatchObject({
      status: 409,
      json: { code: "account-exists", errors: [{ pointer: "/username" }] },
    });
  });

  test("are not to be found under a PBX that does not exist", async () => {
    for (const answer of [
      await staff.get("/pbxs/none/accounts"),
      await staff.post("/pbxs/none/accounts", { username: "1" }),
      await staff.get("/pbxs/none/accounts/201"),
      await staff.get("/pbxs/main/accounts/999"),
      await staff.patch("/pbxs/main/accounts/999", {}),
      await staff.remove("/pbxs/main/accounts/999"),
      await staff.get("/pbxs/main%00/accounts"),
      await staff.get("/pbxs/main/accounts/a%0Ab"),
    ]) {
      expect(answer).toMatchObject({ status: 404, json: { code: "not-found", type: "/problems/not-found" } });
    }
  });

  test("cannot be deleted while a phone has them", async () => {
    await staff.post("/phones", { mac: "000413000002", pbx: "main", lines: [{ account: "202" }] });
    expect(await staff.remove("/pbxs/main/accounts/202")).toMatchObject({
      status: 409,
      json: { code: "account-in-use" },
    });
  });

  test("arm the grants of their phones when they get a new password", async () => {
    await staff.post("/phones", { mac: "000413000003", pbx: "main", lines: [{ account: "201" }] });
    await staff.post("/phones/000413000003/passwords/close", {});
    await staff.patch("/pbxs/main/accounts/201", { password: "quite-new-secret" });
    expect((await staff.get("/phones/000413000003/passwords")).json.items[0]).toMatchObject({
      kind: "sip",
      state: "armed",
      armedUntil: "2030-01-01T00:10:00.000Z",
    });
  });

  test("are reset to a new password, shown once to those who ask for it, which arms the grants of their phones", async () => {
    await staff.post("/phones", { mac: "000413000004", pbx: "main", lines: [{ account: "201" }] });
    await staff.post("/phones/000413000004/passwords/close", {});
    const reset = await staff.post("/pbxs/main/accounts/201/reset?reveal=true");
    expect(reset).toMatchObject({
      status: 200,
      json: { password: expect.stringMatching(/^[A-HJ-NP-Za-km-z2-9]{20}$/) },
    });
    expect((await staff.get("/phones/000413000004/passwords")).json.items[0]).toMatchObject({ state: "armed" });
    const again = await staff.post("/pbxs/main/accounts/201/reset");
    expect(again.status).toBe(200);
    expect(again.json.password).toBeUndefined();
    const { items } = (await staff.get("/events?limit=3")).json;
    expect(items.map(({ name }) => name)).toEqual(["account-changed", "password-revealed", "account-changed"]);
    expect((await staff.post("/pbxs/main/accounts/999/reset")).status).toBe(404);
  });

  test("take own passwords of printable characters only, and never repeat a bad one", async () => {
    for (const password of [
      "short77",
      "with blank1",
      "x".repeat(65),
      "tab\tcanary-x",
      "umlaut-canäry",
      "%NULL%",
      12345678,
    ]) {
      const refused = await staff.post("/pbxs/main/accounts", { username: "900", password });
      expect(refused).toMatchObject({
        status: 422,
        json: { code: "invalid-body", errors: [{ pointer: "/password" }] },
      });
      expect(refused.text).not.toContain("canary-x");
      expect(refused.text).not.toContain("12345678");
    }
  });
});

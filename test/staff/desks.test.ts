import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import { addMainPbx, snomMac, startStaff, type TestStaff } from "./start-staff.ts";

const PIN = "482913";
const PIN_PATH = "/pbxs/main/accounts/201/desk-pin";

let staff: TestStaff;
let mac: string;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  mac = snomMac();
  expect(await staff.post("/phones", { mac, pbx: "main", model: "D785", shared: true })).toMatchObject({
    status: 201,
    json: { shared: true, seat: null, lines: [] },
  });
});
afterAll(() => staff.close());

const take = (extension: string, of = mac, key?: string) =>
  staff.post(`/phones/${of}/seat`, { extension }, key === undefined ? {} : { key });

test("a PIN is set and taken away, and never shown", async () => {
  expect(await staff.get("/pbxs/main/accounts/201")).toMatchObject({ json: { deskPin: false, desk: {} } });
  const set = await staff.call("PUT", PIN_PATH, { body: { pin: PIN }, key: staff.keys.technician });
  expect(set).toMatchObject({ status: 200, json: { username: "201", deskPin: true } });
  expect(await staff.desks.signIn({ mac: mac as Mac, extension: "201", pin: new Password(PIN) })).toMatchObject({
    outcome: "signed-in",
  });
  const everything = [
    set,
    await staff.get("/pbxs/main/accounts"),
    await staff.get("/events"),
    await staff.get("/audit"),
  ];
  for (const { text } of everything) expect(text).not.toMatch(new RegExp(`${PIN}|argon`));
  expect(everything[1]?.json.items).toMatchObject([{ deskPin: true }, { deskPin: false }]);
  for (const [pin, detail] of [
    ["123", /must match/],
    ["1234567890123", /must match/],
    ["12a4", /must match/],
    ["777777", /must not be one digit again and again/],
  ] as const) {
    const { status, json } = await staff.call("PUT", PIN_PATH, { body: { pin } });
    expect({ pin, status, code: json.code }).toEqual({ pin, status: 422, code: "invalid-body" });
    expect(json.errors).toMatchObject([{ pointer: "/pin", detail: expect.stringMatching(detail) }]);
    expect(JSON.stringify(json)).not.toContain(pin);
  }
  await staff.post("/pbxs/main/accounts", { username: "4711" });
  const own = await staff.call("PUT", "/pbxs/main/accounts/4711/desk-pin", { body: { pin: "4711" } });
  expect(own).toMatchObject({ status: 422, json: { errors: [{ detail: "must not be the extension" }] } });
  expect(await staff.remove(PIN_PATH)).toMatchObject({ status: 204 });
  expect(await staff.get("/pbxs/main/accounts/201")).toMatchObject({ json: { deskPin: false } });
  expect(await staff.desks.signIn({ mac: mac as Mac, extension: "201", pin: new Password(PIN) })).toEqual({
    outcome: "wrong-extension-or-pin",
  });
  const names = (await staff.get("/events?pbx=main")).json.items.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["desk-pin-set", "desk-pin-removed", "desk-signed-in", "desk-refused"]));
  await staff.remove(`/phones/${mac}/seat`);
});

test("staff have somebody sit down without a PIN, see who sits where, and have them leave", async () => {
  expect(await staff.get(`/phones/${mac}/seat`)).toMatchObject({ status: 404 });
  staff.desks.told.length = 0;
  const taken = await take("201", mac, staff.keys.technician);
  expect(taken).toMatchObject({
    status: 201,
    json: { mac, pbx: "main", account: "201", displayName: "Desk 201", by: "the technician", delivered: false },
    headers: { location: `/api/v1/phones/${mac}/seat` },
  });
  expect(staff.desks.told).toEqual([mac]);
  expect(await staff.get(`/phones/${mac}/seat`)).toMatchObject({ status: 200, json: taken.json });
  expect((await staff.get("/desks?search=desk 201")).json.items).toEqual([taken.json]);
  expect((await staff.get("/desks?pbx=other")).json.items).toEqual([]);
  expect(await staff.get(`/phones/${mac}`)).toMatchObject({
    json: { lines: [], seat: { account: "201", displayName: "Desk 201", until: taken.json.until } },
  });
  expect((await staff.get(`/phones/${mac}/passwords`)).json.items).toMatchObject([
    { kind: "sip", account: "201", state: "armed" },
    { kind: "menu" },
    { kind: "web" },
  ]);
  expect(await staff.remove(`/phones/${mac}/seat`, { key: staff.keys.viewer })).toMatchObject({ status: 403 });
  expect(await staff.remove(`/phones/${mac}/seat`)).toMatchObject({ status: 204 });
  expect(staff.desks.told).toEqual([mac, mac]);
  expect(await staff.remove(`/phones/${mac}/seat`)).toMatchObject({ status: 404 });
  const [left] = (await staff.get(`/phones/${mac}/events`)).json.items;
  expect(left).toMatchObject({
    name: "desk-signed-out",
    actor: "the admin",
    detail: { account: "201", why: "revoked" },
  });
});

test("says why somebody cannot sit there", async () => {
  const own = snomMac();
  await staff.post("/phones", { mac: own, pbx: "main", model: "D785", lines: [{ account: "202" }] });
  const codeOf = async (extension: string, of: string) => (await take(extension, of)).json.code;
  expect(await codeOf("201", own)).toBe("not-shared");
  expect((await staff.patch(`/phones/${own}`, { shared: true })).json).toMatchObject({ shared: true });
  expect(await codeOf("999", own)).toBe("unknown-account");
  expect(await codeOf("202", own)).toBe("account-in-use");
  expect(await take("201", own)).toMatchObject({ status: 201 });
  expect((await staff.get(`/phones/${own}`)).json).toMatchObject({
    lines: [{ account: "202" }],
    seat: { account: "201" },
  });
  // Its own lines alone are what a change is about.
  const label = await staff.patch(`/phones/${own}`, { lines: [{ account: "202" }], label: "Desk" });
  expect(label.json).toMatchObject({ lines: [{ account: "202" }], seat: { account: "201" } });
  staff.desks.told.length = 0;
  expect((await staff.patch(`/phones/${own}`, { shared: false })).json).toMatchObject({ shared: false, seat: null });
  expect(staff.desks.told).toEqual([own]);
});

test("a phone whose lines are all its own, or that cannot be told to drop an account, is not shared", async () => {
  const wrong = [
    [{ mac: snomMac(), model: "M900" }, /no source says how Snom M900 is told to drop an account/],
    [{ mac: "7C2F80670001", vendor: "gigaset", model: "N670 IP PRO" }, /is told to drop an account/],
    [
      { mac: "805EC0AABB01", model: "T19P_E2", lines: [{ account: "202" }] },
      /all 1 lines of Yealink T19P_E2 are its own/,
    ],
  ] as const;
  for (const [phone, why] of wrong) {
    const { status, json } = await staff.post("/phones", { pbx: "main", shared: true, ...phone });
    expect({ status, code: json.code }).toEqual({ status: 422, code: "model-not-supported" });
    expect(json.errors).toMatchObject([{ pointer: "/shared", detail: expect.stringMatching(why) }]);
  }
});

test("keys of a phone may name the line of who will sit there, and an account's own keys are checked", async () => {
  const keys = [
    { type: "line", value: "1" },
    { type: "speed-dial", value: "0301234" },
  ];
  expect(await staff.patch(`/phones/${mac}`, { keys })).toMatchObject({ status: 200, json: { keys } });
  const beyond = await staff.patch(`/phones/${mac}`, { keys: [{ type: "line", value: "2" }] });
  expect(beyond).toMatchObject({ status: 422, json: { errors: [{ pointer: "/keys/0/value" }] } });
  const desk = { language: "fr", keys: [{ type: "line" }, { type: "blf", value: "202" }] };
  expect(await staff.patch("/pbxs/main/accounts/201", { desk })).toMatchObject({ status: 200, json: { desk } });
  const wrong = await staff.patch("/pbxs/main/accounts/201", { desk: { keys: [{ type: "speed-dial" }] } });
  expect(wrong).toMatchObject({ status: 422, json: { errors: [{ pointer: "/desk/keys/0/value" }] } });
  await take("201");
  const settings = (await staff.get(`/phones/${mac}/settings`)).json.items;
  expect(settings.find(({ name }) => name === "language")).toMatchObject({ value: "fr", origin: "seat" });
  const preview = await staff.get(`/phones/${mac}/preview?file=${mac}.xml`);
  expect(preview.text).toMatch(/<user_name idx="1" perm="R">201</);
  expect(preview.text).toMatch(/<user_pass idx="2" perm="R"\/?>(<\/user_pass>)?/);
});

test("an account that is deleted leaves the phone where it sits, which is told", async () => {
  await staff.post("/pbxs/main/accounts", { username: "300" });
  await take("300");
  staff.desks.told.length = 0;
  expect(await staff.remove("/pbxs/main/accounts/300")).toMatchObject({ status: 204 });
  expect(staff.desks.told).toEqual([mac]);
  expect(await staff.get(`/phones/${mac}/seat`)).toMatchObject({ status: 404 });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLES, type Role } from "../../src/provisioning/ports.ts";
import { ACCESS } from "../../src/staff/access.ts";
import { hashKey, newKey } from "../../src/staff/api-keys.ts";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

/** Who may do what, written out a second time: the first letters of admin, technician, viewer, pbx. */
const EXPECTED: Record<string, string> = {
  "GET /api/v1/pbxs": "atvp",
  "POST /api/v1/pbxs": "a",
  "GET /api/v1/pbxs/:id": "atvp",
  "PATCH /api/v1/pbxs/:id": "a",
  "DELETE /api/v1/pbxs/:id": "a",
  "GET /api/v1/pbxs/:id/accounts": "atvp",
  "POST /api/v1/pbxs/:id/accounts": "ap",
  "GET /api/v1/pbxs/:id/accounts/:username": "atvp",
  "PATCH /api/v1/pbxs/:id/accounts/:username": "ap",
  "POST /api/v1/pbxs/:id/accounts/:username/reset": "ap",
  "DELETE /api/v1/pbxs/:id/accounts/:username": "ap",
  "GET /api/v1/pbxs/:id/phone-books": "atvp",
  "POST /api/v1/pbxs/:id/phone-books": "ap",
  "GET /api/v1/pbxs/:id/phone-books/:book": "atvp",
  "PATCH /api/v1/pbxs/:id/phone-books/:book": "ap",
  "DELETE /api/v1/pbxs/:id/phone-books/:book": "ap",
  "GET /api/v1/pbxs/:id/phone-books/:book/entries": "atvp",
  "POST /api/v1/pbxs/:id/phone-books/:book/entries": "ap",
  "GET /api/v1/pbxs/:id/phone-books/:book/entries/:entry": "atvp",
  "PATCH /api/v1/pbxs/:id/phone-books/:book/entries/:entry": "ap",
  "DELETE /api/v1/pbxs/:id/phone-books/:book/entries/:entry": "ap",
  "POST /api/v1/pbxs/:id/phone-books/:book/import": "ap",
  "GET /api/v1/pbxs/:id/phone-books/:book/export": "atvp",
  "GET /api/v1/pbxs/:id/redirects/:service": "atvp",
  "PUT /api/v1/pbxs/:id/redirects/:service": "a",
  "DELETE /api/v1/pbxs/:id/redirects/:service": "a",
  "POST /api/v1/phones/:mac/resync": "atp",
  "POST /api/v1/phones/:mac/reboot": "atp",
  "GET /api/v1/phones/:mac/commands": "atvp",
  "GET /api/v1/commands/:id": "atvp",
  "POST /api/v1/commands/:id/cancel": "atp",
  "POST /api/v1/pbxs/:id/resync": "atp",
  "POST /api/v1/pbxs/:id/reboot": "atp",
  "GET /api/v1/batches/:id": "atvp",
  "GET /api/v1/batches/:id/commands": "atvp",
  "POST /api/v1/batches/:id/cancel": "atp",
  "GET /api/v1/desks": "atvp",
  "GET /api/v1/phones/:mac/seat": "atvp",
  "POST /api/v1/phones/:mac/seat": "atp",
  "DELETE /api/v1/phones/:mac/seat": "atp",
  "PUT /api/v1/pbxs/:id/accounts/:username/desk-pin": "atp",
  "DELETE /api/v1/pbxs/:id/accounts/:username/desk-pin": "atp",
  "GET /api/v1/phones/:mac/proofs": "atvp",
  "POST /api/v1/phones/:mac/token/rotate": "atp",
  "GET /api/v1/phones/:mac/uploads": "atvp",
  "GET /api/v1/phones/:mac/uploads/:upload": "a",
  "DELETE /api/v1/phones/:mac/uploads/:upload": "atp",
  "GET /api/v1/phones/:mac/redirect": "atvp",
  "POST /api/v1/phones/:mac/redirect/retry": "atp",
  "GET /api/v1/pbxs/:id/admission": "atvp",
  "PUT /api/v1/pbxs/:id/admission": "a",
  "DELETE /api/v1/pbxs/:id/admission": "a",
  "POST /api/v1/pbxs/:id/admission/teach-in": "ap",
  "DELETE /api/v1/pbxs/:id/admission/teach-in": "ap",
  "GET /api/v1/phones": "atvp",
  "GET /api/v1/phones/outline": "atvp",
  "GET /api/v1/pbxs/:id/profiles": "atvp",
  "POST /api/v1/pbxs/:id/profiles": "ap",
  "GET /api/v1/pbxs/:id/profiles/:profile": "atvp",
  "PATCH /api/v1/pbxs/:id/profiles/:profile": "ap",
  "DELETE /api/v1/pbxs/:id/profiles/:profile": "ap",
  "GET /api/v1/phones/:mac/settings": "atvp",
  "POST /api/v1/phones": "ap",
  "POST /api/v1/phones/import": "ap",
  "POST /api/v1/phones/actions/preview": "atp",
  "GET /api/v1/phones/:mac": "atvp",
  "PATCH /api/v1/phones/:mac": "ap",
  "DELETE /api/v1/phones/:mac": "ap",
  "GET /api/v1/phones/:mac/passwords": "atvp",
  "POST /api/v1/phones/:mac/passwords/release": "atp",
  "POST /api/v1/phones/:mac/passwords/reset": "atp",
  "POST /api/v1/phones/:mac/passwords/close": "atp",
  "GET /api/v1/phones/:mac/files": "atvp",
  "GET /api/v1/phones/:mac/preview": "atvp",
  "GET /api/v1/phones/:mac/preview/news": "atvp",
  "GET /api/v1/phones/:mac/events": "atvp",
  "GET /api/v1/phones/:mac/instructions": "atvp",
  "GET /api/v1/phones/:mac/diagnosis": "atvp",
  "GET /api/v1/phones/:mac/status": "atvp",
  "POST /api/v1/phones/:mac/sip-probe": "atp",
  "GET /api/v1/overview": "atvp",
  "GET /api/v1/events": "atvp",
  "GET /api/v1/events/stream": "atvp",
  "GET /api/v1/allow-list": "atvp",
  "GET /api/v1/admission-policies": "atvp",
  "GET /api/v1/sightings": "atv",
  "POST /api/v1/sightings/:mac/admit": "a",
  "POST /api/v1/sightings/:mac/ignore": "at",
  "DELETE /api/v1/sightings/:mac/ignore": "at",
  "GET /api/v1/guard": "atv",
  "DELETE /api/v1/guard/:address": "at",
  "GET /api/v1/doctor": "at",
  "POST /api/v1/search": "at",
  "GET /api/v1/search/:id": "at",
  "GET /api/v1/search/:id/events": "at",
  "POST /api/v1/search/:id/cancel": "at",
  "GET /api/v1/leases": "atv",
  "GET /api/v1/phone-settings": "atvp",
  "GET /api/v1/vendors": "atvp",
  "GET /api/v1/vendors/:id/models": "atvp",
  "GET /api/v1/files": "atv",
  "GET /api/v1/files/:vendor/:name": "atv",
  "GET /api/v1/files/:vendor/:name/content": "at",
  "GET /api/v1/files/:vendor/:name/uses": "atv",
  "PUT /api/v1/files/:vendor/:name": "at",
  "DELETE /api/v1/files/:vendor/:name": "at",
  "GET /api/v1/firmware": "atv",
  "GET /api/v1/firmware/:vendor/:name": "atv",
  "GET /api/v1/firmware/:vendor/:name/content": "at",
  "GET /api/v1/firmware/:vendor/:name/uses": "atv",
  "PUT /api/v1/firmware/:vendor/:name": "at",
  "DELETE /api/v1/firmware/:vendor/:name": "at",
  "GET /api/v1/image-names": "atvp",
  "GET /api/v1/ca": "atv",
  "GET /api/v1/ca/certificate": "atv",
  "POST /api/v1/ca/renew": "a",
  "PUT /api/v1/ca/devices/:mac": "a",
  "GET /api/v1/client-cas": "atv",
  "POST /api/v1/client-cas/:vendor": "a",
  "DELETE /api/v1/client-cas/:vendor/:fingerprint": "a",
  "GET /api/v1/audit": "a",
  "GET /api/v1/audit/verify": "a",
  "GET /api/v1/audit/export": "a",
  "GET /api/v1/audit/public-key": "a",
  "GET /api/v1/master-key": "a",
  "POST /api/v1/master-key/rotate": "a",
  "GET /api/v1/settings": "a",
  "GET /api/v1/pbxs/:id/webhooks": "ap",
  "POST /api/v1/pbxs/:id/webhooks": "a",
  "GET /api/v1/pbxs/:id/webhooks/:webhook": "ap",
  "PATCH /api/v1/pbxs/:id/webhooks/:webhook": "a",
  "DELETE /api/v1/pbxs/:id/webhooks/:webhook": "a",
  "GET /api/v1/pbxs/:id/link": "atvp",
  "PUT /api/v1/pbxs/:id/link": "a",
  "DELETE /api/v1/pbxs/:id/link": "a",
  "POST /api/v1/pbxs/:id/link/retry": "atp",
  "GET /api/v1/pbxs/:id/rotations": "atvp",
  "POST /api/v1/pbxs/:id/rotations": "ap",
  "GET /api/v1/rotations/:rotation": "atvp",
  "GET /api/v1/rotations/:rotation/phones": "atvp",
  "POST /api/v1/rotations/:rotation/pause": "atp",
  "POST /api/v1/rotations/:rotation/resume": "atp",
  "POST /api/v1/rotations/:rotation/cancel": "atp",
  "POST /api/v1/rotations/:rotation/phones/:mac/skip": "atp",
  "GET /api/v1/pbxs/:id/rollouts": "atvp",
  "POST /api/v1/pbxs/:id/rollouts": "ap",
  "GET /api/v1/rollouts/:rollout": "atvp",
  "GET /api/v1/rollouts/:rollout/phones": "atvp",
  "POST /api/v1/rollouts/:rollout/pause": "atp",
  "POST /api/v1/rollouts/:rollout/resume": "atp",
  "POST /api/v1/rollouts/:rollout/rollback": "atp",
  "POST /api/v1/rollouts/:rollout/cancel": "atp",
  "GET /api/v1/pbxs/:id/windows": "atvp",
  "GET /api/v1/pbxs/:id/windows/:window": "atvp",
  "GET /api/v1/pbxs/:id/windows/:window/next": "atvp",
  "PUT /api/v1/pbxs/:id/windows/:window": "ap",
  "DELETE /api/v1/pbxs/:id/windows/:window": "ap",
  "GET /api/v1/templates": "a",
  "GET /api/v1/templates/:vendor/:name": "a",
  "GET /api/v1/templates/:vendor/:name/versions/:version": "a",
  "PUT /api/v1/templates/:vendor/:name": "a",
  "DELETE /api/v1/templates/:vendor/:name": "a",
  "POST /api/v1/templates/:vendor/:name/rollback": "a",
  "POST /api/v1/templates/:vendor/:name/check": "a",
  "POST /api/v1/templates/:vendor/:name/diff": "a",
  "GET /api/v1/templates/:vendor/:name/phones": "a",
  "POST /api/v1/templates/:vendor/:name/preview": "a",
  "POST /api/v1/changes/preview": "ap",
  "GET /api/v1/lint": "atp",
  "GET /pbx/v1/allow-list": "atvp",
  "GET /pbx/v1/check": "atvp",
  "POST /pbx/v1/freeswitch/directory": "p",
  "GET /api/v1/keys": "a",
  "POST /api/v1/keys": "a",
  "DELETE /api/v1/keys/:id": "a",
  "GET /api/v1/customers": "atvp",
  "POST /api/v1/customers": "a",
  "GET /api/v1/customers/:customer": "atvp",
  "PATCH /api/v1/customers/:customer": "a",
  "DELETE /api/v1/customers/:customer": "a",
  "GET /api/v1/people": "a",
  "POST /api/v1/people": "a",
  "GET /api/v1/people/:id": "a",
  "PATCH /api/v1/people/:id": "a",
  "DELETE /api/v1/people/:id": "a",
  "POST /api/v1/people/:id/reset": "a",
  "GET /api/v1/session": "atvp",
  "DELETE /api/v1/session": "atvp",
  "POST /api/v1/session/password": "atvp",
  "POST /api/v1/session/totp": "atvp",
  "POST /api/v1/session/totp/confirm": "atvp",
  "POST /api/v1/session/totp/disable": "atvp",
  "GET /api/v1/sessions": "atvp",
  "DELETE /api/v1/sessions/:id": "atvp",
};
const BODILESS = ["GET", "DELETE"];

let staff: TestStaff;
let keyOf: Record<Role, string>;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  keyOf = { ...staff.keys, pbx: await staff.makeKey("pbx", "main") };
});
afterAll(() => staff.close());

/** Calls a route about things that do not exist, so that whoever is let in gets 404, 400 or 422. */
function tryRoute(route: string, key: string, headers?: Record<string, string>) {
  const [method = "", url = ""] = route.split(" ");
  const path = url
    .replace(/^\/api\/v1/, "")
    .replace(":mac", "020000000001")
    .replace(":id", "nothing")
    .replace(":username", "nobody")
    .replace(":profile", "none")
    .replace(":book", "none")
    .replace(":entry", "entry-1")
    .replace(":service", "snom-rds")
    .replace(":vendor", "snom")
    .replace(":fingerprint", "0".repeat(64))
    .replace(":name", "nothing.bin")
    .replace(":customer", "Nobody & Sons")
    .replace(":webhook", "none");
  const body = BODILESS.includes(method) ? {} : { body: { nothing: 1 } };
  return staff.call(method, path, { key, ...body, ...(headers === undefined ? {} : { headers }) });
}

test("the table of rights is the one that was agreed", () => {
  const letters = Object.entries(ACCESS).map(([route, roles]) => [route, roles.map((role) => role[0]).join("")]);
  expect(Object.fromEntries(letters)).toEqual(EXPECTED);
});

describe.each(Object.keys(EXPECTED))("%s", (route) => {
  test.each(ROLES)("lets the role %s in, or answers 403, as the table says", async (role) => {
    const { status, json } = await tryRoute(route, keyOf[role]);
    const isAllowed = EXPECTED[route]?.includes(role[0] ?? "?") === true;
    if (isAllowed) expect([200, 400, 404, 409, 422]).toContain(status);
    else expect({ status, code: json.code }).toEqual({ status: 403, code: "forbidden" });
  });

  test("answers every wrong key with one and the same 401", async () => {
    const answers = [
      await tryRoute(route, ""),
      await tryRoute(route, newKey().key),
      await tryRoute(route, "", { authorization: `Basic ${keyOf.admin}` }),
      await tryRoute(route, "", { authorization: keyOf.admin }),
      await tryRoute(route, `${keyOf.admin}x`),
      await tryRoute(route, keyOf.admin.toUpperCase()),
    ];
    for (const { status, text, headers } of answers) {
      expect(status).toBe(401);
      expect(text).toBe(answers[0]?.text);
      expect(Object.keys(headers)).toEqual(Object.keys(answers[0]?.headers ?? {}));
      expect(headers["www-authenticate"]).toBe('Bearer realm="offhook"');
    }
  });
});

test("answers 401 before it looks at the body, so that nobody learns what a body may be", async () => {
  expect(
    await staff.call("POST", "/phones", { key: "", body: "{", headers: { "content-type": "application/json" } }),
  ).toMatchObject({ status: 401 });
});

describe("a key that is bound to one PBX", () => {
  const mine = "000413111111";
  const theirs = "000413222222";
  let options: { key: string };

  beforeAll(async () => {
    options = { key: keyOf.pbx };
    await staff.post("/pbxs", { id: "other", host: "other.example", customer: "Secret Customer" });
    await staff.post("/pbxs/other/accounts", { username: "201" });
    await staff.post("/phones", { mac: theirs, pbx: "other", lines: [{ account: "201" }] });
  });

  test("admits, changes and deletes phones and accounts of its PBX, and may see passwords it makes", async () => {
    expect(await staff.post("/phones", { mac: mine, pbx: "main", lines: [{ account: "201" }] }, options)).toMatchObject(
      { status: 201 },
    );
    expect(await staff.patch(`/phones/${mine}`, { label: "x" }, options)).toMatchObject({ status: 200 });
    expect(await staff.post("/pbxs/main/accounts?reveal=true", { username: "888" }, options)).toMatchObject({
      status: 201,
      json: { password: expect.any(String) },
    });
    expect(await staff.post(`/phones/${mine}/passwords/reset?reveal=true`, { kinds: ["sip"] }, options)).toMatchObject({
      status: 200,
    });
    expect(await staff.remove("/pbxs/main/accounts/888", options)).toMatchObject({ status: 204 });
    expect(await staff.get("/pbxs/main", options)).toMatchObject({ status: 200 });
  });

  test("gets 404 for everything of another PBX, as if it did not exist", async () => {
    const calls: [string, string, unknown?][] = [
      ["GET", "/pbxs/other"],
      ["GET", "/pbxs/other/accounts"],
      ["GET", "/pbxs/other/accounts/201"],
      ["POST", "/pbxs/other/accounts", { username: "1" }],
      ["PATCH", "/pbxs/other/accounts/201", {}],
      ["DELETE", "/pbxs/other/accounts/201"],
      ["GET", `/phones/${theirs}`],
      ["PATCH", `/phones/${theirs}`, { label: "mine now" }],
      ["DELETE", `/phones/${theirs}`],
      ["GET", `/phones/${theirs}/passwords`],
      ["GET", `/phones/${theirs}/files`],
      ["GET", `/phones/${theirs}/preview?file=${theirs}.xml`],
      ["GET", `/phones/${theirs}/events`],
      ...["release", "reset", "close"].map((action): [string, string, unknown] => [
        "POST",
        `/phones/${theirs}/passwords/${action}`,
        {},
      ]),
    ];
    for (const [method, path, body] of calls) {
      const answer = await staff.call(method, path, { ...options, ...(body === undefined ? {} : { body }) });
      expect(answer, `${method} ${path}`).toMatchObject({ status: 404, json: { code: "not-found" } });
      expect(answer.text).not.toContain("Secret Customer");
    }
    expect(await staff.get(`/phones/${theirs}`)).toMatchObject({ status: 200, json: { label: "" } });
  });

  test("cannot put a phone on another PBX, and is not told whose a MAC is", async () => {
    expect(await staff.post("/phones", { mac: "000413333333", pbx: "other" }, options)).toMatchObject({
      status: 422,
      json: { code: "unknown-pbx" },
    });
    expect(await staff.patch(`/phones/${mine}`, { pbx: "other" }, options)).toMatchObject({
      status: 422,
      json: { code: "unknown-pbx" },
    });
    const refused = await staff.post("/phones", { mac: theirs, pbx: "main" }, options);
    expect(refused).toMatchObject({ status: 409, json: { code: "mac-in-use" } });
    expect(refused.text).not.toContain("other");
  });

  test("sees only its own in every list", async () => {
    expect((await staff.get("/pbxs", options)).json.items.map(({ id }) => id)).toEqual(["main"]);
    for (const path of ["/phones", "/phones?pbx=main", "/allow-list"]) {
      expect(
        (await staff.get(path, options)).json.items.map(({ mac }) => mac),
        path,
      ).toEqual([mine]);
    }
    expect((await staff.get("/phones?pbx=other", options)).json.items).toEqual([]);
    expect((await staff.get("/allow-list?format=csv", options)).text).toBe(`mac,vendor,pbx\r\n${mine},snom,main\r\n`);
    const events = (await staff.get("/events?limit=500", options)).json.items;
    expect(events.length).toBeGreaterThan(3);
    expect(new Set(events.map(({ pbx }) => pbx))).toEqual(new Set(["main"]));
    expect((await staff.get("/events?pbx=other", options)).json.items).toEqual([]);
    expect((await staff.get(`/events?mac=${theirs}`, options)).json.items).toEqual([]);
  });
});

describe("passwords", () => {
  test("are not shown to a technician, who may reset them without seeing them", async () => {
    const mac = "000413111111";
    const options = { key: keyOf.technician };
    expect(await staff.post(`/phones/${mac}/passwords/reset?reveal=true`, {}, options)).toMatchObject({
      status: 403,
      json: { code: "forbidden" },
    });
    expect(await staff.post(`/phones/${mac}/passwords/reset?reveal=false`, {}, options)).toMatchObject({ status: 200 });
  });
});

describe("keys", () => {
  test("are made, shown once, used, listed and revoked", async () => {
    const made = await staff.post("/keys", { name: "night shift", role: "viewer" });
    expect(made).toMatchObject({
      status: 201,
      json: { name: "night shift", role: "viewer", pbx: null, key: expect.stringMatching(/^ohk_[\w-]{43}$/) },
    });
    const { id, key } = made.json as unknown as { id: string; key: string };
    expect(made.headers.location).toBe(`/api/v1/keys/${id}`);
    expect((await staff.get("/phones", { key })).status).toBe(200);
    const list = await staff.get("/keys");
    expect(list.json.items).toContainEqual({
      id,
      name: "night shift",
      role: "viewer",
      pbx: null,
      scope: null,
      createdAt: "2030-01-01T00:00:00.000Z",
      lastUsedAt: "2030-01-01T00:00:00.000Z",
    });
    expect(list.text).not.toContain(key);
    expect(list.text).not.toContain(hashKey(key));
    expect((await staff.dump()).includes(key)).toBe(false);
    expect((await staff.remove(`/keys/${id}`)).status).toBe(204);
    expect((await staff.get("/phones", { key })).status).toBe(401);
    expect(await staff.remove(`/keys/${id}`)).toMatchObject({ status: 404, json: { code: "not-found" } });
    expect((await staff.get("/events?search=key-")).json.items).toMatchObject([
      { name: "key-revoked" },
      { name: "key-created" },
    ]);
  });

  test("have a PBX if and only if their role is pbx", async () => {
    expect(await staff.post("/keys", { name: "x", role: "pbx", pbx: "main" })).toMatchObject({
      status: 201,
      json: { pbx: "main" },
    });
    for (const body of [
      { name: "x", role: "pbx" },
      { name: "x", role: "viewer", pbx: "main" },
    ]) {
      expect(await staff.post("/keys", body)).toMatchObject({
        status: 422,
        json: { code: "invalid-body", errors: [{ pointer: "/pbx" }] },
      });
    }
    expect(await staff.post("/keys", { name: "x", role: "pbx", pbx: "none" })).toMatchObject({
      status: 422,
      json: { code: "unknown-pbx" },
    });
    expect(await staff.post("/keys", { name: "x", role: "root" })).toMatchObject({
      status: 422,
      json: {
        errors: [
          { pointer: "/role", detail: expect.stringContaining('admin, technician, viewer, pbx, but is "root"') },
        ],
      },
    });
  });
});

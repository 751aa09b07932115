import { afterAll, beforeAll, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

function send(payload: string, contentType = "application/json") {
  return staff.call("POST", "/phones", { body: payload, headers: { "content-type": contentType } });
}

test("a body that is no JSON, too large, or of another type is a problem of its own", async () => {
  for (const text of ["{", "[1,", "nope", '{"__proto__":{"mac":"x"}}', '{"mac":"a","constructor":{"prototype":{}}}']) {
    expect(await send(text), text).toMatchObject({ status: 400, json: { code: "malformed-body" } });
  }
  expect(await send(JSON.stringify({ label: "x".repeat(300_000) }))).toMatchObject({
    status: 413,
    json: { code: "body-too-large" },
  });
  for (const type of ["text/plain", "application/xml", "application/x-www-form-urlencoded"]) {
    expect(await send("mac=000413000001", type)).toMatchObject({
      status: 415,
      json: { code: "unsupported-media-type" },
    });
  }
});

test("a body that is no object is refused as a whole", async () => {
  for (const text of ["[]", '"x"', "7", "null"]) {
    const refused = await send(text);
    expect(refused.status, text).toBe(422);
  }
});

test("what is wrong with a field is said for programs, too: its kind, and what is allowed", async () => {
  const about = async (body: unknown) => (await staff.post("/people", body)).json.errors;
  expect(await about({ role: "king", colour: "red", name: "x".repeat(101) })).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pointer: "/login", kind: "missing" }),
      expect.objectContaining({ pointer: "/colour", kind: "unknown" }),
      expect.objectContaining({ pointer: "/role", kind: "choice", limit: "admin, technician, viewer, pbx" }),
      expect.objectContaining({ pointer: "/name", kind: "too-long", limit: "100" }),
    ]),
  );
  expect(await about({ login: "?", role: "admin" })).toMatchObject([{ kind: "form", limit: "staff-login" }]);
  expect(await about({ login: 7, role: "admin" })).toContainEqual(expect.objectContaining({ kind: "type" }));
});

test("a path that leads nowhere is a problem, too", async () => {
  for (const path of ["/nothing", "/phones/x/y/z", "/phones/%zz", "//", "/%2e%2e/%2e%2e/etc/passwd"]) {
    expect(await staff.get(path), path).toMatchObject({
      status: 404,
      json: { code: "not-found", type: "/problems/not-found" },
    });
  }
  expect(await staff.call("PUT", "/phones")).toMatchObject({ status: 404, json: { code: "not-found" } });
});

test("a fault here is answered without a word about it, and reported", async () => {
  const broken = await startStaff();
  broken.pace.beforeEvent = () => Promise.reject(new Error("canary: disk full"));
  const answer = await broken.post("/pbxs", { id: "main", host: "x" }, { headers: { "idempotency-key": "k" } });
  expect(answer).toMatchObject({ status: 500, json: { code: "internal", errors: [] } });
  expect(answer.text).not.toContain("canary");
  expect(broken.faults).toMatchObject([{ message: "canary: disk full" }]);
  broken.pace.beforeEvent = async () => {};
  // A fault is no answer: the same request may try again.
  expect(await broken.post("/pbxs", { id: "main", host: "x" }, { headers: { "idempotency-key": "k" } })).toMatchObject({
    status: 409,
    json: { code: "pbx-exists" },
  });
  await broken.close();
});

test("answers over a real connection as it does here", async () => {
  const address = await staff.app.listen({ host: "127.0.0.1", port: 0 });
  const headers = { authorization: `Bearer ${staff.keys.admin}`, "content-type": "application/json" };
  const body = JSON.stringify({ mac: "00:04:13:74:00:01", pbx: "main" });
  const made = await fetch(`${address}/api/v1/phones`, { method: "POST", headers, body });
  expect(made.status).toBe(201);
  expect(await made.json()).toMatchObject({ mac: "000413740001" });
  expect(await (await fetch(`${address}/api/v1/allow-list?format=text`, { headers })).text()).toBe(
    "000413740001 snom main\n",
  );
  const removed = await fetch(`${address}/api/v1/phones/00%3A04%3A13%3A74%3A00%3A01`, {
    method: "DELETE",
    headers: { authorization: headers.authorization },
  });
  expect([removed.status, await removed.text()]).toEqual([204, ""]);
  expect((await fetch(`${address}/api/v1/phones`)).status).toBe(401);
});

test("no hostile request of the other tests has led to a fault", () => {
  expect(staff.faults).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

function ifMatch(etag: unknown) {
  return { headers: { "if-match": String(etag) } };
}
function once(idempotencyKey: string) {
  return { headers: { "idempotency-key": idempotencyKey } };
}

describe("If-Match", () => {
  const resources = {
    "a PBX": async () => ["/pbxs/main", { host: "new.example" }] as const,
    "an account": async () => ["/pbxs/main/accounts/201", { displayName: "New" }] as const,
    "a phone": async () => {
      const mac = snomMac();
      await staff.post("/phones", { mac, pbx: "main" });
      return [`/phones/${mac}`, { label: "New" }] as const;
    },
  };

  test.each(Object.entries(resources))("guards the change of %s", async (_, make) => {
    const [path, change] = await make();
    const { etag } = (await staff.get(path)).headers;
    expect(etag).toMatch(/^"[^"]+"$/);
    const changed = await staff.patch(path, change, ifMatch(etag));
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
    expect((await staff.get(path)).headers.etag).toBe(changed.headers.etag);

    for (const stale of [etag, '"nonsense"', `W/${changed.headers.etag}`, ""]) {
      expect(await staff.patch(path, change, ifMatch(stale))).toMatchObject({ status: 412, json: { code: "stale" } });
      expect(await staff.remove(path, ifMatch(stale))).toMatchObject({ status: 412, json: { code: "stale" } });
    }
    expect((await staff.patch(path, change, ifMatch(`"other", ${changed.headers.etag}`))).status).toBe(200);
    expect((await staff.patch(path, change, ifMatch("*"))).status).toBe(200);
  });

  test("lets only one of two changes through that saw the same state", async () => {
    const { etag } = (await staff.get("/pbxs/main")).headers;
    const both = await Promise.all(
      ["a", "b"].map((customer) => staff.patch("/pbxs/main", { customer }, ifMatch(etag))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe("Idempotency-Key", () => {
  test("gives the same answer again for the same request, and does nothing again", async () => {
    const body = { mac: snomMac(), pbx: "main" };
    const first = await staff.post("/phones", body, once("one"));
    const again = await staff.post("/phones", { pbx: "main", mac: body.mac }, once("one"));
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, text: first.text });
    for (const name of ["location", "etag", "content-type"]) expect(again.headers[name]).toBe(first.headers[name]);
    expect((await staff.get(`/phones/${body.mac}/events`)).json.items).toHaveLength(1);
  });

  test("repeats a refusal, too, and an answer that showed a password", async () => {
    const first = await staff.post("/pbxs/main/accounts?reveal=true", { username: "600" }, once("secret"));
    expect(first.json.password).toHaveLength(20);
    expect((await staff.post("/pbxs/main/accounts?reveal=true", { username: "600" }, once("secret"))).text).toBe(
      first.text,
    );
    expect((await staff.dump()).includes(String(first.json.password))).toBe(false);
    const refused = await staff.post("/pbxs/main/accounts", { username: "600" }, once("again"));
    expect(refused.status).toBe(409);
    await staff.remove("/pbxs/main/accounts/600");
    expect(await staff.post("/pbxs/main/accounts", { username: "600" }, once("again"))).toMatchObject({
      status: 409,
      text: refused.text,
    });
  });

  test("is refused for another body or another call", async () => {
    await staff.post("/pbxs/main/accounts", { username: "700" }, once("two"));
    for (const answer of [
      await staff.post("/pbxs/main/accounts", { username: "701" }, once("two")),
      await staff.post("/pbxs/main/accounts?reveal=true", { username: "700" }, once("two")),
      await staff.post("/keys", { name: "x", role: "viewer" }, once("two")),
    ]) {
      expect(answer).toMatchObject({ status: 422, json: { code: "idempotency-key-reused" } });
    }
  });

  test("belongs to the API key that used it", async () => {
    await staff.post("/pbxs/main/accounts", { username: "800" }, once("three"));
    const key = await staff.makeKey("pbx", "main");
    expect((await staff.post("/pbxs/main/accounts", { username: "801" }, { ...once("three"), key })).status).toBe(201);
  });

  test("is refused while the first request is still being worked on", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    staff.pace.beforeEvent = () => promise;
    const body = { username: "900" };
    const both = [1, 2].map(() => staff.post("/pbxs/main/accounts", body, once("four")));
    expect(await Promise.race(both)).toMatchObject({ status: 409, json: { code: "idempotency-in-progress" } });
    resolve();
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await staff.post("/pbxs/main/accounts", body, once("four"))).status).toBe(201);
  });

  test("is 1 to 255 printable characters", async () => {
    for (const bad of ["x".repeat(256), "with blank"]) {
      expect(await staff.post("/pbxs/main/accounts", { username: "901" }, once(bad))).toMatchObject({
        status: 400,
        json: { code: "invalid-query", errors: [{ parameter: "idempotency-key" }] },
      });
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
});
afterAll(() => staff.close());

describe("customers", () => {
  test("are made, listed, searched, renamed and deleted", async () => {
    const made = await staff.post("/customers", { id: "north", name: "North & Söhne" });
    expect(made).toMatchObject({ status: 201, json: { id: "north", name: "North & Söhne" } });
    expect(made.headers.location).toBe("/api/v1/customers/north");
    expect(await staff.post("/customers", { id: "north" })).toMatchObject({
      status: 409,
      json: { code: "customer-exists" },
    });
    expect((await staff.get("/customers?search=SÖHNE")).json.items).toMatchObject([{ id: "north" }]);
    const { headers } = await staff.get("/customers/north");
    expect((await staff.patch("/customers/north", { name: "North" })).json.name).toBe("North");
    const stale = { headers: { "if-match": String(headers.etag) } };
    expect((await staff.remove("/customers/north", stale)).status).toBe(412);
    expect((await staff.remove("/customers/north")).status).toBe(204);
    expect((await staff.get("/customers/north")).status).toBe(404);
  });

  test.each([".", "..", "", " x", "a\nb"])("cannot be called %j", async (id) => {
    expect(await staff.post("/customers", { id })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: "/id" }] },
    });
  });

  test("are made on the way when an admin registers a PBX for one, under the words that were used", async () => {
    const id = "Bäcker / Straße #1";
    expect(await staff.post("/pbxs", { id: "oven", host: "oven.example", customer: id })).toMatchObject({
      status: 201,
      json: { customer: id },
    });
    expect((await staff.get(`/customers/${encodeURIComponent(id)}`)).json).toMatchObject({ id, name: id });
    expect((await staff.post("/pbxs", { id: "oven", host: "x", customer: "never" })).json.code).toBe("pbx-exists");
    expect((await staff.get("/customers/never")).status).toBe(404);
    expect((await staff.patch("/pbxs/oven", { customer: "Miller" })).json.customer).toBe("Miller");
    expect((await staff.get("/events?search=customer-created")).json.items).toMatchObject([
      { detail: { customer: "Miller" } },
      { detail: { customer: id } },
      { detail: { customer: "north" } },
    ]);
  });

  test("stay while a PBX, a key or a person is theirs", async () => {
    await staff.post("/pbxs", { id: "kept", host: "kept.example", customer: "keeper" });
    const inUse = async () => (await staff.remove("/customers/keeper")).json.code;
    expect(await inUse()).toBe("customer-in-use");
    await staff.remove("/pbxs/kept");
    const scope = { customers: ["keeper"] };
    const { id: key } = (await staff.post("/keys", { name: "x", role: "viewer", scope })).json;
    expect(await inUse()).toBe("customer-in-use");
    await staff.remove(`/keys/${key}`);
    const { id: person } = (await staff.post("/people", { login: "keeper", role: "viewer", scope })).json;
    expect(await inUse()).toBe("customer-in-use");
    await staff.patch(`/people/${person}`, { scope: null });
    expect((await staff.remove("/customers/keeper")).status).toBe(204);
  });
});

describe("a scope", () => {
  beforeAll(async () => {
    for (const [id, customer] of [
      ["one", "scoped"],
      ["two", "scoped"],
      ["three", "elsewhere"],
    ])
      await staff.post("/pbxs", { id, host: `${id}.example`, customer });
  });
  const pbxsSeenBy = async (key: string) => (await staff.get("/pbxs", { key })).json.items.map(({ id }) => id);

  test("means the PBXs that a customer has now, and those that are named", async () => {
    const key = await staff.makeKey("viewer", null, { customers: ["scoped"], pbxs: ["three"] });
    expect(await pbxsSeenBy(key)).toEqual(["one", "three", "two"]);
    await staff.patch("/pbxs/two", { customer: "elsewhere" });
    expect(await pbxsSeenBy(key)).toEqual(["one", "three"]);
    await staff.patch("/pbxs/two", { customer: "scoped" });
    expect(await pbxsSeenBy(key)).toEqual(["one", "three", "two"]);
  });

  test("whose last PBX is deleted sees nothing, not all, and no later PBX of that id", async () => {
    await staff.post("/pbxs", { id: "gone", host: "gone.example" });
    const key = await staff.makeKey("viewer", null, { customers: [], pbxs: ["gone"] });
    expect(await pbxsSeenBy(key)).toEqual(["gone"]);
    await staff.remove("/pbxs/gone");
    expect(await pbxsSeenBy(key)).toEqual([]);
    await staff.post("/pbxs", { id: "gone", host: "other.example" });
    expect(await pbxsSeenBy(key)).toEqual([]);
    expect((await staff.get("/events", { key })).json.items).toEqual([]);
  });

  test("does not show what happened at an earlier PBX of the same id", async () => {
    await staff.post("/pbxs", { id: "reused", host: "before.example", customer: "elsewhere" });
    await staff.remove("/pbxs/reused");
    await staff.post("/pbxs", { id: "reused", host: "after.example", customer: "scoped" });
    const key = await staff.makeKey("viewer", null, { customers: ["scoped"], pbxs: [] });
    const hosts = async (options?: { key: string }) =>
      (await staff.get("/events?pbx=reused&name=pbx-created", options)).json.items.map(
        ({ detail }) => (detail as { host: string }).host,
      );
    expect(await hosts({ key })).toEqual(["after.example"]);
    expect(await hosts()).toEqual(["after.example", "before.example"]);
  });

  test("is given to others within one's own only; nothing said means one's own", async () => {
    const key = await staff.makeKey("admin", null, { customers: ["scoped"], pbxs: [] });
    const make = (more: object) => staff.post("/keys", { name: "x", role: "viewer", ...more }, { key });
    expect((await make({})).json.scope).toEqual({ customers: ["scoped"], pbxs: [] });
    expect((await make({ scope: { pbxs: ["one"] } })).json.scope).toEqual({ customers: [], pbxs: ["one"] });
    expect((await make({ role: "pbx", pbx: "one" })).json).toMatchObject({ pbx: "one", scope: { pbxs: ["one"] } });
    for (const [more, code] of [
      [{ scope: null }, "invalid-body"],
      [{ scope: {} }, "invalid-body"],
      [{ scope: { pbxs: ["one", "three"] } }, "unknown-pbx"],
      [{ scope: { customers: ["elsewhere"] } }, "unknown-customer"],
      [{ role: "pbx", pbx: "three" }, "unknown-pbx"],
      [{ role: "pbx", pbx: "one", scope: { pbxs: ["two"] } }, "invalid-body"],
    ] as const)
      expect(await make(more), JSON.stringify(more)).toMatchObject({ status: 422, json: { code } });
  });

  test("is what the role pbx needs, as one PBX or as several", async () => {
    expect((await staff.post("/keys", { name: "x", role: "pbx" })).json.errors).toMatchObject([{ pointer: "/pbx" }]);
    expect((await staff.post("/people", { login: "pbx", role: "pbx" })).json.errors).toMatchObject([
      { pointer: "/scope" },
    ]);
    const scope = { pbxs: ["one", "two"] };
    const { key } = (await staff.post("/keys", { name: "x", role: "pbx", scope })).json as { key?: string };
    expect(await pbxsSeenBy(key ?? "")).toEqual(["one", "two"]);
  });

  test("keeps an admin from moving a PBX to a customer that is not theirs, and from making what is unique among all", async () => {
    const key = await staff.makeKey("admin", null, { customers: ["scoped"], pbxs: [] });
    for (const customer of ["elsewhere", "brand new", null])
      expect(await staff.patch("/pbxs/one", { customer }, { key })).toMatchObject({
        status: 422,
        json: { code: "unknown-customer" },
      });
    expect((await staff.patch("/pbxs/one", { customer: "scoped", port: 5080 }, { key })).status).toBe(200);
    for (const [path, body] of [
      ["/pbxs", { id: "mine", host: "mine.example", customer: "scoped" }],
      ["/customers", { id: "mine" }],
      ["/people", { login: "mine", role: "viewer" }],
    ] as const)
      expect(await staff.post(path, body, { key })).toMatchObject({ status: 403, json: { code: "forbidden" } });
  });
});

describe("people", () => {
  test("are invited, found by id or login, listed, changed, reset and deleted by an admin", async () => {
    const made = await staff.post("/people", { login: "Anna@Example.com", name: "Anna", role: "technician" });
    expect(made).toMatchObject({
      status: 201,
      json: {
        login: "anna@example.com",
        name: "Anna",
        role: "technician",
        scope: null,
        disabled: false,
        hasPassword: false,
      },
    });
    expect(made.json.linkExpiresAt).toBe(new Date(staff.clock.now + 86_400_000).toISOString());
    expect(await staff.post("/people", { login: "anna@example.COM", role: "viewer" })).toMatchObject({
      status: 409,
      json: { code: "login-exists" },
    });
    const { id } = made.json;
    for (const name of [id, "anna@example.com", "Anna@Example.com"])
      expect((await staff.get(`/people/${name}`)).json.id).toBe(id);
    expect((await staff.get("/people?search=ANNA")).json.items).toMatchObject([{ id }]);
    expect((await staff.patch(`/people/${id}`, { role: "viewer", name: "Anna B." })).json).toMatchObject({
      role: "viewer",
      name: "Anna B.",
    });
    expect((await staff.post(`/people/${id}/reset`, {})).json.link).toContain("/welcome#invitation=");
    expect((await staff.remove(`/people/${id}`)).status).toBe(204);
    expect((await staff.get(`/people/${id}`)).status).toBe(404);
    const events = (await staff.get("/events?search=person-")).json.items.map(({ name }) => name);
    expect(events.slice(0, 4)).toEqual(["person-deleted", "person-reset", "person-changed", "person-created"]);
  });

  test("cannot be given a password or a login that is none", async () => {
    for (const body of [
      { login: "x", role: "viewer", password: "no such field here" },
      { login: "a b", role: "viewer" },
      { login: "", role: "viewer" },
      { login: "x", role: "root" },
    ])
      expect(await staff.post("/people", body)).toMatchObject({ status: 422 });
  });
});

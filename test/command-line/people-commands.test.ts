import { describe, expect } from "vitest";
import { page, runAt, test } from "./fixture.ts";

const ANNA = { id: "p1", login: "anna", name: "Anna", role: "technician", scope: null, disabled: false };
const LINK = "http://127.0.0.1:8081/welcome#invitation=abc";

describe("offhook people", () => {
  test("add sends who it is and what they may see, and prints the link", async ({ staff }) => {
    const server = await staff({ "POST /people": { status: 201, json: { ...ANNA, link: LINK } } });
    const scope = ["--customer", "North & Söhne", "--customer", "south", "--pbx", "main"];
    const { code, out } = await runAt(server, [
      "people",
      "add",
      "anna",
      "--role",
      "technician",
      "--name",
      "Anna",
      ...scope,
    ]);
    expect(code).toBe(0);
    expect(out).toContain(LINK);
    await runAt(server, ["people", "add", "anna", "--role", "admin"]);
    expect(server.calls.map(({ body }) => body)).toEqual([
      {
        ...{ login: "anna", name: "Anna", role: "technician" },
        scope: { customers: ["North & Söhne", "south"], pbxs: ["main"] },
      },
      { login: "anna", role: "admin" },
    ]);
    expect((await runAt(server, ["people", "add", "anna"])).code).toBe(2);
  });

  test("list prints a table, or JSON", async ({ staff }) => {
    const scope = { customers: ["north"], pbxs: [] };
    const server = await staff({ "GET /people": page({ ...ANNA, scope, disabled: true, secondFactor: true }) });
    const { out } = await runAt(server, ["people", "list", "--search", "an"]);
    expect(out).toMatch(/^anna {3}Anna {2}technician {2}customers=north pbxs=- {2}yes {9}yes /m);
    expect(server.calls[0]?.query).toMatchObject({ search: "an" });
    expect(JSON.parse((await runAt(server, ["people", "list", "--json"])).out)).toMatchObject([{ login: "anna" }]);
  });

  test("disable, undo it, and reset by login", async ({ staff }) => {
    const server = await staff({
      "PATCH /people/anna%40example.com": { json: ANNA },
      "POST /people/anna%40example.com/reset": { json: { ...ANNA, link: LINK } },
    });
    const login = "anna@example.com";
    expect(await runAt(server, ["people", "disable", login])).toMatchObject({ code: 0, out: `disabled ${login}\n` });
    expect((await runAt(server, ["people", "disable", login, "--undo"])).out).toBe(`enabled ${login}\n`);
    expect((await runAt(server, ["people", "reset", login])).out).toContain(LINK);
    await runAt(server, ["people", "reset", login, "--second-factor"]);
    expect(server.calls.map(({ body }) => body)).toEqual([
      ...[{ disabled: true }, { disabled: false }, {}],
      { secondFactor: true },
    ]);
  });
});

describe("offhook customer", () => {
  test("add, list and remove", async ({ staff }) => {
    const server = await staff({
      "POST /customers": { status: 201, json: { id: "north", name: "North" } },
      "GET /customers": page({ id: "north", name: "North" }),
      "DELETE /customers/north": { status: 204, text: "" },
    });
    expect((await runAt(server, ["customer", "add", "north", "--name", "North"])).out).toMatch(/^id {4}north$/m);
    expect(server.calls[0]?.body).toEqual({ id: "north", name: "North" });
    expect((await runAt(server, ["customer", "list"])).out).toMatch(/^north {2}North/m);
    expect(await runAt(server, ["customer", "remove", "north"])).toMatchObject({ code: 0, out: "removed north\n" });
  });
});

test("offhook key add binds a key to customers", async ({ staff }) => {
  const server = await staff({ "POST /keys": { status: 201, json: { id: "k1", key: "ohk_new" } } });
  await runAt(server, ["key", "add", "page", "--role", "viewer", "--customer", "north", "--customer", "south"]);
  expect(server.calls[0]?.body).toEqual({ name: "page", role: "viewer", scope: { customers: ["north", "south"] } });
});

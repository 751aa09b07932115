import { describe, expect } from "vitest";
import { KEY, page, runAt, test } from "./fixture.ts";
import { offhook } from "./run.ts";

describe("offhook", () => {
  test("documents its exit codes in its help", async () => {
    const { code, out } = await offhook(["--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/Exit codes\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 /);
  });

  test.for([
    [[]],
    [["phone"]],
    [["dial"]],
    [["phone", "list", "--colour"]],
    [["phone", "add", "0004137447D0"]],
    [["phone", "show"]],
    [["key", "add", "page"]],
  ])("exits 2 for the wrong usage %j", async ([args], { staff }) => {
    const server = await staff({});
    expect(await runAt(server, args ?? [])).toMatchObject({ code: 2, out: "" });
    expect(server.calls).toEqual([]);
  });

  test("exits 2 without a key, and with an address that is none", async () => {
    expect(await offhook(["pbx", "list"])).toMatchObject({
      code: 2,
      err: "offhook: no API key: set OFFHOOK_KEY or give --key\n",
    });
    const env = { OFFHOOK_KEY: KEY };
    expect(await offhook(["pbx", "list", "--url", "localhost:8081"], env)).toMatchObject({ code: 2 });
    expect(await offhook(["pbx", "list", "--key", "a\nb"], env)).toMatchObject({ code: 2 });
  });

  test("exits 1 when refused, and prints title, detail and each field's error", async ({ staff }) => {
    const problem = {
      type: "/problems/invalid-mac",
      title: "This is not the MAC address of a phone",
      status: 422,
      detail: "/mac must be 12 hex digits",
      code: "invalid-mac",
      errors: [{ pointer: "/mac", detail: 'must be 12 hex digits, not "805EC00418F"' }],
    };
    const server = await staff({ "POST /phones": { status: 422, json: problem, type: "application/problem+json" } });
    expect(await runAt(server, ["phone", "add", "805EC00418F", "--pbx", "main"])).toEqual({
      code: 1,
      out: "",
      err: `offhook: ${problem.title}: ${problem.detail}\n  /mac must be 12 hex digits, not "805EC00418F"\n`,
    });
  });

  test("exits 1 for answers that are not of the staff API", async ({ staff }) => {
    const proxy = await staff({ "GET /pbxs": { status: 502, text: "<html>" } });
    expect(await runAt(proxy, ["pbx", "list"])).toMatchObject({ code: 1, err: "offhook: 502 Bad Gateway\n" });
    const page200 = await staff({
      "GET /pbxs": { text: "<html>" },
      "GET /phones": { json: { items: "none" } },
      "GET /phones/1": { json: [] },
    });
    expect(await runAt(page200, ["pbx", "list"])).toMatchObject({ code: 1, out: "" });
    expect(await runAt(page200, ["phone", "list"])).toMatchObject({ code: 1, out: "" });
    expect(await runAt(page200, ["phone", "show", "1"])).toMatchObject({ code: 1, out: "" });
  });

  test("exits 3 when the server cannot be reached, and never prints the key", async ({ staff }) => {
    const server = await staff({});
    await server.close();
    const { code, err } = await runAt(server, ["pbx", "list"]);
    expect(code).toBe(3);
    expect(err).toMatch(new RegExp(`^offhook: cannot reach ${server.url}: .*ECONNREFUSED`));
    expect(err).not.toContain(KEY);
  });

  test("takes address and key after the command before those before it, and both before the environment", async ({
    staff,
  }) => {
    const server = await staff({ "GET /pbxs": page() });
    const nowhere = { OFFHOOK_URL: "http://127.0.0.1:1", OFFHOOK_KEY: "env" };
    await offhook(["pbx", "list", "--url", `${server.url}/`, "--key", "after"], nowhere);
    await offhook(["--url", server.url, "--key", "before", "pbx", "list"], nowhere);
    await offhook(
      ["--url", "http://127.0.0.1:1", "--key", "before", "pbx", "list", "--url", server.url, "--key", "after"],
      nowhere,
    );
    expect(server.calls.map(({ key }) => key)).toEqual(["Bearer after", "Bearer before", "Bearer after"]);
  });

  test("takes the API key before a command whose --key is a function key", async ({ staff }) => {
    const server = await staff({ "POST /phones": { status: 201, json: {} } });
    const args = [
      "--url",
      server.url,
      "--key",
      "api",
      "phone",
      "add",
      "0004137447D0",
      "--pbx",
      "main",
      "--key",
      "blf:30",
    ];
    expect((await offhook(args)).code).toBe(0);
    expect(server.calls[0]).toMatchObject({ key: "Bearer api", body: { keys: [{ type: "blf", value: "30" }] } });
  });
});

import { describe, expect } from "vitest";
import { runAt, test } from "./fixture.ts";

const PATH = "/pbxs/main/redirects/gigaset-redirect";
const ACCOUNT = { service: "gigaset-redirect", pbx: "main", phones: { waiting: 3, registered: 4 } };

describe("offhook redirect", () => {
  test("set sends the account, its password from standard input", async ({ staff }) => {
    const server = await staff({ [`PUT ${PATH}`]: { status: 201, json: ACCOUNT } });
    const { code, out } = await runAt(
      server,
      ["redirect", "set", "main", "gigaset-redirect", "--username", "reseller", "--label", "Telco", "--no-mac-id"],
      "the password\nnot this\n",
    );
    expect(code).toBe(0);
    expect(server.calls[0]?.body).toEqual({
      credentials: { username: "reseller", password: "the password" },
      label: "Telco",
      needsMacId: false,
    });
    expect(out).toMatch(/^phones +waiting=3 registered=4$/m);
  });

  test("set leaves to the server what is not said, and can switch the question before off", async ({ staff }) => {
    const server = await staff({ [`PUT ${PATH}`]: { json: ACCOUNT } });
    const args = [
      "redirect",
      "set",
      "main",
      "gigaset-redirect",
      "--username",
      "x",
      "--no-check",
      "--base-url",
      "https://x/",
    ];
    await runAt(server, args, "y");
    const credentials = { username: "x", password: "y" };
    expect(server.calls[0]?.body).toEqual({ credentials, checkFirst: false, baseUrl: "https://x/" });
  });

  test("set asks no server without a password", async ({ staff }) => {
    const server = await staff({});
    const { code, err } = await runAt(server, ["redirect", "set", "main", "snom-rds", "--username", "x"]);
    expect(code).toBe(2);
    expect(err).toContain("no password on standard input");
    expect(server.calls).toEqual([]);
  });

  test("show and remove ask for one account", async ({ staff }) => {
    const server = await staff({ [`GET ${PATH}`]: { json: ACCOUNT }, [`DELETE ${PATH}`]: { status: 204 } });
    expect((await runAt(server, ["redirect", "show", "main", "gigaset-redirect"])).out).toMatch(/^pbx +main$/m);
    expect((await runAt(server, ["redirect", "remove", "main", "gigaset-redirect"])).out).toBe(
      "removed gigaset-redirect\n",
    );
  });
});

describe("offhook phone redirect", () => {
  const state = { state: "failed", error: { code: "mac-elsewhere", words: "Error:owned\u001b[2J" } };

  test("shows a phone's state, its error in one line that steers no terminal", async ({ staff }) => {
    const server = await staff({ "GET /phones/000413AABBCC/redirect": { json: state } });
    const { out } = await runAt(server, ["phone", "redirect", "000413AABBCC"]);
    expect(out).toMatch(/^error +code=mac-elsewhere words=Error:owned\ufffd\[2J$/m);
  });

  test("with --retry has it registered anew", async ({ staff }) => {
    const server = await staff({
      "POST /phones/000413AABBCC/redirect/retry": { json: { ...state, state: "waiting" } },
    });
    const { code, out } = await runAt(server, ["phone", "redirect", "000413AABBCC", "--retry"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^state +waiting$/m);
  });
});

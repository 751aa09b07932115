import { describe, expect } from "vitest";
import { KEY, page, runAt, test } from "./fixture.ts";

const PHONE = {
  mac: "0004137447D0",
  vendor: "snom",
  manufacturer: "Snom",
  model: "D785",
  pbx: "main",
  label: "Front desk",
  status: "waiting",
  lastSeen: null,
  firmware: null,
  lines: [{ account: "20", displayName: "Ada", label: "" }],
  keys: [],
};
const GRANT = {
  kind: "sip",
  account: "20",
  state: "armed",
  openedAt: null,
  openedBy: null,
  closesAt: null,
  armedUntil: null,
};

describe("offhook phone", () => {
  test("add sends everything that the options say", async ({ staff }) => {
    const server = await staff({ "POST /phones": { status: 201, json: PHONE } });
    const { code, out } = await runAt(server, [
      ...["phone", "add", "00:04:13:74:47:d0", "--pbx", "main", "--vendor", "snom", "--model", "D785"],
      ...["--label", "Front desk", "--line", "20=Ada = Byron", "--line", "21"],
      ...["--key", "line", "--key", "blf:30:Reception: day", "--key", "speed-dial:0", "--key", "none::free"],
    ]);
    expect(code).toBe(0);
    expect(server.calls).toEqual([
      {
        method: "POST",
        path: "/api/v1/phones",
        query: {},
        key: `Bearer ${KEY}`,
        body: {
          mac: "00:04:13:74:47:d0",
          pbx: "main",
          vendor: "snom",
          model: "D785",
          label: "Front desk",
          lines: [{ account: "20", displayName: "Ada = Byron" }, { account: "21" }],
          keys: [
            { type: "line" },
            { type: "blf", value: "30", label: "Reception: day" },
            { type: "speed-dial", value: "0" },
            { type: "none", label: "free" },
          ],
        },
      },
    ]);
    expect(out).toMatch(/^mac {11}0004137447D0$/m);
    expect(out).toMatch(/^lines 1 {7}account=20 displayName=Ada$/m);
  });

  test("add sends nothing that was not said", async ({ staff }) => {
    const server = await staff({ "POST /phones": { status: 201, json: PHONE } });
    await runAt(server, ["phone", "add", "0004137447D0", "--pbx", "main"]);
    expect(server.calls[0]?.body).toEqual({ mac: "0004137447D0", pbx: "main" });
  });

  test.for([
    ["--line", "=Ada"],
    ["--key", ":30"],
    ["--key", ""],
  ] as const)("add refuses %s %s without asking the server", async ([option, value], { staff }) => {
    const server = await staff({});
    const { code, err } = await runAt(server, ["phone", "add", "0004137447D0", "--pbx", "main", option, value]);
    expect(code).toBe(2);
    expect(err).toContain(`${option} is ${JSON.stringify(value)}`);
    expect(server.calls).toEqual([]);
  });

  test("list follows all pages and prints aligned columns", async ({ staff }) => {
    const phone = { ...PHONE, light: "red" };
    const other = { ...phone, mac: "805EC017DE13", model: null, label: "Store\u001b[31m\nroom" };
    const server = await staff({
      "GET /phones": ({ query }) => ({
        json: query.cursor === "c2" ? { items: [other], next: null } : { items: [phone], next: "c2" },
      }),
    });
    const { code, out } = await runAt(server, [
      "phone",
      "list",
      "--search",
      "a b",
      "--pbx",
      "main",
      "--status",
      "waiting",
      "--registration",
      "gone",
    ]);
    expect(code).toBe(0);
    const filter = { search: "a b", pbx: "main", status: "waiting", registration: "gone", limit: "500" };
    expect(server.calls.map(({ query }) => query)).toEqual([filter, { ...filter, cursor: "c2" }]);
    expect(out).toBe(
      [
        "MAC           VENDOR  MODEL  PBX   LABEL            STATUS   LIGHT  LAST SEEN  FIRMWARE",
        "0004137447D0  snom    D785   main  Front desk       waiting  red    -          -",
        "805EC017DE13  snom    -      main  Store\ufffd[31m\ufffdroom  waiting  red    -          -",
        "",
      ].join("\n"),
    );
  });

  test("list prints one JSON array of all pages with --json", async ({ staff }) => {
    const server = await staff({
      "GET /phones": ({ query }) => ({
        json: { items: [{ mac: query.cursor ?? "1" }], next: query.cursor === undefined ? "2" : null },
      }),
    });
    for (const args of [
      ["--json", "phone", "list"],
      ["phone", "list", "--json"],
    ]) {
      expect(JSON.parse((await runAt(server, args)).out)).toEqual([{ mac: "1" }, { mac: "2" }]);
    }
  });

  test("list says that there are none", async ({ staff }) => {
    expect(await runAt(await staff({ "GET /phones": page() }), ["phone", "list"])).toEqual({
      code: 0,
      out: "none\n",
      err: "",
    });
  });

  test("show, files and preview ask for one phone", async ({ staff }) => {
    const file = { name: "snomD785.htm", kind: "phone-settings", contentType: "text/xml", carriesSecrets: true };
    const server = await staff({
      "GET /phones/0004.1374.47d0": { json: PHONE },
      "GET /phones/0004137447D0/files": page(file),
      "GET /phones/0004137447D0/preview": { text: "<settings/>", type: "text/xml" },
    });
    expect(JSON.parse((await runAt(server, ["phone", "show", "0004.1374.47d0", "--json"])).out)).toEqual(PHONE);
    expect((await runAt(server, ["phone", "files", "0004137447D0"])).out).toMatch(
      /^snomD785\.htm {2}phone-settings {2}text\/xml {6}yes$/m,
    );
    expect((await runAt(server, ["phone", "preview", "0004137447D0", "a&b.xml"])).out).toBe("<settings/>\n");
    expect(server.calls.at(-1)?.query).toEqual({ file: "a&b.xml" });
  });

  test("remove deletes", async ({ staff }) => {
    const server = await staff({ "DELETE /phones/0004137447D0": { status: 204, text: "" } });
    expect(await runAt(server, ["phone", "remove", "0004137447D0"])).toEqual({
      code: 0,
      out: "removed 0004137447D0\n",
      err: "",
    });
    expect(await runAt(server, ["phone", "remove", "0004137447D0", "--json"])).toMatchObject({ code: 0, out: "" });
  });

  test("cannot be led to another resource by a strange MAC", async ({ staff }) => {
    const server = await staff({});
    await runAt(server, ["phone", "remove", "../pbxs/main?x"]);
    expect(server.calls[0]).toMatchObject({ path: "/api/v1/phones/..%2Fpbxs%2Fmain%3Fx", query: {} });
  });

  test("passwords shows the grants", async ({ staff }) => {
    const server = await staff({ "GET /phones/0004137447D0/passwords": page(GRANT) });
    const { out } = await runAt(server, ["phone", "passwords", "0004137447D0"]);
    expect(out).toMatch(/^sip {3}20 {7}armed/m);
    expect(server.calls[0]?.query).toEqual({});
  });

  test("release, reset and close send the choice, and reset reveals only when asked to", async ({ staff }) => {
    const revealed = page({ ...GRANT, password: "NEW" }, { ...GRANT, kind: "web", account: null });
    const server = await staff({
      "POST /phones/0004137447D0/passwords/release": page(GRANT),
      "POST /phones/0004137447D0/passwords/reset": revealed,
      "POST /phones/0004137447D0/passwords/close": page(GRANT),
    });
    const choice = ["--kind", "sip", "--kind", "web", "--account", "20", "--reason", "moved"];
    await runAt(server, ["phone", "release", "0004137447D0", ...choice, "--armed-for", "30m"]);
    await runAt(server, ["phone", "release", "0004137447D0", "--armed-for", "none"]);
    const { out } = await runAt(server, ["phone", "reset", "0004137447D0", "--kind", "sip", "--reveal"]);
    await runAt(server, ["phone", "close", "0004137447D0"]);
    const said = { kinds: ["sip", "web"], accounts: ["20"], reason: "moved" };
    expect(server.calls.map(({ query, body }) => ({ query, body }))).toEqual([
      { query: {}, body: { ...said, armedFor: "30m" } },
      { query: {}, body: { armedFor: null } },
      { query: { reveal: "true" }, body: { kinds: ["sip"] } },
      { query: {}, body: {} },
    ]);
    expect(out).toMatch(/^KIND {2}ACCOUNT {2}STATE {2}PASSWORD\nsip {3}20 {7}armed {2}NEW\nweb {3}- {8}armed {2}-$/m);
  });
});

describe("offhook pbx and account", () => {
  test("add a PBX with what was said", async ({ staff }) => {
    const server = await staff({ "POST /pbxs": { status: 201, json: { id: "main" } } });
    await runAt(server, [
      "pbx",
      "add",
      "main",
      "pbx.example.com",
      "--port",
      "5061",
      "--transport",
      "tls",
      "--timezone",
      "Europe/Berlin",
    ]);
    await runAt(server, ["pbx", "add", "b", "h"]);
    expect(server.calls.map(({ body }) => body)).toEqual([
      { id: "main", host: "pbx.example.com", port: 5061, transport: "tls", timezone: "Europe/Berlin" },
      { id: "b", host: "h" },
    ]);
    const bad = await runAt(server, ["pbx", "add", "b", "h", "--port", "sip"]);
    expect(bad).toMatchObject({ code: 2, err: "offhook: --port is sip, which is not a number\n" });
  });

  test("list PBXs and accounts", async ({ staff }) => {
    const server = await staff({
      "GET /pbxs": page({ id: "main", host: "pbx.example.com", port: 5060, transport: "udp" }),
      "GET /pbxs/main/accounts": page({
        username: "20",
        displayName: "Ada",
        number: "20",
        authName: "20",
        deskPin: true,
      }),
    });
    expect((await runAt(server, ["pbx", "list"])).out).toMatch(/^main {2}pbx\.example\.com {2}5060 {2}udp/m);
    expect((await runAt(server, ["account", "list", "main", "--search", "ad"])).out).toMatch(
      /^20 {8}Ada {11}20 {6}20 {9}yes$/m,
    );
    expect(server.calls.at(-1)?.query).toMatchObject({ search: "ad" });
  });

  test("add an account, its password from standard input or revealed", async ({ staff }) => {
    const server = await staff({
      "POST /pbxs/main/accounts": { status: 201, json: { username: "20", password: "GENERATED" } },
    });
    const own = ["account", "add", "main", "20", "--display-name", "Ada", "--password-stdin"];
    expect((await runAt(server, own, "s3cret word\nrest")).code).toBe(0);
    const { out } = await runAt(server, ["account", "add", "main", "20", "--reveal"]);
    expect(server.calls.map(({ query, body }) => ({ query, body }))).toEqual([
      { query: {}, body: { username: "20", displayName: "Ada", password: "s3cret word" } },
      { query: { reveal: "true" }, body: { username: "20" } },
    ]);
    expect(out).toMatch(/^password {2}GENERATED$/m);
    expect(await runAt(server, own, "")).toMatchObject({ code: 2 });
  });
});

describe("offhook allow-list, sightings, key and events", () => {
  test("print the allow-list as a table, JSON, CSV and text", async ({ staff }) => {
    const phones = [{ mac: "0004137447D0", vendor: "snom", pbx: "main" }];
    const server = await staff({
      "GET /allow-list": ({ query }) =>
        query.format === "json" ? { json: { items: phones, next: null } } : { text: `as ${query.format}\n` },
    });
    expect((await runAt(server, ["allow-list"])).out).toMatch(/^0004137447D0 {2}snom {4}main$/m);
    expect(JSON.parse((await runAt(server, ["allow-list", "--json"])).out)).toEqual(phones);
    expect((await runAt(server, ["allow-list", "--csv"])).out).toBe("as csv\n");
    expect((await runAt(server, ["allow-list", "--text"])).out).toBe("as text\n");
  });

  test("list sightings and admit one", async ({ staff }) => {
    const server = await staff({
      "GET /sightings": page({ mac: "805EC017DE13", vendor: "yealink", reason: "not-admitted", count: 3 }),
      "POST /sightings/805EC017DE13/admit": { status: 201, json: PHONE },
    });
    expect((await runAt(server, ["sightings"])).out).toContain("not-admitted");
    expect((await runAt(server, ["sightings", "list", "--search", "yea"])).code).toBe(0);
    expect(server.calls.at(-1)?.query).toMatchObject({ search: "yea" });
    expect((await runAt(server, ["sightings", "admit", "805EC017DE13", "--pbx", "main", "--key", "line"])).code).toBe(
      0,
    );
    expect(server.calls.at(-1)?.body).toEqual({ pbx: "main", keys: [{ type: "line" }] });
  });

  test("make, list and revoke keys", async ({ staff }) => {
    const server = await staff({
      "POST /keys": { status: 201, json: { id: "k1", name: "page", role: "pbx", key: "ohk_new" } },
      "GET /keys": page({ id: "k1", name: "page", role: "pbx", pbx: "main" }),
      "DELETE /keys/k1": { status: 204, text: "" },
    });
    expect((await runAt(server, ["key", "add", "page", "--role", "pbx", "--pbx", "main"])).out).toMatch(
      /^key {3}ohk_new$/m,
    );
    expect(server.calls[0]?.body).toEqual({ name: "page", role: "pbx", pbx: "main" });
    expect((await runAt(server, ["key", "list"])).out).toMatch(/^k1 {2}page {2}pbx {3}main/m);
    expect(await runAt(server, ["key", "revoke", "k1"])).toMatchObject({ code: 0, out: "revoked k1\n" });
  });

  test("show events up to a limit, of all phones or of one", async ({ staff }) => {
    const server = await staff({
      "GET /events": ({ query }) => ({
        json: {
          items: Array.from({ length: Math.min(2, Number(query.limit)) }, () => ({
            name: "file-served",
            detail: { lines: 1, kinds: ["sip", "web"] },
          })),
          next: "more",
        },
      }),
    });
    expect(JSON.parse((await runAt(server, ["events", "--limit", "3", "--json"])).out)).toHaveLength(3);
    expect(server.calls.map(({ query }) => query.limit)).toEqual(["3", "1"]);
    const { out } = await runAt(server, ["events", "--phone", "0004137447D0", "--limit", "1"]);
    expect(out).toMatch(/ file-served .* lines=1 kinds=sip, web$/m);
    expect(server.calls.at(-1)?.query).toEqual({ mac: "0004137447D0", limit: "1" });
    expect(await runAt(server, ["events", "--limit", "all"])).toMatchObject({ code: 2 });
  });
});

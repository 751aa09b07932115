import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

let daemon: Daemon;
const dataDir = makeDataDir();

beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  expect((await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" })).status).toBe(201);
  for (const username of ["20", "21"]) {
    const made = await daemon.api("POST", "/api/v1/pbxs/main/accounts", {
      username,
      displayName: `Desk ${username}`,
      password: `sip-secret-of-${username}`,
    });
    expect(made.status).toBe(201);
  }
});
afterAll(async () => {
  expect(await daemon.stop()).toBe(0);
  removeFolder(dataDir);
});

async function admit(mac: string, more: Record<string, unknown> = {}) {
  return daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", ...more });
}

describe("admitting phones over REST", () => {
  test("takes a Snom, a Yealink and, with the vendor given, a MAC that no table knows", async () => {
    expect(await admit("0004137447D0")).toMatchObject({ status: 201, json: { mac: "0004137447D0", vendor: "snom" } });
    expect(await admit("805EC017DE13")).toMatchObject({
      status: 201,
      json: { mac: "805EC017DE13", vendor: "yealink" },
    });
    expect(await admit("7C2E802076BC", { vendor: "gigaset" })).toMatchObject({
      status: 201,
      json: { mac: "7C2E802076BC", vendor: "gigaset" },
    });
  });

  test("answers the same MAC in another notation 409 mac-in-use", async () => {
    expect(await admit("00:04:13:74:47:d0")).toMatchObject({
      status: 409,
      json: { code: "mac-in-use", type: "/problems/mac-in-use" },
    });
  });

  test("answers a MAC that is too short 422 invalid-mac, pointing at /mac", async () => {
    expect(await admit("805EC00418F")).toMatchObject({
      status: 422,
      json: { code: "invalid-mac", errors: [{ pointer: "/mac" }] },
    });
  });

  test("answers a prefix that decides nothing 422 vendor-unknown", async () => {
    expect(await admit("7C2E802076BD")).toMatchObject({ status: 422, json: { code: "vendor-unknown" } });
  });
});

/** How each family's file says the three kinds. A later file holds none of these names. */
const FAMILIES = [
  {
    vendor: "snom",
    model: "D785",
    mac: "000413922D24",
    path: "/000413922D24.xml",
    settings: { sip: "<user_pass ", web: "<http_pass ", menu: "<admin_mode_password " },
  },
  {
    vendor: "yealink",
    model: "T46S",
    mac: "805EC0AABBCC",
    path: "/805ec0aabbcc.cfg",
    settings: {
      sip: "account.1.password",
      web: "static.security.user_password",
      menu: "static.security.user_password",
    },
  },
  {
    vendor: "gigaset",
    model: "N670 IP PRO",
    mac: "7C2F80AABBCC",
    path: "/7c2f80aabbcc.xml",
    settings: { sip: ".AuthPassword", web: "WebUIAccounts.1.Password", menu: ".DECT_AC" },
  },
] as const;

describe.each(FAMILIES)("a $vendor $model", ({ vendor, model, mac, path, settings }) => {
  const without = Object.values(settings);

  test("gets all three kinds of password with its first fetch, and its accounts", async () => {
    const admitted = await admit(mac, { vendor, model, lines: [{ account: "20" }, { account: "21" }] });
    expect(admitted.status).toBe(201);
    const first = await daemon.fetch(path, { from: "127.0.3.1" });
    expect(first.status).toBe(200);
    for (const name of without) expect(first.body).toContain(name);
    for (const username of ["20", "21"]) expect(first.body).toContain(`sip-secret-of-${username}`);
    expect(first.headers["cache-control"]).toBe("no-store");
    expect(first.headers.etag).toBeUndefined();
    expect(Number(first.headers["content-length"])).toBe(Buffer.byteLength(first.body));
  });

  test("gets the SIP passwords again from the same address inside the window, but not the web password", async () => {
    const again = await daemon.fetch(path, { from: "127.0.3.1" });
    expect(again.body).toContain("sip-secret-of-20");
    expect(again.body).not.toContain(settings.web);
  });

  test("from another address gets the same configuration without those settings at all", async () => {
    const other = await daemon.fetch(path, { from: "127.0.3.2" });
    expect(other.status).toBe(200);
    for (const name of without) expect(other.body).not.toContain(name);
    for (const username of ["20", "21"]) expect(other.body).toContain(username);
  });

  test("after its grants were closed gets none, and a release of one account brings back that one only", async () => {
    expect((await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {})).status).toBe(200);
    const closed = await daemon.fetch(path, { from: "127.0.3.1" });
    for (const name of without) expect(closed.body).not.toContain(name);
    const released = await daemon.api("POST", `/api/v1/phones/${mac}/passwords/release`, {
      kinds: ["sip"],
      accounts: ["21"],
      reason: "test",
    });
    expect(released.status).toBe(200);
    const afterRelease = await daemon.fetch(path, { from: "127.0.3.9" });
    expect(afterRelease.body).toContain("sip-secret-of-21");
    expect(afterRelease.body).not.toContain("sip-secret-of-20");
    expect(afterRelease.body).not.toContain(settings.web);
  });

  test("after a reset gets new passwords", async () => {
    const reset = await daemon.api("POST", `/api/v1/phones/${mac}/passwords/reset?reveal=true`, {
      kinds: ["sip"],
      accounts: ["20"],
    });
    expect(reset.status).toBe(200);
    const after = await daemon.fetch(path, { from: "127.0.3.7" });
    expect(after.body).not.toContain("sip-secret-of-20");
    expect(after.body).toContain(settings.sip);
    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/reset`, { kinds: ["sip"] });
    await daemon.api("PATCH", `/api/v1/pbxs/main/accounts/20`, { password: "sip-secret-of-20" });
    await daemon.api("PATCH", `/api/v1/pbxs/main/accounts/21`, { password: "sip-secret-of-21" });
  });
});

describe("requests that must not use up a grant", () => {
  const mac = "000413A6A6A6";

  test("HEAD, If-None-Match, Range, preview and a list of files leave everything armed", async () => {
    await admit(mac, { lines: [{ account: "20" }] });
    const requests = [
      { method: "HEAD" },
      { headers: { "if-none-match": '"x"' } },
      { headers: { "if-none-match": "*" } },
      { headers: { range: "bytes=0-10" } },
    ];
    for (const request of requests) {
      const answer = await daemon.fetch(`/${mac}.xml`, request);
      expect([200, 304]).toContain(answer.status);
      expect(answer.body).not.toContain("<user_pass");
    }
    const preview = await daemon.api("GET", `/api/v1/phones/${mac}/preview?file=${mac}.xml`);
    expect(preview.text).toContain(">********<");
    expect(preview.text).not.toContain("sip-secret-of-20");
    await daemon.api("GET", `/api/v1/phones/${mac}/files`);
    const grants = (await daemon.api("GET", `/api/v1/phones/${mac}/passwords`)).json as
      | { state: string }[]
      | { items: { state: string }[] };
    const states = (Array.isArray(grants) ? grants : grants.items).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["armed"]));
    expect((await daemon.fetch(`/${mac}.xml`)).body).toContain("sip-secret-of-20");
  });

  test("a closed phone's file is revalidated with 304", async () => {
    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {});
    const first = await daemon.fetch(`/${mac}.xml`);
    expect(first.headers.etag).toBeTypeOf("string");
    const second = await daemon.fetch(`/${mac}.xml`, { headers: { "if-none-match": String(first.headers.etag) } });
    expect([second.status, second.body]).toEqual([304, ""]);
  });
});

describe("who gets nothing", () => {
  test("a MAC that is not admitted, an unknown file and an optional file get the same 404; each leaves an event, the phone a sighting", async () => {
    const paths = ["/00041300FFEE.xml", "/secret.txt", "/snomD785.htm", "/805ec0aabbcc.boot"];
    const answers = await Promise.all(paths.map((path) => daemon.fetch(path)));
    const shapes = answers.map(({ status, body, headers }) => JSON.stringify([status, body, { ...headers, date: "" }]));
    expect(new Set(shapes).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    await expect.poll(async () => (await daemon.api("GET", "/api/v1/events?limit=100")).text).toMatch(/not-admitted/);
    const sightings = (await daemon.api("GET", "/api/v1/sightings")).json as {
      items: { mac: string; vendor: string; via: string }[];
    };
    expect(sightings.items).toContainEqual(
      expect.objectContaining({ mac: "00041300FFEE", vendor: "snom", via: "http" }),
    );
  });

  test("a User-Agent with another MAC than the path is refused and noted", async () => {
    const answer = await daemon.fetch("/000413922D24.xml", {
      headers: {
        "user-agent":
          "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D25 SXM:0 UXM:0)",
      },
    });
    expect(answer.status).toBe(404);
    await expect.poll(async () => (await daemon.api("GET", "/api/v1/events?limit=100")).text).toMatch(/mac-mismatch/);
  });

  test("a deleted phone is off the allow-list at once", async () => {
    await admit("000413DEADEE", { lines: [{ account: "20" }] });
    expect((await daemon.fetch("/000413DEADEE.xml")).status).toBe(200);
    expect((await daemon.api("DELETE", "/api/v1/phones/000413DEADEE")).status).toBe(204);
    expect((await daemon.fetch("/000413DEADEE.xml")).status).toBe(404);
    expect((await daemon.api("GET", "/api/v1/allow-list?format=text")).text).not.toContain("000413DEADEE");
  });
});

describe("what changes a configuration", () => {
  test("is in the next answer: the phone's label, its account's name, its PBX's host", async () => {
    const mac = "0004130C0C0C";
    await admit(mac, { lines: [{ account: "20" }] });
    const path = `/${mac}.xml`;
    await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {});
    expect((await daemon.fetch(path)).body).toContain("Desk 20");
    await daemon.api("PATCH", "/api/v1/pbxs/main/accounts/20", { displayName: "Reception" });
    expect((await daemon.fetch(path)).body).toContain("Reception");
    await daemon.api("PATCH", "/api/v1/pbxs/main", { host: "new-pbx.example.org" });
    expect((await daemon.fetch(path)).body).toContain("new-pbx.example.org");
    await daemon.api("PATCH", `/api/v1/phones/${mac}`, {
      keys: [{ type: "line" }, { type: "blf", value: "21", label: "Anna" }],
    });
    expect((await daemon.fetch(path)).body).toContain("Anna");
  });
});

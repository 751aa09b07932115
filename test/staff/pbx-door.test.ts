import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseMac } from "../../src/provisioning/mac.ts";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

const SNOM = "000413741001";
const YEALINK = "805EC0741002";
const NEVER_SEEN = "000413741003";
const V6 = "2001:db8::17";

let staff: TestStaff;
let pbxKey: string;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs", { id: "other", host: "other.example" });
  await staff.post("/pbxs/main/accounts", { username: "+49*30" });
  await staff.post("/phones", {
    mac: SNOM,
    pbx: "main",
    model: "D785",
    lines: [{ account: "201" }, { account: "+49*30" }],
  });
  await staff.post("/phones", { mac: YEALINK, pbx: "main", model: "T46S", lines: [{ account: "202" }] });
  await staff.post("/phones", { mac: NEVER_SEEN, pbx: "main" });
  await staff.post("/phones", { mac: "000413741004", pbx: "other" });
  const visit = (mac: string, address: string) => ({
    ...{ mac: parseMac(mac) ?? ("" as never), address, at: staff.clock.now, model: null, firmware: null },
  });
  await staff.store.record({ events: [], visits: [visit(SNOM, "192.0.2.50"), visit(YEALINK, V6)], sightings: [] });
  pbxKey = await staff.makeKey("pbx", "main");
});
afterAll(() => staff.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  staff.get(`/pbx/v1${path}`, { key: pbxKey, headers });

/** Runs a tool of Debian's; which package it comes from is said where it is missing. */
function run(tool: string, debian: string, args: string[], input: string): string {
  try {
    return execFileSync(tool, args, { input, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new Error(`${tool} is missing: install ${debian}`);
    throw error;
  }
}

describe("the allow-list", () => {
  test("is there as JSON, CSV and text, of the caller's PBX only", async () => {
    const list = await get("/allow-list");
    expect(list.json.items.map(({ mac }) => mac)).toEqual([SNOM, NEVER_SEEN, YEALINK]);
    expect(list.json.items[0]).toEqual({
      ...{ mac: SNOM, vendor: "snom", model: "D785", pbx: "main", address: "192.0.2.50" },
      ...{ seenAt: "2030-01-01T00:00:00.000Z", accounts: ["201", "+49*30"] },
    });
    expect((await get("/allow-list?format=csv")).text.split("\r\n").slice(0, 2)).toEqual([
      "mac,vendor,model,pbx,address,seen,accounts",
      `${SNOM},snom,D785,main,192.0.2.50,2030-01-01T00:00:00.000Z,201 +49*30`,
    ]);
    expect((await get("/allow-list?format=text")).text).toBe(
      `${SNOM} 192.0.2.50 201,+49*30\n${NEVER_SEEN} - -\n${YEALINK} ${V6} 202\n`,
    );
    expect((await get("/allow-list?pbx=other")).status).toBe(404);
    expect((await staff.get("/pbx/v1/allow-list?pbx=other")).json.items).toHaveLength(1);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "as nftables sets is taken by nft, again too, and comes out of it the same (needs root)",
    async () => {
      const { text } = await get("/allow-list?format=nft&table=pbx");
      run("nft", "nftables", ["-c", "-f", "-"], text);
      const script = 'cat > "$0.nft"; nft -f "$0.nft" && nft -f "$0.nft" && nft -j list table inet pbx; rm "$0.nft"';
      const listed = run(
        "unshare",
        "util-linux",
        ["--net", "sh", "-c", script, join(tmpdir(), `offhook-${process.pid}`)],
        text,
      );
      const { nftables } = JSON.parse(listed) as { nftables: { set?: { name: string; elem?: unknown[] } }[] };
      const sets = Object.fromEntries(nftables.flatMap(({ set }) => (set === undefined ? [] : [[set.name, set.elem]])));
      expect(sets).toEqual({
        phones4: ["192.0.2.50"],
        phones6: [V6],
        phonemacs: expect.arrayContaining(["00:04:13:74:10:01", "00:04:13:74:10:03", "80:5e:c0:74:10:02"]),
      });
    },
  );

  test("as rows of Kamailio's address table is taken by a database, and replaces its own group only", async () => {
    const { text } = await get("/allow-list?format=kamailio&group=7");
    const table = `create table address (id integer primary key, grp integer not null default 1, ip_addr varchar(50) not null,
      mask integer not null default 32, port integer not null default 0, tag varchar(64));
      insert into address (grp, ip_addr) values (1, '198.51.100.1'), (7, '198.51.100.2');`;
    const select = "select grp, ip_addr, mask, port, tag from address order by grp, ip_addr;";
    expect(run("sqlite3", "sqlite3", [":memory:"], `${table}\n${text}${text}${select}`)).toBe(
      `1|198.51.100.1|32|0|\n7|192.0.2.50|32|0|${SNOM}\n7|${V6}|128|0|${YEALINK}\n`,
    );
    expect((await get("/allow-list?format=kamailio-file")).text).toBe(
      `1 192.0.2.50 32 0 ${SNOM}\n1 ${V6} 128 0 ${YEALINK}\n`,
    );
  });

  test("refuses table names that would be more than a name", async () => {
    for (const table of ["x; flush ruleset", "x{", "1x", ""])
      expect((await get(`/allow-list?format=nft&table=${encodeURIComponent(table)}`)).status).toBe(400);
  });

  test("answers 304 to who knows it; who waits is told of an admission, and of nothing else", async () => {
    const { headers } = await get("/allow-list");
    const known = { "if-none-match": String(headers.etag) };
    expect((await get("/allow-list", known)).status).toBe(304);
    expect((await get("/allow-list?wait=1s", known)).status).toBe(304);
    const waiting = get("/allow-list?wait=60s", known);
    const before = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 700, "waits"))]);
    expect(before).toBe("waits");
    const mac = "000413741099";
    await staff.post("/phones", { mac, pbx: "main" });
    const admittedAt = performance.now();
    const woken = await waiting;
    // A second on an idle machine; far from the minute that it would have waited.
    expect(performance.now() - admittedAt).toBeLessThan(10_000);
    expect(woken).toMatchObject({ status: 200 });
    expect(woken.json.items.map((item) => item.mac)).toContain(mac);
    await staff.remove(`/phones/${mac}`);
  });
});

describe("a check", () => {
  const SNOM_AGENT = "snomD785/10.1.184.15";
  test.each([
    [`mac=${SNOM}`, "allow", "admitted"],
    [`mac=00:04:13:74:10:01&user=201&ip=192.0.2.50&ua=${SNOM_AGENT}`, "allow", "admitted"],
    ["user=202&ip=2001:0db8:0::17", "allow", "admitted"],
    ["user=%2B49*30", "allow", "admitted"],
    ["mac=000413999999", "deny", "unknown-mac"],
    ["mac=000413741004", "deny", "unknown-mac"],
    ["user=999", "deny", "unknown-user"],
    [`mac=${SNOM}&user=999`, "deny", "unknown-user"],
    [`mac=${SNOM}&user=202`, "deny", "other-user"],
    [`mac=${SNOM}&ip=192.0.2.51`, "deny", "other-address"],
    [`mac=${NEVER_SEEN}&ip=192.0.2.51`, "deny", "never-seen"],
    [`mac=${SNOM}&ua=friendly-scanner`, "deny", "other-user-agent"],
    [`mac=${YEALINK}&ua=${SNOM_AGENT}`, "deny", "other-user-agent"],
    [
      `mac=${YEALINK}&ua=${encodeURIComponent("Yealink SIP-T46S 66.86.0.15 80:5e:c0:00:00:01")}`,
      "deny",
      "other-user-agent",
    ],
  ])("of %s answers %s: %s", async (query, decision, reason) => {
    expect(await get(`/check?${query}`)).toMatchObject({ status: 200, json: { decision, reason } });
    expect((await get(`/check?${query}&format=text`)).text).toBe(`${decision} ${reason}\n`);
  });

  test("knows an account that no phone has", async () => {
    await staff.post("/pbxs/main/accounts", { username: "777" });
    expect((await get("/check?user=777")).json).toMatchObject({ decision: "deny", reason: "user-without-phone" });
  });

  test.each(["", "ip=192.0.2.1", "mac=nonsense", "user=201&ip=nonsense"])("refuses to judge by %j", async (query) => {
    expect(await get(`/check?${query}`)).toMatchObject({ status: 400, json: { code: "invalid-query" } });
  });
});

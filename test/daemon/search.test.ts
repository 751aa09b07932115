import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { runTool } from "./dhcp-site.ts";
import { makeNetworkLab, type NetworkLab } from "./network-lab.ts";
import { type Device, startDevice, watchWire } from "./search-devices.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

// Searches for phones in a network that each test makes and removes; tcpdump sees all that the server sends.

const NETWORK = "192.168.77.0/24";

type Answer = { status: number; text: string; json: Record<string, unknown> };
type Found = { mac: string; address: string };
type Search = Answer["json"] & { state: string; phones: Found[] };
type Site = {
  lab: NetworkLab;
  server: string[];
  daemon: Daemon;
  cli(...args: string[]): ReturnType<typeof offhook>;
  /** A call of the staff API, below /api/v1, from the server itself. */
  api(method: string, path: string, body?: object): Promise<Answer>;
  /** A search from its beginning to its end. */
  search(body: object): Promise<Search>;
};

async function makeSite(context: TestContext, settings: Record<string, string>): Promise<Site> {
  const lab = await makeNetworkLab(context);
  const server = await lab.host("server");
  await lab.ip("server", "addr", "add", "192.168.77.10/24", "dev", "eth0");
  const dataDir = makeDataDir();
  onTestFinished(() => removeFolder(dataDir));
  const daemon = await startDaemon(dataDir, settings, server);
  onTestFinished(() => void daemon.stop());
  const url = `http://${daemon.doors.staff}`;

  async function api(method: string, path: string, body?: object): Promise<Answer> {
    const sent = body === undefined ? [] : ["-H", "Content-Type: application/json", "-d", JSON.stringify(body)];
    const key = ["-H", `Authorization: Bearer ${ADMIN_KEY}`];
    const args = ["-sS", "-X", method, ...key, ...sent, "-w", "\n%{http_code}", `${url}/api/v1/${path}`];
    const { out } = await runTool(server, "curl", ...args);
    const text = out.slice(0, out.lastIndexOf("\n"));
    const json = text.startsWith("{") ? JSON.parse(text) : {};
    return { status: Number(out.slice(out.lastIndexOf("\n"))), text, json };
  }
  return {
    ...{ lab, server, daemon, api },
    cli: (...args) => offhook(args, { OFFHOOK_URL: url, OFFHOOK_KEY: ADMIN_KEY }, "", server),
    async search(body) {
      const { id } = (await api("POST", "search", body)).json;
      await api("GET", `search/${id}/events`);
      return (await api("GET", `search/${id}`)).json as Search;
    },
  };
}

const PHONES = {
  snom: { mac: "00:04:13:92:2d:20", address: "192.168.77.20", sip: { agent: "snomD735/10.1.184.15" } },
  yealink: {
    mac: "80:5e:c0:17:de:21",
    address: "192.168.77.21",
    sip: { port: 5059, status: "486 Busy Here", agent: "Yealink SIP-T46S 66.86.0.15" },
  },
  gigaset: {
    mac: "7c:2f:80:e0:d6:22",
    address: "192.168.77.22",
    sip: { status: "404 Not Found", agent: "Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D622" },
  },
  oldsnom: { mac: "00:04:13:92:2d:23", address: "192.168.77.23", http: { body: "<HTML><TITLE>snom 320</TITLE>" } },
  oldyealink: {
    mac: "00:15:65:17:de:24",
    address: "192.168.77.24",
    http: { status: 401, headers: { "WWW-Authenticate": 'Basic realm="Gigabit Color IP Phone SIP-T46G"' } },
  },
  oldgigaset: {
    mac: "7c:2f:80:e0:d6:25",
    address: "192.168.77.25",
    http: { status: 302, headers: { Location: "https://192.168.77.25/login.html" } },
    https: { body: "<html><head><title>Gigaset N510 IP PRO</title>" },
  },
} as const satisfies Record<string, Device>;
/** No phone; and such as wish the server ill. */
const OTHERS = {
  pbx: {
    mac: "02:00:00:00:00:26",
    address: "192.168.77.26",
    sip: { agent: "PBX 20" },
    http: { body: "<title>snom 320</title>" },
  },
  hostile: { mac: "00:04:13:92:2d:30", address: "192.168.77.30", http: {}, isHostile: true },
  leading: {
    mac: "00:04:13:92:2d:32",
    address: "192.168.77.32",
    http: { status: 302, headers: { Location: "http://192.168.77.26/" } },
  },
} as const satisfies Record<string, Device>;
const BARE = { firmware: null, admitted: false, pbx: null };
const FOUND = [
  { mac: "000413922D20", vendor: "snom", model: "D735", firmware: "10.1.184.15", knownBy: "sip" },
  { mac: "805EC017DE21", vendor: "yealink", model: "T46S", firmware: "66.86.0.15", knownBy: "sip" },
  { mac: "7C2F80E0D622", vendor: "gigaset", model: "N870 IP PRO", firmware: "2.11.0", knownBy: "sip" },
  { mac: "000413922D23", vendor: "snom", model: "320", knownBy: "web", says: "snom 320", ...BARE },
  { mac: "00156517DE24", vendor: "yealink", model: "T46G", knownBy: "web", ...BARE },
  { mac: "7C2F80E0D625", vendor: "gigaset", model: "N510 IP PRO", knownBy: "web", ...BARE },
  { mac: "000413922D30", vendor: "snom", model: null, knownBy: "prefix", says: null, ...BARE },
  { mac: "000413922D32", vendor: "snom", model: null, knownBy: "prefix", says: null, ...BARE },
];

test("a search by probing finds phones of all makers by SIP and by their pages, unharmed by hostile ones, and asks nobody more than it must", async (context) => {
  const site = await makeSite(context, { OFFHOOK_SEARCH_RATE: "100" });
  const devices = new Map<string, { requests: string[] }>();
  for (const [name, device] of Object.entries({ ...PHONES, ...OTHERS })) {
    devices.set(name, await startDevice(site.lab, name, device));
  }
  const { code, out } = await site.cli("search", "--probe", "--json");
  expect(code).toBe(0);
  const found = JSON.parse(out) as Search;
  expect(found).toMatchObject({ networks: [NETWORK], state: "done", asked: 253, toAsk: 253, found: FOUND.length });
  expect(byMac(found.phones)).toMatchObject(byMac(FOUND));
  expect(out).not.toMatch(/\\u00|x{300}/);
  expect(site.daemon.stderr()).not.toContain("failed");

  const requestsOf = (name: string) => devices.get(name)?.requests;
  // A phone that said what it is, and devices that are no phones, got one question.
  expect(requestsOf("snom")).toEqual(["udp 5060 OPTIONS sip:192.168.77.20 SIP/2.0"]);
  expect(requestsOf("pbx")).toEqual(["udp 5060 OPTIONS sip:192.168.77.26 SIP/2.0"]);
  expect(requestsOf("oldyealink")).toEqual([
    "udp 5060 OPTIONS sip:192.168.77.24 SIP/2.0",
    "udp 5059 OPTIONS sip:192.168.77.24:5059 SIP/2.0",
    "http GET / -",
  ]);
  expect(requestsOf("oldgigaset")?.slice(2)).toEqual(["http GET / -", "http GET /login.html -"]);

  // Sightings are written in batches.
  await expect
    .poll(async () => byMac((await site.api("GET", "sightings")).json.items as Found[]), { timeout: 10_000 })
    .toMatchObject(byMac(FOUND.map(({ mac, vendor, model }) => ({ mac, vendor, model, via: "search" }))));
  // Now they are in the table of neighbours, which is all that a search without probe reads.
  const again = await site.cli("search", "--network", NETWORK);
  for (const { mac } of FOUND) expect(again.out).toContain(mac);
  expect(again.err).toMatch(/^nothing was sent/);
}, 120_000);

test("nothing goes out unless somebody asks for it, and then only to the named network and no faster than the rate", async (context) => {
  const site = await makeSite(context, { OFFHOOK_SEARCH_RATE: "50" });
  await startDevice(site.lab, "many", { mac: "02:00:00:00:00:99", address: "192.168.77.100" });
  for (let host = 129; host < 255; host++)
    await site.lab.ip("many", "addr", "add", `192.168.77.${host}/24`, "dev", "eth0");
  const { sent } = await watchWire(site.server);
  await site.search({});
  for (const [network, code] of [
    ["8.8.8.0/24", "network-not-private"],
    ["192.168.78.0/24", "network-not-on-link"],
    ["192.168.64.0/20", "network-too-large"],
  ]) {
    expect(await site.api("POST", "search", { network, probe: true })).toMatchObject({ status: 422, json: { code } });
  }
  // Long enough for what a daemon might do by itself.
  await sleep(2000);
  expect(unasked(sent())).toEqual([]);

  expect(await site.search({ probe: true, network: "192.168.77.128/25" })).toMatchObject({ asked: 126, phones: [] });
  const options = () => sent().filter(({ text }) => text.includes("SIP: OPTIONS"));
  await expect.poll(() => options().length, { timeout: 10_000 }).toBe(126);
  const elsewhere = unasked(sent()).filter((text) => !/192\.168\.77\.(?:129|1[3-9]\d|2\d\d)\b/.test(text));
  expect(elsewhere).toEqual([]);
  const times = options().map(({ at }) => at);
  // In any second: what the rate allows, and the one or two that a busy machine sends a little late.
  const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1).length));
  expect(most).toBeLessThanOrEqual(53);
}, 120_000);

test("one search at a time runs on a network, can be followed and cancelled, and does not hold up the daemon's end", async (context) => {
  const site = await makeSite(context, { OFFHOOK_SEARCH_RATE: "1" });
  const { sent } = await watchWire(site.server);
  const first = await site.api("POST", "search", { network: NETWORK, probe: true });
  expect(first.status).toBe(202);
  const path = `search/${first.json.id}`;
  const part = { network: "192.168.77.64/26", probe: true };
  expect(await site.api("POST", "search", part)).toMatchObject({ status: 409, json: { code: "search-running" } });

  const events = site.api("GET", `${path}/events`);
  await expect.poll(async () => (await site.api("GET", path)).json.asked, { timeout: 20_000 }).toBeGreaterThan(1);
  const cancelled = await site.api("POST", `${path}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, json: { state: "cancelled" } });
  const { text } = await events;
  expect(text).toMatch(/^event: progress\ndata: \{"state":"running"/);
  expect(text).toMatch(/event: ended\ndata: \{"state":"cancelled".*\n\n$/);
  expect(new Set(lookedFor(sent())).size).toBeLessThanOrEqual(Number(cancelled.json.asked));

  expect((await site.api("POST", "search", part)).status).toBe(202);
  expect(await site.daemon.stop()).toBe(0);
}, 120_000);

function byMac<T extends { mac: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a.mac < b.mac ? -1 : 1));
}

function lookedFor(sent: readonly { text: string }[]): string[] {
  return sent.flatMap(({ text }) => /ARP, Request who-has (\S+) tell/.exec(text)?.[1] ?? []);
}

/** IPv6 looks around by itself when an interface comes up. */
function unasked(sent: readonly { text: string }[]): string[] {
  return sent.map(({ text }) => text).filter((text) => !text.startsWith("IP6"));
}

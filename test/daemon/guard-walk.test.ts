import { createSocket } from "node:dgram";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchByTftp } from "../../src/simulation/fetch-by-tftp.ts";
import { readRequest } from "../servers/tftp-client.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

/** All guesses; `OFFHOOK_WALK=1048576` walks through 2^20. */
const GUESSES = Number(process.env.OFFHOOK_WALK ?? 3000);
/** HTTP comes first, and goes beyond the limit by itself. TFTP needs no connection for each, so it takes most of a long walk. */
const BY_HTTP = Math.max(500, Math.floor(GUESSES / 10));
const BY_HTTPS = Math.floor(GUESSES / 30);
const PHONES = 200;
const AT_ONCE = 100;
/** Of the site: the phones are behind it, and somebody who guesses. */
const SITE = "127.0.0.50";
const ELSEWHERE = "127.0.0.60";
const PASSWORD = /<(?:user_pass|http_pass|admin_mode_password)\b/;
/** What one address may guess, and how refusals wait when it went on (docs/security.md). */
const LIMIT = 256;
const WAITING_AT_ONCE = 32;
const WAIT_SECONDS = 2;

type Door = "http" | "https" | "tftp";
let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon(makeDataDir(), { OFFHOOK_HTTPS: "127.0.0.1:0" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20" });
}, 60_000);
afterAll(async () => {
  await daemon.stop();
  removeFolder(daemon.dataDir);
});

function phoneMac(index: number): string {
  return `000413F${(index * 37).toString(16).toUpperCase().padStart(5, "0")}`;
}

function guessedMac(index: number): string {
  return `000413${index.toString(16).toUpperCase().padStart(6, "0")}`;
}

async function admit(mac: string): Promise<void> {
  const phone = { mac, pbx: "main", model: "D785", lines: [{ account: "20" }] };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
}

type Got = { status: number; body: string } | "nothing";

/** On a connection of its own. */
function ask(door: "http" | "https", path: string, from: string): Promise<Got> {
  const { hostname, port } = new URL(`${door}://${daemon.doors[door]}`);
  const options = { hostname, port, path, localAddress: from, agent: false, rejectUnauthorized: false };
  return new Promise((resolve) => {
    const asking = (door === "http" ? httpRequest : httpsRequest)(options, (incoming) => {
      let body = "";
      incoming.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body }));
      incoming.on("error", () => resolve("nothing"));
    });
    asking.on("error", () => resolve("nothing"));
    asking.end();
  });
}

type Walked = { answered: number; nothing: number; seconds: number; passwords: number };

async function walkByHttp(door: "http" | "https", first: number, end: number): Promise<Walked> {
  const walked = { answered: 0, nothing: 0, seconds: 0, passwords: 0 };
  const began = performance.now();
  let next = first;
  const walkers = Array.from({ length: AT_ONCE }, async () => {
    while (next < end) {
      const got = await ask(door, `/${guessedMac(next++)}.xml`, SITE);
      if (got === "nothing") walked.nothing += 1;
      else {
        walked.answered += 1;
        if (PASSWORD.test(got.body)) walked.passwords += 1;
      }
    }
  });
  await Promise.all(walkers);
  walked.seconds = (performance.now() - began) / 1000;
  return walked;
}

/** As fast as packets leave, and then as long as an answer may wait. */
async function walkByTftp(first: number, end: number): Promise<Walked> {
  const { hostname, port } = new URL(`tftp://${daemon.doors.tftp}`);
  const socket = createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
  socket.bind(0, SITE);
  await once(socket, "listening");
  const walked = { answered: 0, nothing: 0, seconds: 0, passwords: 0 };
  socket.on("message", (bytes) => {
    walked.answered += 1;
    if (PASSWORD.test(bytes.toString("latin1"))) walked.passwords += 1;
  });
  const began = performance.now();
  for (let index = first; index < end; index++) {
    socket.send(readRequest(`${guessedMac(index)}.xml`), Number(port), hostname);
    if (index % 50 === 0) await sleep(5);
  }
  await sleep(WAIT_SECONDS * 1000 + 500);
  walked.seconds = (performance.now() - began) / 1000;
  walked.nothing = end - first - walked.answered;
  socket.close();
  return walked;
}

test("a walk through MACs from an address that holds 200 admitted phones finds no password, stops none of them, and raises one alarm", async () => {
  for (let index = 0; index < PHONES; index++) await admit(phoneMac(index));
  // They have been there before.
  for (let index = 0; index < PHONES; index++) {
    const { status, body } = await daemon.fetch(`/${phoneMac(index)}.xml`, { from: SITE });
    expect([status, PASSWORD.test(body)]).toEqual([200, true]);
  }
  // One that nobody asked for yet, its passwords waiting: what a walk looks for.
  const waiting = guessedMac(GUESSES - 1);
  await admit(waiting);

  let isWalking = true;
  const refused: string[] = [];
  let served = 0;
  const phones = (async () => {
    for (let turn = 0; isWalking || turn < PHONES; turn++) {
      const mac = phoneMac(turn % PHONES);
      const door: Door = (["http", "https", "tftp"] as const)[turn % 3] ?? "http";
      const got =
        door === "tftp"
          ? await fetchByTftp(new URL(`tftp://${daemon.doors.tftp}/${mac}.xml`), SITE).then(
              ({ body }) => body !== undefined,
            )
          : await ask(door, `/${mac}.xml`, SITE).then((answer) => answer !== "nothing" && answer.status === 200);
      served += 1;
      if (!got) refused.push(`${door} ${mac}`);
    }
  })();
  const byHttp = await walkByHttp("http", 0, BY_HTTP);
  const byHttps = await walkByHttp("https", BY_HTTP, BY_HTTP + BY_HTTPS);
  const byTftp = await walkByTftp(BY_HTTP + BY_HTTPS, GUESSES);
  isWalking = false;
  await phones;

  console.info("walk", { byHttp, byHttps, byTftp, served });
  expect(refused).toEqual([]);
  expect(served).toBeGreaterThanOrEqual(PHONES);
  for (const walked of [byHttp, byHttps, byTftp]) {
    expect(walked.passwords).toBe(0);
    const most = LIMIT + WAITING_AT_ONCE * (walked.seconds / WAIT_SECONDS + 1);
    expect(walked.answered).toBeLessThanOrEqual(Math.ceil(most));
  }
  // Held before the waiting phone was asked for: the walker was told nothing of it, and it keeps its passwords.
  const { json } = await daemon.api("GET", "/api/v1/events?name=guard-alarm");
  expect((json as { items: unknown[] }).items).toMatchObject([{ address: SITE, detail: { cause: "source" } }]);
  const held = (await daemon.api("GET", `/api/v1/events?name=guard-held-phone`)).json as { items: { mac: string }[] };
  expect(held.items.map(({ mac }) => mac)).toContain(waiting);
  const own = await daemon.fetch(`/${waiting}.xml`, { from: ELSEWHERE });
  expect([own.status, PASSWORD.test(own.body)]).toEqual([200, true]);
  const sightings = (await daemon.api("GET", "/api/v1/sightings?limit=500")).json as { items: unknown[] };
  expect(sightings.items.length).toBeLessThanOrEqual(LIMIT);
}, 3_600_000);

test("a technician pardons the address, and a phone that comes there for the first time is served", async () => {
  const mac = "0004137447D0";
  await admit(mac);
  const held = await ask("http", `/${mac}.xml`, SITE);
  const unknown = await ask("http", "/0004137447D1.xml", SITE);
  expect(held).toEqual(unknown);
  expect(held).toMatchObject({ status: 404 });
  expect((await daemon.api("DELETE", `/api/v1/guard/${SITE}`)).status).toBe(204);
  const { status, body } = await daemon.fetch(`/${mac}.xml`, { from: SITE });
  expect([status, PASSWORD.test(body)]).toEqual([200, true]);
});

test("who asks for a honeypot is held at once", async () => {
  const other = await startDaemon(makeDataDir(), { OFFHOOK_GUARD_HONEYPOTS: "00:04:13:00:00:99" });
  await other.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await other.api("POST", "/api/v1/phones", { mac: "0004137447D0", pbx: "main", model: "D785" });
  expect((await other.fetch("/000413000099.xml", { from: SITE })).status).toBe(404);
  expect((await other.fetch("/0004137447D0.xml", { from: SITE })).status).toBe(404);
  expect((await other.fetch("/0004137447D0.xml", { from: ELSEWHERE })).status).toBe(200);
  const { json } = await other.api("GET", "/api/v1/events?name=guard-alarm");
  expect((json as { items: unknown[] }).items).toMatchObject([{ detail: { cause: "honeypot", key: "000413000099" } }]);
  await other.stop();
  removeFolder(other.dataDir);
});

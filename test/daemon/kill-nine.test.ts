import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

/** 200 by OFFHOOK_KILLS=200: some minutes. */
const KILLS = Number(process.env.OFFHOOK_KILLS ?? 25);
/** First fetches under way when the process dies. */
const PHONES_PER_KILL = 6;
const PASSWORD = /<(?:user_pass|http_pass|admin_mode_password)\b/;

const dataDir = makeDataDir();
afterAll(() => removeFolder(dataDir));

function macsOf(round: number): string[] {
  const macOf = (number: number) => `000413${number.toString(16).toUpperCase().padStart(6, "0")}`;
  return Array.from({ length: PHONES_PER_KILL }, (_, index) => macOf(round * PHONES_PER_KILL + index));
}

/** Deterministic, so that a failing run can be repeated. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Everything that reached an address, also of an answer that broke off. */
function receive(daemon: Daemon, path: string, from: string, onFirstBytes: () => void): Promise<string> {
  const { hostname, port } = new URL(`http://${daemon.doors.http}`);
  return new Promise((resolve) => {
    let received = "";
    const socket = connect({ host: hostname, port: Number(port), localAddress: from });
    socket.setEncoding("utf8").on("data", (text) => {
      if (received === "") onFirstBytes();
      received += String(text);
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: phones\r\nConnection: close\r\n\r\n`);
  });
}

test(`a kill -9 in the middle of first fetches, ${KILLS} times, never lets a second address have the passwords (What must hold, 2: durable before delivered)`, async () => {
  const random = makeRandom(20_261_122);
  let daemon: Daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20" });
  for (let round = 0; round < KILLS; round++)
    await Promise.all(
      macsOf(round).map((mac) =>
        daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785", lines: [{ account: "20" }] }),
      ),
    );
  await daemon.stop();
  // Without what staff need it starts sooner.
  const start = () => startDaemon(dataDir, { OFFHOOK_STAFF: "off" });
  daemon = await start();
  let deliveredBeforeDeath = 0;
  let nothingBeforeDeath = 0;
  /** How long a daemon that has just started takes for its first answer, as seen last. */
  let firstReplyMs = 50;
  for (let round = 0; round < KILLS; round++) {
    const macs = macsOf(round);
    // Every other time a moment after some of the phones have their first bytes, else before that: among the claims.
    const repliesBeforeDeath =
      round % 2 === 0 ? 1 + Math.floor(random() * (PHONES_PER_KILL - 1)) : Number.POSITIVE_INFINITY;
    const { promise: enoughReplies, resolve } = Promise.withResolvers<void>();
    let replies = 0;
    const asked = performance.now();
    const noteReply = () => {
      if (++replies === 1) firstReplyMs = performance.now() - asked;
      if (replies >= repliesBeforeDeath) resolve();
    };
    const first = macs.map((mac) => receive(daemon, `/${mac}.xml`, "127.0.0.2", noteReply));
    if (Number.isFinite(repliesBeforeDeath)) await enoughReplies;
    else await sleep(random() * firstReplyMs);
    await daemon.stop("SIGKILL");
    const texts = await Promise.all(first);
    daemon = await start();
    for (const [index, mac] of macs.entries()) {
      if (!PASSWORD.test(texts[index] ?? "")) {
        nothingBeforeDeath++;
        continue;
      }
      deliveredBeforeDeath++;
      const second = await daemon.fetch(`/${mac}.xml`, { from: "127.0.0.3" });
      expect([second.status, PASSWORD.test(second.body)], `${mac}, killed in round ${round}`).toEqual([200, false]);
    }
  }
  await daemon.stop();
  // Both must happen often, or the kills missed the moment that this is about.
  expect(deliveredBeforeDeath).toBeGreaterThan(KILLS);
  expect(nothingBeforeDeath).toBeGreaterThan(KILLS);
}, 900_000);

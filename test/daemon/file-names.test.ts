import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeError } from "../../src/protocols/tftp/packets.ts";
import { connect } from "../servers/tftp-client.ts";
import { hostileNames } from "./hostile-names.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NAMES = hostileNames();
let daemon: Daemon;
let watch: Watch;

type Watch = { opened(): string[]; stop(): Promise<void> };

/** Every file that a process opens from now on, as strace sees it. */
async function watchOpens(pid: number): Promise<Watch> {
  const folder = mkdtempSync(join(tmpdir(), "offhook-strace-"));
  const output = join(folder, "opens");
  const calls = "trace=open,openat,openat2,readlink,readlinkat,execve";
  const child = spawn("strace", [
    "-f",
    "-p",
    String(pid),
    "-e",
    calls,
    "-e",
    "signal=none",
    "-s",
    "4096",
    "-o",
    output,
  ]);
  let said = "";
  const attached = new Promise<void>((resolve, reject) => {
    child.on("error", () => reject(new Error("strace is missing: apt-get install strace")));
    child.on("exit", () => reject(new Error(`strace ended: ${said}`)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("attached")) resolve();
    });
  });
  await attached;
  return {
    opened: () => [...readFileSync(output, "utf8").matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? ""),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

beforeAll(async () => {
  daemon = await startDaemon(makeDataDir());
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  const lines = [{ account: "20", displayName: "Reception" }];
  await daemon.api("POST", "/api/v1/phones", { mac: "0004137447D0", pbx: "main", model: "D785", lines });
  watch = await watchOpens(daemon.pid);
});
afterAll(async () => {
  await watch.stop();
  await daemon.stop();
  removeFolder(daemon.dataDir);
});

/** Refusals take their time, so that they are asked for side by side. */
const AT_ONCE = 50;

/** Asks for each target over kept connections and returns how often each whole answer came, the date left out. */
async function askByHttp(targets: readonly string[]): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  const lanes = Object.values(Object.groupBy(targets, (_, index) => index % AT_ONCE));
  await Promise.all(lanes.map((lane) => askInTurn(lane ?? [], answers)));
  return answers;
}

async function askInTurn(targets: readonly string[], answers: Map<string, number>): Promise<void> {
  const { hostname, port } = new URL(`http://${daemon.doors.http}`);
  let left = [...targets];
  while (left.length > 0) {
    const socket = connectTcp({ host: hostname, port: Number(port) });
    let received = "";
    let asked = 0;
    const ask = () => {
      if (asked === left.length) socket.end();
      else socket.write(Buffer.from(`GET ${left[asked++]} HTTP/1.1\r\nHost: phones\r\n\r\n`));
    };
    socket.setEncoding("latin1").on("data", (text) => {
      received += String(text);
      const head = /^.*?\r\n\r\n/s.exec(received)?.[0];
      if (head === undefined) return;
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (received.length < head.length + length) return;
      const answer = received.slice(0, head.length + length).replace(/^date: .*\r\n/im, "");
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      received = "";
      ask();
    });
    socket.on("connect", ask);
    socket.on("error", () => {});
    await once(socket, "close");
    left = left.slice(asked);
  }
}

describe("file names that look for a hole", () => {
  test("are at least 5,000", () => expect(NAMES.length).toBeGreaterThanOrEqual(5000));

  test("by HTTP all meet the refusal that an unknown phone meets", async () => {
    // What no HTTP request can hold ends the connection before it is a name.
    const targets = NAMES.filter((name) => /^[!-~]+$/.test(name)).map((name) => `/${name}`);
    const answers = await askByHttp(["/0004137447D1.xml", ...targets]);
    expect([...answers.values()]).toEqual([targets.length + 1]);
    expect([...answers.keys()][0]).toMatch(/^HTTP\/1\.1 404 /);
  }, 120_000);

  test("by HTTP in bytes that no request may hold end the connection without a word about files", async () => {
    const targets = ["/../\0etc/passwd", "/a b", "/\u00e4/../etc/passwd", "/\x7f/master.key"];
    for (const target of targets) {
      const answers = await askByHttp([target]);
      expect([...answers.keys()].join(), target).toMatch(/^HTTP\/1\.1 40[04] /);
    }
  });

  test("by TFTP all meet the refusal that an unknown phone meets", async () => {
    const { hostname, port } = new URL(`tftp://${daemon.doors.tftp}`);
    const client = await connect({ host: hostname, port: Number(port) });
    const notFound = encodeError(1, "File not found");
    const raw: Buffer[] = [];
    client.socket.removeAllListeners("message").on("message", (bytes) => raw.push(bytes));
    const names = ["0004137447D1.xml", ...NAMES, "../\u00e4\u00f6/\x01\x02", "..\n../etc/passwd"];
    for (let sent = 0; sent < names.length; sent += AT_ONCE) {
      const some = names.slice(sent, sent + AT_ONCE);
      for (const name of some)
        await client.send(
          Buffer.concat([Buffer.from([0, 1]), Buffer.from(name), Buffer.from("\0octet\0")]),
          Number(port),
        );
      await expect.poll(() => raw.length, { interval: 2, timeout: 10_000 }).toBe(sent + some.length);
    }
    expect(raw.filter((bytes) => !bytes.equals(notFound))).toEqual([]);
    expect(raw).toHaveLength(NAMES.length + 3);
  }, 120_000);

  test("never open a file outside the data folder and the daemon's own", async () => {
    // Proof that the watch sees opens: a template of the operator, that was not there before.
    const template = join(daemon.dataDir, "templates", "snom", "settings.hbs");
    mkdirSync(dirname(template), { recursive: true });
    await copyFile(join(ROOT, "templates", "snom", "settings.hbs"), template);
    await expect
      .poll(
        async () => {
          await daemon.fetch("/0004137447D0.xml");
          return watch.opened();
        },
        // It is taken when it has not changed for a second.
        { timeout: 15_000 },
      )
      .toContain(template);
    // Node itself asks for the clock's frequency now and then; no name above leads there.
    const clock = "/sys/devices/system/cpu/cpu0/tsc_freq_khz";
    const own = [`${daemon.dataDir}/`, ROOT];
    const outside = watch.opened().filter((path) => path !== clock && !own.some((folder) => path.startsWith(folder)));
    expect(outside).toEqual([]);
    const touched = watch
      .opened()
      .filter((path) => /passwd|shadow|environ|win\.ini|boot\.ini|\.git|package\.json|\.env/.test(path));
    expect(touched).toEqual([]);
  });
});

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { found } from "../../src/provisioning/doctor/doctor-finding.ts";
import { judgeCertificate } from "../../src/provisioning/doctor/judge-certificate.ts";
import { judgeFolder } from "../../src/provisioning/doctor/judge-data.ts";
import { judgeReach } from "../../src/provisioning/doctor/judge-reach.ts";
import { askTimeServer } from "../../src/servers/doctor/clock-probe.ts";
import { examineFolder } from "../../src/servers/doctor/data-folder.ts";
import { reachUrl, readByTftp } from "../../src/servers/doctor/fetch-mark.ts";
import { clockCheck } from "../../src/servers/doctor/machine-checks.ts";
import { findSockets } from "../../src/servers/doctor/port-owners.ts";
import { readPresented } from "../../src/servers/doctor/presented-certificate.ts";
import { runChecks, shareRuns } from "../../src/servers/doctor/run-checks.ts";
import { createSelfMark } from "../../src/servers/doctor/self-mark.ts";
import { startHttpDoor } from "../../src/servers/http.ts";
import { startTftpServer } from "../../src/servers/tftp.ts";
import { issueForTest } from "./issue-for-test.ts";

const run = promisify(execFile);
const NEVER = new AbortController().signal;

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "offhook-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program of its own, until the test is over. Resolves with its process and the port that it prints. */
async function startProgram(script: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  return { child, port: Number(String(line)) };
}

test("the program that has a port is named, by UDP and TCP", async () => {
  const udp = await startProgram(`process.title = "other-pbx";
    const s = require("node:dgram").createSocket("udp4").bind(0, "127.0.0.1", () => console.log(s.address().port));`);
  const tcp = await startProgram(`process.title = "other-web";
    const s = require("node:net").createServer().listen(0, "::1", () => console.log(s.address().port));`);
  const sockets = await findSockets((_, port) => port === udp.port || port === tcp.port);
  expect(sockets).toEqual(
    expect.arrayContaining([
      { protocol: "udp", address: "127.0.0.1", port: udp.port, pid: udp.child.pid, program: "other-pbx" },
      { protocol: "tcp", address: "0:0:0:0:0:0:0:1", port: tcp.port, pid: tcp.child.pid, program: "other-web" },
    ]),
  );
});

async function startWeb(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The phones' HTTP door with nothing behind it but the mark. */
async function startDoor(selfMark = createSelfMark()) {
  const refused = { outcome: "refused", reason: "unknown-file" } as const;
  const door = await startHttpDoor({
    ...{ host: "127.0.0.1", port: 0, log: () => {}, recall: () => undefined, baseUrl: () => "" },
    answer: async (request) => selfMark.answer(request) ?? refused,
  });
  onTestFinished(() => door.close(0));
  return { selfMark, url: `http://127.0.0.1:${door.port}/` };
}

test("the URL for phones is ours only if it answers with what this daemon alone knows", async () => {
  const { selfMark, url } = await startDoor();
  const another = await startDoor();
  const echoing = await startWeb((request, response) => response.end(request.url));
  const moved = await startWeb((_, response) => response.writeHead(301, { location: "https://elsewhere/" }).end());
  const broken = await startWeb((_, response) => response.writeHead(502, { server: "nginx" }).end());
  const mark = selfMark.make();
  const outcome = async (base: string) => judgeReach(await reachUrl(base, mark, NEVER)).at(-1)?.code;
  expect(await outcome(url)).toBe("url-works");
  expect(await outcome(`${url}some/prefix/`)).toBe("url-works");
  expect(await outcome(another.url)).toBe("url-other-server");
  expect(await outcome(echoing)).toBe("url-other-server");
  expect(await outcome(moved)).toBe("url-redirects");
  expect(await outcome(broken)).toBe("url-gateway");
  mark.forget();
  expect(await outcome(url)).toBe("url-other-server");
});

test("a URL where nobody listens is refused, one that never answers is silent", async () => {
  const mark = createSelfMark().make();
  const mute = await startWeb(() => {});
  expect(await reachUrl(mute, mark, AbortSignal.timeout(300))).toMatchObject({ fetched: { outcome: "silent" } });
  const { port, child } = await startProgram(
    `const s = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port));`,
  );
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  expect(await reachUrl(`http://127.0.0.1:${port}/`, mark, NEVER)).toMatchObject({ fetched: { outcome: "refused" } });
});

test("the TFTP door is ours only if it sends the marked file", async () => {
  const selfMark = createSelfMark();
  const server = await startTftpServer({
    ...{ host: "127.0.0.1", port: 0, baseUrl: () => "", log: () => {} },
    limits: { maxTransfers: 10, maxTransfersPerSource: 10, maxBlockSize: 1428 },
    answer: async (request) => selfMark.answer(request) ?? { outcome: "refused", reason: "unknown-file" },
    recall: () => undefined,
  });
  onTestFinished(() => server.close(0));
  const where = { address: "127.0.0.1", port: server.port, from: "127.0.0.1" };
  const mark = selfMark.make();
  expect(await readByTftp(where, mark.fileName, mark, NEVER)).toEqual({ outcome: "ours" });
  const others = createSelfMark().make();
  expect(await readByTftp(where, others.fileName, others, NEVER)).toMatchObject({
    outcome: "other",
    status: "error 1",
  });
  const nobody = createSocket("udp4").bind(0, "127.0.0.1");
  onTestFinished(() => void nobody.close());
  await once(nobody, "listening");
  const silent = { ...where, port: nobody.address().port };
  expect(await readByTftp(silent, mark.fileName, mark, AbortSignal.timeout(200))).toEqual({ outcome: "silent" });
});

/** An HTTPS door with such a certificate: what phones that call it `names` would find. */
async function judgeDoor(name: string, validDays: readonly [number, number], names: readonly string[]) {
  const [from, until] = validDays.map((days) => Date.now() + days * 86_400_000) as [number, number];
  const door = await startHttpDoor({
    ...{ host: "127.0.0.1", port: 0, log: () => {}, recall: () => undefined, baseUrl: () => "" },
    tls: {
      context: await issueForTest({ name, from, until }),
      clientCertificateOf: () => undefined,
      keep: () => {},
    },
    answer: async () => ({ outcome: "refused", reason: "unknown-file" }),
  });
  onTestFinished(() => door.close(0));
  const where = { place: "door", host: "127.0.0.1", port: door.port, servername: names[0] };
  return judgeCertificate(await readPresented(where, names, NEVER), Date.now());
}

test("an expired certificate and one of another name are named as the door presents them", async () => {
  expect(await judgeDoor("old.example.org", [-9, -1], ["prov.example.org"])).toMatchObject([
    { code: "certificate-expired", severity: "error", params: { subject: "CN=old.example.org" } },
    { code: "certificate-wrong-name", params: { missing: "prov.example.org", names: "old.example.org" } },
  ]);
});

test("a certificate that ends soon, one that is not valid yet and an issuer that nobody knows are named", async () => {
  const name = "prov.example.org";
  const codes = async (...days: [number, number]) => (await judgeDoor(name, days, [name])).map(({ code }) => code);
  expect(await codes(-1, 5)).toEqual(["certificate-ends-soon", "certificate-issuer-missing"]);
  expect(await codes(1, 90)).toContain("certificate-not-yet");
  expect(await codes(-1, 90)).toEqual(["certificate-ok", "certificate-issuer-missing"]);
});

test("a full and a read-only data folder are named, also to root", async (context) => {
  if (process.getuid?.() !== 0) context.skip("needs root: it mounts a file system (README, Run it)");
  const folder = makeFolder();
  await run("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", folder]);
  onTestFinished(async () => void (await run("umount", [folder])));
  writeFileSync(join(folder, "filler"), Buffer.alloc(1 << 20));
  expect(judgeFolder(await examineFolder(folder))).toMatchObject([
    { code: "disk-full", severity: "error" },
    { code: "data-not-writable", params: { reason: expect.stringContaining("ENOSPC") } },
  ]);
  await run("mount", ["-o", "remount,ro,size=64m", folder]);
  expect(judgeFolder(await examineFolder(folder))).toMatchObject([
    { code: "disk-low" },
    { code: "data-not-writable", params: { reason: expect.stringContaining("EROFS") } },
  ]);
});

test("a data folder that others may read is named with its secrets, one that is missing as missing", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "master.key"), "secret", { mode: 0o600 });
  expect(judgeFolder(await examineFolder(folder)).map(({ code }) => code)).toEqual(["data-ok"]);
  chmodSync(join(folder, "master.key"), 0o644);
  // Nobody gets through a closed folder.
  expect(judgeFolder(await examineFolder(folder)).map(({ code }) => code)).toEqual(["data-ok"]);
  chmodSync(folder, 0o755);
  expect(judgeFolder(await examineFolder(folder))).toMatchObject([
    { code: "data-open-to-others", params: { path: folder, mode: "0755" } },
    { code: "data-open-to-others", params: { path: join(folder, "master.key"), mode: "0644" } },
  ]);
  expect(judgeFolder(await examineFolder(join(folder, "none")))).toMatchObject([{ code: "data-missing" }]);
});

/** Answers as RFC 4330 says, with the time that `now` gives. */
async function startTimeServer(now: () => number): Promise<number> {
  const server = createSocket("udp4").bind(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  server.on("message", (question, { port, address }) => {
    const answer = Buffer.alloc(48);
    answer[0] = 0x24;
    answer[1] = 2;
    question.copy(answer, 24, 40, 48);
    answer.writeUInt32BE(Math.floor(now() / 1000) + 2_208_988_800, 40);
    server.send(answer, port, address);
  });
  return server.address().port;
}

test("a clock that is an hour off a time server is measured", async () => {
  const port = await startTimeServer(Date.now);
  const ahead = await askTimeServer({ address: "127.0.0.1", port }, () => Date.now() + 3_600_000, NEVER);
  expect(ahead).toBeGreaterThan(3_590_000);
  expect(ahead).toBeLessThan(3_610_000);
});

test("a clock of the last century is implausible, one behind the history went back", async () => {
  const needs = { timeServers: [], newestEventAt: async () => Date.now() };
  const old = clockCheck({ ...needs, clock: () => Date.UTC(1999, 11, 31) });
  expect(await runChecks([old])).toMatchObject([{ code: "clock-implausible", severity: "error" }]);
  const back = clockCheck({ ...needs, clock: () => Date.now() - 3_600_000 });
  expect((await runChecks([back]))[0]).toMatchObject({ code: "clock-went-back", severity: "error" });
});

test("a check that hangs or fails says so, and the others are reported", async () => {
  const findings = await runChecks([
    { name: "hanging", limitMs: 50, run: () => new Promise(() => {}) },
    { name: "failing", run: () => Promise.reject(new Error("no such thing")) },
    {
      name: "throwing",
      run: () => {
        throw new Error("at once");
      },
    },
    { name: "good", run: async () => [found("no-network", {})] },
  ]);
  expect(findings).toMatchObject([
    { code: "check-timed-out", params: { check: "hanging" } },
    { code: "check-failed", params: { check: "failing", reason: "no such thing" } },
    { code: "check-failed", params: { check: "throwing" } },
    { code: "no-network" },
  ]);
});

test("calls that overlap share one run, later ones make a new one", async () => {
  let runs = 0;
  let finish = () => {};
  const examine = shareRuns(async () => {
    runs++;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return runs;
  });
  const both = [examine(), examine()];
  finish();
  expect(await Promise.all(both)).toEqual([1, 1]);
  const later = examine();
  finish();
  expect(await later).toBe(2);
});

// npm run bench: the daemon beside nginx (a static file of the same size) and tftpd-hpa, in one run, as ratios.
// What is not installed is left out. Loopback only; nothing outlives the run.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fetchByTftp } from "../src/simulation/fetch-by-tftp.ts";
import { startPnpClient } from "./pnp-client.ts";
import { seedDataDir, seededMac } from "./seed.ts";

const PHONES = 2000;
const HTTP_REQUESTS = 20_000;
const WARM_UP_REQUESTS = 10_000;
const TFTP_TRANSFERS = 2000;
const AT_ONCE = 50;
const PNP_DIALOGS = 20_000;
const FIRST_DELIVERIES = 2000;
const CLOCK_TICKS_PER_SECOND = 100;
const LAUNCHER = fileURLToPath(new URL("../bin/offhook.mjs", import.meta.url));

type Row = { work: string; server: string; perSecond: number; cpuMicroseconds: number; p50: string; p99: string };
type Server = { name: string; pid: number; address: string };

const folder = mkdtempSync(join(tmpdir(), "offhook-bench-"));
const children: ChildProcess[] = [];
const rows: Row[] = [];

try {
  await measureSteadyState();
  await measureFirstDeliveries();
  print();
} finally {
  for (const child of children) child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}

async function measureSteadyState(): Promise<void> {
  const daemon = await startDaemon("closed", PHONES);
  const sample = Buffer.from(await (await fetch(`http://${daemon.http}/${fileOf(0)}`)).arrayBuffer());
  console.log(`The configuration of a Yealink T53 with 21 keys: ${sample.length} bytes, ${PHONES} phones admitted.\n`);

  const nginx = await startNginx(sample);
  for (const connections of ["fresh", "kept"] as const) {
    for (const server of [nginx, { name: "offhook", pid: daemon.pid, address: daemon.http }]) {
      if (server !== undefined) rows.push(await measureHttp(server, connections));
    }
  }
  const hpa = await startTftpdHpa(sample);
  for (const server of [hpa, { name: "offhook", pid: daemon.pid, address: daemon.tftp }]) {
    if (server !== undefined) rows.push(await measureTftp(server));
  }
  // A site where everything starts at once, then an even stream.
  rows.push(await measurePnp(daemon, PHONES, PHONES), await measurePnp(daemon, PNP_DIALOGS, AT_ONCE));
  daemon.stop();
}

/** Every phone asks for the first time: a durable grant and a rendering each. Then other phones do, once code is compiled. */
async function measureFirstDeliveries(): Promise<void> {
  const daemon = await startDaemon("armed", 2 * FIRST_DELIVERIES);
  for (const [round, when] of ["just started", "warm"].entries()) {
    const before = cpuSecondsOf(daemon.pid);
    const started = performance.now();
    const times = await runPooled(FIRST_DELIVERIES, AT_ONCE, async (index) => {
      const phone = round * FIRST_DELIVERIES + index;
      const body = await (await fetch(`http://${daemon.http}/${fileOf(phone)}`)).text();
      if (!body.includes("account.1.password")) throw new Error(`phone ${phone} got no password with its first fetch`);
    });
    const cpuSeconds = cpuSecondsOf(daemon.pid) - before;
    rows.push(toRow(`first deliveries, ${AT_ONCE} at once, ${when}`, "offhook", times, started, cpuSeconds));
  }
  daemon.stop();
}

async function measureHttp(server: Server, connections: "fresh" | "kept"): Promise<Row> {
  const agent = connections === "kept" ? new Agent({ keepAlive: true, maxSockets: AT_ONCE }) : undefined;
  const work = (index: number) => fetchByHttp(server, fileOf(index % PHONES), agent);
  // Until both have answered each phone once, and code is compiled.
  await runPooled(WARM_UP_REQUESTS, AT_ONCE, work);
  const before = cpuSecondsOf(server.pid);
  const started = performance.now();
  const times = await runPooled(HTTP_REQUESTS, AT_ONCE, work);
  const cpuSeconds = cpuSecondsOf(server.pid) - before;
  agent?.destroy();
  return toRow(`HTTP, ${connections} connections, ${AT_ONCE} at once`, server.name, times, started, cpuSeconds);
}

function fetchByHttp(server: Server, file: string, agent: Agent | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`http://${server.address}/${file}`, { agent: agent ?? false }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${server.name} answered ${answer.statusCode}`));
      answer.resume().on("end", resolve).on("error", reject);
    }).on("error", reject);
  });
}

async function measureTftp(server: Server): Promise<Row> {
  const before = cpuSecondsOf(server.pid);
  const started = performance.now();
  const times = await runPooled(TFTP_TRANSFERS, AT_ONCE, async (index) => {
    const fetched = await fetchByTftp(new URL(`tftp://${server.address}/${fileOf(index % PHONES)}`), undefined);
    if (fetched.body === undefined) throw new Error(`${server.name} refused a file`);
  });
  // tftpd-hpa works in a process per transfer, whose time is not its own.
  const cpuSeconds = server.name === "offhook" ? cpuSecondsOf(server.pid) - before : 0;
  return toRow(`TFTP, blocks of 512, ${AT_ONCE} at once`, server.name, times, started, cpuSeconds);
}

/** From a phone's question to its answer to the NOTIFY. */
async function measurePnp(daemon: { pid: number; pnp: string }, count: number, width: number): Promise<Row> {
  const [host = "", port] = daemon.pnp.split(":");
  const client = await startPnpClient(host, Number(port));
  const work = (index: number) => client.ask(seededMac(index % PHONES));
  await runPooled(WARM_UP_REQUESTS, AT_ONCE, work);
  const before = cpuSecondsOf(daemon.pid);
  const started = performance.now();
  const times = await runPooled(count, width, work);
  const cpuSeconds = cpuSecondsOf(daemon.pid) - before;
  client.close();
  return toRow(`SIP PnP, ${width} phones at once`, "offhook", times, started, cpuSeconds);
}

/** Runs `work` for 0 … count − 1, `width` at a time. Returns how long each took, in milliseconds. */
async function runPooled(count: number, width: number, work: (index: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const started = performance.now();
      await work(index);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return times.toSorted((a, b) => a - b);
}

function toRow(work: string, server: string, times: readonly number[], started: number, cpuSeconds: number): Row {
  const seconds = (performance.now() - started) / 1000;
  const at = (share: number) => `${(times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1)} ms`;
  return {
    work,
    server,
    p50: at(0.5),
    p99: at(0.99),
    perSecond: Math.round(times.length / seconds),
    cpuMicroseconds: Math.round((cpuSeconds * 1e6) / times.length),
  };
}

function print(): void {
  const table = rows.map((row) => {
    const reference = rows.find((other) => other.work === row.work && other.server !== "offhook");
    const isReference = reference === undefined || row === reference;
    return {
      work: row.work,
      server: row.server,
      "per second": row.perSecond,
      "CPU µs each": row.cpuMicroseconds || "–",
      p50: row.p50,
      p99: row.p99,
      "per second, ratio": isReference ? "" : (row.perSecond / reference.perSecond).toFixed(2),
      "per CPU second, ratio":
        isReference || reference.cpuMicroseconds === 0
          ? ""
          : (reference.cpuMicroseconds / row.cpuMicroseconds).toFixed(2),
    };
  });
  console.table(table);
  console.log("Client and server share this machine. Compare the ratios of one run; CPU per answer is the steady one.");
}

function fileOf(index: number): string {
  return `${seededMac(index).toLowerCase()}.cfg`;
}

/** User and system time of a process. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return [11, 12].reduce((sum, field) => sum + Number(fields[field]), 0) / CLOCK_TICKS_PER_SECOND;
}

async function startDaemon(
  grants: "closed" | "armed",
  count: number,
): Promise<{ pid: number; http: string; tftp: string; pnp: string; stop(): void }> {
  const dataDir = join(folder, grants);
  await seedDataDir(dataDir, count, grants);
  const child = start(process.execPath, [LAUNCHER, "serve"], {
    OFFHOOK_DATA_DIR: dataDir,
    OFFHOOK_HTTP: "127.0.0.1:0",
    OFFHOOK_TFTP: "127.0.0.1:0",
    OFFHOOK_HTTPS: "off",
    OFFHOOK_STAFF: "127.0.0.1:0",
    OFFHOOK_PNP: "127.0.0.1",
    OFFHOOK_PNP_PORT: "0",
  });
  if (child.stdout === null) throw new Error("the daemon has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("offhook ready ")) continue;
    const bound = JSON.parse(line.slice("offhook ready ".length)) as { http: string; tftp: string; pnp: string };
    return { pid: child.pid ?? 0, ...bound, stop: () => void child.kill("SIGTERM") };
  }
  throw new Error("the daemon did not come up");
}

async function startNginx(sample: Buffer): Promise<Server | undefined> {
  const binary = ["/usr/sbin/nginx", "/usr/bin/nginx"].find(existsSync);
  if (binary === undefined) return leaveOut("nginx", "nginx-light");
  writeFiles("static", sample);
  const port = await freePort();
  writeFileSync(
    join(folder, "nginx.conf"),
    `worker_processes 1; daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.err crit;
     events { worker_connections 4000; }
     http { access_log off; sendfile on; tcp_nopush on; default_type text/plain; keepalive_requests 100000000;
       client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3; uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
       server { listen 127.0.0.1:${port} backlog=4096; root ${folder}/static; } }`,
  );
  const child = start(binary, ["-c", join(folder, "nginx.conf")], {});
  await waitForTcp(port);
  return { name: "nginx", pid: child.pid ?? 0, address: `127.0.0.1:${port}` };
}

async function startTftpdHpa(sample: Buffer): Promise<Server | undefined> {
  if (!existsSync("/usr/sbin/in.tftpd") || process.getuid?.() !== 0)
    return leaveOut("tftpd-hpa (as root)", "tftpd-hpa");
  writeFiles("static", sample);
  const port = await freePort();
  const child = start(
    "/usr/sbin/in.tftpd",
    ["-L", "-4", "-a", `127.0.0.1:${port}`, "-u", "root", "-s", join(folder, "static")],
    {},
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { name: "tftpd-hpa", pid: child.pid ?? 0, address: `127.0.0.1:${port}` };
}

function writeFiles(name: string, sample: Buffer): void {
  const target = join(folder, name);
  if (existsSync(target)) return;
  mkdirSync(target, { mode: 0o755 });
  for (let index = 0; index < PHONES; index++) writeFileSync(join(target, fileOf(index)), sample);
}

function leaveOut(what: string, debianPackage: string): undefined {
  console.log(`Left out: ${what} is not there (Debian's package ${debianPackage}).`);
  return undefined;
}

function start(command: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

async function waitForTcp(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isUp = await fetch(`http://127.0.0.1:${port}/${fileOf(0)}`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at port ${port}`);
}

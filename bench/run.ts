// npm run bench: the daemon beside nginx (a static file of the same size) and tftpd-hpa, in one run, as ratios.
// What is not installed is left out. Loopback only; nothing outlives the run.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { fetchByTftp } from "../src/simulation/fetch-by-tftp.ts";
import { startPnpClient } from "./pnp-client.ts";
import { seededMac } from "./seed.ts";
import {
  type Daemon,
  fileOf,
  PHONES,
  type Server,
  startDaemon,
  startNginx,
  startTftpdHpa,
  stopServers,
  writeStaticFile,
} from "./servers.ts";

const HTTP_REQUESTS = 20_000;
const WARM_UP_REQUESTS = 10_000;
const TFTP_TRANSFERS = 2000;
const AT_ONCE = 50;
const PNP_DIALOGS = 20_000;
const FIRST_DELIVERIES = 2000;
const FIRMWARE_BYTES = 5 << 20;
const CLOCK_TICKS_PER_SECOND = 100;

type Row = { work: string; server: string; perSecond: number; cpuMicroseconds: number; p50: string; p99: string };

const rows: Row[] = [];

try {
  await measureSteadyState();
  await measureFirstDeliveries();
  print();
} finally {
  stopServers();
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
  const firmware = randomBytes(FIRMWARE_BYTES);
  if (hpa !== undefined) {
    writeStaticFile("firmware.rom", firmware);
    rows.push(await measureFirmware(hpa, "firmware.rom"));
  }
  const path = await uploadFirmware(daemon, firmware);
  rows.push(await measureFirmware({ name: "offhook", pid: daemon.pid, address: daemon.tftp }, path));
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
  const work = `TFTP, blocks of 512, ${AT_ONCE} at once`;
  return await measureTransfers(server, work, TFTP_TRANSFERS, AT_ONCE, (index) => fileOf(index % PHONES));
}

async function measureTransfers(
  server: Server,
  work: string,
  count: number,
  width: number,
  pathOf: (index: number) => string,
): Promise<Row> {
  const before = cpuSecondsOf(server.pid);
  const started = performance.now();
  const times = await runPooled(count, width, async (index) => {
    const fetched = await fetchByTftp(new URL(`tftp://${server.address}/${pathOf(index)}`), undefined);
    if (fetched.body === undefined) throw new Error(`${server.name} refused a file`);
  });
  // tftpd-hpa works in a process per transfer, whose time is not its own.
  const cpuSeconds = server.name === "offhook" ? cpuSecondsOf(server.pid) - before : 0;
  return toRow(work, server.name, times, started, cpuSeconds);
}

/** Returns the path that phones are told. */
async function uploadFirmware({ staff, key }: Daemon, firmware: Buffer): Promise<string> {
  const url = `http://${staff}/api/v1/firmware/yealink/T46S-66.86.0.15.rom`;
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/octet-stream" };
  const answer = await fetch(url, { method: "PUT", headers, body: firmware });
  if (!answer.ok) throw new Error(`the firmware was refused: ${await answer.text()}`);
  return ((await answer.json()) as { path: string }).path.slice(1);
}

async function measureFirmware(server: Server, path: string): Promise<Row> {
  return await measureTransfers(server, `TFTP, ${FIRMWARE_BYTES >> 20} MB of firmware, 4 at once`, 8, 4, () => path);
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
    perSecond: Number((times.length / seconds).toPrecision(3)),
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

/** User and system time of a process. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return [11, 12].reduce((sum, field) => sum + Number(fields[field]), 0) / CLOCK_TICKS_PER_SECOND;
}

// The servers that `npm run bench` compares. Loopback only; `stopServers` ends all of them and deletes their files.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { seedDataDir, seededMac } from "./seed.ts";

/** Phones whose files nginx and tftpd-hpa have. */
export const PHONES = 2000;
const LAUNCHER = fileURLToPath(new URL("../bin/offhook.mjs", import.meta.url));

export type Server = { name: string; pid: number; address: string };

const folder = mkdtempSync(join(tmpdir(), "offhook-bench-"));
const children: ChildProcess[] = [];

export function stopServers(): void {
  for (const child of children) child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}

export function fileOf(index: number): string {
  return `${seededMac(index).toLowerCase()}.cfg`;
}

export type Daemon = { pid: number; http: string; tftp: string; pnp: string; staff: string; key: string; stop(): void };

/** `key`: of an administrator. */
export async function startDaemon(grants: "closed" | "armed", count: number): Promise<Daemon> {
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
  let key = "";
  for await (const line of createInterface({ input: child.stdout })) {
    key ||= /\bohk_[\w-]+/.exec(line)?.[0] ?? "";
    if (!line.startsWith("offhook ready ")) continue;
    const bound = JSON.parse(line.slice("offhook ready ".length)) as Pick<Daemon, "http" | "tftp" | "pnp" | "staff">;
    return { pid: child.pid ?? 0, ...bound, key, stop: () => void child.kill("SIGTERM") };
  }
  throw new Error("the daemon did not come up");
}

export async function startNginx(sample: Buffer): Promise<Server | undefined> {
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

export async function startTftpdHpa(sample: Buffer): Promise<Server | undefined> {
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

/** Beside the phones' files. */
export function writeStaticFile(name: string, bytes: Buffer): void {
  writeFileSync(join(folder, "static", name), bytes);
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

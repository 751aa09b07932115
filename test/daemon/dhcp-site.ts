import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { onTestFinished, type TestContext } from "vitest";
import { offhook } from "../command-line/run.ts";
import { makeNetworkLab, type NetworkLab } from "./network-lab.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

/** The Debian package that each tool is in. */
const PACKAGES: Record<string, string> = {
  busybox: "busybox",
  dhclient: "isc-dhcp-client",
  dhcrelay: "isc-dhcp-relay",
  dnsmasq: "dnsmasq-base",
  "kea-dhcp4": "kea-dhcp4-server",
  perfdhcp: "kea-admin",
  tcpdump: "tcpdump",
};

/** Runs a tool to its end, whatever its exit code. Throws with the package's name when it is missing. */
export async function runTool(before: readonly string[], tool: string, ...args: string[]) {
  requireTool(tool);
  const [command = "", ...all] = [...before, tool, ...args];
  try {
    const { stdout, stderr } = await promisify(execFile)(command, all, { env: TOOL_ENV, timeout: 60_000 });
    return { code: 0, out: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: code ?? null, out: `${stdout ?? ""}${stderr ?? String(error)}` };
  }
}

/** Starts a tool that runs until the test is over. */
export function startTool(before: readonly string[], tool: string, args: readonly string[], env = {}): void {
  requireTool(tool);
  const [command = "", ...all] = [...before, tool, ...args];
  const child = spawn(command, all, { stdio: "ignore", env: { ...TOOL_ENV, ...env } });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await gone;
  });
}

const TOOL_ENV = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

function requireTool(tool: string): void {
  if (isAbsolute(tool)) return;
  const found = TOOL_ENV.PATH.split(":").some((folder) => {
    try {
      readFileSync(join(folder, tool));
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`${tool} is missing: apt-get install ${PACKAGES[tool] ?? tool}`);
}

export function makeTestFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "offhook-dhcp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const SERVER = "192.0.2.10";
const POOL = "192.0.2.100-192.0.2.199";

export type Site = {
  lab: NetworkLab;
  server: string[];
  dataDir: string;
  /** Starts the daemon, with a PBX at its first start. */
  start(env?: Record<string, string>): Promise<Daemon>;
  staff(...args: string[]): Promise<unknown>;
  events(name: string): Promise<Record<string, unknown>[]>;
};

/** A switch and a server at 192.0.2.10/24 on it. Nothing else is reached. */
export async function makeSite(context: TestContext): Promise<Site> {
  const lab = await makeNetworkLab(context);
  const server = await lab.host("server");
  await lab.ip("server", "addr", "add", `${SERVER}/24`, "dev", "eth0");
  const dataDir = makeDataDir();
  onTestFinished(() => removeFolder(dataDir));
  let url = "";
  const site: Site = {
    lab,
    server,
    dataDir,
    async start(env = {}) {
      const daemon = await startDaemon(
        dataDir,
        {
          OFFHOOK_HTTP: `0.0.0.0:8080`,
          OFFHOOK_TFTP: "off",
          OFFHOOK_DHCP: "serve:eth0",
          OFFHOOK_DHCP_POOLS: POOL,
          OFFHOOK_DHCP_ROUTERS: "192.0.2.1",
          OFFHOOK_DHCP_DNS: "192.0.2.1",
          OFFHOOK_DHCP_BESIDE_OTHERS: "true",
          ...env,
        },
        server,
      );
      onTestFinished(() => void daemon.stop());
      url = `http://${daemon.doors.staff}`;
      return daemon;
    },
    async staff(...args) {
      const env = { OFFHOOK_URL: url, OFFHOOK_KEY: ADMIN_KEY };
      const { code, out, err } = await offhook([...args, "--json"], env, "", server);
      if (code !== 0) throw new Error(err);
      return JSON.parse(out);
    },
    async events(name) {
      const all = await site.staff("events");
      return (Array.isArray(all) ? all : (all as { items: [] }).items).filter((event) => event.name === name);
    },
  };
  return site;
}

/** Plugs in a host with this MAC, without an address. */
export async function plugIn(lab: NetworkLab, name: string, mac: string): Promise<string[]> {
  const words = await lab.host(name);
  await lab.unplug(name);
  await lab.plug(name, mac);
  return words;
}

/** What a client was told: the variables of udhcpc's script. Undefined: no lease. */
export async function askByUdhcpc(
  host: readonly string[],
  more: readonly string[] = [],
): Promise<Record<string, string> | undefined> {
  const folder = makeTestFolder();
  const out = join(folder, "bound");
  const script = join(folder, "script");
  writeFileSync(
    script,
    `#!/bin/sh\n[ "$1" = bound ] || exit 0\nenv > ${out}\nip addr flush dev eth0\nip addr add $ip/$mask dev eth0\n`,
    { mode: 0o755 },
  );
  await runTool(host, "busybox", "udhcpc", "-i", "eth0", "-n", "-q", "-f", "-t", "5", "-T", "1", "-s", script, ...more);
  return existsSync(out) ? readVariables(out) : undefined;
}

/** The same by dhclient, which passes a URL on as it is: `new_tftp_server_name`, `new_url_114`, `new_encapsulated` (hex with colons). */
export async function askByDhclient(
  host: readonly string[],
  { vendorClass, lines = [] }: { vendorClass?: string | undefined; lines?: readonly string[] } = {},
): Promise<Record<string, string>> {
  const folder = makeTestFolder();
  const [out, script, conf] = ["bound", "script", "conf"].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(
    script,
    `#!/bin/sh\ncase $reason in BOUND|REBOOT)\nip addr flush dev eth0\nip addr add $new_ip_address/24 dev eth0\nenv > ${out}.new\nmv ${out}.new ${out};; esac\n`,
    { mode: 0o755 },
  );
  const sent = vendorClass === undefined ? [] : [`send vendor-class-identifier "${vendorClass}";`];
  writeFileSync(
    conf,
    [
      "option url-114 code 114 = text;",
      "option encapsulated code 43 = string;",
      ...sent,
      "request subnet-mask, routers, domain-name-servers, tftp-server-name, url-114, encapsulated;",
      "initial-interval 1;",
      ...lines,
    ].join("\n"),
  );
  requireTool("dhclient");
  const [command = "", ...before] = host;
  const args = [
    "dhclient",
    "-d",
    "-1",
    "-sf",
    script,
    "-cf",
    conf,
    "-lf",
    `${folder}/leases`,
    "-pf",
    `${folder}/pid`,
    "eth0",
  ];
  const child = spawn(command, [...before, ...args], { env: TOOL_ENV, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const bound = async () => {
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
      if (existsSync(out)) return true;
      await sleep(100);
    }
    return false;
  };
  const isBound = await bound();
  child.kill();
  await gone;
  if (!isBound) throw new Error(`dhclient got no lease: ${said}`);
  return readVariables(out);
}

/** Where a phone finds its server: option 114 before 66, without the NUL that some servers add. */
export function urlOf(told: Record<string, string>): string | undefined {
  return (told.new_url_114 ?? told.new_tftp_server_name)?.replace(/(?:\0|\\000)+$/, "");
}

function readVariables(path: string): Record<string, string> {
  const lines = readFileSync(path, "utf8").split("\n");
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

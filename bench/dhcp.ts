// DHCP four-way exchanges beside dnsmasq and Kea, in network namespaces made for it: npm run bench:dhcp (needs root; Debian packages
// kea-admin, dnsmasq-base and, if wanted, kea-dhcp4-server). Prints for each server the highest rate with less than 1 % drops, leases on
// disk, and the ratio. SECONDS: how long a step lasts (3). STEPS: how many halvings (5). HIGHEST: where they begin (8000).
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const SECONDS = Number(process.env.SECONDS ?? 3);
const STEPS = Number(process.env.STEPS ?? 5);
const HIGHEST = Number(process.env.HIGHEST ?? 8000);
const CLIENTS = 4000;
const ADDRESS = "198.18.0.1";
const URL_66 = `http://${ADDRESS}/`;
const LAUNCHER = fileURLToPath(new URL("../bin/offhook.mjs", import.meta.url));
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

const folder = mkdtempSync(join(tmpdir(), "offhook-bench-dhcp-"));
const prefix = `offhookbench${process.pid}`;
const [server, client] = [`${prefix}s`, `${prefix}c`];

/** Enters networks and makes them. */
const IP_TOOL = "/usr/sbin/ip";

function ip(...args: string[]): void {
  execFileSync(IP_TOOL, args, { env: { PATH } });
}

function makeNetwork(): void {
  for (const name of [server, client]) ip("netns", "add", name);
  ip("-n", server, "link", "add", "srv0", "type", "veth", "peer", "cli0", "netns", client);
  for (const [name, cable, address] of [
    [server, "srv0", ADDRESS],
    [client, "cli0", "198.18.0.2"],
  ] as const) {
    ip("-n", name, "addr", "add", `${address}/15`, "dev", cable);
    ip("-n", name, "link", "set", cable, "up");
    ip("-n", name, "link", "set", "lo", "up");
  }
}

type Start = { command: string[]; env?: Record<string, string> };

const SERVERS: Record<string, () => Start> = {
  offhook: () => ({
    command: [process.execPath, LAUNCHER, "serve"],
    env: {
      OFFHOOK_DATA_DIR: join(folder, "offhook"),
      OFFHOOK_HTTP: `${ADDRESS}:80`,
      OFFHOOK_HTTPS: "off",
      OFFHOOK_TFTP: "off",
      OFFHOOK_PNP: "off",
      OFFHOOK_STAFF: "127.0.0.1:0",
      OFFHOOK_DHCP: "serve:srv0",
      OFFHOOK_DHCP_POOLS: "198.18.16.0-198.19.255.250",
      OFFHOOK_DHCP_LEASE_TIME: "1h",
      OFFHOOK_DHCP_BESIDE_OTHERS: "true",
      // As dnsmasq below is told, and as Kea does.
      OFFHOOK_DHCP_CONFLICT_CHECK: "false",
    },
  }),
  dnsmasq: () => {
    const own = [
      "-k",
      "-C",
      "/dev/null",
      "--port=0",
      "--bind-interfaces",
      "--interface=srv0",
      "--user=root",
      "--no-ping",
    ];
    const range = "--dhcp-range=198.18.16.0,198.19.255.250,255.254.0.0,1h";
    const more = [
      "--dhcp-lease-max=200000",
      "--dhcp-authoritative",
      "--quiet-dhcp",
      `--dhcp-option-force=66,${URL_66}`,
    ];
    const files = [`--pid-file=${folder}/dnsmasq.pid`, `--dhcp-leasefile=${folder}/dnsmasq.leases`];
    return { command: ["dnsmasq", ...own, range, ...more, ...files] };
  },
  kea: () => {
    const conf = join(folder, "kea.conf");
    const subnet = { id: 1, subnet: "198.18.0.0/15", pools: [{ pool: "198.18.16.0 - 198.19.255.250" }] };
    writeFileSync(
      conf,
      JSON.stringify({
        Dhcp4: {
          "interfaces-config": { interfaces: ["srv0"], "dhcp-socket-type": "udp" },
          "lease-database": { type: "memfile", persist: true, name: `${folder}/kea.csv`, "lfc-interval": 0 },
          "valid-lifetime": 3600,
          "option-data": [{ name: "tftp-server-name", data: URL_66, "always-send": true }],
          subnet4: [subnet],
          loggers: [{ name: "kea-dhcp4", severity: "ERROR", output_options: [{ output: `${folder}/kea.log` }] }],
        },
      }),
    );
    return { command: ["kea-dhcp4", "-c", conf], env: { KEA_LOCKFILE_DIR: folder, KEA_PIDFILE_DIR: folder } };
  },
};

function hasTool(name: string): boolean {
  return PATH.split(":").some((path) => existsSync(join(path, name)));
}

async function start({ command, env = {} }: Start): Promise<ChildProcess> {
  const child = spawn(IP_TOOL, ["netns", "exec", server, ...command], { env: { PATH, ...env }, stdio: "ignore" });
  for (let tries = 0; tries < 150; tries++) {
    await sleep(100);
    const table = spawnSync(IP_TOOL, ["netns", "exec", server, "cat", "/proc/net/udp"], { encoding: "utf8" }).stdout;
    if (/:0043 /.test(table)) return child;
    if (child.exitCode !== null) break;
  }
  child.kill();
  throw new Error(`${command[0]} does not listen`);
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await gone;
}

/** Completed exchanges per second, and drops in percent of what was sent. */
function measure(rate: number): { perSecond: number; drops: number } {
  const args = ["-4", "-r", String(rate), "-R", String(CLIENTS), "-p", String(SECONDS), "-W", "500000", ADDRESS];
  const { stdout } = spawnSync(IP_TOOL, ["netns", "exec", client, "perfdhcp", ...args], {
    encoding: "utf8",
    env: { PATH },
  });
  const received = [...stdout.matchAll(/received packets: (\d+)/g)].map(([, count]) => Number(count));
  const drops = [...stdout.matchAll(/drops ratio: ([\d.]+)/g)].map(([, percent]) => Number(percent));
  return { perSecond: Math.round((received[1] ?? 0) / SECONDS), drops: Math.max(...drops) };
}

async function best(name: string): Promise<number> {
  const startServer = SERVERS[name];
  if (startServer === undefined) throw new Error(name);
  const child = await start(startServer());
  try {
    let [low, high, most] = [0, HIGHEST, 0];
    for (let step = 0; step < STEPS; step++) {
      const rate = Math.round((low + high) / 2);
      const { perSecond, drops } = measure(rate);
      const isGood = drops < 1 && perSecond >= 0.97 * rate;
      process.stdout.write(`${name.padEnd(8)} asked ${rate}/s: ${perSecond}/s, drops ${drops.toFixed(2)} %\n`);
      if (isGood) [low, most] = [rate, perSecond];
      else high = rate;
    }
    return most;
  } finally {
    await stop(child);
  }
}

try {
  for (const [tool, name] of [
    ["perfdhcp", "kea-admin"],
    ["dnsmasq", "dnsmasq-base"],
  ] as const)
    if (!hasTool(tool)) throw new Error(`${tool} is missing: apt-get install ${name}`);
  makeNetwork();
  const names = ["offhook", "dnsmasq", ...(hasTool("kea-dhcp4") ? ["kea"] : [])];
  const rates = new Map<string, number>();
  for (const name of names) rates.set(name, await best(name));
  const ours = rates.get("offhook") ?? 0;
  for (const [name, rate] of rates) {
    const ratio = name === "offhook" || rate === 0 ? "" : `; offhook has ${(ours / rate).toFixed(2)} times as many`;
    process.stdout.write(`${name}: ${rate} four-way exchanges/s with less than 1 % drops${ratio}\n`);
  }
} finally {
  for (const name of [server, client]) spawnSync(IP_TOOL, ["netns", "del", name]);
  rmSync(folder, { recursive: true, force: true });
}

import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import type { Protocol, SocketFacts } from "../../provisioning/doctor/judge-ports.ts";

const TABLES: readonly (readonly [Protocol, string])[] = [
  ["udp", "/proc/net/udp"],
  ["udp", "/proc/net/udp6"],
  ["tcp", "/proc/net/tcp"],
  ["tcp", "/proc/net/tcp6"],
];
const TCP_LISTENS = "0A";
/** A UDP socket that takes packets from everybody. */
const UDP_OPEN = "07";

/** Sockets that wait at the ports asked for, with the program where it may be known. Undefined off Linux. */
export async function findSockets(
  wanted: (protocol: Protocol, port: number) => boolean,
): Promise<SocketFacts[] | undefined> {
  const tables = await Promise.all(
    TABLES.map(async ([protocol, path]) => {
      const text = await readFile(path, "latin1").catch(() => undefined);
      return text === undefined ? undefined : parseTable(protocol, text);
    }),
  );
  if (tables.every((table) => table === undefined)) return undefined;
  const sockets = tables.flatMap((table) => table ?? []).filter(({ protocol, port }) => wanted(protocol, port));
  const owners = await findOwners(new Set(sockets.map(({ inode }) => inode)));
  return sockets.map(({ inode, ...socket }) => ({ ...socket, ...owners.get(inode) }));
}

type Row = { protocol: Protocol; address: string; port: number; inode: string };

/** `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …` */
function parseTable(protocol: Protocol, text: string): Row[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [, local = "", , state] = fields;
      const [hex = "", port = ""] = local.split(":");
      if (state !== (protocol === "tcp" ? TCP_LISTENS : UDP_OPEN)) return [];
      return [{ protocol, address: sayAddress(hex), port: Number.parseInt(port, 16), inode: fields[9] ?? "" }];
    });
}

/** Words of 32 bits, each in the machine's order. */
function sayAddress(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.every((byte) => byte === 0)) return "::";
  return Array.from({ length: 8 }, (_, word) => bytes.readUInt16BE(2 * word).toString(16)).join(":");
}

/** Of another user's programs nothing can be read without privileges: they are missing here. */
async function findOwners(inodes: ReadonlySet<string>): Promise<Map<string, { pid: number; program: string }>> {
  const owners = new Map<string, { pid: number; program: string }>();
  if (inodes.size === 0) return owners;
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  // Most are ours: then nobody else's need be looked at.
  for (const pid of new Set([String(process.pid), ...pids])) {
    const folder = `/proc/${pid}/fd`;
    const files = await readdir(folder).catch(() => []);
    const targets = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => "")));
    for (const target of targets) {
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode === undefined || !inodes.has(inode) || owners.has(inode)) continue;
      owners.set(inode, { pid: Number(pid), program: await readName(pid) });
    }
    if (owners.size === inodes.size) break;
  }
  return owners;
}

async function readName(pid: string): Promise<string> {
  const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
  // So Node calls what has no title of its own.
  return name === "MainThread" ? basename(await readlink(`/proc/${pid}/exe`).catch(() => name)) : name;
}

/** From which port on this process may listen, as its user and capabilities are. */
export async function readFirstPort(): Promise<number> {
  const [status, first] = await Promise.all(
    ["/proc/self/status", "/proc/sys/net/ipv4/ip_unprivileged_port_start"].map((path) =>
      readFile(path, "latin1").catch(() => ""),
    ),
  );
  const capabilities = Number.parseInt(/^CapEff:\s*([0-9a-f]+)/m.exec(status ?? "")?.[1]?.slice(-8) ?? "0", 16);
  // CAP_NET_BIND_SERVICE
  if ((capabilities & (1 << 10)) !== 0) return 1;
  return first === "" ? 1024 : Number(first);
}

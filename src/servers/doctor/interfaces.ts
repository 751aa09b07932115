import { readdir, readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { InterfaceFacts } from "../../provisioning/doctor/judge-networks.ts";

const CLASS_FOLDER = "/sys/class/net";
/** `linux/if.h` */
const UP = 0x1;
const LOOPBACK = 0x8;
const MULTICAST = 0x1000;

/** All interfaces of this machine, those that are down too. Off Linux only those with an address. */
export async function readInterfaces(): Promise<InterfaceFacts[]> {
  const addresses = networkInterfaces();
  const names = await readdir(CLASS_FOLDER).catch(() => []);
  return Promise.all(
    [...new Set([...names, ...Object.keys(addresses)])].toSorted().map(async (name) => {
      const all = addresses[name] ?? [];
      const [flags, mtu, carrier] = await Promise.all(
        ["flags", "mtu", "carrier"].map((file) =>
          readFile(join(CLASS_FOLDER, name, file), "latin1").then(
            (text) => Number(text.trim()),
            () => undefined,
          ),
        ),
      );
      return {
        name,
        isUp: flags === undefined ? all.length > 0 : (flags & UP) !== 0,
        // An interface that is down has none to read.
        hasCable: carrier !== 0,
        takesMulticast: flags === undefined || (flags & MULTICAST) !== 0,
        isLoopback: flags === undefined ? all.some(({ internal }) => internal) : (flags & LOOPBACK) !== 0,
        mtu,
        ipv4: all
          .filter(({ family }) => family === "IPv4")
          .map(({ address, cidr }) => ({ address, bits: Number(cidr?.split("/")[1] ?? 32) })),
        ipv6: all.filter(({ family, scopeid }) => family === "IPv6" && !scopeid).map(({ address }) => address),
      };
    }),
  );
}

/** Names of the interfaces on which some program of this machine is a member of an IPv4 group. Undefined off Linux. */
export async function readMembers(group: string, path = "/proc/net/igmp"): Promise<ReadonlySet<string> | undefined> {
  const text = await readFile(path, "latin1").catch(() => undefined);
  if (text === undefined) return undefined;
  // As this machine's memory has it, which is little-endian wherever Node runs.
  const wanted = Buffer.from(group.split(".").map(Number)).reverse().toString("hex").toUpperCase();
  const members = new Set<string>();
  let name = "";
  for (const line of text.split("\n").slice(1)) {
    const heading = /^\d+\s+([^\s:]+)/.exec(line);
    if (heading !== null) name = heading[1] ?? "";
    else if (line.trim().startsWith(`${wanted} `)) members.add(name);
  }
  return members;
}

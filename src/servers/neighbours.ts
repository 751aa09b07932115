import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { openSocket } from "./udp-socket.ts";

/** Linux' table of neighbours. */
const ARP_TABLE = "/proc/net/arp";
const ETHERNET = "0x1";
const COMPLETE = 0x2;
/** One read serves a burst. */
const KEEP_MS = 200;
/** Long enough for an ARP request and its answer, short enough for a phone that waits for ours. */
const RESOLVE_MS = 150;
const MAX_RESOLVING = 100;
const DISCARD_PORT = 9;

/**
 * Finds the MAC behind an IPv4 address of a directly connected network (discovery.md §9.1). Where the kernel does not know it, an empty
 * datagram makes it ask. Undefined off Linux, and where nothing answers.
 */
export function createNeighbourTable(path = ARP_TABLE): (address: string) => Promise<string | undefined> {
  let table: Promise<ReadonlyMap<string, string>> | undefined;
  let readAt = 0;
  let resolving = 0;

  async function find(address: string): Promise<string | undefined> {
    if (table === undefined || Date.now() - readAt > KEEP_MS || Date.now() < readAt) {
      readAt = Date.now();
      table = readNeighbours(path).then((all) => new Map(all.map(({ address: of, mac }) => [of, mac])));
    }
    return (await table).get(address);
  }

  return async (address) => {
    const known = await find(address);
    if (known !== undefined || resolving >= MAX_RESOLVING) return known;
    resolving++;
    const socket = openSocket(address);
    socket.on("error", () => {});
    socket.send("", DISCARD_PORT, address);
    await sleep(RESOLVE_MS);
    socket.close();
    resolving--;
    table = undefined;
    return find(address);
  };
}

export type Neighbour = { address: string; mac: string; interfaceName: string };

/** The table as it is, without asking anybody. Empty off Linux. */
export async function readNeighbours(path = ARP_TABLE): Promise<Neighbour[]> {
  return readFile(path, "latin1").then(parseTable, () => []);
}

/** `IP address  HW type  Flags  HW address  Mask  Device`; what is not complete is left out. */
function parseTable(text: string): Neighbour[] {
  return text.split("\n").flatMap((line) => {
    const [address = "", type, flags, mac, , interfaceName = ""] = line.trim().split(/\s+/);
    const isComplete = type === ETHERNET && mac !== undefined && (Number(flags) & COMPLETE) !== 0;
    return isComplete ? [{ address, mac, interfaceName }] : [];
  });
}

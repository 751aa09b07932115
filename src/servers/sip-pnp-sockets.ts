import type { RemoteInfo, Socket } from "node:dgram";
import { findOnLink, isInSubnet } from "../provisioning/same-network.ts";
import { listOwnAddresses, type OwnAddress } from "./own-networks.ts";
import { bindSocket, chooseLocalAddress, hasCode, openSocket } from "./udp-socket.ts";

/** `sip.mcast.net`. */
export const PNP_GROUP = "224.0.1.75";

/** A burst of a few thousand questions waits here while the process is busy; the kernel may allow less. */
const RECEIVE_BUFFER_BYTES = 4 << 20;
const SCAN_MS = 5000;
/** Leaving and joining again tells switches that snoop on IGMP without a querier that we are still here (discovery.md §1.6). */
const REJOIN_MS = 90_000;
const RETRY_PORT_MS = 60_000;

/** Answers phones from one address of this machine. */
export type PnpSocket = OwnAddress & { port: number; send(latin1: string, port: number, address: string): void };

export type PnpSocketsOptions = {
  interfaces: "auto" | readonly string[];
  port: number;
  /** An open socket that hears the group, to be used instead of `port`. */
  fd?: number | undefined;
  answerPort: number;
  receive: (bytes: Buffer, client: RemoteInfo) => void;
  log: (message: string, detail?: Record<string, unknown>) => void;
  /** Told when the port cannot be had: at first, and again after it could. */
  onPortTaken: (why: string) => void;
};

export type PnpSockets = {
  /** The group's, undefined while another program owns it. */
  port(): number | undefined;
  /** At which phones ask, whoever owns it. */
  groupPort(): number;
  /** Those that are open. */
  all(): readonly PnpSocket[];
  /** The socket on the network that this address lies in. */
  onLink(address: string): PnpSocket | undefined;
  /** The socket that the kernel would answer this address from. */
  routeTo(address: string): Promise<PnpSocket | undefined>;
  close(): void;
};

/**
 * One socket hears the group on all chosen interfaces, since several would hear everything several times; one for each address answers.
 * Interfaces that come and go later are noticed (discovery.md §1.6).
 */
export async function openPnpSockets(options: PnpSocketsOptions): Promise<PnpSockets> {
  const { log } = options;
  const answering = new Map<string, { socket: Socket; pnp: PnpSocket }>();
  let current: readonly PnpSocket[] = [];
  /** Said once until it changes. */
  const said = new Set<string>();
  let group: Socket | undefined;
  let groupPort: number | undefined;
  let isTaken = false;
  let triedAt = 0;
  let rejoinedAt = Date.now();
  let isClosed = false;

  function sayOnce(key: string, message: string, detail: Record<string, unknown>): void {
    if (said.has(key)) return;
    said.add(key);
    log(message, detail);
  }

  /** Never the wildcard: that would take a PBX's calls. `reuseAddr` only lets us stand beside one that shares its own wildcard. */
  async function openGroup(): Promise<void> {
    triedAt = Date.now();
    const socket = openSocket(PNP_GROUP, { reuseAddr: true, recvBufferSize: RECEIVE_BUFFER_BYTES });
    try {
      await bindSocket(socket, PNP_GROUP, options.port, options.fd);
    } catch (error) {
      socket.close();
      if (!isTaken) options.onPortTaken(String(error instanceof Error ? error.message : error));
      isTaken = true;
      return;
    }
    if (isClosed) {
      socket.close();
      return;
    }
    if (isTaken) log("SIP PnP listens now", { port: options.port });
    isTaken = false;
    group = socket;
    groupPort = socket.address().port;
    socket.on("message", options.receive);
    socket.on("error", (error) => log("SIP PnP cannot receive", { error: error.message }));
  }

  function join(own: readonly OwnAddress[]): void {
    if (group === undefined) return;
    const isRejoining = Date.now() - rejoinedAt >= REJOIN_MS;
    if (isRejoining) rejoinedAt = Date.now();
    const done = new Set<string>();
    for (const { interfaceName, address } of own) {
      if (done.has(interfaceName)) continue;
      done.add(interfaceName);
      if (isRejoining) attempt(() => group?.dropMembership(PNP_GROUP, address));
      const error = attempt(() => group?.addMembership(PNP_GROUP, address));
      // In use: joined already. Asked at every scan, as an interface that went away and came back has lost it.
      if (error === undefined || hasCode(error, "EADDRINUSE")) said.delete(`join ${address}`);
      else
        sayOnce(`join ${address}`, "SIP PnP cannot listen on this interface", { interfaceName, error: error.message });
    }
  }

  async function openAnswering(own: OwnAddress): Promise<void> {
    // On loopback nobody else's port is taken, and tools without multicast can ask there.
    const wanted = own.isLoopback && groupPort !== undefined ? groupPort : options.answerPort;
    const socket = openSocket(own.address, { recvBufferSize: RECEIVE_BUFFER_BYTES });
    try {
      await bindSocket(socket, own.address, wanted);
    } catch (error) {
      socket.close();
      if (!hasCode(error, "EADDRINUSE") || wanted === 0) throw error;
      return openElsewhere(own, wanted);
    }
    add(own, socket);
  }

  async function openElsewhere(own: OwnAddress, wanted: number): Promise<void> {
    const socket = openSocket(own.address, { recvBufferSize: RECEIVE_BUFFER_BYTES });
    await bindSocket(socket, own.address, 0);
    sayOnce(`port ${own.address}`, "SIP PnP answers from a free port, as the chosen one is in use", {
      ...{ address: own.address, wanted, port: socket.address().port },
    });
    add(own, socket);
  }

  function add(own: OwnAddress, socket: Socket): void {
    if (isClosed || answering.has(own.address)) {
      socket.close();
      return;
    }
    const send = (latin1: string, port: number, address: string) => {
      if (answering.get(own.address)?.socket === socket) socket.send(Buffer.from(latin1, "latin1"), port, address);
    };
    // For questions to the group. Without multicast there are none, and no phone that asks.
    attempt(() => socket.setMulticastInterface(own.address));
    answering.set(own.address, { socket, pnp: { ...own, port: socket.address().port, send } });
    socket.on("message", options.receive);
    socket.on("error", (error) => log("SIP PnP cannot send", { address: own.address, error: error.message }));
  }

  async function scan(): Promise<void> {
    if (group === undefined && (triedAt === 0 || Date.now() - triedAt >= RETRY_PORT_MS)) await openGroup();
    const own = listOwnAddresses(options.interfaces);
    const present = new Map(own.map((one) => [one.address, one]));
    for (const [address, { socket, pnp }] of answering) {
      const now = present.get(address);
      if (now?.bits === pnp.bits && now.interfaceName === pnp.interfaceName) continue;
      answering.delete(address);
      socket.close();
    }
    current = [...answering.values()].map(({ pnp }) => pnp);
    for (const one of own) {
      if (isClosed) return;
      if (answering.has(one.address)) continue;
      try {
        await openAnswering(one);
        said.delete(`bind ${one.address}`);
      } catch (error) {
        sayOnce(`bind ${one.address}`, "SIP PnP cannot answer from this address", {
          ...{ address: one.address, error: String(error) },
        });
      }
    }
    current = [...answering.values()].map(({ pnp }) => pnp);
    sayMissing(own);
    join(own);
  }

  function sayMissing(own: readonly OwnAddress[]): void {
    if (options.interfaces === "auto") return;
    for (const name of options.interfaces) {
      const isThere = own.some(({ interfaceName, address }) => interfaceName === name || address === name);
      if (isThere) said.delete(`missing ${name}`);
      else sayOnce(`missing ${name}`, "SIP PnP: there is no such interface, or it has no IPv4 address", { name });
    }
  }

  await scan();
  let isScanning = false;
  const timer = setInterval(async () => {
    if (isScanning) return;
    isScanning = true;
    await scan().catch((error: unknown) => sayOnce("scan", "SIP PnP cannot list interfaces", { error: String(error) }));
    isScanning = false;
  }, SCAN_MS).unref();

  return {
    port: () => groupPort,
    groupPort: () => groupPort ?? options.port,
    all: () => current,
    onLink: (address) => findOnLink(address, current),
    async routeTo(address) {
      const local = await chooseLocalAddress(address);
      return (local === undefined ? undefined : answering.get(local)?.pnp) ?? answering.values().next().value?.pnp;
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      group?.close();
      for (const { socket } of answering.values()) socket.close();
      answering.clear();
    },
  };
}

function attempt(change: () => void): Error | undefined {
  try {
    change();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Whether an address lies in one of `networks`, each as `10.1.0.0/16`. */
export function isListed(address: string, networks: readonly string[]): boolean {
  return networks.some((network) => {
    const [base = "", bits] = network.split("/");
    return isInSubnet(address, base, Number(bits));
  });
}

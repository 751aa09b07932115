import type { ExchangeRules } from "../protocols/dhcp/exchange.ts";
import { maskOf, parseIpv4, subnetOf } from "../protocols/dhcp/ipv4.ts";
import { type Binding, createLeases, type LeaseRules, type Scope } from "../protocols/dhcp/leases.ts";
import { SERVER_PORT } from "../protocols/dhcp/replies.ts";
import type { StoredLease } from "../provisioning/lease.ts";
import type { DhcpPointer } from "../provisioning/point-dhcp-client.ts";
import { createDhcpExchanges, type DhcpCounters } from "./dhcp-exchanges.ts";
import { createLeaseWriter } from "./dhcp-lease-writer.ts";
import { createOptionWriter, type DhcpNetwork } from "./dhcp-options.ts";
import { createRivalSearch } from "./dhcp-rivals.ts";
import { type DhcpSockets, openServerSockets } from "./dhcp-sockets.ts";

export type DhcpServerOptions = {
  mode: "serve" | "phones-only" | "inform";
  /** Of the served interface. */
  address: string;
  bits: number;
  /** Of one address each at least; those of one subnet belong together. */
  pools: readonly { from: number; to: number; bits: number | undefined }[];
  isExcluded: (address: number) => boolean;
  reservations: ReadonlyMap<string, number>;
  network: DhcpNetwork;
  leaseMs: number;
  maxLeases: number;
  maxOffers: number;
  /** Serves whoever else does. */
  besideOthers: boolean;
  findNeighbour: ((address: string) => Promise<string | undefined>) | undefined;
  point: DhcpPointer;
  baseUrl: string | undefined;
  store: { listLeases(): Promise<StoredLease[]>; saveLeases(leases: readonly StoredLease[]): Promise<void> };
  clock: () => number;
  events: {
    otherServer(server: string, mac: string | undefined): void;
    standsBack(servers: readonly string[]): void;
    portTaken(why: string): void;
    poolEmpty(): void;
    addressInUse(address: string, mac: string | undefined): void;
  };
  log: (message: string, detail?: Record<string, unknown>) => void;
};

export type DhcpServer = {
  /** Undefined while it does not listen: the port is taken, or it stands back. */
  bound(): { host: string; port: number } | undefined;
  counters(): DhcpCounters;
  leases(): number;
  close(): Promise<void>;
};

const OFFER_MS = 60_000;
const DECLINED_MS = 86_400_000;
const TRY_AGAIN_MS = 60_000;
/** How often it looks for other servers while it serves; those that answer phones are noticed at once. */
const LOOK_AGAIN_MS = 300_000;

/** Resolves when it listens, or when it knows that it must not yet. */
export async function startDhcpServer(options: DhcpServerOptions): Promise<DhcpServer> {
  const { address, mode, events, log, clock } = options;
  const serverId = parseIpv4(address) ?? 0;
  const leaseRules: LeaseRules = {
    reservations: options.reservations,
    isExcluded: options.isExcluded,
    offerMs: OFFER_MS,
    leaseMs: options.leaseMs,
    declinedMs: DECLINED_MS,
    maxOffers: options.maxOffers,
    maxLeases: options.maxLeases,
  };
  const leases = findScopes(options, serverId).map((scope) => createLeases(scope, leaseRules));
  const stored = mode === "inform" ? [] : (await options.store.listLeases()).map(toBinding);
  for (const each of leases) each.restore(stored);
  const rules: ExchangeRules = {
    serverId,
    leases,
    answers: mode === "inform" ? "inform" : "full",
    isAuthoritative: mode === "serve",
  };
  const writer = createLeaseWriter(options.store.saveLeases);
  const rivals = createRivalSearch(address);
  const exchanges = createDhcpExchanges({
    rules,
    phonesOnly: mode === "phones-only",
    leaseSeconds: Math.floor(options.leaseMs / 1000),
    point: options.point,
    baseUrl: options.baseUrl,
    optionsFor: createOptionWriter(options.network),
    writer,
    findNeighbour: options.findNeighbour,
    ignoredMac: rivals.mac,
    onOtherServer: events.otherServer,
    onPoolEmpty: events.poolEmpty,
    onAddressInUse: events.addressInUse,
    log,
    clock,
  });
  let sockets: DhcpSockets | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const underWay = new Set<Promise<void>>();

  async function open(): Promise<void> {
    if (mode === "serve" && !options.besideOthers) {
      const others = await lookForOthers();
      if (others.length > 0) {
        events.standsBack(others);
        return later(open, TRY_AGAIN_MS);
      }
    }
    if (isClosed) return;
    try {
      const opened = await openServerSockets(
        address,
        (bytes) => {
          const work: Promise<void> = exchanges
            .receive(bytes, (reply) => {
              if (!isClosed) opened.send(reply.bytes, reply.to);
            })
            .finally(() => underWay.delete(work));
          underWay.add(work);
        },
        (error) => log("a DHCP packet could not be sent", { error: String(error) }),
      );
      sockets = opened;
      if (isClosed) opened.close();
    } catch (error) {
      events.portTaken(String(error instanceof Error ? error.message : error));
      return later(open, TRY_AGAIN_MS);
    }
    if (mode === "serve") later(watch, options.besideOthers ? 0 : LOOK_AGAIN_MS);
  }

  async function watch(): Promise<void> {
    for (const server of await lookForOthers()) events.otherServer(server, undefined);
    later(watch, LOOK_AGAIN_MS);
  }

  async function lookForOthers(): Promise<string[]> {
    try {
      return await rivals.look();
    } catch (error) {
      log("could not look for other DHCP servers", { error: String(error) });
      return [];
    }
  }

  function later(work: () => Promise<void>, ms: number): void {
    if (isClosed) return;
    timer = setTimeout(() => void work(), ms);
    timer.unref();
  }

  await open();
  return {
    bound: () => (sockets === undefined ? undefined : { host: address, port: SERVER_PORT }),
    counters: () => ({ ...exchanges.counters }),
    leases: () => leases.reduce((sum, each) => sum + each.count(), 0),
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearTimeout(timer);
      sockets?.close();
      await Promise.all(underWay);
      await writer.drain();
    },
  };
}

/** One for each subnet that has a pool, and our own in any case. */
function findScopes({ pools, bits }: DhcpServerOptions, serverId: number): Scope[] {
  const own = subnetOf(serverId, bits);
  const scopes = new Map<string, Scope>([[`${own.network}/${own.bits}`, { ...own, pools: [] }]]);
  for (const { from, to, bits: poolBits } of pools) {
    const subnet = poolBits === undefined ? own : subnetOf(from, poolBits);
    const key = `${subnet.network}/${subnet.bits}`;
    const before = scopes.get(key)?.pools ?? [];
    scopes.set(key, { ...subnet, pools: [...before, { from, to }] });
  }
  // The narrowest subnet of several is meant.
  return [...scopes.values()].sort((a, b) => b.bits - a.bits);
}

/** Network and broadcast address belong to nobody. */
export function isEdge(address: number, bits: number): boolean {
  const host = (address & ~maskOf(bits)) >>> 0;
  return host === 0 || host === ~maskOf(bits) >>> 0;
}

function toBinding({ address, ...lease }: StoredLease): Binding {
  return { ...lease, address: parseIpv4(address) ?? 0 };
}

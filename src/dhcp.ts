import { getServers } from "node:dns";
import type { Logger } from "pino";
import { type Config, SettingError } from "./config/load-config.ts";
import { isInSubnet, parseIpv4, subnetOf } from "./protocols/dhcp/ipv4.ts";
import type { EventName } from "./provisioning/events.ts";
import { createFirstTokens } from "./provisioning/first-tokens.ts";
import { type Mac, parseMac } from "./provisioning/mac.ts";
import { createDhcpPointer } from "./provisioning/point-dhcp-client.ts";
import type { Store } from "./provisioning/ports.ts";
import { createQuietPeriod } from "./provisioning/quiet-period.ts";
import type { Recorder } from "./provisioning/recorder.ts";
import type { Rivals } from "./provisioning/rivals.ts";
import { type DhcpServer, isEdge, startDhcpServer } from "./servers/dhcp.ts";
import type { DhcpNetwork } from "./servers/dhcp-options.ts";
import { createNeighbourTable } from "./servers/neighbours.ts";
import { listOwnAddresses, type OwnAddress } from "./servers/own-networks.ts";
import type { PhoneDoors } from "./servers/phone-doors.ts";
import type { Metrics } from "./staff/metrics.ts";
import { vendors } from "./vendors/index.ts";

type Parts = {
  config: Config;
  store: Store;
  recorder: Recorder;
  doors: PhoneDoors;
  metrics: Metrics;
  rivals: Rivals;
  log: Logger;
};

const TFTP_PORT = 69;
const QUIET_MS = 60_000;

/** Serves DHCP as the settings say. Undefined where it is off. */
export async function startDhcp({
  config,
  store,
  recorder,
  doors,
  metrics,
  rivals,
  log,
}: Parts): Promise<DhcpServer | undefined> {
  if (config.dhcp === undefined) return undefined;
  const { mode, interfaceName } = config.dhcp;
  const own = findInterface(interfaceName);
  const baseUrl = doors.baseUrl?.(own.address);
  if (baseUrl === undefined) log.warn("DHCP tells phones no URL: no door for phones is open");
  const isFirstInAWhile = createQuietPeriod<string>(QUIET_MS);
  function note(
    name: EventName,
    key: string,
    message: string,
    detail: Record<string, string | readonly string[] | null>,
    mac?: Mac,
  ) {
    const at = Date.now();
    if (!isFirstInAWhile(`${name} ${key}`, at)) return;
    log.warn({ ...detail, interface: interfaceName }, message);
    recorder.event({ name, at, mac, door: "dhcp", detail: { ...detail, interface: interfaceName } });
  }
  function see(servers: readonly string[]): void {
    for (const server of servers) rivals.see("dhcp", server, { interface: interfaceName });
  }
  const server = await startDhcpServer({
    mode,
    address: own.address,
    bits: own.bits,
    ...readAddresses(config, own),
    network: networkOf(config, own, doors),
    leaseMs: config.dhcpLeaseTime,
    maxLeases: config.dhcpMaxLeases,
    maxOffers: config.dhcpMaxOffers,
    besideOthers: config.dhcpBesideOthers,
    findNeighbour: config.dhcpConflictCheck ? createNeighbourTable() : undefined,
    point: createDhcpPointer({
      ...{ store, vendors, signs: config.dhcpSigns, recorder, clock: Date.now },
      firstTokens: createFirstTokens(store, "dhcp"),
    }),
    baseUrl,
    store,
    clock: Date.now,
    events: {
      otherServer(server, mac) {
        see([server]);
        note(
          "dhcp-other-server",
          `${server} ${mac ?? ""}`,
          "another DHCP server answers on our network",
          { server, client: mac ?? null },
          mac === undefined ? undefined : parseMac(mac),
        );
      },
      standsBack(servers) {
        see(servers);
        note("dhcp-stands-back", "", "DHCP gives out no address: another DHCP server answers", { servers });
      },
      portTaken: (why) => note("dhcp-port-taken", "", "DHCP cannot listen", { why }),
      poolEmpty: () => note("dhcp-pool-empty", "", "no address is left to give out by DHCP", {}),
      addressInUse: (address, mac) =>
        note("dhcp-address-in-use", address, "an address of a DHCP pool is in use", { address, by: mac ?? null }),
    },
    log: (message, detail) => log.warn(detail ?? {}, message),
  });
  for (const name of Object.keys(server.counters()) as (keyof ReturnType<DhcpServer["counters"]>)[]) {
    metrics.watch(`offhook_dhcp_${name}`, `DHCP packets: ${name}`, () => server.counters()[name]);
  }
  metrics.watch("offhook_dhcp_leases", "Addresses that are or were in use", server.leases);
  return server;
}

function findInterface(name: string): OwnAddress {
  const [own] = listOwnAddresses([name]);
  if (own !== undefined) return own;
  const names = [...new Set(listOwnAddresses("auto").map(({ interfaceName }) => interfaceName))].join(", ");
  throw new SettingError(
    `dhcp.mode (OFFHOOK_DHCP): interface ${JSON.stringify(name)} has no IPv4 address; those with one: ${names || "none"}`,
  );
}

/** Pools and reservations, and what in them belongs to somebody already. */
function readAddresses(config: Config, own: OwnAddress) {
  const subnet = subnetOf(numberOf(own.address), own.bits);
  const pools = config.dhcpPools.map(({ from, to, bits }) => ({
    from: numberOf(from),
    to: numberOf(to),
    bits,
    text: `${from}-${to}`,
  }));
  for (const { from, to, bits, text } of pools) {
    if (bits === undefined && !(isInSubnet(from, subnet) && isInSubnet(to, subnet)))
      throw new SettingError(
        `dhcp.pools (OFFHOOK_DHCP_POOLS): ${JSON.stringify(text)} is not in ${own.address}/${own.bits} of ${own.interfaceName}; allowed: addresses of that subnet, or for a subnet behind a relay the bits of its mask (${text}/24)`,
      );
  }
  const isGiving = config.dhcp?.mode !== "inform";
  if (isGiving && pools.length === 0 && config.dhcpReservations.length === 0)
    throw new SettingError(
      "dhcp.pools (OFFHOOK_DHCP_POOLS): no address to give out; allowed: ranges such as 192.0.2.100-192.0.2.199",
    );
  const excluded = config.dhcpExclude.map(({ from, to }) => ({ from: numberOf(from), to: numberOf(to) }));
  const taken = new Set(
    [own.address, ...config.dhcpRouters, ...(config.dhcpDns ?? []), ...config.dhcpNtp].map(numberOf),
  );
  const subnets = [
    { ...subnet },
    ...pools.flatMap(({ from, bits }) => (bits === undefined ? [] : [subnetOf(from, bits)])),
  ];
  return {
    pools,
    isExcluded: (address: number) =>
      taken.has(address) ||
      excluded.some(({ from, to }) => address >= from && address <= to) ||
      subnets.some((each) => isInSubnet(address, each) && isEdge(address, each.bits)),
    reservations: new Map(config.dhcpReservations.map(({ mac, address }) => [mac, numberOf(address)])),
  };
}

function networkOf(config: Config, own: OwnAddress, doors: PhoneDoors): DhcpNetwork {
  const dns = config.dhcpDns ?? getServers().filter((address) => !address.startsWith("127."));
  return {
    routers: config.dhcpRouters.map(numberOf),
    dns: dns.flatMap((address) => parseIpv4(address) ?? []),
    ntp: config.dhcpNtp.map(numberOf),
    domain: config.dhcpDomain,
    timeOffset: config.dhcpTimeOffset,
    sipServers: config.dhcpSipServers,
    vlan: config.dhcpVlan,
    vlanPriority: config.dhcpVlanPriority,
    tftpServers: doors.bound.tftp?.port === TFTP_PORT ? [numberOf(own.address)] : [],
    alwaysSendUrl: config.dhcpAlwaysSendUrl,
  };
}

/** Settings are checked when they are read. */
function numberOf(address: string): number {
  return parseIpv4(address) ?? 0;
}

import { broadcastOf, isInSubnet, maskOf, parseIpv4 } from "../protocols/dhcp/ipv4.ts";
import type { Scope } from "../protocols/dhcp/leases.ts";
import { writeAddresses, writeSeconds, writeSipServers } from "../protocols/dhcp/option-values.ts";
import { type DhcpOptions, OPTION, writeOption } from "../protocols/dhcp/options.ts";
import type { DhcpPacket } from "../protocols/dhcp/packets.ts";
import type { DhcpPhone } from "../provisioning/point-dhcp-client.ts";

/** What every client of ours may be told. Addresses are numbers. */
export type DhcpNetwork = {
  routers: readonly number[];
  dns: readonly number[];
  ntp: readonly number[];
  domain: string | undefined;
  /** Seconds east of UTC. */
  timeOffset: number | undefined;
  /** Names or addresses. */
  sipServers: readonly string[];
  vlan: number | undefined;
  vlanPriority: number | undefined;
  /** Where files come by TFTP from port 69. */
  tftpServers: readonly number[];
  alwaysSendUrl: boolean;
};

const BASICS = [OPTION.subnetMask, OPTION.routers, OPTION.dnsServers, OPTION.domainName, OPTION.broadcast];
/** Text URLs where phones ask for one of them (discovery.md §2.2). */
const URL_ON_REQUEST = [66, 159, 160];
const MOST_IN_ONE = 255;

/** Writes what a client is told beyond its lease: of what it asks for (option 55) all that we know, and a phone's URL in any case. */
export function createOptionWriter(network: DhcpNetwork) {
  const common: [number, Buffer][] = [];
  if (network.dns.length > 0) common.push([OPTION.dnsServers, writeAddresses(network.dns)]);
  if (network.domain !== undefined) common.push([OPTION.domainName, Buffer.from(network.domain, "latin1")]);
  if (network.ntp.length > 0) common.push([OPTION.ntpServers, writeAddresses(network.ntp)]);
  if (network.timeOffset !== undefined) common.push([OPTION.timeOffset, writeSeconds(network.timeOffset)]);
  if (network.sipServers.length > 0) common.push([OPTION.sipServers, sipServers(network.sipServers)]);
  if (network.tftpServers.length > 0) common.push([OPTION.tftpServers, writeAddresses(network.tftpServers)]);
  const vlan: [number, string][] = [
    [OPTION.vlanId, network.vlan],
    [OPTION.vlanPriority, network.vlanPriority],
  ].flatMap(([code, value]) => (value === undefined || code === undefined ? [] : [[code, String(value)]]));

  return function optionsFor(packet: DhcpPacket, scope: Scope, phone: DhcpPhone | undefined): DhcpOptions {
    const list = packet.options.get(OPTION.requestList);
    const asked = list === undefined || list.length === 0 ? new Set<number>(BASICS) : new Set(list);
    const options: DhcpOptions = new Map([[OPTION.subnetMask, writeAddresses([maskOf(scope.bits)])]]);
    const isWanted = (code: number) => network.alwaysSendUrl || asked.has(code);
    if (phone?.url !== undefined) {
      const url = Buffer.from(phone.url, "latin1");
      for (const code of phone.urlOptions) if (isWanted(code)) options.set(code, url);
      for (const code of URL_ON_REQUEST) if (asked.has(code) && phone.urlOptions.includes(66)) options.set(code, url);
    }
    if (phone?.habits.encapsulated !== undefined && isWanted(OPTION.vendorSpecific)) {
      const inside = encapsulate(phone, vlan);
      if (inside.length > 0) options.set(OPTION.vendorSpecific, inside);
    }
    for (const [code, text] of vlan) {
      if (phone !== undefined && asked.has(code)) options.set(code, Buffer.from(text, "latin1"));
    }
    const routers = routersOf(packet, scope);
    if (routers.length > 0 && asked.has(OPTION.routers)) options.set(OPTION.routers, writeAddresses(routers));
    if (asked.has(OPTION.broadcast)) options.set(OPTION.broadcast, writeAddresses([broadcastOf(scope)]));
    for (const [code, value] of common) if (asked.has(code)) options.set(code, value);
    return options;
  };

  function routersOf({ giaddr }: DhcpPacket, scope: Scope): readonly number[] {
    const inScope = network.routers.filter((address) => isInSubnet(address, scope));
    return inScope.length === 0 && giaddr !== 0 && isInSubnet(giaddr, scope) ? [giaddr] : inScope;
  }
}

/** Each value with a NUL at its end that its length counts, as Snom documents it (snom.md §1.3). */
function encapsulate({ url, habits }: DhcpPhone, vlan: readonly [number, string][]): Buffer {
  const values: (readonly [number, string])[] = [...(url === undefined ? [] : ([[66, url]] as const)), ...vlan];
  const parts = values
    .filter(([code, text]) => habits.encapsulated?.includes(code) && text.length < MOST_IN_ONE)
    .map(([code, text]) => writeOption(code, Buffer.from(`${text}\0`, "latin1")));
  return Buffer.concat(parts);
}

function sipServers(servers: readonly string[]): Buffer {
  const addresses = servers.map(parseIpv4).filter((address) => address !== undefined);
  if (addresses.length === servers.length) return writeSipServers({ addresses });
  // One option cannot hold both kinds, and a name may look like an address to nobody.
  return writeSipServers({ names: servers.filter((name) => parseIpv4(name) === undefined) });
}

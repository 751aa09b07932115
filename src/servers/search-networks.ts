import { broadcastOf, isInSubnet, parseIpv4, type Subnet, sayIpv4, subnetOf } from "../protocols/dhcp/ipv4.ts";
import type { ChosenNetworks, SkippedNetwork } from "../provisioning/lan-search.ts";
import type { OwnAddress } from "./own-networks.ts";

/** A network to search, and this machine's address in it. */
export type SearchedNetwork = { cidr: string; subnet: Subnet; own: OwnAddress };

/** The kernel's table of neighbours holds so many unless it is told otherwise (discovery.md §9.1). */
const MAX_ADDRESSES = 1024;
const LARGEST_BITS = 22;
/** RFC 1918. Not link-local addresses: at some hosters the machine's own credentials lie there. */
const PRIVATE: readonly Subnet[] = [subnetOf(0x0a000000, 8), subnetOf(0xac100000, 12), subnetOf(0xc0a80000, 16)];

/** The network that was named, checked; or this machine's own ones, as far as one search may go. */
export function chooseNetworks(
  named: string | undefined,
  ownAddresses: readonly OwnAddress[],
): ChosenNetworks<SearchedNetwork> {
  const own = ownAddresses.filter(({ isLoopback, hasMac }) => !isLoopback && hasMac);
  return named === undefined ? chooseOwn(own) : chooseNamed(named, own);
}

function chooseNamed(named: string, own: readonly OwnAddress[]): ChosenNetworks<SearchedNetwork> {
  const [address = "", bits] = named.split("/");
  const subnet = subnetOf(parseIpv4(address) ?? 0, Number(bits));
  if (!isPrivate(subnet))
    return {
      refused: "network-not-private",
      detail: `${named} is not inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
    };
  if (subnet.bits < LARGEST_BITS)
    return { refused: "network-too-large", detail: `${named} is larger than a /${LARGEST_BITS}` };
  const reaching = own
    .filter((each) => each.bits <= subnet.bits && isInSubnet(subnet.network, subnetOfOwn(each)))
    .sort((a, b) => b.bits - a.bits)[0];
  if (reaching !== undefined) return { networks: [{ cidr: cidrOf(subnet), subnet, own: reaching }], skipped: [] };
  const ours = [...new Set(own.map(subnetOfOwn).filter(isPrivate).map(cidrOf))].join(", ");
  return {
    refused: "network-not-on-link",
    detail: `${named} is in none of this machine's own private networks: ${ours || "it has none"}`,
  };
}

function chooseOwn(own: readonly OwnAddress[]): ChosenNetworks<SearchedNetwork> {
  const networks: SearchedNetwork[] = [];
  const skipped = new Map<string, SkippedNetwork>();
  let addresses = 0;
  for (const each of own) {
    const subnet = subnetOfOwn(each);
    const cidr = cidrOf(subnet);
    // A host route: nobody else is there.
    if (subnet.bits === 32 || networks.some((chosen) => chosen.cidr === cidr)) continue;
    const size = hostsOf(subnet).count;
    if (!isPrivate(subnet)) skipped.set(cidr, { network: cidr, why: "network-not-private" });
    else if (subnet.bits < LARGEST_BITS || addresses + size > MAX_ADDRESSES)
      skipped.set(cidr, { network: cidr, why: "network-too-large" });
    else {
      addresses += size;
      networks.push({ cidr, subnet, own: each });
    }
  }
  if (networks.length > 0) return { networks, skipped: [...skipped.values()] };
  const left = [...skipped.keys()].join(", ");
  return {
    refused: "network-not-on-link",
    detail: `This machine has no private network of at most a /${LARGEST_BITS}${left === "" ? "" : `, only ${left}`}`,
  };
}

function isPrivate(subnet: Subnet): boolean {
  return PRIVATE.some((block) => subnet.bits >= block.bits && isInSubnet(subnet.network, block));
}

function subnetOfOwn({ address, bits }: OwnAddress): Subnet {
  return subnetOf(parseIpv4(address) ?? 0, bits);
}

function cidrOf({ network, bits }: Subnet): string {
  return `${sayIpv4(network)}/${bits}`;
}

/** Without the addresses of network and broadcast, which are nobody's. */
export function hostsOf(subnet: Subnet): { first: number; count: number } {
  const edges = subnet.bits >= 31 ? 0 : 1;
  const first = subnet.network + edges;
  return { first, count: broadcastOf(subnet) - edges - first + 1 };
}

/** Two networks share addresses only where one lies inside the other. */
export function overlap(one: Subnet, other: Subnet): boolean {
  const [wide, narrow] = one.bits <= other.bits ? [one, other] : [other, one];
  return isInSubnet(narrow.network, wide);
}

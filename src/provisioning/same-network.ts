/** An IPv4 address of this machine with its subnet. */
export type OwnNetwork = {
  /** The interface's name, or where else the network is named. */
  interfaceName: string;
  address: string;
  /** Bits of the subnet's mask. */
  bits: number;
};

/** Where a device is, seen from our own networks. Multicast reaches those on `same` alone. */
export type Place =
  | { outcome: "same"; network: string; interfaceName: string }
  /** `theirs`: its network, if its mask is as wide as that of our nearest one. `ours`: all of ours, with their interfaces. */
  | { outcome: "other"; theirs: string; ours: readonly string[] }
  /** No IPv4 address, loopback, or we have no network. */
  | { outcome: "unknown" };

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether a device with that address is in one of our own subnets. */
export function placeOf(address: string, own: readonly OwnNetwork[]): Place {
  if (!IPV4.test(address) || address.startsWith("127.")) return { outcome: "unknown" };
  const found = findOnLink(address, own);
  if (found !== undefined)
    return { outcome: "same", network: subnetOf(found.address, found.bits), interfaceName: found.interfaceName };
  const [nearest] = own.toSorted((a, b) => sharedBits(address, b.address) - sharedBits(address, a.address));
  if (nearest === undefined) return { outcome: "unknown" };
  return { outcome: "other", theirs: subnetOf(address, nearest.bits), ours: listNetworks(own) };
}

/** Our own subnets with the interfaces that they are on. */
export function listNetworks(own: readonly OwnNetwork[]): string[] {
  return [...new Set(own.map(({ address, bits, interfaceName }) => `${subnetOf(address, bits)} (${interfaceName})`))];
}

/** The one with the narrowest subnet that holds `address`. */
export function findOnLink<T extends Pick<OwnNetwork, "address" | "bits">>(
  address: string,
  own: Iterable<T>,
): T | undefined {
  let best: T | undefined;
  for (const candidate of own) {
    if (best !== undefined && best.bits >= candidate.bits) continue;
    if (isInSubnet(address, candidate.address, candidate.bits)) best = candidate;
  }
  return best;
}

export function isInSubnet(address: string, network: string, bits: number): boolean {
  return bits === 0 || (toNumber(address) ^ toNumber(network)) >>> (32 - bits) === 0;
}

/** The subnet of an address, as `192.0.2.0/24`. */
function subnetOf(address: string, bits: number): string {
  const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  const network = (toNumber(address) & mask) >>> 0;
  return `${[24, 16, 8, 0].map((shift) => (network >>> shift) & 0xff).join(".")}/${bits}`;
}

/** How many of their first bits two addresses have in common. */
function sharedBits(a: string, b: string): number {
  return Math.clz32(toNumber(a) ^ toNumber(b));
}

function toNumber(address: string): number {
  let value = 0;
  for (const part of address.split(".")) value = (value << 8) | Number(part);
  return value;
}

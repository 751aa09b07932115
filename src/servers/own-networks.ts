import { networkInterfaces } from "node:os";

/** An IPv4 address of this machine with its subnet. */
export type OwnAddress = {
  interfaceName: string;
  address: string;
  /** Bits of the subnet's mask. */
  bits: number;
  isLoopback: boolean;
  /** Of its interface: tunnels have none, so that nobody there has a neighbour. */
  hasMac: boolean;
};

/** Of interfaces that are up. `auto`: all but loopback; else those named, by interface or by address. */
export function listOwnAddresses(chosen: "auto" | readonly string[]): OwnAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([interfaceName, entries]) =>
    (entries ?? [])
      .filter(({ family }) => family === "IPv4")
      .map(({ address, cidr, internal, mac }) => ({
        interfaceName,
        address,
        bits: Number(cidr?.split("/")[1] ?? 32),
        isLoopback: internal,
        hasMac: mac !== "00:00:00:00:00:00",
      })),
  );
  if (chosen === "auto") return all.filter(({ isLoopback }) => !isLoopback);
  return all.filter(({ interfaceName, address }) => chosen.includes(interfaceName) || chosen.includes(address));
}

/** The one with the narrowest subnet that holds `address`. */
export function findOnLink<T extends Pick<OwnAddress, "address" | "bits">>(
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

function toNumber(address: string): number {
  let value = 0;
  for (const part of address.split(".")) value = (value << 8) | Number(part);
  return value;
}

import { BlockList, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

/** Something in CIDR form that is no network. */
export class NotANetworkError extends Error {}

const RESCAN_MS = 60_000;

/** Tells whether an address lies inside `networks`, or, where undefined, on loopback or a subnet of this machine's own interfaces. */
export function createTrustedNetworks(networks: readonly string[] | undefined): (address: string) => boolean {
  if (networks !== undefined) {
    const list = blockListOf(networks);
    return (address) => isInside(list, address);
  }
  let list = blockListOf(ownNetworks());
  let scannedAt = Date.now();
  return (address) => {
    if (Date.now() - scannedAt > RESCAN_MS) {
      list = blockListOf(ownNetworks());
      scannedAt = Date.now();
    }
    return isInside(list, address);
  };
}

function ownNetworks(): string[] {
  const own = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.flatMap((address) => address.cidr ?? []) ?? [],
  );
  return ["127.0.0.0/8", "::1/128", ...own];
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    try {
      list.addSubnet(address, Number(bits), isIPv6(address) ? "ipv6" : "ipv4");
    } catch {
      throw new NotANetworkError(network);
    }
  }
  return list;
}

function isInside(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

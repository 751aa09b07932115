import { networkInterfaces } from "node:os";
import { isInNetworks, isNetwork } from "../provisioning/networks.ts";

/** Something in CIDR form that is no network. */
export class NotANetworkError extends Error {}

const RESCAN_MS = 60_000;

/** Tells whether an address lies inside `networks`, or, where undefined, on loopback or a subnet of this machine's own interfaces. */
export function createTrustedNetworks(networks: readonly string[] | undefined): (address: string) => boolean {
  if (networks !== undefined) {
    for (const network of networks) if (!isNetwork(network)) throw new NotANetworkError(network);
    return (address) => isInNetworks(address, networks) === true;
  }
  let own = ownNetworks();
  let scannedAt = Date.now();
  return (address) => {
    if (Date.now() - scannedAt > RESCAN_MS) {
      own = ownNetworks();
      scannedAt = Date.now();
    }
    return isInNetworks(address, own) === true;
  };
}

function ownNetworks(): string[] {
  const own = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.flatMap((address) => address.cidr ?? []) ?? [],
  );
  return ["127.0.0.0/8", "::1/128", ...own.filter(isNetwork)];
}

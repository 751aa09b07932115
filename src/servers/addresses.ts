import { isIPv6 } from "node:net";

/** A textual address without IPv4-mapped prefix and zone, the form in which requesters are compared. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return "unknown";
  if (!address.includes(":")) return address;
  const withoutZone = address.split("%", 1)[0] ?? address;
  return withoutZone.startsWith("::ffff:") && withoutZone.includes(".") ? withoutZone.slice(7) : withoutZone;
}

/** `host:port` as URLs write it. */
export function hostPort(address: string, port: number): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether a bound address stands for all of this machine's. */
export function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

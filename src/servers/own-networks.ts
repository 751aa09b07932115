import { networkInterfaces } from "node:os";
import type { OwnNetwork } from "../provisioning/same-network.ts";

export type OwnAddress = OwnNetwork & { isLoopback: boolean };

/** Of interfaces that are up. `auto`: all but loopback; else those named, by interface or by address. */
export function listOwnAddresses(chosen: "auto" | readonly string[]): OwnAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([interfaceName, entries]) =>
    (entries ?? [])
      .filter(({ family }) => family === "IPv4")
      .map(({ address, cidr, internal }) => ({
        interfaceName,
        address,
        bits: Number(cidr?.split("/")[1] ?? 32),
        isLoopback: internal,
      })),
  );
  if (chosen === "auto") return all.filter(({ isLoopback }) => !isLoopback);
  return all.filter(({ interfaceName, address }) => chosen.includes(interfaceName) || chosen.includes(address));
}

import { networkInterfaces } from "node:os";
import type { OwnNetwork } from "../provisioning/same-network.ts";

/** An IPv4 address of this machine with its subnet. */
export type OwnAddress = OwnNetwork & {
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

import { readOptions } from "./options.ts";

/** Longest label and name of RFC 1035 §3.1. */
const MAX_LABEL = 63;
const SIP_DOMAIN_NAMES = 0;
const SIP_ADDRESSES = 1;

/** Undefined unless it is one address. */
export function readAddress(value: Buffer | undefined): number | undefined {
  return value?.length === 4 ? value.readUInt32BE(0) : undefined;
}

/** Without NULs at its end, which some send. Undefined where there is nothing else. */
export function readText(value: Buffer | undefined): string | undefined {
  const text = value?.toString("latin1").replace(/\0+$/, "");
  return text === "" ? undefined : text;
}

/** The sub-options of options such as 43 and 82. Undefined where they are none. */
export function readSubOptions(value: Buffer | undefined): ReadonlyMap<number, Buffer> | undefined {
  const found = new Map<number, Buffer>();
  return value !== undefined && readOptions(value, found) ? found : undefined;
}

export function writeAddresses(addresses: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * addresses.length);
  addresses.forEach((address, index) => {
    bytes.writeUInt32BE(address, 4 * index);
  });
  return bytes;
}

export function writeSeconds(seconds: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(seconds | 0);
  return bytes;
}

/** Option 120 (RFC 3361): all addresses, or all names. */
export function writeSipServers(servers: { addresses: readonly number[] } | { names: readonly string[] }): Buffer {
  if ("addresses" in servers) return Buffer.concat([Uint8Array.of(SIP_ADDRESSES), writeAddresses(servers.addresses)]);
  return Buffer.concat([Uint8Array.of(SIP_DOMAIN_NAMES), ...servers.names.map(writeDomainName)]);
}

function writeDomainName(name: string): Buffer {
  const labels = name.split(".").filter((label) => label !== "");
  return Buffer.concat([
    ...labels.map((label) => {
      const bytes = Buffer.from(label.slice(0, MAX_LABEL), "latin1");
      return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
    }),
    Uint8Array.of(0),
  ]);
}

/** IPv4 addresses are numbers from 0 to 2^32 - 1 here: they are compared, counted and looked up for every packet. */
export function parseIpv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

export function sayIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The mask of a subnet with that many bits. */
export function maskOf(bits: number): number {
  return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
}

export type Subnet = { network: number; bits: number };

export function subnetOf(address: number, bits: number): Subnet {
  return { network: (address & maskOf(bits)) >>> 0, bits };
}

export function isInSubnet(address: number, { network, bits }: Subnet): boolean {
  return (address & maskOf(bits)) >>> 0 === network;
}

export function broadcastOf({ network, bits }: Subnet): number {
  return (network | ~maskOf(bits)) >>> 0;
}

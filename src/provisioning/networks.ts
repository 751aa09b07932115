/** An IP network. `text` is its one spelling: host bits zero, IPv6 as RFC 5952 has it. */
export type Network = IpAddress & { bits: number; text: string };
type IpAddress = { version: 4 | 6; value: bigint };

const LENGTH = { 4: 32, 6: 128 } as const;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const NETWORK = /^([^/]+)\/(\d{1,3})$/;

/** Networks that nobody outside reaches: RFC 1918, link-local, loopback, ULA (RFC 4193). */
const PRIVATE = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"],
  ...["fc00::/7", "fe80::/10", "::1/128"],
].flatMap((text) => parseNetwork(text) ?? []);

/** Reads `address/bits`. What is set behind the prefix is cleared. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = "", digits = ""] = NETWORK.exec(text) ?? [];
  const parsed = parseAddress(address);
  const bits = Number(digits);
  if (parsed === undefined || digits !== String(bits) || bits > LENGTH[parsed.version]) return undefined;
  const { version } = parsed;
  const rest = BigInt(LENGTH[version] - bits);
  const value = (parsed.value >> rest) << rest;
  return { version, value, bits, text: `${writeAddress({ version, value })}/${bits}` };
}

/** Whether this is a network in CIDR form that an address can lie in. */
export function isNetwork(text: string): boolean {
  return recall(text) !== undefined;
}

const read = new Map<string, Network | undefined>();
const MAX_READ = 1000;

/** Whether `address` lies in one of `networks`; undefined where one of them is no network, so that nobody builds on the rest. */
export function isInNetworks(address: string, networks: readonly string[]): boolean | undefined {
  if (networks.length === 0) return false;
  const asked = parseAddress(address);
  let isInside = false;
  for (const text of networks) {
    const network = recall(text);
    if (network === undefined) return undefined;
    isInside ||= asked !== undefined && contains(network, asked);
  }
  return isInside;
}

function recall(text: string): Network | undefined {
  if (read.has(text)) return read.get(text);
  const network = parseNetwork(text);
  // Addresses are compared without the IPv4-mapped prefix: such a network would hold nobody.
  const isMapped = network?.version === 6 && network.value >> 32n === 0xffffn;
  const usable = isMapped ? undefined : network;
  if (read.size < MAX_READ) read.set(text, usable);
  return usable;
}

export function isPrivateNetwork(network: Network): boolean {
  return PRIVATE.some((wide) => wide.bits <= network.bits && contains(wide, network));
}

/** The narrowest network that holds a textual address. `networks` must be sorted by `narrowestFirst`. */
export function findNarrowest<T extends Network>(address: string, networks: readonly T[]): T | undefined {
  if (networks.length === 0) return undefined;
  const parsed = parseAddress(address);
  return parsed && networks.find((network) => contains(network, parsed));
}

export function narrowestFirst(a: Network, b: Network): number {
  return b.bits - a.bits;
}

function contains(network: Network, { version, value }: IpAddress): boolean {
  const rest = BigInt(LENGTH[network.version] - network.bits);
  return network.version === version && network.value >> rest === value >> rest;
}

function parseAddress(text: string): IpAddress | undefined {
  if (IPV4.test(text)) return { version: 4, value: joinParts(text.split(".").map(Number), 8) };
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(":") || !URL.canParse(`http://[${text}]/`)) return undefined;
  const [front = "", back] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split("::");
  const [before, after] = [front, back ?? ""].map((part) => part.split(":").filter(Boolean)) as [string[], string[]];
  const gap = Array<string>(8 - before.length - after.length).fill("0");
  return {
    version: 6,
    value: joinParts(
      [...before, ...gap, ...after].map((group) => Number.parseInt(group, 16)),
      16,
    ),
  };
}

function joinParts(parts: readonly number[], bitsEach: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(bitsEach)) | BigInt(part), 0n);
}

function writeAddress({ version, value }: IpAddress): string {
  const [count, bitsEach] = version === 4 ? [4, 8] : [8, 16];
  const mask = (1n << BigInt(bitsEach)) - 1n;
  const parts = Array.from({ length: count }, (_, index) => (value >> BigInt((count - 1 - index) * bitsEach)) & mask);
  if (version === 4) return parts.join(".");
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(":")}]/`).hostname.slice(1, -1);
}

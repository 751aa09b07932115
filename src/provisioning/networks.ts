/** A network as numbers: its address's first `bits` bits. */
type Network = { family: 4 | 6; value: bigint; bits: number };

const WIDTH = { 4: 32, 6: 128 } as const;

/** Whether this is a network in CIDR form that an address can lie in. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

const parsed = new Map<string, Network | undefined>();
const MAX_PARSED = 1000;

/** Whether `address` lies in one of `networks`; undefined where one of them is no network, so that nobody builds on the rest. */
export function isInNetworks(address: string, networks: readonly string[]): boolean | undefined {
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
  if (parsed.has(text)) return parsed.get(text);
  const network = parseNetwork(text);
  if (parsed.size < MAX_PARSED) parsed.set(text, network);
  return network;
}

function parseNetwork(text: string): Network | undefined {
  const [, written = "", digits = ""] = /^([0-9a-f:.]{2,39})\/(\d{1,3})$/i.exec(text) ?? [];
  const address = parseAddress(written);
  const bits = Number(digits);
  if (address === undefined || digits !== String(bits) || bits > WIDTH[address.family]) return undefined;
  // Addresses are compared without the IPv4-mapped prefix: such a network would hold nobody.
  if (address.family === 6 && address.value >> 32n === 0xffffn) return undefined;
  return { ...address, bits };
}

function contains(network: Network, address: { family: 4 | 6; value: bigint }): boolean {
  if (network.family !== address.family) return false;
  const rest = BigInt(WIDTH[network.family] - network.bits);
  return network.value >> rest === address.value >> rest;
}

function parseAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  const value = text.includes(":") ? readIpv6(text) : readIpv4(text);
  return value === undefined ? undefined : { family: text.includes(":") ? 6 : 4, value };
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  // No leading zeros: some take them for octal.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** RFC 4291, section 2.2, forms 1 and 2; the mixed form with dots is not taken. */
function readIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array<string>(halves.length === 2 ? missing : 0).fill("0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** Options by code. A value that came in pieces is whole here (RFC 3396). */
export type DhcpOptions = Map<number, Buffer>;

export const OPTION = {
  subnetMask: 1,
  timeOffset: 2,
  routers: 3,
  dnsServers: 6,
  hostName: 12,
  domainName: 15,
  broadcast: 28,
  ntpServers: 42,
  vendorSpecific: 43,
  requestedAddress: 50,
  leaseTime: 51,
  overload: 52,
  messageType: 53,
  serverId: 54,
  requestList: 55,
  message: 56,
  maxSize: 57,
  renewAfter: 58,
  rebindAfter: 59,
  vendorClass: 60,
  clientId: 61,
  relayAgent: 82,
  clientArchitecture: 93,
  subnetSelection: 118,
  sipServers: 120,
  vlanId: 132,
  vlanPriority: 133,
  tftpServers: 150,
} as const;

/** Of option 82. */
export const RELAY_LINK_SELECTION = 5;
export const RELAY_SERVER_ID_OVERRIDE = 11;

const PAD = 0;
const END = 255;
const MOST_IN_ONE = 255;

/** Adds what one field holds. False: an option's length reaches past the end of the field. */
export function readOptions(field: Buffer, into: DhcpOptions): boolean {
  let at = 0;
  while (at < field.length) {
    const code = field[at] ?? END;
    if (code === END) return true;
    at += 1;
    if (code === PAD) continue;
    const length = field[at];
    if (length === undefined || at + 1 + length > field.length) return false;
    const value = field.subarray(at + 1, at + 1 + length);
    const before = into.get(code);
    into.set(code, before === undefined ? value : Buffer.concat([before, value]));
    at += 1 + length;
  }
  return true;
}

/** Code, length, value; in pieces where it is longer than 255 bytes (RFC 3396). */
export function writeOption(code: number, value: Uint8Array): Buffer {
  const pieces = Math.max(1, Math.ceil(value.length / MOST_IN_ONE));
  const bytes = Buffer.allocUnsafe(value.length + 2 * pieces);
  let to = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const part = value.subarray(piece * MOST_IN_ONE, (piece + 1) * MOST_IN_ONE);
    bytes[to] = code;
    bytes[to + 1] = part.length;
    bytes.set(part, to + 2);
    to += 2 + part.length;
  }
  return bytes;
}

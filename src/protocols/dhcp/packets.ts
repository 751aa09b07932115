import { type DhcpOptions, OPTION, readOptions, writeOption } from "./options.ts";

/** RFC 2131 §2. `op`: 1 from clients, 2 from servers. */
export type DhcpPacket = {
  op: number;
  htype: number;
  hlen: number;
  hops: number;
  xid: number;
  secs: number;
  flags: number;
  ciaddr: number;
  yiaddr: number;
  siaddr: number;
  giaddr: number;
  /** 16 bytes, of which `hlen` count. */
  chaddr: Buffer;
  options: DhcpOptions;
};

export const BROADCAST_FLAG = 0x8000;
export const MESSAGE = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
  inform: 8,
} as const;

//   0 op  1 htype  2 hlen  3 hops  4 xid  8 secs  10 flags  12 ciaddr  16 yiaddr  20 siaddr  24 giaddr
//  28 chaddr (16)  44 sname (64)  108 file (128)  236 cookie  240 options
const SNAME = 44;
const FILE = 108;
const COOKIE = 236;
const OPTIONS = 240;
const MAGIC = 0x63825363;
const END = 255;
/** Old relays and clients drop what is shorter (discovery.md §2.1). */
const LEAST_BYTES = 300;
/** A message of 576 bytes includes 20 of IP and 8 of UDP; whoever sends option 57 can take at least that. */
const LEAST_MAX_SIZE = 576;
const HEADERS = 28;
/** More than one Ethernet frame is not sent, whatever a client says that it can take. */
const MOST_MAX_SIZE = 1500;
const OVERLOADED_FILE = 1;
const OVERLOADED_SNAME = 2;

/** Undefined for what is no DHCP packet, or one whose options do not fit into it. */
export function decodePacket(bytes: Buffer): DhcpPacket | undefined {
  if (bytes.length < OPTIONS || bytes.readUInt32BE(COOKIE) !== MAGIC) return undefined;
  const options: DhcpOptions = new Map();
  if (!readOptions(bytes.subarray(OPTIONS), options)) return undefined;
  const overload = options.get(OPTION.overload)?.[0] ?? 0;
  if (overload & OVERLOADED_FILE && !readOptions(bytes.subarray(FILE, COOKIE), options)) return undefined;
  if (overload & OVERLOADED_SNAME && !readOptions(bytes.subarray(SNAME, FILE), options)) return undefined;
  return {
    op: bytes.readUInt8(0),
    htype: bytes.readUInt8(1),
    hlen: bytes.readUInt8(2),
    hops: bytes.readUInt8(3),
    xid: bytes.readUInt32BE(4),
    secs: bytes.readUInt16BE(8),
    flags: bytes.readUInt16BE(10),
    ciaddr: bytes.readUInt32BE(12),
    yiaddr: bytes.readUInt32BE(16),
    siaddr: bytes.readUInt32BE(20),
    giaddr: bytes.readUInt32BE(24),
    chaddr: bytes.subarray(28, SNAME),
    options,
  };
}

/** What a client can take: the whole message in bytes, without IP and UDP. */
export function messageLimit(request: DhcpPacket): number {
  const said = request.options.get(OPTION.maxSize);
  const size = said?.length === 2 ? said.readUInt16BE(0) : LEAST_MAX_SIZE;
  return Math.min(Math.max(size, LEAST_MAX_SIZE), MOST_MAX_SIZE) - HEADERS;
}

/**
 * Options keep their order; option 82 goes last (RFC 3046 §2.2). What has no room within `limit` bytes moves into the fields `file`
 * and `sname` (option 52), and what has none there either is left out, the last ones first.
 */
export function encodePacket(packet: DhcpPacket, limit: number): Buffer {
  const relay = packet.options.get(OPTION.relayAgent);
  const relayed = relay === undefined ? Buffer.alloc(0) : writeOption(OPTION.relayAgent, relay);
  const all = [...packet.options]
    .filter(([code]) => code !== OPTION.relayAgent && code !== OPTION.overload)
    .map(([code, value]) => writeOption(code, value));
  const room = limit - OPTIONS - relayed.length - 1;
  const isTooMuch = sizeOf(all) > room;
  const main = createField(isTooMuch ? room - 3 : room);
  const file = createField(COOKIE - FILE - 1);
  const sname = createField(FILE - SNAME - 1);
  for (const option of all) if (!main.take(option) && isTooMuch && !file.take(option)) sname.take(option);

  const overload = (file.parts.length > 0 ? OVERLOADED_FILE : 0) | (sname.parts.length > 0 ? OVERLOADED_SNAME : 0);
  const parts = overload === 0 ? main.parts : [...main.parts, writeOption(OPTION.overload, Uint8Array.of(overload))];
  const bytes = Buffer.alloc(Math.max(LEAST_BYTES, OPTIONS + sizeOf(parts) + relayed.length + 1));
  writeHeader(packet, bytes);
  const end = writeAll([...parts, relayed], bytes, OPTIONS);
  bytes[end] = END;
  if (file.parts.length > 0) bytes[writeAll(file.parts, bytes, FILE)] = END;
  if (sname.parts.length > 0) bytes[writeAll(sname.parts, bytes, SNAME)] = END;
  return bytes;
}

function writeHeader(packet: DhcpPacket, bytes: Buffer): void {
  bytes.writeUInt8(packet.op, 0);
  bytes.writeUInt8(packet.htype, 1);
  bytes.writeUInt8(packet.hlen, 2);
  bytes.writeUInt8(packet.hops, 3);
  bytes.writeUInt32BE(packet.xid, 4);
  bytes.writeUInt16BE(packet.secs, 8);
  bytes.writeUInt16BE(packet.flags, 10);
  bytes.writeUInt32BE(packet.ciaddr, 12);
  bytes.writeUInt32BE(packet.yiaddr, 16);
  bytes.writeUInt32BE(packet.siaddr, 20);
  bytes.writeUInt32BE(packet.giaddr, 24);
  packet.chaddr.copy(bytes, 28, 0, 16);
  bytes.writeUInt32BE(MAGIC, COOKIE);
}

function createField(room: number) {
  const parts: Buffer[] = [];
  let left = room;
  return {
    parts,
    take(option: Buffer): boolean {
      if (option.length > left) return false;
      left -= option.length;
      parts.push(option);
      return true;
    },
  };
}

function sizeOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function writeAll(parts: readonly Buffer[], into: Buffer, start: number): number {
  let at = start;
  for (const part of parts) at += part.copy(into, at);
  return at;
}

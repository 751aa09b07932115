import { isUtf8 } from "node:buffer";

// RFC 1350 section 5, RFC 2347. All numbers are two bytes, big-endian; all texts end with a NUL.
//
//   RRQ, WRQ   | 1, 2 | file name | 0 | mode | 0 | option | 0 | value | 0 | …
//   DATA       | 3 | block number | 0 to blksize bytes |
//   ACK        | 4 | block number |
//   ERROR      | 5 | code | text | 0 |
//   OACK       | 6 | option | 0 | value | 0 | …
const READ_REQUEST = 1;
const WRITE_REQUEST = 2;
const DATA = 3;
const ACK = 4;
const ERROR = 5;
const OACK = 6;

export type TransferOption = readonly [name: string, value: string];
/** `mail` has been obsolete since RFC 1350, but is still a well-formed request. */
export type TransferMode = "octet" | "netascii" | "mail";
export type RequestPacket = {
  type: "read-request" | "write-request";
  fileName: string;
  mode: TransferMode;
  options: readonly TransferOption[];
};
export type Packet =
  | RequestPacket
  | { type: "data"; block: number; payload: Buffer }
  | { type: "ack"; block: number }
  | { type: "error"; code: number; text: string }
  | { type: "oack"; options: readonly TransferOption[] };

export const ERROR_CODES = {
  undefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  allocationExceeded: 3,
  illegalOperation: 4,
  unknownTransferId: 5,
  optionsRefused: 8,
} as const;

/** RFC 2347 allows 512 bytes for a request; some phones append options of their own, so a little more is read. */
const MAX_REQUEST_BYTES = 2048;

/** Undefined for whatever is not a whole packet. Payloads are views of `bytes`. */
export function decodePacket(bytes: Buffer): Packet | undefined {
  if (bytes.length < 2 || bytes[0] !== 0) return undefined;
  switch (bytes[1]) {
    case READ_REQUEST:
      return decodeRequest("read-request", bytes);
    case WRITE_REQUEST:
      return decodeRequest("write-request", bytes);
    case OACK:
      return { type: "oack", options: toOptions(splitTexts(bytes, 2)) };
  }
  if (bytes.length < 4) return undefined;
  const number = bytes.readUInt16BE(2);
  switch (bytes[1]) {
    case DATA:
      return { type: "data", block: number, payload: bytes.subarray(4) };
    case ACK:
      return { type: "ack", block: number };
    case ERROR:
      return { type: "error", code: number, text: toUnicode(splitTexts(bytes, 4)[0] ?? "") };
    default:
      return undefined;
  }
}

/** The block number of an ACK, or -1 for any other packet: what `decodePacket` knows, without an object per packet. */
export function readAckBlock(bytes: Buffer): number {
  const [zero, opcode, high, low] = bytes;
  return low !== undefined && high !== undefined && opcode === ACK && zero === 0 ? (high << 8) | low : -1;
}

export function encodeRequest({ type, fileName, mode, options }: RequestPacket): Buffer {
  return encodeTexts([type === "read-request" ? READ_REQUEST : WRITE_REQUEST], [fileName, mode, ...options.flat()]);
}

/**
 * Writes a DATA packet with `file` from `start` to `end` to the beginning of `packet`, and returns its length.
 * `block` is cut to 16 bits: after 65535 comes 0.
 */
export function writeData(packet: Buffer, block: number, file: Buffer, start: number, end: number): number {
  packet[0] = 0;
  packet[1] = DATA;
  packet[2] = block >> 8;
  packet[3] = block;
  return 4 + file.copy(packet, 4, start, end);
}

export function encodeAck(block: number): Buffer {
  return Buffer.from([0, ACK, block >> 8, block]);
}

export function encodeError(code: number, text: string): Buffer {
  return encodeTexts([ERROR, 0, code], [text]);
}

/** Names and values are a character for each byte, as they are read. */
export function encodeOack(options: readonly TransferOption[]): Buffer {
  let text = `\0${String.fromCharCode(OACK)}`;
  for (const [name, value] of options) text += `${name}\0${value}\0`;
  return Buffer.from(text, "latin1");
}

function decodeRequest(type: RequestPacket["type"], bytes: Buffer): RequestPacket | undefined {
  if (bytes.length > MAX_REQUEST_BYTES) return undefined;
  const [fileName, writtenMode, ...options] = splitTexts(bytes, 2);
  const mode = writtenMode?.toLowerCase();
  if (fileName === undefined || (mode !== "octet" && mode !== "netascii" && mode !== "mail")) return undefined;
  return { type, fileName: toUnicode(fileName), mode, options: toOptions(options) };
}

/** Pairs up to the first that is not whole: some boot ROMs pad their requests. */
function toOptions(texts: readonly string[]): TransferOption[] {
  const options: TransferOption[] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const [name, value] = [texts[at], texts[at + 1]];
    if (!name || value === undefined) break;
    options.push([name, value]);
  }
  return options;
}

/** A character for each byte. What follows the last NUL is no text. */
function splitTexts(bytes: Buffer, from: number): string[] {
  const texts = bytes.toString("latin1", from).split("\0");
  texts.pop();
  return texts;
}

/** RFC 1350 knows ASCII only; what is no UTF-8 keeps a character for each byte. */
function toUnicode(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text;
  const bytes = Buffer.from(text, "latin1");
  return isUtf8(bytes) ? bytes.toString() : text;
}

function encodeTexts(head: readonly number[], texts: readonly string[]): Buffer {
  return Buffer.from(`\0${String.fromCharCode(...head)}${texts.map((text) => `${text}\0`).join("")}`);
}

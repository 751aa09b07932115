import type { TransferOption } from "./packets.ts";

/** RFC 1350: what holds without options. */
export const DEFAULT_BLOCK_SIZE = 512;
const MIN_BLOCK_SIZE = 8;
/** RFC 2348: the largest UDP datagram in IPv4, less headers. */
const MAX_BLOCK_SIZE = 65464;
/** More would overrun the usual receive buffers (about 200 KB) of clients that ask for all they can name. */
const MAX_WINDOW_SIZE = 64;
/** RFC 2349 allows up to 255; a longer wait than this would keep a dead client's transfer for minutes. */
const MAX_TIMEOUT_SECONDS = 30;

export type Agreement = {
  blockSize: number;
  /** Blocks that may be sent before an ACK. */
  windowSize: number;
  /** Between retransmissions; undefined leaves it to the server. */
  timeoutSeconds: number | undefined;
  /** What the OACK lists; without any there is no OACK and DATA 1 comes first. */
  accepted: readonly TransferOption[];
};

export type Offer = {
  /** Undefined where the size on the wire says nothing about the file's (netascii). */
  fileBytes: number | undefined;
  maxBlockSize: number;
};

/** RFC 2347 to 2349 and 7440. What is unknown or senseless is left out of the OACK, which tells the client that it does not hold. */
export function agreeOnOptions(asked: readonly TransferOption[], offer: Offer): Agreement {
  const accepted: TransferOption[] = [];
  let blockSize = DEFAULT_BLOCK_SIZE;
  let windowSize = 1;
  let timeoutSeconds: number | undefined;
  for (const [writtenName, value] of asked) {
    const name = writtenName.toLowerCase();
    const number = readNumber(value);
    // RFC 2347: an option may be given once only.
    if (number < 0 || accepted.some(([other]) => other.toLowerCase() === name)) continue;
    if (name === "blksize" && number >= MIN_BLOCK_SIZE && number <= MAX_BLOCK_SIZE) {
      blockSize = Math.min(number, offer.maxBlockSize);
      accepted.push([writtenName, String(blockSize)]);
    } else if (name === "windowsize" && number >= 1 && number <= 65535) {
      windowSize = Math.min(number, MAX_WINDOW_SIZE);
      accepted.push([writtenName, String(windowSize)]);
    } else if (name === "timeout" && number >= 1 && number <= MAX_TIMEOUT_SECONDS) {
      timeoutSeconds = number;
      accepted.push([writtenName, String(number)]);
    } else if (name === "tsize" && offer.fileBytes) {
      // curl refuses tsize=0, so an empty file goes without.
      accepted.push([writtenName, String(offer.fileBytes)]);
    }
  }
  return { blockSize, windowSize, timeoutSeconds, accepted };
}

/** What a write request says of its file's size (RFC 2349). 0 is what clients write that do not know it. */
export function readDeclaredBytes(asked: readonly TransferOption[]): number | undefined {
  const value = asked.find(([name]) => name.toLowerCase() === "tsize")?.[1];
  const number = value === undefined ? -1 : readNumber(value);
  return number > 0 ? number : undefined;
}

/** -1 for what is no decimal number. */
function readNumber(value: string): number {
  if (value.length === 0 || value.length > 15) return -1;
  let number = 0;
  for (let at = 0; at < value.length; at += 1) {
    const digit = value.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

// RFC 3261 section 7. One character for each byte (latin1), so that what is copied comes out byte for byte.

/** By full lower-case name, in order of appearance; folded lines are joined. */
export type SipHeaders = ReadonlyMap<string, readonly string[]>;
export type SipMessage =
  | { type: "request"; method: string; uri: string; headers: SipHeaders }
  | { type: "response"; status: number; headers: SipHeaders };

/** Of the headers that a phone may write in one letter (RFC 3261 section 7.3.3, RFC 6665 section 8.4). */
const COMPACT: ReadonlyMap<string, string> = new Map([
  ["v", "via"],
  ["f", "from"],
  ["t", "to"],
  ["i", "call-id"],
  ["m", "contact"],
  ["l", "content-length"],
  ["c", "content-type"],
  ["o", "event"],
]);
/** As nearly everybody writes them, to spare the rest of the work. */
const USUAL: ReadonlyMap<string, string> = new Map(
  [
    ...["Via", "From", "To", "Call-ID", "CSeq", "Contact", "Event", "Expires", "Accept", "User-Agent", "Max-Forwards"],
    ...["Content-Length", "Allow", "Allow-Events", "Supported"],
  ].map((name) => [name, name.toLowerCase()]),
);
/** A SUBSCRIBE has about 500 bytes; what is far larger is none. */
const MAX_BYTES = 4096;
const MAX_HEADERS = 64;

const REQUEST_LINE = /^([A-Z]{3,20}) (\S{1,512}) SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: |$)/;
const NAME = /^[\w.!%*+`'~-]{1,64}$/;
const [TAB, LF, CR, BLANK, DELETE] = [9, 10, 13, 32, 127];

/** Undefined for whatever is no SIP message. Its body is not looked at. */
export function parseMessage(bytes: Buffer): SipMessage | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  const end = bytes.indexOf("\r\n\r\n");
  // Some phones forget the empty line.
  const headBytes = end < 0 ? bytes.length : end;
  if (hasStrayControl(bytes, headBytes)) return undefined;
  const head = bytes.toString("latin1", 0, headBytes);
  const firstEnd = head.indexOf("\r\n");
  const first = firstEnd < 0 ? head : head.slice(0, firstEnd);
  const request = REQUEST_LINE.exec(first);
  const status = request === null ? STATUS_LINE.exec(first) : null;
  if (request === null && status === null) return undefined;
  const headers = firstEnd < 0 ? NO_HEADERS : parseHeaders(head, firstEnd + 2);
  if (headers === undefined) return undefined;
  if (request === null) return { type: "response", status: Number(status?.[1]), headers };
  const [, method = "", uri = ""] = request;
  return { type: "request", method, uri, headers };
}

/** A lone CR or LF or a NUL inside a line would end up in what we send. */
function hasStrayControl(bytes: Buffer, length: number): boolean {
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= BLANK && byte !== DELETE) continue;
    if (byte === CR && bytes[at + 1] === LF) at++;
    else if (byte !== TAB) return true;
  }
  return false;
}

const NO_HEADERS: SipHeaders = new Map();

/** Line by line without an array of lines: questions come in by the thousand. */
function parseHeaders(head: string, from: number): SipHeaders | undefined {
  const headers = new Map<string, string[]>();
  let last: string[] | undefined;
  let count = 0;
  for (let start = from; start < head.length; ) {
    let end = head.indexOf("\r\n", start);
    if (end < 0) end = head.length;
    if (start === end) break;
    const isFolded = head[start] === " " || head[start] === "\t";
    const colon = isFolded ? start : head.indexOf(":", start);
    if (colon < 0 || colon >= end || ++count > MAX_HEADERS) return undefined;
    const name = isFolded ? undefined : fullName(head, start, colon);
    const value = head.slice(colon + 1, end).trim();
    start = end + 2;
    if (isFolded) {
      if (last === undefined) return undefined;
      last.push(`${last.pop() ?? ""} ${value}`);
      continue;
    }
    if (name === undefined) return undefined;
    last = headers.get(name);
    if (last === undefined) {
      last = [value];
      headers.set(name, last);
    } else last.push(value);
  }
  return headers;
}

function fullName(head: string, start: number, colon: number): string | undefined {
  const written = head.slice(start, colon);
  const usual = USUAL.get(written);
  if (usual !== undefined) return usual;
  const lower = written.trimEnd().toLowerCase();
  return COMPACT.get(lower) ?? (NAME.test(lower) ? lower : undefined);
}

/** The header's only value, or its first. */
export function headerOf(headers: SipHeaders, name: string): string | undefined {
  return headers.get(name)?.[0];
}

// RFC 3261 section 7. One character for each byte (latin1), so that what is copied comes out byte for byte.

/** By full lower-case name, in order of appearance; folded lines are joined. */
export type SipHeaders = ReadonlyMap<string, readonly string[]>;
export type SipMessage =
  | { type: "request"; method: string; uri: string; headers: SipHeaders }
  | { type: "response"; status: number; headers: SipHeaders };

/** Of the headers that a phone may write in one letter (RFC 3261 section 7.3.3, RFC 6665 section 8.4). */
const COMPACT: Readonly<Record<string, string>> = {
  v: "via",
  f: "from",
  t: "to",
  i: "call-id",
  m: "contact",
  l: "content-length",
  c: "content-type",
  o: "event",
};
/** A SUBSCRIBE has about 500 bytes; what is far larger is none. */
const MAX_BYTES = 4096;
const MAX_HEADERS = 64;

const REQUEST_LINE = /^([A-Z]{3,20}) (\S{1,512}) SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: |$)/;
const HEADER = /^([\w.!%*+`'~-]{1,64})[ \t]*:[ \t]*(.*)$/;
/** A lone CR or a NUL inside a line would end up in what we send. */
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/** Undefined for whatever is no SIP message. Its body is not looked at. */
export function parseMessage(bytes: Buffer): SipMessage | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  const lines = bytes.toString("latin1").split("\r\n");
  const [first = ""] = lines;
  const request = REQUEST_LINE.exec(first);
  const status = request === null ? STATUS_LINE.exec(first) : null;
  if (request === null && status === null) return undefined;
  const headers = parseHeaders(lines);
  if (headers === undefined || CONTROL.test(first)) return undefined;
  if (request === null) return { type: "response", status: Number(status?.[1]), headers };
  const [, method = "", uri = ""] = request;
  return { type: "request", method, uri, headers };
}

/** Up to the empty line, or to the end: some phones forget it. */
function parseHeaders(lines: readonly string[]): SipHeaders | undefined {
  const headers = new Map<string, string[]>();
  let last: string[] | undefined;
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "") break;
    if (at > MAX_HEADERS || CONTROL.test(line)) return undefined;
    if (line.startsWith(" ") || line.startsWith("\t")) {
      if (last === undefined) return undefined;
      last.push(`${last.pop() ?? ""} ${line.trim()}`);
      continue;
    }
    const [, written = "", value = ""] = HEADER.exec(line) ?? [];
    if (written === "") return undefined;
    const lower = written.toLowerCase();
    const name = COMPACT[lower] ?? lower;
    last = headers.get(name);
    if (last === undefined) {
      last = [];
      headers.set(name, last);
    }
    last.push(value.trimEnd());
  }
  return headers;
}

/** The header's only value, or its first. */
export function headerOf(headers: SipHeaders, name: string): string | undefined {
  return headers.get(name)?.[0];
}

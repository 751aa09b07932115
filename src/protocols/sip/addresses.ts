export const DEFAULT_SIP_PORT = 5060;

export type SipUri = { text: string; user: string; host: string; port: number };

const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const URI = /^sips?:(?:([^@]*)@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:[;?].*)?$/i;
/** What may stand in a request line that we write. */
const PRINTABLE = /^[\x21\x23-\x3b\x3d\x3f-\x7e]+$/;

/** The URI of a From, To or Contact: between `<` and `>`, or bare. Undefined where there is none that can be used. */
export function uriOfAddress(header: string): SipUri | undefined {
  const plain = header.includes('"') ? header.replace(QUOTED, "") : header;
  const from = plain.indexOf("<");
  const to = plain.indexOf(">", from);
  // Without brackets, parameters belong to the header (RFC 3261 section 20.10).
  return parseUri(from >= 0 && to > from ? plain.slice(from + 1, to) : (plain.split(/[;,]/, 1)[0] ?? ""));
}

export function parseUri(written: string): SipUri | undefined {
  const text = written.trim();
  const match = PRINTABLE.test(text) ? URI.exec(text) : null;
  if (match === null) return undefined;
  const port = match[3] === undefined ? DEFAULT_SIP_PORT : Number(match[3]);
  if (port < 1 || port > 65_535) return undefined;
  return { text, user: match[1] ?? "", host: match[2] ?? "", port };
}

/** The tag of a From or To. */
export function tagOfAddress(header: string): string | undefined {
  return /;\s*tag\s*=\s*([^\s;,]+)/i.exec(header.slice(header.indexOf(">") + 1))?.[1];
}

export type Via = {
  /** `host:port` as the sender wrote it. */
  sentBy: string;
  port: number;
  branch: string | undefined;
  /** `rport` without a value: answer to the port the packet came from (RFC 3581). */
  asksForSourcePort: boolean;
};

const VIA = /^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+((?:\[[0-9a-f:.]+\]|[\w.-]+)(?:\s*:\s*(\d{1,5}))?)\s*((?:;.*)?)$/i;
const BARE_RPORT = /;\s*rport\s*(?=;|$)/i;

/** One hop of a Via header. */
export function parseVia(hop: string): Via | undefined {
  const match = VIA.exec(hop.trim());
  if (match === null) return undefined;
  const parameters = match[3] ?? "";
  const port = match[2] === undefined ? DEFAULT_SIP_PORT : Number(match[2]);
  if (port < 1 || port > 65_535) return undefined;
  return {
    sentBy: match[1] ?? "",
    port,
    branch: /;\s*branch\s*=\s*([^\s;,]+)/i.exec(parameters)?.[1],
    asksForSourcePort: BARE_RPORT.test(parameters),
  };
}

/** A Via header may carry several hops with commas between; ours to answer is the first. */
export function topHop(header: string): string {
  return header.split(",", 1)[0] ?? header;
}

/** The Via as an answer carries it: where the packet really came from is added (RFC 3261 section 18.2.1, RFC 3581). */
export function answerVia(header: string, source: { address: string; port: number }): string {
  const hop = topHop(header);
  const marked = hop
    .trimEnd()
    .replace(/;\s*received\s*=[^;]*/gi, "")
    .replace(BARE_RPORT, `;rport=${source.port}`);
  return `${marked};received=${source.address}${header.slice(hop.length)}`;
}

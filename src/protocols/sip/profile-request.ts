import { parseUri, parseVia, type SipUri, tagOfAddress, topHop, uriOfAddress, type Via } from "./addresses.ts";
import { type EventHeader, parameterOf, parseEvent } from "./event-header.ts";
import { headerOf, parseMessage } from "./message.ts";

/**
 * A phone's question for its provisioning URL: SUBSCRIBE for `ua-profile`, as the drafts before RFC 6080 had it
 * (discovery.md §1). Texts are as on the wire.
 */
export type ProfileRequest = {
  uri: string;
  vias: readonly string[];
  via: Via;
  from: string;
  fromTag: string | undefined;
  to: string;
  callId: string;
  cseq: string;
  contact: SipUri | undefined;
  event: EventHeader;
  /** What the URL is announced as. */
  contentType: string;
  /** In whatever notation the phone wrote it. */
  mac: string | undefined;
  userAgent: string | undefined;
  /** Hints only: firmware fills them in as it likes. */
  vendor: string | undefined;
  model: string | undefined;
  version: string | undefined;
};

const URL_TYPE = "application/url";
const MEDIA_TYPE = /^[\w.!%*+`'~-]+\/[\w.!%*+`'~-]+$/;
/** After percent-decoding: `MAC`, then `:`, `=` or nothing, then 12 digits, in pairs with `:` or `-` or without. */
const MARKED_MAC = /MAC[:=]?\s?([0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5})(?![0-9a-f])/i;
const PAIRED_MAC = /(?<![0-9a-f])([0-9a-f]{2}([:-])[0-9a-f]{2}(?:\2[0-9a-f]{2}){4})(?![0-9a-f])/i;

/**
 * `not-asked`: a SIP message, but not such a question; nobody may answer it, since a phone of another maker takes a final error
 * for everybody's (discovery.md §1.2). `malformed`: no SIP message, or a question that cannot be answered.
 */
export function readProfileRequest(bytes: Buffer): ProfileRequest | "not-asked" | "malformed" {
  const message = parseMessage(bytes);
  if (message === undefined) return "malformed";
  if (message.type === "response" || message.method !== "SUBSCRIBE") return "not-asked";
  const { uri, headers } = message;
  const event = parseEvent(headerOf(headers, "event") ?? "");
  if (event?.type.toLowerCase() !== "ua-profile") return "not-asked";

  const vias = headers.get("via") ?? [];
  const via = parseVia(topHop(vias[0] ?? ""));
  const from = headerOf(headers, "from");
  const to = headerOf(headers, "to");
  const callId = headerOf(headers, "call-id");
  const cseq = headerOf(headers, "cseq");
  if (via === undefined || !from || !to || !callId || !cseq || !/^\d{1,10}\s+SUBSCRIBE$/.test(cseq)) return "malformed";
  const contacts = headerOf(headers, "contact");
  const contact = contacts === undefined ? undefined : uriOfAddress(contacts);
  if (contacts !== undefined && contact === undefined) return "malformed";
  const userAgent = headerOf(headers, "user-agent");
  return {
    uri,
    vias,
    via,
    from,
    fromTag: tagOfAddress(from),
    to,
    callId,
    cseq,
    contact,
    event,
    contentType: chooseContentType(headers.get("accept")),
    mac:
      findMac(parseUri(uri)?.user) ??
      findMac(uriOfAddress(to)?.user) ??
      findMac(uriOfAddress(from)?.user) ??
      findMac(contact?.user) ??
      findMac(userAgent),
    userAgent,
    vendor: parameterOf(event, "vendor"),
    model: parameterOf(event, "model"),
    version: parameterOf(event, "version"),
  };
}

/** From comes late: on DECT bases it is an account (discovery.md §1.1). */
function findMac(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const decoded = text.includes("%")
    ? text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
  const found = MARKED_MAC.exec(decoded)?.[1] ?? PAIRED_MAC.exec(decoded)?.[1];
  // Some write one separator only here and there; the digits are what counts.
  return found?.replace(/[:-]/g, "");
}

function chooseContentType(accept: readonly string[] | undefined): string {
  if (accept?.length === 1 && accept[0] === URL_TYPE) return URL_TYPE;
  const ranges = (accept ?? []).flatMap((header) => header.split(",")).map((range) => range.split(";", 1)[0]?.trim());
  if (ranges.some((range) => /^(?:application\/url|application\/\*|\*\/\*)$/i.test(range ?? ""))) return URL_TYPE;
  const first = ranges[0];
  return first !== undefined && MEDIA_TYPE.test(first) ? first : URL_TYPE;
}

import { oneLine } from "../one-line.ts";
import { answerVia, parseVia, topHop } from "./addresses.ts";
import { headerOf, parseMessage, type SipHeaders } from "./message.ts";

// A question for a provisioning URL that no phone asks, to hear who else answers (discovery.md §1).

/** Locally administered, so no maker's. Whoever asks under it is an Offhook on watch; other servers have one stranger in their lists. */
const TEST_MAC = "024F46460000";
const FORMS = [
  {
    user: (mac: string) => `MAC%3A${mac}`,
    event: 'vendor="snom";model="snomD785";version="10.1.184.15"',
    userAgent: "snomD785/10.1.184.15",
  },
  {
    user: (mac: string) => `MAC${mac.toLowerCase()}`,
    event: 'vendor="yealink";model="T46S";version="66.86.0.15"',
    userAgent: "Yealink SIP-T46S 66.86.0.15",
  },
] as const;
const MAX_AGENT = 100;
const MAX_OFFER = 200;

export function isTestMac(mac: string | undefined): boolean {
  return mac?.toUpperCase() === TEST_MAC;
}

export type TestQuestion = {
  /** Odd rounds ask as one maker's phones do, even ones as another's: some servers answer only one. */
  round: number;
  /** Where the answers go. */
  ours: { address: string; port: number };
  callId: string;
};

/** In latin1. Headers stand in the order of a Snom's, since a server in the field reads them by their line. */
export function writeTestQuestion({ round, ours, callId }: TestQuestion): string {
  const form = FORMS[round % FORMS.length] ?? FORMS[0];
  const uri = `sip:${form.user(TEST_MAC)}@224.0.1.75`;
  return [
    `SUBSCRIBE ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${ours.address}:${ours.port};branch=z9hG4bK${callId};rport`,
    `From: <${uri}>;tag=${round}`,
    `To: <${uri}>`,
    `Call-ID: ${callId}`,
    "CSeq: 1 SUBSCRIBE",
    `Event: ua-profile;profile-type="device";${form.event}`,
    "Expires: 0",
    "Accept: application/url",
    `Contact: <sip:${ours.address}:${ours.port}>`,
    "Max-Forwards: 70",
    `User-Agent: ${form.userAgent}`,
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
}

/** What somebody answered to a test question. */
export type TestAnswer = {
  callId: string;
  /** Of a final response; undefined for a NOTIFY. */
  status: number | undefined;
  /** What the server calls itself. */
  agent: string | null;
  /** Scheme and host of the URL in a NOTIFY: user, password and path are nobody's business. */
  offers: string | null;
  /** The 200 that a NOTIFY is owed, in latin1, and to which port: unanswered, it comes ten times more. */
  reply?: { text: string; port: number };
};

/** Undefined for anything that cannot answer a SUBSCRIBE. */
export function readTestAnswer(bytes: Buffer, source: { address: string; port: number }): TestAnswer | undefined {
  const message = parseMessage(bytes);
  if (message === undefined) return undefined;
  const { headers } = message;
  const callId = headerOf(headers, "call-id");
  if (callId === undefined) return undefined;
  const called = headerOf(headers, "server") ?? headerOf(headers, "user-agent");
  const agent = called === undefined ? null : oneLine(called, MAX_AGENT);
  if (message.type === "response") {
    const isFinal = message.status >= 200 && /^\d+\s+SUBSCRIBE$/.test(headerOf(headers, "cseq") ?? "");
    return isFinal ? { callId, status: message.status, agent, offers: null } : undefined;
  }
  if (message.method !== "NOTIFY") return undefined;
  const offers = originOf(bytes.toString("latin1", bytes.indexOf("\r\n\r\n") + 4));
  const reply = replyTo(headers, source);
  return { callId, status: undefined, agent, offers, ...(reply === undefined ? {} : { reply }) };
}

function originOf(body: string): string | null {
  const text = body.trim();
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return null;
  const { protocol, host } = new URL(text);
  return host === "" ? null : oneLine(`${protocol}//${host}`, MAX_OFFER);
}

function replyTo(headers: SipHeaders, source: { address: string; port: number }): TestAnswer["reply"] {
  const [top = "", ...others] = headers.get("via") ?? [];
  const via = parseVia(topHop(top));
  if (via === undefined) return undefined;
  const copied = ["from", "to", "call-id", "cseq"].map((name) => `${name}: ${headerOf(headers, name) ?? ""}`);
  const vias = [answerVia(top, source), ...others].map((each) => `Via: ${each}`);
  const text = ["SIP/2.0 200 OK", ...vias, ...copied, "Content-Length: 0", "\r\n"].join("\r\n");
  return { text, port: via.asksForSourcePort ? source.port : via.port };
}

import { DEFAULT_SIP_PORT, parseVia, topHop } from "./addresses.ts";
import { headerOf, parseMessage, type SipHeaders } from "./message.ts";

type Address = { address: string; port: number };
export type CheckSyncRequest = {
  /** The phone's contact, as it registered it. */
  uri: string;
  /** SIP user of the account; undefined: none. */
  user: string | undefined;
  target: Address;
  ours: Address;
  event: string;
  /** Letters and digits, the same for both tries of one NOTIFY. */
  id: string;
  /** 1, then 2 with the login that was demanded. */
  sequence: number;
  authorization?: { header: string; value: string } | undefined;
};

const BRANCH_MAGIC = "z9hG4bK";
const REASON = /^SIP\/2\.0 \d{3} ([\x20-\x7e]{1,60})/;

/** A NOTIFY out of any dialog, as PBXs send it to phones (discovery.md §7), in latin1. */
export function writeCheckSync(request: CheckSyncRequest): string {
  const { uri, user, target, ours, event, id, sequence, authorization } = request;
  const local = hostPort(ours);
  const host = target.address.includes(":") ? `[${target.address}]` : target.address;
  const to = user === undefined ? `sip:${host}` : `sip:${user}@${host}`;
  return [
    `NOTIFY ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${local};branch=${branchOf(id, sequence)};rport`,
    "Max-Forwards: 70",
    `From: <sip:offhook@${local}>;tag=${id}`,
    `To: <${to}>`,
    `Call-ID: ${id}@${local}`,
    `CSeq: ${sequence} NOTIFY`,
    `Contact: <sip:offhook@${local}>`,
    `Event: ${event}`,
    "Subscription-State: terminated",
    ...(authorization === undefined ? [] : [`${authorization.header}: ${authorization.value}`]),
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
}

/** The phone's URI where it registered none. */
export function uriOf(user: string | undefined, { address, port }: Address): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `sip:${user === undefined ? "" : `${user}@`}${host}${port === DEFAULT_SIP_PORT ? "" : `:${port}`}`;
}

/** An answer to this very try. Undefined for anything else. */
export function readCheckSyncAnswer(
  bytes: Buffer,
  { id, sequence }: Pick<CheckSyncRequest, "id" | "sequence">,
): { status: number; reason: string; headers: SipHeaders } | undefined {
  const message = parseMessage(bytes);
  if (message?.type !== "response") return undefined;
  const { headers, status } = message;
  if (parseVia(topHop(headerOf(headers, "via") ?? ""))?.branch !== branchOf(id, sequence)) return undefined;
  if (new RegExp(`^0*${sequence}\\s+NOTIFY$`).test(headerOf(headers, "cseq") ?? "") === false) return undefined;
  return { status, reason: REASON.exec(bytes.toString("latin1", 0, 120))?.[1] ?? "", headers };
}

function branchOf(id: string, sequence: number): string {
  return `${BRANCH_MAGIC}${id}${sequence}`;
}

function hostPort({ address, port }: Address): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

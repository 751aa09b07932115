import { oneLine } from "../one-line.ts";
import { DEFAULT_SIP_PORT, parseVia, topHop } from "./addresses.ts";
import { headerOf, parseMessage } from "./message.ts";

const BRANCH_MAGIC = "z9hG4bK";
const MAX_AGENT = 200;

/** A question that every SIP phone may answer (RFC 3261 section 11, discovery.md §9.2), in latin1. `id`: letters, digits and hyphens, one for each. */
export function writeOptions(
  target: { address: string; port: number },
  ours: { address: string; port: number },
  id: string,
): string {
  const host = target.port === DEFAULT_SIP_PORT ? target.address : `${target.address}:${target.port}`;
  return [
    `OPTIONS sip:${host} SIP/2.0`,
    `Via: SIP/2.0/UDP ${ours.address}:${ours.port};branch=${BRANCH_MAGIC}${id};rport`,
    "Max-Forwards: 70",
    `From: <sip:search@${ours.address}>;tag=${id}`,
    `To: <sip:${host}>`,
    `Call-ID: ${id}@${ours.address}`,
    "CSeq: 1 OPTIONS",
    `Contact: <sip:${ours.address}:${ours.port}>`,
    "Accept: application/sdp",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
}

/** Any response to an OPTIONS, whatever its status: which question it answers, and what the device calls itself. */
export function readOptionsAnswer(bytes: Buffer): { id: string; agent: string | undefined } | undefined {
  const message = parseMessage(bytes);
  if (message?.type !== "response") return undefined;
  const { headers } = message;
  const branch = parseVia(topHop(headerOf(headers, "via") ?? ""))?.branch;
  if (branch?.startsWith(BRANCH_MAGIC) !== true || !/^\d+\s+OPTIONS$/.test(headerOf(headers, "cseq") ?? ""))
    return undefined;
  const agent = headerOf(headers, "user-agent") ?? headerOf(headers, "server");
  return { id: branch.slice(BRANCH_MAGIC.length), agent: agent && oneLine(agent, MAX_AGENT) };
}

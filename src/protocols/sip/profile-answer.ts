import { hash } from "node:crypto";
import { answerVia, DEFAULT_SIP_PORT } from "./addresses.ts";
import { writeEvent } from "./event-header.ts";
import type { ProfileRequest } from "./profile-request.ts";

type Address = { address: string; port: number };

const BRANCH_MAGIC = "z9hG4bK";

/**
 * What is the same for a question that was sent twice (RFC 3261 section 17.2.3; without such a branch, as Snom's desk phones ask,
 * what RFC 2543 compared). The source is always part of it: an address must not be able to take another's answer. Hashed, since a
 * string made of pieces of a message would keep the whole message in memory.
 */
export function keyOfRequest({ via, callId, cseq, fromTag, uri }: ProfileRequest, source: Address): string {
  const text = via.branch?.startsWith(BRANCH_MAGIC)
    ? `${source.address} ${via.branch} ${via.sentBy}`
    : `${source.address} ${callId} ${cseq} ${fromTag} ${uri}`;
  return hash("sha1", text, "base64");
}

/** Where the 200 goes: to where the packet came from; to the port in Via unless that asks for the source port. */
export function answerPort({ via }: ProfileRequest, source: Address): number {
  return via.asksForSourcePort ? source.port : via.port;
}

/** Where the NOTIFY goes on the host that asked. Another host in Contact is not followed: that would be a reflector. */
export function notifyPort({ contact, via }: ProfileRequest): number {
  return contact?.port ?? via.port;
}

/** The 200 to the question, in latin1. `ours` is where the phone can reach us, `tag` marks our side of the dialog. */
export function writeAnswer(request: ProfileRequest, source: Address, ours: Address, tag: string): string {
  const [top = "", ...others] = request.vias;
  const vias = [answerVia(top, source), ...others].map((via) => `Via: ${via}\r\n`).join("");
  return `SIP/2.0 200 OK\r\n${vias}From: ${request.from}\r\nTo: ${taggedTo(request, tag)}\r\nCall-ID: ${request.callId}\r\nCSeq: ${request.cseq}\r\nContact: <sip:${ours.address}:${ours.port}>\r\nExpires: 0\r\nContent-Length: 0\r\n\r\n`;
}

/** The NOTIFY that carries the URL, an ASCII text, in latin1. Within the dialog, so From and To change sides. */
export function writeNotify(
  request: ProfileRequest,
  { source, ours, tag, branch, url }: { source: Address; ours: Address; tag: string; branch: string; url: string },
): string {
  const target = request.contact?.text ?? `sip:${hostAndPort(source.address, request.via.port)}`;
  return `NOTIFY ${target} SIP/2.0\r\nVia: SIP/2.0/UDP ${ours.address}:${ours.port};branch=${BRANCH_MAGIC}${branch};rport\r\nMax-Forwards: 70\r\nFrom: ${taggedTo(request, tag)}\r\nTo: ${request.from}\r\nCall-ID: ${request.callId}\r\nCSeq: 1 NOTIFY\r\nContact: <sip:${ours.address}:${ours.port}>\r\nEvent: ${writeEvent(request.event)}\r\nSubscription-State: terminated;reason=timeout\r\nContent-Type: ${request.contentType}\r\nContent-Length: ${url.length}\r\n\r\n${url}`;
}

const STATUS = /^SIP\/2\.0 ([1-6]\d\d) /;
const TOP_BRANCH = new RegExp(`^(?:Via|v)[ \\t]*:[^\\r]*?;\\s*branch\\s*=\\s*${BRANCH_MAGIC}([\\w-]+)`, "im");
const NOTIFY_CSEQ = /^CSeq[ \t]*:[ \t]*\d+[ \t]+NOTIFY[ \t]*\r?$/im;

/** A phone's answer to a NOTIFY: the branch it was sent with, and the status. Undefined for anything else. */
export function readNotifyAnswer(bytes: Buffer): { branch: string; status: number } | undefined {
  const text = bytes.toString("latin1");
  const status = STATUS.exec(text)?.[1];
  const branch = status === undefined ? undefined : TOP_BRANCH.exec(text)?.[1];
  return branch === undefined || !NOTIFY_CSEQ.test(text) ? undefined : { branch, status: Number(status) };
}

function taggedTo({ to }: ProfileRequest, tag: string): string {
  return /;\s*tag\s*=/i.test(to.slice(to.indexOf(">") + 1)) ? to : `${to};tag=${tag}`;
}

function hostAndPort(host: string, port: number): string {
  return port === DEFAULT_SIP_PORT ? host : `${host}:${port}`;
}

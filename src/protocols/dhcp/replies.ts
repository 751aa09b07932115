import type { DhcpQuestion } from "./exchange.ts";
import { writeAddresses, writeSeconds } from "./option-values.ts";
import { type DhcpOptions, OPTION } from "./options.ts";
import { BROADCAST_FLAG, type DhcpPacket, encodePacket, MESSAGE, messageLimit } from "./packets.ts";

export const SERVER_PORT = 67;
export const CLIENT_PORT = 68;

/** Where an answer goes. */
export type Destination = "broadcast" | { address: number; port: number };
export type Reply = { bytes: Buffer; to: Destination };

/** The lease's part of an OFFER or ACK; an answer to an INFORM has none. */
type Lease = { address: number; seconds: number };

/** OFFER and ACK. `options` are those that this client is told, in the order of their weight. */
export function writeAnswer(
  question: DhcpQuestion,
  type: "offer" | "ack",
  lease: Lease | undefined,
  options: DhcpOptions,
): Reply {
  const { packet, serverId } = question;
  const all: DhcpOptions = new Map([
    [OPTION.messageType, Buffer.of(MESSAGE[type])],
    [OPTION.serverId, writeAddresses([serverId])],
  ]);
  if (lease !== undefined) {
    const { seconds } = lease;
    all.set(OPTION.leaseTime, writeSeconds(seconds));
    all.set(OPTION.renewAfter, writeSeconds(Math.floor(seconds / 2)));
    all.set(OPTION.rebindAfter, writeSeconds(Math.floor((seconds * 7) / 8)));
  }
  const answer = reply(packet, mergeOptions(all, options, packet), lease?.address ?? 0);
  return {
    bytes: encodePacket(answer, messageLimit(packet)),
    to: lease === undefined ? { address: packet.ciaddr, port: CLIENT_PORT } : destinationOf(packet),
  };
}

/** Broadcast even where the client has an address, which is wrong (RFC 2131 §4.1). */
export function writeNak({ packet, serverId }: DhcpQuestion, why: string): Reply {
  const options: DhcpOptions = new Map([
    [OPTION.messageType, Buffer.of(MESSAGE.nak)],
    [OPTION.serverId, writeAddresses([serverId])],
    [OPTION.message, Buffer.from(why, "latin1")],
  ]);
  const nak = reply(packet, mergeOptions(options, new Map(), packet), 0);
  const isRelayed = packet.giaddr !== 0;
  // A relay must broadcast it on the client's link (RFC 2131 §4.3.2).
  const flagged = { ...nak, ciaddr: 0, flags: isRelayed ? nak.flags | BROADCAST_FLAG : nak.flags };
  return {
    bytes: encodePacket(flagged, messageLimit(packet)),
    to: isRelayed ? { address: packet.giaddr, port: SERVER_PORT } : "broadcast",
  };
}

/** Adds what is sent back as it came: option 61 (RFC 6842), and a relay's option 82 (RFC 3046). */
function mergeOptions(protocol: DhcpOptions, options: DhcpOptions, request: DhcpPacket): DhcpOptions {
  const clientId = request.options.get(OPTION.clientId);
  const relay = request.giaddr === 0 ? undefined : request.options.get(OPTION.relayAgent);
  const all: DhcpOptions = new Map([...protocol]);
  if (clientId !== undefined) all.set(OPTION.clientId, clientId);
  for (const [code, value] of options) if (!all.has(code)) all.set(code, value);
  if (relay !== undefined) all.set(OPTION.relayAgent, relay);
  return all;
}

function reply(request: DhcpPacket, options: DhcpOptions, yiaddr: number): DhcpPacket {
  return { ...request, op: 2, hops: 0, secs: 0, yiaddr, siaddr: 0, options };
}

/**
 * RFC 2131 §4.1, except that a client without an address is always reached by broadcast: without a raw socket the kernel would ask by
 * ARP for an address that nobody has yet (discovery.md §2.7).
 */
function destinationOf({ giaddr, ciaddr }: DhcpPacket): Destination {
  if (giaddr !== 0) return { address: giaddr, port: SERVER_PORT };
  return ciaddr === 0 ? "broadcast" : { address: ciaddr, port: CLIENT_PORT };
}

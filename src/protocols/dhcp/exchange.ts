import { isInSubnet, subnetOf } from "./ipv4.ts";
import type { Binding, LeaseClient, Leases } from "./leases.ts";
import { readAddress, readSubOptions, readText } from "./option-values.ts";
import { OPTION, RELAY_LINK_SELECTION, RELAY_SERVER_ID_OVERRIDE } from "./options.ts";
import { type DhcpPacket, MESSAGE } from "./packets.ts";

/** `full` gives out leases, `inform` tells those that have an address already what else they ask for (DHCPINFORM). */
export type ExchangeRules = {
  /** The address clients of our own link know us by. */
  serverId: number;
  /** One for each subnet; of our own link the one that holds `serverId`. */
  leases: readonly Leases[];
  answers: "full" | "inform";
  /** Whether nobody else gives out addresses here, so that what we do not know is wrong (RFC 2131 §4.3.2). */
  isAuthoritative: boolean;
};

/** What a packet asks for, before anybody looked at who asks. */
export type DhcpQuestion = {
  type: number;
  packet: DhcpPacket;
  client: LeaseClient;
  /** Of the subnet that the client is in. Undefined: none that we serve. */
  leases: Leases | undefined;
  /** What the answer calls its sender; relays may say another name for us (RFC 5107). */
  serverId: number;
};

/** `address` of an INFORM is the client's own. What has a `store` must be stored before the answer leaves. */
export type Verdict =
  | { kind: "offer"; leases: Leases; binding: Binding; formerMac: string | undefined }
  | { kind: "ack"; binding: Binding; store: Binding }
  | { kind: "inform" }
  | { kind: "nak"; why: string }
  | { kind: "released" | "declined"; store: Binding }
  | { kind: "other-server"; server: number; offered: boolean }
  | { kind: "silence"; why: "not-ours" | "no-subnet" | "no-address" | "too-many-offers" };

/** RFC 1542 §4.1.1. */
const MAX_HOPS = 16;
const ETHERNET = 1;
const MAC_BYTES = 6;
const MAX_TEXT = 255;
const MAX_CLIENT_ID = 255;

/** Undefined: no question of a client on Ethernet. */
export function readQuestion(packet: DhcpPacket, rules: ExchangeRules): DhcpQuestion | undefined {
  const { options, chaddr } = packet;
  const type = options.get(OPTION.messageType);
  const clientId = options.get(OPTION.clientId);
  const isClients = packet.op === 1 && packet.htype === ETHERNET && packet.hlen === MAC_BYTES;
  if (!isClients || packet.hops > MAX_HOPS || type?.length !== 1) return undefined;
  if (clientId !== undefined && clientId.length > MAX_CLIENT_ID) return undefined;
  const mac = chaddr.toString("hex", 0, MAC_BYTES).toUpperCase();
  const relay = packet.giaddr === 0 ? undefined : readSubOptions(options.get(OPTION.relayAgent));
  return {
    type: type[0] ?? 0,
    packet,
    client: {
      key: clientId === undefined || clientId.length === 0 ? `${packet.htype}:${mac}` : clientId.toString("hex"),
      mac,
      hostName: readName(options.get(OPTION.hostName)),
      vendorClass: readName(options.get(OPTION.vendorClass)),
    },
    leases: findLeases(packet, relay, rules),
    serverId: readAddress(relay?.get(RELAY_SERVER_ID_OVERRIDE)) ?? rules.serverId,
  };
}

/** What a client says of itself is stored and shown: plain text only. */
function readName(value: Buffer | undefined): string | null {
  return (
    readText(value)
      ?.slice(0, MAX_TEXT)
      .replace(/[^\x20-\x7e]/g, "?") ?? null
  );
}

/** Link selection (RFC 3527), subnet selection (RFC 3011), the relay's address; without a relay, our own link. */
function findLeases(
  packet: DhcpPacket,
  relay: ReadonlyMap<number, Buffer> | undefined,
  { leases, serverId }: ExchangeRules,
): Leases | undefined {
  const place =
    packet.giaddr === 0
      ? serverId
      : (readAddress(relay?.get(RELAY_LINK_SELECTION)) ??
        readAddress(packet.options.get(OPTION.subnetSelection)) ??
        packet.giaddr);
  return leases.find(({ scope }) => isInSubnet(place, scope));
}

/** Decides by the table of RFC 2131 §4.3 (discovery.md §2.6), and changes the leases accordingly. */
export function answerQuestion(question: DhcpQuestion, rules: ExchangeRules, now: number): Verdict {
  const { type, packet, client, leases } = question;
  if (type === MESSAGE.inform) return packet.ciaddr === 0 ? { kind: "silence", why: "not-ours" } : { kind: "inform" };
  if (rules.answers === "inform") return { kind: "silence", why: "not-ours" };
  if (leases === undefined) return { kind: "silence", why: "no-subnet" };
  const named = readAddress(packet.options.get(OPTION.serverId));
  const requested = readAddress(packet.options.get(OPTION.requestedAddress));
  switch (type) {
    case MESSAGE.discover: {
      const offered = leases.offer(client, requested, now);
      if (typeof offered === "string") return { kind: "silence", why: offered };
      return { kind: "offer", leases, ...offered };
    }
    case MESSAGE.request:
      return answerRequest(question, leases, rules, { named, requested, now });
    case MESSAGE.decline:
    case MESSAGE.release: {
      if (named !== undefined && named !== question.serverId) return { kind: "silence", why: "not-ours" };
      const isDecline = type === MESSAGE.decline;
      const address = isDecline ? requested : packet.ciaddr;
      const changed =
        address === undefined ? undefined : leases[isDecline ? "decline" : "release"](client, address, now);
      if (changed === undefined) return { kind: "silence", why: "not-ours" };
      return { kind: isDecline ? "declined" : "released", store: changed };
    }
    default:
      return { kind: "silence", why: "not-ours" };
  }
}

type Asked = { named: number | undefined; requested: number | undefined; now: number };

function answerRequest(
  { packet, client, serverId }: DhcpQuestion,
  leases: Leases,
  { isAuthoritative }: ExchangeRules,
  { named, requested, now }: Asked,
): Verdict {
  const known = leases.find(client);
  if (named !== undefined && named !== serverId) {
    leases.withdraw(client, now);
    return { kind: "other-server", server: named, offered: known?.state === "offered" };
  }
  // SELECTING and INIT-REBOOT name the address in option 50, RENEWING and REBINDING in ciaddr. Some name none: then it is the one we know.
  const address = packet.ciaddr === 0 ? (requested ?? known?.address) : packet.ciaddr;
  const isSelecting = named !== undefined;
  if (address !== undefined && (isSelecting || known?.address === address)) {
    const binding = leases.bind(client, address, now);
    if (binding !== undefined) return { kind: "ack", binding, store: binding };
  }
  // On a link that we share, only what contradicts our own leases is wrong: the others may be another server's.
  if (known !== undefined || isSelecting || isAuthoritative) return { kind: "nak", why: sayWhy(address, leases) };
  return { kind: "silence", why: "not-ours" };
}

function sayWhy(address: number | undefined, { scope }: Leases): string {
  if (address === undefined) return "no lease";
  const { network } = subnetOf(address, scope.bits);
  return network === scope.network ? "address not available" : "wrong network";
}

import {
  answerQuestion,
  type DhcpQuestion,
  type ExchangeRules,
  readQuestion,
  type Verdict,
} from "../protocols/dhcp/exchange.ts";
import { isInSubnet, sayIpv4 } from "../protocols/dhcp/ipv4.ts";
import type { Binding, Leases } from "../protocols/dhcp/leases.ts";
import { OPTION } from "../protocols/dhcp/options.ts";
import { decodePacket } from "../protocols/dhcp/packets.ts";
import { type Reply, writeAnswer, writeNak } from "../protocols/dhcp/replies.ts";
import type { DhcpPhone, DhcpPointer } from "../provisioning/point-dhcp-client.ts";
import type { createLeaseWriter } from "./dhcp-lease-writer.ts";
import type { createOptionWriter } from "./dhcp-options.ts";

export type DhcpExchangesOptions = {
  rules: ExchangeRules;
  phonesOnly: boolean;
  leaseSeconds: number;
  point: DhcpPointer;
  baseUrl: string | undefined;
  optionsFor: ReturnType<typeof createOptionWriter>;
  writer: Pick<ReturnType<typeof createLeaseWriter>, "write">;
  /** The MAC that has an address of our own link now. Undefined: nobody checks. */
  findNeighbour: ((address: string) => Promise<string | undefined>) | undefined;
  /** A MAC that is never answered. */
  ignoredMac: string;
  onOtherServer: (server: string, mac: string) => void;
  onPoolEmpty: () => void;
  onAddressInUse: (address: string, mac: string | undefined) => void;
  log: (message: string, detail?: Record<string, unknown>) => void;
  clock: () => number;
};

/** More packets than this at once are dropped: their clients ask again. */
const MOST_IN_HAND = 2000;
/** How often a client is offered another address because somebody has the first one. */
const MOST_CONFLICTS = 4;

const COUNTERS = {
  received: 0,
  malformed: 0,
  ignored: 0,
  dropped: 0,
  offers: 0,
  acks: 0,
  naks: 0,
  informs: 0,
  releases: 0,
  declines: 0,
  faults: 0,
};
export type DhcpCounters = typeof COUNTERS;

/** From bytes to bytes: who asks, what the leases say, what is told. */
export function createDhcpExchanges(options: DhcpExchangesOptions) {
  const { rules, point, writer, clock, log } = options;
  const counters: DhcpCounters = { ...COUNTERS };
  const inHand = new Set<string>();

  async function receive(bytes: Buffer, send: (reply: Reply) => void): Promise<void> {
    counters.received += 1;
    const packet = decodePacket(bytes);
    const question = packet === undefined ? undefined : readQuestion(packet, rules);
    if (packet === undefined || question === undefined) {
      counters[packet?.op === 2 ? "ignored" : "malformed"] += 1;
      return;
    }
    const { client, type } = question;
    if (client.mac === options.ignoredMac) return;
    // A client repeats its question while it waits.
    const key = `${client.mac} ${packet.xid} ${type}`;
    if (inHand.size >= MOST_IN_HAND || inHand.has(key)) {
      counters.dropped += 1;
      return;
    }
    inHand.add(key);
    try {
      const reply = await answer(question);
      if (reply !== undefined) send(reply);
    } catch (error) {
      counters.faults += 1;
      log("a DHCP question could not be answered", { mac: client.mac, error: String(error) });
    }
    inHand.delete(key);
  }

  async function answer(question: DhcpQuestion): Promise<Reply | undefined> {
    const { packet, client } = question;
    const { mac, vendorClass } = client;
    const isComputer = packet.options.has(OPTION.clientArchitecture);
    const phone = await point({ mac, vendorClass, isComputer, baseUrl: options.baseUrl });
    if (options.phonesOnly && phone === undefined) {
      counters.ignored += 1;
      return undefined;
    }
    return carryOut(question, answerQuestion(question, rules, clock()), phone);
  }

  async function carryOut(
    question: DhcpQuestion,
    verdict: Verdict,
    phone: DhcpPhone | undefined,
  ): Promise<Reply | undefined> {
    switch (verdict.kind) {
      case "offer": {
        const binding = await findUnused(question, verdict);
        if (binding === undefined) return undefined;
        counters.offers += 1;
        return tell(question, "offer", binding, verdict.leases, phone);
      }
      case "ack": {
        if (question.leases === undefined) return undefined;
        await writer.write(verdict.store);
        counters.acks += 1;
        phone?.answered(sayIpv4(verdict.binding.address));
        return tell(question, "ack", verdict.binding, question.leases, phone);
      }
      case "inform":
        return answerInform(question, phone);
      case "nak":
        counters.naks += 1;
        return writeNak(question, verdict.why);
      case "released":
        counters.releases += 1;
        await writer.write(verdict.store);
        return undefined;
      case "declined":
        counters.declines += 1;
        options.onAddressInUse(sayIpv4(verdict.store.address), undefined);
        await writer.write(verdict.store);
        return undefined;
      case "other-server":
        options.onOtherServer(sayIpv4(verdict.server), question.client.mac);
        return undefined;
      case "silence":
        counters.ignored += 1;
        if (verdict.why === "no-address") options.onPoolEmpty();
        return undefined;
    }
  }

  /** Only to an address of a subnet that we serve: nobody can have our answers sent elsewhere. */
  function answerInform(question: DhcpQuestion, phone: DhcpPhone | undefined): Reply | undefined {
    const { packet } = question;
    const leases = rules.leases.find(({ scope }) => isInSubnet(packet.ciaddr, scope));
    if (leases === undefined) {
      counters.ignored += 1;
      return undefined;
    }
    counters.informs += 1;
    phone?.answered(sayIpv4(packet.ciaddr));
    return writeAnswer(question, "ack", undefined, options.optionsFor(packet, leases.scope, phone));
  }

  function tell(
    question: DhcpQuestion,
    type: "offer" | "ack",
    { address }: Binding,
    { scope }: Leases,
    phone: DhcpPhone | undefined,
  ): Reply {
    const told = options.optionsFor(question.packet, scope, phone);
    return writeAnswer(question, type, { address, seconds: options.leaseSeconds }, told);
  }

  /** The offered address, or another one where a device has it that did not get it from us. */
  async function findUnused(
    question: DhcpQuestion,
    offer: Extract<Verdict, { kind: "offer" }>,
  ): Promise<Binding | undefined> {
    const { client, packet } = question;
    const { findNeighbour } = options;
    let { binding, formerMac } = offer;
    if (findNeighbour === undefined || packet.giaddr !== 0 || binding.state === "bound") return binding;
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const owner = plain(await findNeighbour(sayIpv4(binding.address)));
      // Linux remembers whom it met there last: that former clients are remembered says nothing.
      if (owner === undefined || owner === client.mac || owner === formerMac) return binding;
      options.onAddressInUse(sayIpv4(binding.address), owner);
      await writer.write(offer.leases.block(binding.address, clock()));
      const next = offer.leases.offer(client, undefined, clock());
      if (typeof next === "string") return undefined;
      ({ binding, formerMac } = next);
    }
    return undefined;
  }

  return { receive, counters };
}

function plain(mac: string | undefined): string | undefined {
  return mac?.replaceAll(":", "").toUpperCase();
}

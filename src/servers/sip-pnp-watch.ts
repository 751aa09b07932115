import { randomBytes } from "node:crypto";
import type { RemoteInfo } from "node:dgram";
import { readTestAnswer, type TestAnswer, writeTestQuestion } from "../protocols/sip/test-question.ts";
import { PNP_GROUP, type PnpSockets } from "./sip-pnp-sockets.ts";

/** A server of somebody else's that answers phones by SIP PnP. */
export type PnpRival = {
  address: string;
  /** Of ours, on whose network it is. */
  interfaceName: string;
  /** What it calls itself. */
  agent: string | null;
  /** Its answer's status; other than 2xx it sends no phone elsewhere, but keeps phones from taking our answer. */
  status: number | null;
  /** Where it sends phones, without path. */
  offers: string | null;
};

export type PnpWatchOptions = {
  /** Time between two questions; a little less in fact, and never the same. */
  everyMs: number;
  /** Called in every round in which it answers. */
  seen: (rival: PnpRival) => void;
  gone: (address: string) => void;
};

type Known = PnpRival & { round: number; isTold: boolean; timer: NodeJS.Timeout | undefined };

const FIRST_MS = 500;
/** Up to this share of the time is left out at random, so that several daemons do not ask in step. */
const JITTER = 0.1;
/** How long a NOTIFY may follow the 200, which does not say where the server leads to. */
const SETTLE_MS = 1000;
/** Two of each form (test-question.ts) unanswered: it is gone. */
const MISSED_ROUNDS = 4;
const MAX_KNOWN = 100;

/** Asks the group as a phone that does not exist, and tells who answers. */
export function createPnpWatch(options: PnpWatchOptions, sockets: PnpSockets) {
  /** Nobody who has not heard a question knows it. */
  const mark = randomBytes(8).toString("hex");
  const known = new Map<string, Known>();
  let round = 0;
  let timer = setTimeout(ask, FIRST_MS).unref();

  function ask(): void {
    timer = setTimeout(ask, options.everyMs * (1 - JITTER * Math.random())).unref();
    forgetSilent();
    round++;
    const asked = new Set<string>();
    for (const socket of sockets.all()) {
      if (asked.has(socket.interfaceName)) continue;
      asked.add(socket.interfaceName);
      const question = writeTestQuestion({ round, ours: socket, callId: `${mark}-${round}-${asked.size}` });
      socket.send(question, sockets.groupPort(), PNP_GROUP);
    }
  }

  function forgetSilent(): void {
    for (const rival of known.values()) {
      if (round - rival.round < MISSED_ROUNDS) continue;
      known.delete(rival.address);
      clearTimeout(rival.timer);
      if (rival.isTold) options.gone(rival.address);
    }
  }

  function note(address: string, interfaceName: string, { status, agent, offers }: TestAnswer): void {
    const before = known.get(address);
    if (before === undefined && known.size >= MAX_KNOWN) return;
    const rival: Known = before ?? {
      ...{ address, interfaceName, agent: null, status: null, offers: null },
      ...{ round, isTold: false, timer: undefined },
    };
    known.set(address, rival);
    rival.round = round;
    rival.agent = agent ?? rival.agent;
    rival.status = status ?? rival.status;
    rival.offers = offers ?? rival.offers;
    // All that there is to know has come, or was known before.
    if (rival.isTold || status === undefined) tell(rival);
    else rival.timer ??= setTimeout(() => tell(rival), SETTLE_MS).unref();
  }

  function tell(rival: Known): void {
    clearTimeout(rival.timer);
    rival.isTold = true;
    const { address, interfaceName, agent, status, offers } = rival;
    options.seen({ address, interfaceName, agent, status, offers });
  }

  return {
    /** False: this answers no question of ours. */
    receive(bytes: Buffer, source: RemoteInfo): boolean {
      // Whatever else comes in is not worth reading.
      const answer = bytes.includes(mark) ? readTestAnswer(bytes, source) : undefined;
      if (answer?.callId.startsWith(`${mark}-`) !== true) return false;
      const socket = sockets.onLink(source.address);
      if (socket === undefined) return true;
      if (answer.reply !== undefined) socket.send(answer.reply.text, answer.reply.port, source.address);
      note(source.address, socket.interfaceName, answer);
      return true;
    },
    close(): void {
      clearTimeout(timer);
      for (const rival of known.values()) clearTimeout(rival.timer);
    },
  };
}

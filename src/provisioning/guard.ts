import {
  addOne,
  createSharedLevels,
  drain,
  EMPTY,
  type GuardScope,
  type Level,
  LOW,
  networkOf,
} from "./guard-levels.ts";
import type { Mac } from "./mac.ts";
import { createRecentMap } from "./recent-map.ts";

/** How a request for a phone that is not admitted is met. `held`: as if nobody were admitted, and slowly. */
type GuardVerdict = "free" | "slow" | "held";
/** What went too far: counted by source, network, prefix of the MACs or in total; or a MAC that no phone has. */
export type GuardAlarm = {
  cause: GuardScope | "honeypot";
  address: string;
  /** The network, prefix or honeypot MAC. */
  key: string;
  guesses: number;
};
export type WatchedSource = {
  address: string;
  verdict: "slow" | "held";
  /** Different MACs that it asked for in vain; they fade within an hour. */
  guesses: number;
  /** Requests that were held back. */
  held: number;
  firstSeen: number;
  lastSeen: number;
};

export type GuardRules = {
  /** Different MACs that one address may ask for in vain within an hour before it is held. From a quarter on it is slowed. */
  guesses: number;
  isTrusted(address: string): boolean;
  honeypots: ReadonlySet<string>;
  raise(alarm: GuardAlarm): void;
  /** A source that was held is free again. */
  ended(source: WatchedSource): void;
};

export type Guard = {
  /** Somebody asks for a phone that is not admitted, or without what its PBX asks for. */
  guess(address: string, mac: Mac, now: number): GuardVerdict;
  /** How a guess from there would be met. None is counted. */
  weigh(address: string, mac: Mac, now: number): GuardVerdict;
  /** Whether somebody who asks for an admitted phone, without having shown that he is that phone, gets nothing. */
  isHeld(address: string, mac: Mac, now: number): boolean;
  /** How long a refusal waits, in milliseconds, or that there is no answer at all. */
  wait(address: string, now: number): number | "silence";
  watched(now: number): WatchedSource[];
  /** Forgets what an address did. False where it did nothing. */
  pardon(address: string): boolean;
  /** To be called now and then: says which walks are over. */
  sweep(now: number): void;
};

type Source = {
  level: Level;
  asked: number[];
  held: number;
  firstSeen: number;
  isAlarmed: boolean;
  releases: number[];
};

const MAX_SOURCES = 10_000;
/** Of its last guesses a source may repeat each: a phone asks for several files, and again. */
const REMEMBERED_GUESSES = 128;
const WAIT_MS = 2000;
const MAX_WAITING_PER_SOURCE = 32;
const MAX_WAITING = 2000;
/** In a prefix that is walked from many addresses, a source that guessed more often than a site would is part of the walk. */
const GUESSES_OF_A_PART = 4;

/** Counts who asks for phones that are not admitted. A source that is held is a source that guesses; what it then asks for counts no more. */
export function createGuard(rules: GuardRules): Guard {
  const { guesses: capacity, raise } = rules;
  const sources = createRecentMap<string, Source>(MAX_SOURCES);
  const shared = createSharedLevels(capacity);
  let waiting: number[] = [];

  function isFull(source: Source | undefined, now: number): boolean {
    return source !== undefined && drain(source.level, capacity, now).isFull;
  }

  function guessesOf(source: Source, now: number): number {
    return drain(source.level, capacity, now).value;
  }

  function isPartOfWalk(source: Source | undefined, address: string, mac: Mac, now: number): boolean {
    const full = shared.full(address, mac, now);
    if (full.includes("network")) return true;
    return full.length > 0 && source !== undefined && guessesOf(source, now) >= GUESSES_OF_A_PART;
  }

  function alarm(source: Source, cause: GuardAlarm["cause"], address: string, key: string, now: number): void {
    source.isAlarmed = true;
    raise({ cause, address, key, guesses: Math.round(guessesOf(source, now)) });
  }

  function verdictOf(source: Source, now: number): GuardVerdict {
    const { value, isFull } = drain(source.level, capacity, now);
    return isFull ? "held" : value >= capacity * LOW ? "slow" : "free";
  }

  /** Full for as long as it goes on guessing. */
  function noteHeld(source: Source, now: number): GuardVerdict {
    source.held += 1;
    if (isFull(source, now)) fill(source, now);
    return "held";
  }

  function fill(source: Source, now: number): void {
    source.level = { value: capacity, at: now, isFull: true };
  }

  return {
    guess(address, mac, now) {
      if (rules.isTrusted(address)) return "free";
      const source = sources.get(address) ?? { ...NEW_SOURCE, asked: [], releases: [], firstSeen: now };
      sources.set(address, source);
      if (isFull(source, now)) return noteHeld(source, now);
      if (rules.honeypots.has(mac)) {
        fill(source, now);
        alarm(source, "honeypot", address, mac, now);
        return noteHeld(source, now);
      }
      if (isPartOfWalk(source, address, mac, now)) return noteHeld(source, now);
      const asked = Number.parseInt(mac, 16);
      if (!source.asked.includes(asked)) {
        source.asked = [...source.asked.slice(1 - REMEMBERED_GUESSES), asked];
        source.level = addOne(source.level, capacity, now);
        const full = shared.add(address, mac, now);
        if (isFull(source, now)) alarm(source, "source", address, networkOf(address), now);
        else for (const { scope, key } of full) alarm(source, scope, address, key, now);
      }
      return verdictOf(source, now);
    },

    weigh(address, mac, now) {
      const source = sources.get(address);
      if (rules.isTrusted(address) || source === undefined) return "free";
      return isPartOfWalk(source, address, mac, now) ? "held" : verdictOf(source, now);
    },

    isHeld(address, mac, now) {
      if (rules.isTrusted(address)) return false;
      const source = sources.get(address);
      if (!isFull(source, now) && !isPartOfWalk(source, address, mac, now)) return false;
      if (source !== undefined) noteHeld(source, now);
      return true;
    },

    wait(address, now) {
      waiting = stillWaiting(waiting, now);
      const own = stillWaiting(sources.get(address)?.releases ?? [], now);
      if (own.length >= MAX_WAITING_PER_SOURCE || waiting.length >= MAX_WAITING) return "silence";
      waiting.push(now + WAIT_MS);
      own.push(now + WAIT_MS);
      const source = sources.get(address);
      if (source !== undefined) source.releases = own;
      return WAIT_MS;
    },

    watched(now) {
      return [...sources.entries()].flatMap(([address, source]) => {
        const verdict = verdictOf(source, now);
        return verdict === "free" ? [] : [describe(address, source, verdict, now)];
      });
    },

    pardon(address) {
      const isKnown = sources.get(address) !== undefined;
      sources.delete(address);
      shared.forget(address);
      return isKnown;
    },

    sweep(now) {
      for (const [address, source] of sources.entries()) {
        if (!source.isAlarmed || verdictOf(source, now) !== "free") continue;
        source.isAlarmed = false;
        rules.ended(describe(address, source, "held", now));
        source.held = 0;
      }
    },
  };

  function describe(address: string, source: Source, verdict: WatchedSource["verdict"], now: number): WatchedSource {
    const { held, firstSeen, level } = source;
    return { address, verdict, guesses: Math.round(guessesOf(source, now)), held, firstSeen, lastSeen: level.at };
  }
}

const NEW_SOURCE = { level: EMPTY, held: 0, isAlarmed: false };

/** They leave in the order in which they came. */
function stillWaiting(releases: number[], now: number): number[] {
  const first = releases.findIndex((release) => release > now);
  return first === -1 ? [] : first === 0 ? releases : releases.slice(first);
}

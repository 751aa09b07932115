import type { Mac } from "./mac.ts";
import { parseNetwork } from "./networks.ts";
import { createRecentMap } from "./recent-map.ts";

/** Where guesses are counted. `prefix`: the first 8 digits of the MACs that were asked for, 65,536 of them. */
export type GuardScope = "source" | "network" | "prefix" | "total";

/** A full count is empty again after this long without a guess. */
const DRAIN_MS = 3_600_000;
/** How many guesses each scope takes for one that a source may make. */
const SHARES: Record<Exclude<GuardScope, "source">, number> = { network: 4, prefix: 8, total: 64 };
const MAX_COUNTS = 10_000;

/** How full a count was at some time, in milliseconds. It drains evenly; a full one stays full until a quarter is left. */
export type Level = { value: number; at: number; isFull: boolean };
export const EMPTY: Level = { value: 0, at: 0, isFull: false };
/** What is left where a count stops being full, and where it begins to be noticed. */
export const LOW = 0.25;

/** What it is now. A clock that jumps back drains nothing. */
export function drain(level: Level, capacity: number, now: number): Level {
  const value = Math.max(0, level.value - (Math.max(0, now - level.at) * capacity) / DRAIN_MS);
  return { value, at: now, isFull: level.isFull && value > capacity * LOW };
}

/** One more, beyond the brim nothing. */
export function addOne(level: Level, capacity: number, now: number): Level {
  const drained = drain(level, capacity, now);
  const value = Math.min(capacity, drained.value + 1);
  return { value, at: now, isFull: drained.isFull || value >= capacity };
}

/** Counts of guesses beyond single sources: a walk may come from many addresses. `perSource`: what one source may guess. */
export function createSharedLevels(perSource: number) {
  const counts = createRecentMap<string, Level>(MAX_COUNTS);
  const scopesOf = (address: string, mac: Mac) =>
    [
      { scope: "network", key: networkOf(address), capacity: perSource * SHARES.network },
      { scope: "prefix", key: mac.slice(0, 8), capacity: perSource * SHARES.prefix },
      { scope: "total", key: "total", capacity: perSource * SHARES.total },
    ] as const;

  return {
    /** Returns the scopes that this guess made full. */
    add(address: string, mac: Mac, now: number): { scope: GuardScope; key: string }[] {
      return scopesOf(address, mac).flatMap(({ scope, key, capacity }) => {
        const before = drain(counts.get(key) ?? EMPTY, capacity, now);
        const after = addOne(before, capacity, now);
        counts.set(key, after);
        return after.isFull && !before.isFull ? [{ scope, key }] : [];
      });
    },
    /** The scopes that are full around a request. */
    full(address: string, mac: Mac, now: number): GuardScope[] {
      // On most days nobody guesses, and every phone's request comes by here.
      if (counts.get("total") === undefined) return [];
      return scopesOf(address, mac).flatMap(({ scope, key, capacity }) =>
        drain(counts.get(key) ?? EMPTY, capacity, now).isFull ? [scope] : [],
      );
    },
    /** Empties what counts against an address. */
    forget: (address: string) => counts.delete(networkOf(address)),
  };
}

/** The /24 or /64 of a textual address. */
export function networkOf(address: string): string {
  return parseNetwork(`${address}/${address.includes(":") ? 64 : 24}`)?.text ?? address;
}

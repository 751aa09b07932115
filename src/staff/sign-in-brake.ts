import { isIPv6 } from "node:net";
import type { Clock } from "../provisioning/ports.ts";

/** What attempts are counted by. The first `free` of them wait for nothing; then each waits twice as long as the one before. */
export type Lane = { name: string; free: number; longestMs: number };

export type SignInBrake = {
  /**
   * Waits until an attempt may be made, and counts it: a failure until `forgive` says otherwise, so that many at once are no way
   * around. A number: not now, but in so many milliseconds; then nothing was counted.
   */
  enter(lanes: readonly Lane[]): Promise<"entered" | number>;
  /** An attempt that succeeded: the lanes are as if nobody had failed there. */
  forgive(names: readonly string[]): void;
  /** One attempt of the lane was no failure. */
  uncount(name: string): void;
};

const FIRST_DELAY_MS = 500;
/** Longer than that no connection is held; the caller is asked to come again. */
const MOST_HELD_MS = 10_000;
const MOST_HELD = 100;
/** A lane that nobody used for that long is as new. */
const FORGOTTEN_AFTER_MS = 3_600_000;
const MOST_LANES = 50_000;

/** Slows those who guess, and locks nobody: however many failed, the next attempt is only later. */
export function createSignInBrake(clock: Clock, wait: (ms: number) => Promise<unknown>): SignInBrake {
  const lanes = new Map<string, { attempts: number; freeAt: number; usedAt: number }>();
  let held = 0;

  function stateOf(name: string, now: number) {
    const known = lanes.get(name);
    const isFresh = known !== undefined && Math.abs(now - known.usedAt) < FORGOTTEN_AFTER_MS;
    return isFresh ? known : { attempts: 0, freeAt: 0, usedAt: now };
  }

  return {
    async enter(entered) {
      const now = clock();
      const states = entered.map((lane) => ({ lane, state: stateOf(lane.name, now) }));
      const startsAt = Math.max(now, ...states.map(({ state }) => state.freeAt));
      const delay = startsAt - now;
      if (delay > MOST_HELD_MS || (delay > 0 && held >= MOST_HELD)) return delay;
      for (const { lane, state } of states) {
        state.attempts += 1;
        state.freeAt = startsAt + delayAfter(state.attempts, lane);
        state.usedAt = startsAt;
        lanes.delete(lane.name);
        lanes.set(lane.name, state);
      }
      while (lanes.size > MOST_LANES) lanes.delete(lanes.keys().next().value ?? "");
      if (delay === 0) return "entered";
      held += 1;
      try {
        await wait(delay);
      } finally {
        held -= 1;
      }
      return "entered";
    },
    forgive(names) {
      for (const name of names) lanes.delete(name);
    },
    uncount(name) {
      const state = lanes.get(name);
      if (state !== undefined) state.attempts = Math.max(0, state.attempts - 1);
    },
  };
}

function delayAfter(attempts: number, { free, longestMs }: Lane): number {
  return attempts < free ? 0 : Math.min(longestMs, FIRST_DELAY_MS * 2 ** Math.min(30, attempts - free));
}

/** Who an address belongs to: of IPv6 one household has a /64 at the least. */
export function sourceOf(address: string): string {
  if (!isIPv6(address) || address.includes(".")) return address;
  const [head = "", tail = ""] = (address.split("%", 1)[0] ?? "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === "" ? [] : tail.split(":");
  const whole = address.includes("::")
    ? [...groups, ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill("0"), ...rest]
    : groups;
  return whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

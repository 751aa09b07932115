import { randomInt } from "node:crypto";

/** How long each fuzzer runs: moments in CI, `npm run fuzz` asks for ten minutes in all. */
const SECONDS = Number(process.env.OFFHOOK_FUZZ_SECONDS ?? 1);
export const TIMEOUT_MS = SECONDS * 1000 + 60_000;

/** A run is repeated by giving the number that it printed as OFFHOOK_FUZZ_SEED. */
export const SEED = Number(process.env.OFFHOOK_FUZZ_SEED ?? randomInt(2 ** 31));

export type Random = () => number;

/** mulberry32: small, and the same everywhere. From 0 up to 1. */
function makeRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Calls `attempt` with a random source until the time is over, `atLeast` times in any case, and says how often. A failure names the seed and the turn. */
export async function fuzz(
  name: string,
  attempt: (random: Random, turn: number) => unknown,
  atLeast = 100,
): Promise<number> {
  const until = Date.now() + SECONDS * 1000;
  let turn = 0;
  for (; turn < atLeast || Date.now() < until; turn++) {
    try {
      await attempt(makeRandom(SEED + turn), turn);
    } catch (error) {
      throw new Error(`${name}: OFFHOOK_FUZZ_SEED=${SEED}, turn ${turn}: ${error}`, { cause: error });
    }
    if (turn % 500 === 0) await new Promise(setImmediate);
  }
  console.info(`fuzz: ${name}: ${turn} turns, seed ${SEED}`);
  return turn;
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

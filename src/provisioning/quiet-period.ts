import { createRecentMap } from "./recent-map.ts";

const MAX_REMEMBERED = 20_000;

/** Says whether `key` comes up for the first time in `quietMs`. Remembers a bounded number of keys, the oldest go first. */
export function createQuietPeriod<Key>(quietMs: number): (key: Key, now: number) => boolean {
  const lastAt = createRecentMap<Key, number>(2 * MAX_REMEMBERED);
  return (key, now) => {
    const last = lastAt.get(key);
    // A clock that jumped back must not silence anything for long.
    if (last !== undefined && now >= last && now - last < quietMs) return false;
    lastAt.set(key, now);
    return true;
  };
}

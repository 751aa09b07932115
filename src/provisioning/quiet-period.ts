const MAX_REMEMBERED = 20_000;

/** Says whether `key` comes up for the first time in `quietMs`. Remembers a bounded number of keys, the oldest go first. */
export function createQuietPeriod<Key>(quietMs: number): (key: Key, now: number) => boolean {
  const lastAt = new Map<Key, number>();
  return (key, now) => {
    const last = lastAt.get(key);
    // A clock that jumped back must not silence anything for long.
    if (last !== undefined && now >= last && now - last < quietMs) return false;
    lastAt.delete(key);
    lastAt.set(key, now);
    if (lastAt.size > MAX_REMEMBERED) {
      const oldest = lastAt.keys().next();
      if (oldest.done !== true) lastAt.delete(oldest.value);
    }
    return true;
  };
}

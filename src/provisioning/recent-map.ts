/**
 * A map that forgets: it holds at most `max` keys, and at least the half of that which were set last. Two generations instead of one
 * map in order of age, since taking the oldest key out of a large map again and again gets slower with each one taken.
 */
export function createRecentMap<Key, Value>(max: number) {
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  return {
    get: (key: Key): Value | undefined => young.get(key) ?? old.get(key),
    set(key: Key, value: Value): void {
      young.set(key, value);
      if (young.size < max / 2) return;
      old = young;
      young = new Map();
    },
    delete(key: Key): void {
      young.delete(key);
      old.delete(key);
    },
    /** Of keys in both generations the younger value. */
    *entries(): Generator<[Key, Value]> {
      yield* young;
      for (const entry of old) if (!young.has(entry[0])) yield entry;
    },
  };
}

import { createRecentMap } from "../provisioning/recent-map.ts";
import { createTokenBucket } from "../provisioning/token-bucket.ts";

/** What one source may ask for in vain at once, and each second in the long run. A site that was just cabled has few phones per address. */
const BURST = 50;
const PER_SECOND = 5;
const MAX_SOURCES = 10_000;

/**
 * Each question for a phone that is not admitted costs a look into the store. A source that asked for many of them waits. Sources whose
 * phones are admitted are never counted.
 */
export function createStrangerLimit() {
  const sources = createRecentMap<string, ReturnType<typeof createTokenBucket>>(MAX_SOURCES);
  return {
    mayAsk: (source: string, now: number): boolean => sources.get(source)?.has(now) ?? true,
    /** It asked in vain. */
    count(source: string, now: number): void {
      const bucket = sources.get(source) ?? createTokenBucket(BURST, PER_SECOND, now);
      bucket.take(now);
      sources.set(source, bucket);
    },
  };
}

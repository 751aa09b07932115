import { setTimeout as sleep } from "node:timers/promises";

/** Lets one through every `gapMs`, whoever asks. A late one is not made up for: there are no bursts. */
export function createPace(gapMs: number) {
  let freeAt = 0;
  return async function wait(signal: AbortSignal): Promise<void> {
    const at = Math.max(performance.now(), freeAt);
    freeAt = at + gapMs;
    await sleep(Math.max(0, at - performance.now()), undefined, { signal });
  };
}

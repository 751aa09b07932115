import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer is the one that is waited for. Throws with the last answer. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T> | T,
  isIt: (answer: T) => boolean,
  ms = 15_000,
): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > until) throw new Error(`${what}: not within ${ms / 1000} s; last: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
}

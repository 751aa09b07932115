import type { Trx } from "./backend.ts";

/** More would hold up everything else that waits for the event loop. */
const MOST_TOGETHER = 200;

/** Work waits for others as long as in every step of this length more has come. A phone does not notice; a sync to the disk blocks the process for longer. */
const STEP_MS = 2;
const MOST_STEPS = 5;

type Work<T> = (trx: Trx) => Promise<T>;
type Waiting = { work: Work<unknown>; resolve: (result: unknown) => void; reject: (error: unknown) => void };

/**
 * Group commit: work that comes within a few milliseconds shares a transaction, and so one sync to the disk. Each is
 * answered when that is done. If a group fails, each piece of work is tried alone, so that none suffers for another.
 */
export function createGroupCommit(transaction: <T>(work: Work<T>) => Promise<T>) {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await gather();
      const group = waiting.slice(0, MOST_TOGETHER);
      waiting = waiting.slice(MOST_TOGETHER);
      await settle(group);
    }
    running = undefined;
  }

  async function gather(): Promise<void> {
    for (let step = 0, before = 0; step < MOST_STEPS && waiting.length > before; step += 1) {
      before = waiting.length;
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  }

  async function settle(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await transaction(async (trx) => {
        const done: unknown[] = [];
        for (const { work } of group) done.push(await work(trx));
        return done;
      });
      group.forEach(({ resolve }, index) => {
        resolve(results[index]);
      });
    } catch {
      for (const { work, resolve, reject } of group) await transaction(work).then(resolve, reject);
    }
  }

  return {
    add<T>(work: Work<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
        running ??= run();
      });
    },
    /** Resolves when nothing waits. */
    async drain(): Promise<void> {
      await running;
    },
  };
}

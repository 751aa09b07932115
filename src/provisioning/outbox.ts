export type OutboxWork = {
  /** Looks for work now instead of at the next poll. */
  wake(): void;
  /** Takes no more work, and gives what is under way `drainMs`. What is dropped then is told again by whoever comes next. */
  close(drainMs: number): Promise<void>;
};

type OutboxDeps<Job, Result> = {
  claim(limit: number, leaseMs: number): Promise<Job[]>;
  /** Never rejects for what the one who is told does. */
  tell(job: Job): Promise<Result>;
  finish(job: Job, result: Result): Promise<void>;
  /** Longer than telling takes with all its time-outs, so that nobody else does it meanwhile. */
  leaseMs: number;
  /** So many are told at the same time; 4 unless given. */
  mostAtOnce?: number;
  reportFault: (error: unknown) => void;
};

const POLL_MS = 500;
const MOST_AT_ONCE = 4;
/** After a fault of the store, so that it is neither pressed nor the log filled. */
const REST_MS = 30_000;

/** Works off an outbox: at least once, and as much at a time as `claim` hands out. */
export function workOffOutbox<Job, Result>(deps: OutboxDeps<Job, Result>): OutboxWork {
  const { reportFault, mostAtOnce = MOST_AT_ONCE } = deps;
  const underWay = new Set<Promise<void>>();
  let isClosed = false;
  /** The store is closed, and a call that was cut off says nothing about the other side. */
  let isDropped = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let restsUntil = 0;

  function look(): void {
    if (isClosed || performance.now() < restsUntil) return;
    lookAgain = looking !== undefined;
    looking ??= takeJobs()
      .catch((error: unknown) => {
        restsUntil = performance.now() + REST_MS;
        reportFault(error);
      })
      .finally(() => {
        looking = undefined;
        if (lookAgain) look();
      });
  }

  async function takeJobs(): Promise<void> {
    const room = mostAtOnce - underWay.size;
    if (room <= 0) return;
    for (const job of await deps.claim(room, deps.leaseMs)) {
      const work: Promise<void> = deliver(job)
        .catch(reportFault)
        .finally(() => {
          underWay.delete(work);
          look();
        });
      underWay.add(work);
    }
  }

  async function deliver(job: Job): Promise<void> {
    const result = await deps.tell(job);
    if (!isDropped) await deps.finish(job, result);
  }

  const timer = setInterval(look, POLL_MS);
  look();
  return {
    wake: look,
    async close(drainMs) {
      clearInterval(timer);
      isClosed = true;
      await looking;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const waiting = setTimeout(resolve, drainMs);
      await Promise.race([Promise.all(underWay), late]);
      clearTimeout(waiting);
      isDropped = true;
    },
  };
}

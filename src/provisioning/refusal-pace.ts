/** Lets a refusal leave. Resolves on a beat that only the time of the request's arrival decides. */
export type RefusalPace = (arrivedAt: number) => Promise<void>;

const STEP_MS = 10;

/**
 * Refusals leave together with others on beats of a clock, the first beat that comes `STEP_MS` after the request. How long it took to
 * find out that there is nothing to give, a few microseconds more or less by what is stored, then shows nowhere.
 */
export function createRefusalPace(now: () => number = () => performance.now()): RefusalPace {
  const waiting: { beat: number; arrivedAt: number; leave: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function arm(): void {
    const next = waiting.reduce((first, { beat }) => Math.min(first, beat), Number.POSITIVE_INFINITY);
    // Early, and then millisecond by millisecond: a timer's own rounding depends on when it was set.
    timer = setTimeout(release, Math.max(1, Math.floor(next - now()) - 1));
  }

  function release(): void {
    timer = undefined;
    const at = now();
    const leaving = waiting.filter(({ beat }) => beat <= at).sort((a, b) => a.arrivedAt - b.arrivedAt);
    if (leaving.length > 0) waiting.splice(0, waiting.length, ...waiting.filter(({ beat }) => beat > at));
    for (const { leave } of leaving) leave();
    if (waiting.length > 0 && timer === undefined) arm();
  }

  return (arrivedAt) =>
    new Promise((leave) => {
      // On a machine that is too busy to be ready by then, the next beat there is.
      const beat = Math.max(Math.ceil(arrivedAt / STEP_MS + 1), Math.ceil(now() / STEP_MS)) * STEP_MS;
      waiting.push({ beat, arrivedAt, leave });
      if (timer === undefined) arm();
    });
}

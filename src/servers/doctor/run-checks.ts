import { type DoctorFinding, found } from "../../provisioning/doctor/doctor-finding.ts";

/** One look at one thing. `limitMs`: how long it may take, 3 s when absent. */
export type Check = {
  name: string;
  limitMs?: number;
  /** `signal`: it took too long. */
  run: (signal: AbortSignal) => Promise<readonly DoctorFinding[]>;
};

const LIMIT_MS = 3000;

/** All at once, each within its time. One that fails or hangs says so and takes nothing from the others. */
export async function runChecks(checks: readonly Check[]): Promise<DoctorFinding[]> {
  return (await Promise.all(checks.map(runOne))).flat();
}

async function runOne({ name, limitMs = LIMIT_MS, run }: Check): Promise<readonly DoctorFinding[]> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<DoctorFinding[]>((resolve) => {
    timer = setTimeout(() => {
      late.abort();
      resolve([found("check-timed-out", { check: name, seconds: limitMs / 1000 })]);
    }, limitMs);
  });
  // A check that starts may throw at once.
  const work = Promise.resolve().then(() => run(late.signal));
  try {
    return await Promise.race([work, tooLate]);
  } catch (error) {
    return [found("check-failed", { check: name, reason: error instanceof Error ? error.message : String(error) })];
  } finally {
    clearTimeout(timer);
  }
}

/** Those who ask while a run is under way get its result. */
export function shareRuns<T>(run: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  return () => {
    current ??= run().finally(() => {
      current = undefined;
    });
    return current;
  };
}

import { type OutboxWork, workOffOutbox } from "./outbox.ts";
import type { ConnectPbx, LinkJob, LinkResult, LinkStore } from "./pbx-link.ts";
import type { Clock } from "./ports.ts";

type DeliveryDeps = {
  store: Pick<LinkStore, "claimLinkJobs" | "finishLinkJob">;
  connect: ConnectPbx;
  clock: Clock;
  /** From 0 to 1: spreads tries. */
  random: () => number;
  reportFault: (error: unknown) => void;
};

/** Longer than an adapter takes for a job with all its time-outs. */
const LEASE_MS = 120_000;
const FIRST_DELAY_MS = 1000;
/** A PBX that is back should not be waited for: phones cannot register with passwords that it does not have. */
const LONGEST_DELAY_MS = 60_000;

/** Tells PBXs of their accounts and phones: at least once, until they have taken it. */
export function startLinkDelivery(deps: DeliveryDeps): OutboxWork {
  const { store, reportFault } = deps;
  return workOffOutbox({
    claim: store.claimLinkJobs,
    tell: (job) => tell(job, deps),
    finish: store.finishLinkJob,
    leaseMs: LEASE_MS,
    reportFault,
  });
}

async function tell(job: LinkJob, { connect, clock, random }: DeliveryDeps): Promise<LinkResult> {
  const outcomes = await connect(job.link).apply(job.changes);
  const grown = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(job.attempts - 1, 20));
  const delayMs = Math.round(grown * (0.9 + 0.2 * random()));
  const failed = outcomes.find(({ outcome }) => outcome === "failed");
  const later = outcomes.find(({ outcome }) => outcome === "later");
  const [name, worst] = failed === undefined ? (["link-delayed", later] as const) : (["link-failed", failed] as const);
  const why = worst === undefined || worst.outcome === "done" ? undefined : worst.words;
  const isNews = why !== undefined && (name === "link-failed" || why !== job.lastError);
  return {
    outcomes,
    delayMs,
    event: isNews ? { name, at: clock(), pbx: job.link.pbxId, detail: { why } } : undefined,
  };
}

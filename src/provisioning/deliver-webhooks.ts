import { type OutboxWork, workOffOutbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { SendSigned, WebhookJob, WebhookResult, WebhookStore } from "./webhook.ts";

type DeliveryDeps = {
  store: Pick<WebhookStore, "claimWebhookJobs" | "finishWebhookJob">;
  send: SendSigned;
  clock: Clock;
  /** From 0 to 1: spreads tries. */
  random: () => number;
  reportFault: (error: unknown) => void;
};

/** Longer than a try with all its time-outs. */
const LEASE_MS = 60_000;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 900_000;

/** Tells PBXs of their phones: at least once, in order for each phone, until the receiver has taken it. */
export function startWebhookDelivery(deps: DeliveryDeps): OutboxWork {
  const { store, reportFault } = deps;
  return workOffOutbox({
    claim: store.claimWebhookJobs,
    tell: (job) => tell(job, deps),
    finish: store.finishWebhookJob,
    leaseMs: LEASE_MS,
    reportFault,
  });
}

async function tell(job: WebhookJob, { send, clock, random }: DeliveryDeps): Promise<WebhookResult> {
  const reply = await send({ ...job, ...job.webhook });
  if (reply.ok) return { outcome: "done" };
  const { words: error } = reply;
  const { id: webhook, pbxId: pbx, lastError } = job.webhook;
  const grown = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(job.attempts - 1, 20));
  return {
    outcome: "later",
    error,
    delayMs: Math.round(grown * (0.9 + 0.2 * random())),
    event:
      lastError === error
        ? undefined
        : { name: "webhook-delayed", at: clock(), mac: job.mac, pbx, detail: { webhook, why: error } },
  };
}

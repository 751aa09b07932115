import type { EventName } from "./events.ts";
import type { FirstTokens } from "./first-tokens.ts";
import { type OutboxWork, workOffOutbox } from "./outbox.ts";
import { maskToken } from "./phone-proof.ts";
import type { Clock, Store } from "./ports.ts";
import {
  type ConnectRedirectService,
  passesByItself,
  type RedirectFailure,
  type RedirectJob,
  type RedirectOutcome,
  type RedirectResult,
  type RedirectStore,
} from "./redirect.ts";
import { redirectUrlOf } from "./redirect-url.ts";
import type { EventRecord } from "./request.ts";
import type { Vendor } from "./vendor.ts";

type DeliveryDeps = {
  store: Pick<RedirectStore, "claimRedirects" | "finishRedirect"> & Pick<Store, "findAdmission">;
  firstTokens: FirstTokens;
  vendors: readonly Vendor[];
  connect: ConnectRedirectService;
  /** The base told to phones elsewhere, ending in `/`. */
  baseUrl: string;
  clock: Clock;
  /** From 0 to 1: spreads tries, so that daemons and phones do not come in step. */
  random: () => number;
  reportFault: (error: unknown) => void;
};

/** Longer than a client takes for one job with all its time-outs, so that nobody else does it meanwhile. */
const LEASE_MS = 120_000;
const FIRST_DELAY_MS = 5000;
const LONGEST_DELAY_MS = 3_600_000;
/** A service that does not answer is left alone this long, so that waiting for it does not keep others from their turn. */
const PAUSE_MS = 30_000;
/** However little a service asks for. */
const SHORTEST_DELAY_MS = 1000;

/** Tells the services, until they have answered. */
export function startRedirectDelivery(deps: DeliveryDeps): OutboxWork {
  const { store, reportFault } = deps;
  return workOffOutbox({
    claim: store.claimRedirects,
    tell: (job) => tell(job, deps),
    finish: store.finishRedirect,
    leaseMs: LEASE_MS,
    reportFault,
  });
}

async function tell(job: RedirectJob, deps: DeliveryDeps): Promise<RedirectResult> {
  const url = job.wanted === "release" ? null : await urlFor(job, deps);
  if (typeof url === "object" && url !== null) return failed(job, url, deps);
  const service = deps.connect(job.account);
  const phone = { mac: job.mac, macId: job.macId };
  const outcome: RedirectOutcome = url === null ? await service.release(phone) : await service.register(phone, url);
  // Who holds it now need not let go of it for us.
  if (outcome.ok || (url === null && outcome.code === "mac-elsewhere")) {
    const name = url === null ? "redirect-released" : "redirect-registered";
    const kept = url === null ? null : maskToken(url);
    return { outcome: "done", url: kept, event: eventOf(name, job, kept === null ? {} : { url: kept }, deps) };
  }
  return failed(job, outcome, deps);
}

async function urlFor({ mac, phone }: RedirectJob, deps: DeliveryDeps): Promise<string | RedirectFailure> {
  const { store, firstTokens, vendors } = deps;
  if (phone === null) return { ok: false, code: "service-refused", words: "the phone is no longer admitted" };
  const admission = await store.findAdmission(mac);
  const baseUrl = admission && (await firstTokens.baseFor(admission, deps.baseUrl));
  return redirectUrlOf({ mac, ...phone }, baseUrl ?? deps.baseUrl, vendors);
}

function failed(job: RedirectJob, failure: RedirectFailure, deps: DeliveryDeps): RedirectResult {
  const { code, retryAfterMs } = failure;
  // A service may say which address it does not like.
  const words = maskToken(failure.words);
  const detail = { code, words, wanted: job.wanted };
  if (!passesByItself(code))
    return { outcome: "failed", code, words, event: eventOf("redirect-failed", job, detail, deps) };
  const grown = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (job.attempts - 1));
  const wanted = Math.max(SHORTEST_DELAY_MS, Math.min(LONGEST_DELAY_MS, retryAfterMs ?? grown));
  const delayMs = Math.round(wanted + deps.random() * 0.2 * grown);
  const isFirst = job.lastError !== code;
  return {
    outcome: "later",
    code,
    words,
    delayMs,
    accountDelayMs: retryAfterMs === undefined ? Math.min(PAUSE_MS, delayMs) : delayMs,
    event: isFirst ? eventOf("redirect-delayed", job, detail, deps) : undefined,
  };
}

function eventOf(
  name: EventName,
  { mac, account }: RedirectJob,
  detail: Record<string, string>,
  { clock }: DeliveryDeps,
): EventRecord {
  return { name, at: clock(), mac, pbx: account.pbxId, detail: { service: account.service, ...detail } };
}

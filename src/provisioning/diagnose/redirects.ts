import { type PhoneRedirect, REDIRECT_SERVICES } from "../redirect.ts";
import { byEvent, evidence, type Facts } from "./facts.ts";
import type { Evidence, Reason } from "./reasons.ts";

/** What the vendor's redirect service has to do with it. */
export function findRedirectReasons(facts: Facts): Reason[] {
  const { redirect, fetch, phone, model, modelName, family } = facts;
  const service = redirect?.service ?? undefined;
  if (phone === undefined || redirect === undefined || service === undefined) return findForeign(facts);
  const { name } = REDIRECT_SERVICES[service];
  const found = [byRedirect(redirect)];
  const zeroTouch = model?.zeroTouch ?? family?.zeroTouch ?? [];
  if (!zeroTouch.includes("redirect"))
    return [
      {
        code: "redirect-not-for-model",
        severity: "warning",
        params: { service: name, model: modelName },
        evidence: found,
      },
    ];
  return [...judge(redirect, name, fetch !== undefined, found), ...findForeign(facts)];
}

function judge(redirect: PhoneRedirect, service: string, hasFetched: boolean, found: readonly Evidence[]): Reason[] {
  const { state, error, attempts, nextTryAt, updatedAt } = redirect;
  if (error?.code === "mac-elsewhere") {
    const severity = hasFetched ? "warning" : "error";
    return [{ code: "redirect-elsewhere", severity, params: { service, words: error.words }, evidence: found }];
  }
  if (state === "failed" && error !== null) {
    const params = { service, code: error.code, words: error.words };
    return [{ code: "redirect-failed", severity: hasFetched ? "warning" : "error", params, evidence: found }];
  }
  if (state === "retrying" && error !== null) {
    const params = { service, code: error.code, words: error.words, attempts, nextTryAt };
    return [{ code: "redirect-retrying", severity: "warning", params, evidence: found }];
  }
  if (state === "waiting")
    return [{ code: "redirect-waiting", severity: "info", params: { service }, evidence: found }];
  if (state !== "registered" || hasFetched || updatedAt === null) return [];
  return [{ code: "redirect-never-came", severity: "warning", params: { service, since: updatedAt }, evidence: found }];
}

/**
 * These phones ask the redirect service before anything else, and one that sends them elsewhere ends their search: they get an address
 * and then neither ask by SIP PnP nor come here.
 */
function findForeign({ phone, fetch, latest, vendor, modelName, surroundings }: Facts): Reason[] {
  const asked = latest("dhcp-answered");
  if (phone === undefined || fetch !== undefined || asked === undefined || vendor === undefined) return [];
  const isAskedFirst = vendor.discovery.byHand(modelName)?.search.steps[0] === "redirect";
  const hasSearched = latest("pnp-answered", "pnp-unanswered", "pnp-off-link") !== undefined;
  if (!isAskedFirst || hasSearched || !surroundings.hearsPnp) return [];
  const params = { vendor: vendor.name, at: asked.at, address: asked.address ?? "" };
  return [{ code: "foreign-redirect-suspected", severity: "warning", params, evidence: [byEvent(asked)] }];
}

function byRedirect({ state, service, error, attempts, updatedAt }: PhoneRedirect): Evidence {
  const failure = error === null ? {} : { code: error.code, words: error.words };
  return evidence("redirect", updatedAt, { detail: { state, service, attempts, ...failure } });
}

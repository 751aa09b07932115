import type { Grant } from "../phone.ts";
import { kindsTakenBy } from "../phone-passwords.ts";
import { byEvent, evidence, type Facts, listOf, textOf } from "./facts.ts";
import type { Evidence, Reason } from "./reasons.ts";

/** Whether the phone got its passwords, and whether it still has them. */
export function findPasswordReasons(facts: Facts): Reason[] {
  const { latest, unsettled, phone } = facts;
  if (phone === undefined) return [];
  const armed = latest("phone-admitted", "passwords-released", "passwords-reset");
  const outcome = latest("passwords-delivered", "secret-refused", "secret-insecure-transport", "secret-closed");
  const isOfOldGrants = armed !== undefined && outcome !== undefined && outcome.id < armed.id;
  const reasons = isOfOldGrants || outcome === undefined ? [] : judge(facts, outcome);
  const unfit = latest("secret-unfit");
  const isUnfit = unfit !== undefined && (unsettled("secret-unfit") !== undefined || facts.fetch?.at === unfit.at);
  if (isUnfit) {
    const params = { kinds: listOf(unfit.detail?.kinds), model: textOf(unfit.detail?.model) };
    reasons.push({ code: "password-unfit", severity: "warning", params, evidence: [byEvent(unfit)] });
  }
  return [...reasons, ...findClosed(facts), ...findWaiting(facts)];
}

function judge({ grants }: Facts, event: NonNullable<ReturnType<Facts["latest"]>>): Reason[] {
  const { at, address = "", door = "", detail } = event;
  const found = [byEvent(event)];
  if (event.name === "secret-insecure-transport")
    return [{ code: "insecure-transport", severity: "error", params: { door, address, at }, evidence: found }];
  const isOpen = grants.some(({ state }) => state === "open");
  // When the window is over, whoever had them is told by the closed grants.
  if (event.name !== "secret-refused" || !isOpen) return [];
  const params = { address, fetchedBy: addressOf(textOf(detail?.openedBy)), at };
  return [{ code: "other-requester", severity: "error", params, evidence: found }];
}

/** All that the phone could be given is closed. */
function findClosed(facts: Facts): Reason[] {
  const { family, grants, phone, fetch, latest } = facts;
  if (family === undefined || phone === undefined) return [];
  const kinds = kindsTakenBy(family);
  const own = grants.filter(({ kind }) => kinds.includes(kind));
  if (own.length === 0 || own.some(({ state }) => state !== "closed")) return [];
  const fetched = own
    .filter((grant): grant is Grant & { openedAt: number } => grant.openedAt !== null)
    .toSorted((a, b) => b.openedAt - a.openedAt)[0];
  if (fetched === undefined) {
    // With every configuration, where the one-time rule is off: no grant moves then.
    if (latest("passwords-delivered") !== undefined) return [];
    const closing = latest("passwords-closed");
    const at = closing?.at ?? Math.max(...own.map(({ armedUntil }) => armedUntil ?? phone.createdAt));
    const found = closing === undefined ? own.map(byGrant) : [byEvent(closing)];
    return [{ code: "passwords-never-fetched", severity: "error", params: { at }, evidence: found }];
  }
  const fetchedAt = fetched.openedAt;
  const fetchedBy = addressOf(fetched.openedBy ?? "");
  const reset = latest("factory-reset-suspected");
  if (reset !== undefined && reset.at > fetchedAt) {
    const params = { at: reset.at, fetchedBy, fetchedAt };
    return [{ code: "reset-suspected", severity: "error", params, evidence: [byEvent(reset), byGrant(fetched)] }];
  }
  const asked = latest("secret-closed");
  if (fetch === undefined || asked === undefined || asked.at < fetchedAt) return [];
  const params = { fetchedBy, fetchedAt, at: asked.at };
  const found = [byEvent(asked), byGrant(fetched)];
  const address = asked.address ?? "";
  return address === fetchedBy
    ? [{ code: "passwords-closed", severity: "info", params, evidence: found }]
    : [{ code: "passwords-elsewhere", severity: "warning", params: { ...params, address }, evidence: found }];
}

/** Armed again, and the phone did not come since. */
function findWaiting({ latest, grants, fetch }: Facts): Reason[] {
  const event = latest("passwords-released", "passwords-reset");
  if (event === undefined || fetch === undefined) return [];
  const isOvertaken = fetch.event !== undefined && fetch.event.id > event.id;
  if (isOvertaken || !grants.some(({ state }) => state === "armed")) return [];
  const params = { at: event.at, by: event.actor ?? "" };
  return [{ code: "passwords-waiting", severity: "warning", params, evidence: [byEvent(event)] }];
}

export function byGrant({ kind, account, state, openedAt, openedBy, armedUntil }: Grant): Evidence {
  const address = openedBy === null ? null : addressOf(openedBy);
  return evidence("grant", openedAt ?? armedUntil, { address, detail: { kind, account, state } });
}

/** A requester may carry its certificate's fingerprint behind its address. */
export function addressOf(requester: string): string {
  return requester.split("/", 1)[0] ?? "";
}

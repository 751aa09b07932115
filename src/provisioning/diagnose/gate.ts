import type { Phone } from "../phone.ts";
import type { StoredEvent } from "../ports.ts";
import { byEvent, evidence, type Facts, textOf } from "./facts.ts";
import type { Reason } from "./reasons.ts";

/** What the phone did not show, or from where it asked, so that it was not let in though it is admitted. */
export function findGateReasons({ phone, unsettled }: Facts): Reason[] {
  if (phone === undefined) return [];
  const reasons: Reason[] = findPause(phone, unsettled("provisioning-paused"));
  const closed = unsettled("network-closed");
  if (closed !== undefined) {
    const params = { address: closed.address ?? "", pbx: phone.pbxId, at: closed.at };
    reasons.push({ code: "network-closed", severity: "error", params, evidence: [byEvent(closed)] });
  }
  const certificate = unsettled("certificate-refused");
  if (certificate !== undefined) {
    const params = { why: textOf(certificate.detail?.why), address: certificate.address ?? "", at: certificate.at };
    reasons.push({ code: "certificate-refused", severity: "error", params, evidence: [byEvent(certificate)] });
  }
  const token = unsettled("token-missing", "token-wrong");
  if (token !== undefined) {
    const params = { isWrong: token.name === "token-wrong", address: token.address ?? "", at: token.at };
    reasons.push({ code: "token-refused", severity: "error", params, evidence: [byEvent(token)] });
  }
  // Every login begins with a refusal: it says something only where none followed.
  const login = unsettled("credentials-wrong", "credentials-missing", "credentials-stale");
  if (login !== undefined) {
    const params = { isWrong: login.name === "credentials-wrong", address: login.address ?? "", at: login.at };
    reasons.push({ code: "login-refused", severity: "error", params, evidence: [byEvent(login)] });
  }
  const held = unsettled("guard-held-phone");
  if (held !== undefined) {
    const params = { address: held.address ?? "", at: held.at };
    reasons.push({ code: "held-by-guard", severity: "error", params, evidence: [byEvent(held)] });
  }
  return reasons;
}

/** A pause that meets a phone which asks for nothing keeps nothing from it yet. */
function findPause({ pbxId: pbx, pausedAt: since }: Phone, asked: StoredEvent | undefined): Reason[] {
  if (since === null && asked === undefined) return [];
  const params = { pbx, since, at: asked?.at ?? null, address: asked?.address ?? "" };
  const found = [
    ...(since === null ? [] : [evidence("pbx", since, { detail: { pbx } })]),
    ...(asked === undefined ? [] : [byEvent(asked)]),
  ];
  const severity = since !== null && asked !== undefined ? "error" : "warning";
  return [{ code: "provisioning-paused", severity, params, evidence: found }];
}

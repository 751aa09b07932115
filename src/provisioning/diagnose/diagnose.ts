import { sortBySeverity } from "../findings.ts";
import type { CaseFile } from "./case-file.ts";
import { byEvent, establishFacts, evidence, type Facts } from "./facts.ts";
import { findGateReasons } from "./gate.ts";
import { findIdentityReasons } from "./identity.ts";
import { addressOf, byGrant, findPasswordReasons } from "./passwords.ts";
import { findPbxReasons } from "./pbx.ts";
import { findReachReasons, findUnexplained } from "./reach.ts";
import type { Reason } from "./reasons.ts";
import { findRedirectReasons } from "./redirects.ts";

/** Why a phone is not provisioned, or that it is, the gravest first. Each reason stands on something stored. */
export function diagnose(file: CaseFile): Reason[] {
  const facts = establishFacts(file);
  const reasons = [
    ...findAdmissionReasons(facts),
    ...findReachReasons(facts),
    ...findGateReasons(facts),
    ...findIdentityReasons(facts),
    ...findRedirectReasons(facts),
    ...findPasswordReasons(facts),
    ...findPbxReasons(facts),
    ...findConfigurationReasons(facts),
  ];
  return sortBySeverity([...reasons, ...findUnexplained(facts, reasons), ...findHealth(facts, reasons)]);
}

function findAdmissionReasons({ phone, sighting, deletion, contact, vendor }: Facts): Reason[] {
  if (phone !== undefined) return [];
  if (deletion !== undefined) {
    const params = { at: deletion.at, by: deletion.actor ?? "" };
    return [
      {
        code: "deleted",
        severity: "error",
        params,
        evidence: [byEvent(deletion), ...(contact === undefined ? [] : [contact.evidence])],
      },
    ];
  }
  if (sighting === undefined) return [{ code: "not-admitted-unseen", severity: "error", params: {}, evidence: [] }];
  const { reason, via, address, lastSeen: at, model, firstSeen, count, firmware } = sighting;
  const detail = { reason, model, firmware, firstSeen: new Date(firstSeen).toISOString(), count };
  return [
    {
      code: "not-admitted",
      severity: "error",
      params: { reason, via, address, at, vendor: vendor?.name ?? "", model: model ?? "" },
      evidence: [evidence("sighting", at, { address, door: via, detail })],
    },
  ];
}

/** What was asked of a phone that cannot do it, or not asked at all. */
function findConfigurationReasons({ phone, model, family, latest }: Facts): Reason[] {
  if (phone === undefined || model === undefined || family === undefined) return [];
  const reasons: Reason[] = [];
  const found = [evidence("phone", phone.updatedAt)];
  // Nobody sitting at a shared phone is nothing that is wrong with it.
  if (phone.lines.length === 0 && model.lines > 0 && phone.sharing !== "shared")
    reasons.push({ code: "no-line", severity: "error", params: {}, evidence: found });
  const handsets = latest("too-many-handsets");
  if (handsets !== undefined && handsets.at >= phone.updatedAt) {
    const params = { wanted: Number(handsets.detail?.wanted), takes: Number(handsets.detail?.takes) };
    reasons.push({ code: "too-many-handsets", severity: "warning", params, evidence: [byEvent(handsets)] });
  }
  const names = Object.keys(phone.settings).filter((name) => Object.hasOwn(family.cannot, name));
  if (names.length > 0) {
    const params = { names, family: family.name };
    reasons.push({ code: "settings-without-effect", severity: "info", params, evidence: found });
  }
  return reasons;
}

/** No errors, but not well either. */
const STANDS_AGAINST: readonly Reason["code"][] = ["passwords-waiting", "pnp-nothing-fetched", "provisioning-paused"];

function findHealth({ phone, fetch, grants }: Facts, others: readonly Reason[]): Reason[] {
  if (phone === undefined || fetch === undefined) return [];
  if (others.some(({ code, severity }) => severity === "error" || STANDS_AGAINST.includes(code))) return [];
  const { at, address, file, event } = fetch;
  const opened = grants
    .filter(({ openedAt }) => openedAt !== null)
    .toSorted((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0));
  const [last] = opened;
  const params = {
    at,
    address,
    file,
    fetchedAt: last?.openedAt ?? null,
    fetchedBy: addressOf(last?.openedBy ?? ""),
  };
  const visit = event === undefined ? evidence("visit", at, { address }) : byEvent(event);
  return [{ code: "ok", severity: "ok", params, evidence: [visit, ...(last === undefined ? [] : [byGrant(last)])] }];
}

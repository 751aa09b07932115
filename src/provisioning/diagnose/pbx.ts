import type { Vendor } from "../vendor.ts";
import { evidence, type Facts } from "./facts.ts";
import type { Evidence, Reason } from "./reasons.ts";

/** A phone that has just fetched its configuration, or a PBX that was just to be told, may still be at it. */
const GRACE_MS = 180_000;

/** Whether its PBX knows its accounts, and has it registered. */
export function findPbxReasons(facts: Facts): Reason[] {
  return facts.phone === undefined ? [] : [...findUntold(facts), ...findUnregistered(facts), ...findForeign(facts)];
}

function findUntold({ phone, atPbx, now }: Facts): Reason[] {
  const states = [...(atPbx?.accountStates ?? [])];
  const failed = states.filter(([, { state }]) => state === "failed");
  const late = states.filter(([, { state, updatedAt }]) => state === "pending" && now - updatedAt > GRACE_MS);
  const [worst, severity] = failed.length > 0 ? ([failed, "error"] as const) : ([late, "warning"] as const);
  if (worst.length === 0) return [];
  const accounts = worst.map(([account]) => account);
  const words = worst.find(([, { error }]) => error !== null)?.[1].error ?? "";
  const found = worst.map(([account, { state, error, updatedAt }]) =>
    evidence("pbx", updatedAt, { detail: { account, state, error } }),
  );
  return [{ code: "pbx-not-told", severity, params: { accounts, words, pbx: phone?.pbxId ?? "" }, evidence: found }];
}

function findUnregistered({ atPbx, fetch, phone, now }: Facts): Reason[] {
  if (atPbx === undefined || phone === undefined) return [];
  const { standing } = atPbx;
  const isNew = fetch === undefined || now - (phone.lastSeenAt ?? fetch.at) < GRACE_MS;
  // Whoever has not fetched anything cannot be registered, and other reasons say so.
  if (standing.state !== "gone" && (standing.state !== "never" || isNew)) return [];
  const accounts = standing.accounts.filter(({ state }) => state === standing.state).map(({ account }) => account);
  const { address, userAgent, goneAt, seenAt } = standing;
  const params = { accounts, since: goneAt ?? seenAt, address: address ?? "", userAgent: userAgent ?? "" };
  return [{ code: "not-registered", severity: "error", params, evidence: [byRegistration(standing)] }];
}

/** A User-Agent that names another maker than the phone's. */
function findForeign({ atPbx, vendor, vendors }: Facts): Reason[] {
  if (vendor === undefined || atPbx === undefined) return [];
  const foreign = atPbx.standing.accounts.filter(
    ({ state, userAgent }) => state === "registered" && userAgent !== null && isOfAnother(userAgent, vendor, vendors),
  );
  const [first] = foreign;
  if (first === undefined) return [];
  const params = {
    accounts: foreign.map(({ account }) => account),
    ...{ address: first.address ?? "", userAgent: first.userAgent ?? "", vendor: vendor.name },
  };
  return [{ code: "registered-elsewhere", severity: "warning", params, evidence: foreign.map(byRegistration) }];
}

function isOfAnother(userAgent: string, own: Vendor, vendors: readonly Vendor[]): boolean {
  const names = (vendor: Vendor) =>
    vendor.parseUserAgent(userAgent) !== undefined || userAgent.toLowerCase().includes(vendor.name.toLowerCase());
  return !names(own) && vendors.some(names);
}

function byRegistration(one: {
  seenAt: number | null;
  address: string | null;
  userAgent: string | null;
  expiresAt: number | null;
}): Evidence {
  const { seenAt, address, userAgent, expiresAt } = one;
  const ends = expiresAt === null ? null : new Date(expiresAt).toISOString();
  return evidence("registration", seenAt, { address, detail: { userAgent, expiresAt: ends } });
}

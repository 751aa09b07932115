import {
  type AdmissionPolicy,
  type AdmittedStranger,
  findCovering,
  modeAt,
  takesVendor,
  type WaitReason,
} from "./admission.ts";
import { describeStranger, type Evidence, findModelName, suggestVendor } from "./identify.ts";
import type { Mac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import { decideIdentity, familyOf, type Identity } from "./phone-identity.ts";
import { choosePhonePasswords, closeUntaken } from "./phone-passwords.ts";
import type { Clock, Store } from "./ports.ts";
import { createQuietPeriod } from "./quiet-period.ts";
import { createRecentMap } from "./recent-map.ts";
import type { Recorder } from "./recorder.ts";
import { storedIdentity } from "./register-phone.ts";
import type { PhoneRequest } from "./request.ts";
import type { Vendor } from "./vendor.ts";

/**
 * What becomes of a phone that nobody admitted: it is admitted now, it waits for the reason given, or no policy is about it.
 */
export type AdmitStranger = (request: PhoneRequest, evidence: Evidence) => Promise<Admission | WaitReason | undefined>;

type Parts = {
  store: Store;
  vendors: readonly Vendor[];
  clock: Clock;
  recorder: Pick<Recorder, "event">;
  /** How long the grants of such a phone wait; null: no deadline. */
  armedForMs: number | null;
  /** There may be something to tell a redirect service. */
  onAdmitted: () => void;
};

/** So long the database is not asked again for what it refused: phones ask for several files, and attackers for many. */
const REFUSED_MS = 2000;
const MAX_REFUSED = 10_000;
/** Between two events of the same kind of a PBX. */
const FULL_QUIET_MS = 600_000;
const FULL_EVENTS = { "pool-empty": "admission-pool-empty", "limit-reached": "admission-limit-reached" } as const;

/**
 * Admits a phone by the admission policy of the network that its request came from. Only a request for a file of its own admits: whoever
 * merely looks for a server has shown no more than a MAC.
 */
export function createAdmitStranger(parts: Parts): AdmitStranger {
  const { store, vendors, clock, recorder } = parts;
  const refusals = createRefusalMemory();
  const isNewsOfPolicy = createQuietPeriod<string>(FULL_QUIET_MS);

  return async function admitStranger(request, evidence) {
    const { mac } = evidence;
    if (mac === undefined) return undefined;
    const found = findCovering(await store.listAdmissionPolicies(), request.remoteAddress);
    if (found === undefined) return undefined;
    const { policy, network } = found;
    const at = clock();
    const mode = modeAt(policy, at);
    if (mode === "allow-list") return undefined;
    const identity = recognise(mac, evidence, request.userAgent, vendors);
    const vendorId = typeof identity === "string" ? describeStranger(evidence, vendors).vendor?.id : identity.vendor.id;
    if (vendorId !== undefined && !takesVendor(policy, vendorId)) return undefined;
    if (mode === "approve") return "approve";
    if (typeof identity === "string") return identity;

    const places = { policy: `${policy.pbxId} ${policy.revision}`, phone: `${policy.pbxId} ${policy.revision} ${mac}` };
    const before = refusals.find(places.policy, at) ?? refusals.find(places.phone, at);
    if (before !== undefined) return before;
    const family = familyOf(identity.vendor, identity.model);
    const passwords = choosePhonePasswords(family, {});
    if (Array.isArray(passwords)) throw new Error(`${family.name} takes no password that is generated for it`);
    const admitted = await store.admitStranger({
      mac,
      macId: null,
      pbxId: policy.pbxId,
      network,
      ...storedIdentity(identity),
      ...{ label: "", keys: [], modules: [], handsets: [], settings: {} },
      passwords,
      armedUntil: parts.armedForMs === null ? null : at + parts.armedForMs,
    });
    if (admitted === "not-covered") return undefined;
    if (admitted === "mac-in-use") return store.findAdmission(mac);
    if (typeof admitted === "string") {
      refusals.add(admitted === "deleted-before" ? places.phone : places.policy, admitted, at);
      if (admitted !== "deleted-before") noteFull(FULL_EVENTS[admitted], policy, request, mac);
      return admitted;
    }
    await closeUntaken(admitted.phone, family, store);
    noteAdmitted(admitted, request, network);
    parts.onAdmitted();
    return store.findAdmission(mac);
  };

  function noteAdmitted({ phone, account, isTeachIn }: AdmittedStranger, request: PhoneRequest, network: string): void {
    const { mac, pbxId: pbx, vendorId: vendor, model } = phone;
    const detail = { vendor, model, account, profile: phone.profileId, network, mode: isTeachIn ? "teach-in" : "auto" };
    const { remoteAddress: address, door } = request;
    recorder.event({ name: "phone-admitted-automatically", at: clock(), mac, pbx, address, door, detail });
  }

  function noteFull(
    name: (typeof FULL_EVENTS)[keyof typeof FULL_EVENTS],
    { pbxId: pbx, limit, limitPerHour }: AdmissionPolicy,
    { remoteAddress: address, door }: PhoneRequest,
    mac: Mac,
  ): void {
    const at = clock();
    if (!isNewsOfPolicy(`${name} ${pbx}`, at)) return;
    recorder.event({ name, at, mac, pbx, address, door, detail: { limit, limitPerHour } });
  }
}

/**
 * Which phone it is, as far as its User-Agent and the prefix of its MAC show. A file name alone shows nothing, a User-Agent that no phone
 * of ours sends shows that it is none.
 */
function recognise(
  mac: Mac,
  { agent, matches }: Evidence,
  userAgent: string | undefined,
  vendors: readonly Vendor[],
): Identity | Extract<WaitReason, "not-recognised" | "model-not-supported"> {
  const vendor = agent?.vendor ?? suggestVendor(mac, vendors);
  const isForeign = agent === undefined && userAgent !== undefined;
  if (vendor === undefined || isForeign) return "not-recognised";
  const ofVendor = matches.find((match) => match.vendor === vendor);
  // What a phone reports, phone books, menus, and the files of others lead to no configuration.
  const { kind } = ofVendor?.rule ?? {};
  if (ofVendor === undefined || kind === "report" || kind === "phone-book" || kind === "menu") return "not-recognised";
  const called = agent?.says.model;
  const model = called === undefined ? undefined : findModelName(vendor, called);
  if (called !== undefined && model === undefined) return "model-not-supported";
  const modelName = model ?? (ofVendor.modelInName && findModelName(vendor, ofVendor.modelInName)) ?? null;
  const known = {
    vendorId: vendor.id,
    vendorSource: agent === undefined ? ("prefix" as const) : ("phone" as const),
    model: modelName || null,
    modelSource: modelName ? ("phone" as const) : null,
  };
  const identity = decideIdentity(mac, {}, known, vendors);
  return "rejected" in identity ? "model-not-supported" : identity;
}

function createRefusalMemory() {
  const kept = createRecentMap<string, { reason: WaitReason; at: number }>(2 * MAX_REFUSED);
  return {
    find(key: string, now: number): WaitReason | undefined {
      const found = kept.get(key);
      return found !== undefined && now >= found.at && now - found.at < REFUSED_MS ? found.reason : undefined;
    },
    add(key: string, reason: WaitReason, at: number): void {
      kept.set(key, { reason, at });
    },
  };
}

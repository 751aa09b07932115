import type { WaitReason } from "./admission.ts";
import { EVERY_SCHEME, type ProofCheck, type ShownProof } from "./check-proof.ts";
import type { Guard } from "./guard.ts";
import { chooseRule, describeStranger, type Evidence } from "./identify.ts";
import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { Admission } from "./phone.ts";
import { familyOfPhone } from "./phone-identity.ts";
import type { Clock, Store } from "./ports.ts";
import type { RecordVisit } from "./record-visit.ts";
import type { RefusalPace } from "./refusal-pace.ts";
import type { PhoneRequest, Refusal, Refused } from "./request.ts";
import type { Family, Vendor } from "./vendor.ts";

/** A request on its way, with what is known of it so far. */
export type Call = {
  /** Without its token. */
  request: PhoneRequest;
  /** In milliseconds of `performance.now()`. */
  arrivedAt: number;
  /** The same by the clock. */
  beganAt?: number;
  shown?: ShownProof;
  agent?: Evidence["agent"];
};

export type GateParts = {
  store: Pick<Store, "findPhone">;
  vendors: readonly Vendor[];
  clock: Clock;
  proofs: ProofCheck;
  guard: Pick<Guard, "guess" | "isHeld" | "wait" | "weigh">;
  /** Refusals of those who are not let in leave by it. */
  pace: RefusalPace;
  recordVisit: RecordVisit;
};
/** What somebody asks for, and as whom. */
type Asked = {
  evidence: Evidence;
  token: Password | undefined;
  /** As it came, with its token. */
  target: string;
  /** The phone that it is about, or why there is none. */
  found: Admission | WaitReason | undefined;
};
/** Who was let in. */
export type Entered = {
  admission: Admission;
  chosen: ReturnType<typeof chooseRule>;
  shown: ShownProof;
  family: Family | undefined;
};
export type Gate = {
  /** May whoever asks have to do with this phone at all? The same for files that leave and for files that come. */
  enter(call: Call, asked: Asked): Promise<Entered | Refused>;
  /** All who are not let in get the same, in the same time: unknown, closed, foreign. */
  refuse(call: Call, reason: Refusal, about: Parameters<RecordVisit["refused"]>[2]): Promise<Refused>;
};

/** Refusals that are no guess of a phone: every login begins with one, and Gigaset's devices first try another password. */
const NO_GUESSES: readonly Refusal[] = [
  "credentials-missing",
  "credentials-wrong",
  "credentials-stale",
  "upload-not-allowed",
];

export function createGate({ store, vendors, clock, proofs, guard, pace, recordVisit }: GateParts): Gate {
  async function enter(call: Call, { evidence, token, target, found }: Asked): Promise<Entered | Refused> {
    const { request } = call;
    const { mac, fileName } = evidence;
    const [admission, waits] = typeof found === "string" ? [undefined, found] : [found, undefined];
    const chosen = admission && chooseRule(evidence, admission, vendors);
    const family = admission && familyOf(chosen, admission);
    const shown = await proofs.check({
      ...{ request, token, admission, takesCredentials: family?.loginSettings !== undefined },
      ...{ target, mac: mac ?? "" },
    });
    const known = { ...call, shown, agent: evidence.agent };
    if (admission === undefined || chosen === undefined) return refuseStranger(known, evidence, waits);
    const { admittance, certificateFault } = shown;
    if (admittance.refused !== undefined) {
      const why = admittance.refused === "certificate-refused" ? certificateFault : undefined;
      return refuse(known, admittance.refused, { mac, isClosed: true, admission, fileName, why });
    }
    if (!admittance.isProven && (await isHeld(request, admission)))
      return refuse(known, "guard-held-phone", { mac, isClosed: true, admission, fileName });
    if (admission.pausedAt !== null && !isShownOnly(chosen))
      return refuse(known, "provisioning-paused", { mac, admission, agent: evidence.agent?.says, fileName });
    if (certificateFault !== undefined) recordVisit.unproven(request, admission, certificateFault);
    const provedBy = await proofs.noteUse(admission, shown);
    if (provedBy.length > 0) recordVisit.provedAnew(request, admission, provedBy);
    return { admission, chosen, shown, family };
  }

  /** Whether somebody asks for an admitted phone out of a walk through MACs, and not where that phone was served before. */
  async function isHeld({ remoteAddress }: PhoneRequest, { mac }: Admission): Promise<boolean> {
    if (!guard.isHeld(remoteAddress, mac, clock())) return false;
    return (await store.findPhone(mac))?.lastAddress !== remoteAddress;
  }

  function familyOf(chosen: Entered["chosen"] | undefined, admission: Admission): Family | undefined {
    if (chosen !== undefined && !("refused" in chosen)) return chosen.vendor.families[chosen.model.family];
    return vendors.some(({ id }) => id === admission.vendorId) ? familyOfPhone(admission, vendors) : undefined;
  }

  async function refuse(
    { request, arrivedAt, shown, agent }: Call,
    reason: Refusal,
    about: Parameters<RecordVisit["refused"]>[2],
  ): Promise<Refused> {
    const { remoteAddress } = request;
    const verdict = verdictOn(remoteAddress, reason, about.mac);
    // A walk leaves its alarm, not a row for each step.
    if (verdict !== "held" || reason === "guard-held-phone") recordVisit.refused(request, reason, about);
    await pace(arrivedAt);
    const { vendor, says } = agent ?? {};
    const model = vendor?.models[says?.model ?? vendor.defaultModel] ?? vendor?.models[vendor.defaultModel];
    const schemes = (model && vendor?.families[model.family]?.loginSchemes) ?? EVERY_SCHEME;
    const isStale = shown?.admittance.refused === "credentials-stale";
    const challenge = proofs.challenge(request, isStale, schemes);
    return verdict === "free"
      ? { outcome: "refused", reason, challenge }
      : { outcome: "refused", reason, challenge, wait: guard.wait(remoteAddress, clock()) };
  }

  function verdictOn(address: string, reason: Refusal, mac: Mac | undefined): ReturnType<Guard["guess"]> {
    if (reason === "guard-held-phone") return "held";
    // No guess, but as slow as one, or the two would not be alike.
    if (reason === "provisioning-paused" && mac !== undefined) return guard.weigh(address, mac, clock());
    return mac === undefined || NO_GUESSES.includes(reason) ? "free" : guard.guess(address, mac, clock());
  }

  /** A file that some vendor's phones ask for, but for no phone of ours. */
  function refuseStranger(call: Call, evidence: Evidence, waits: WaitReason | undefined): Promise<Refused> {
    const reason = evidence.mac === undefined ? "no-such-file" : "not-admitted";
    const { vendor, model } = describeStranger(evidence, vendors);
    return refuse(call, reason, {
      mac: evidence.mac,
      fileName: evidence.fileName,
      stranger: { vendorId: vendor?.id ?? null, model, firmware: evidence.agent?.says.firmware ?? null, waits },
    });
  }

  return { enter, refuse };
}

/** A phone book that is looked at is nothing that the phone keeps, so a pause does not take it away. */
function isShownOnly(chosen: Entered["chosen"]): boolean {
  return !("refused" in chosen) && chosen.rule.book !== undefined;
}

import type { WaitReason } from "./admission.ts";
import type { EventName } from "./events.ts";
import type { HostedFile } from "./hosted-file.ts";
import type { ChosenFile, Evidence } from "./identify.ts";
import { type Mac, parseMac } from "./mac.ts";
import type { PasswordKind } from "./password.ts";
import type { Admission } from "./phone.ts";
import type { PhoneProof } from "./phone-proof.ts";
import type { NewUpload } from "./phone-upload.ts";
import type { Clock } from "./ports.ts";
import { createQuietPeriod } from "./quiet-period.ts";
import type { Recorder } from "./recorder.ts";
import type { EventRecord, PhoneRequest, Refusal } from "./request.ts";
import type { SecretsDecision } from "./secrets.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { UserAgent } from "./vendor.ts";

type RefusalDetail = {
  mac: Mac | undefined;
  /** Whoever asked may not be this phone at all: nothing is learnt about it. */
  isClosed?: boolean;
  admission?: Admission;
  agent?: UserAgent | undefined;
  fileName?: string;
  /** Another MAC that the same request says. */
  otherMac?: Mac | undefined;
  /** What is wrong with its certificate. */
  why?: string | undefined;
  stranger?: { vendorId: string | null; model: string | null; firmware: string | null; waits: WaitReason | undefined };
};

/** Handsets of a DECT base as stored, and as many as the base itself says that it takes. */
export type TooManyHandsets = { wanted: number; takes: number };

/** The fifth step: one row for every request, whatever its answer was. */
export type RecordVisit = {
  served(
    request: PhoneRequest,
    what: {
      admission: Admission;
      evidence: Evidence;
      chosen: ChosenFile;
      decision: SecretsDecision | undefined;
      tooManyHandsets: TooManyHandsets | undefined;
    },
  ): void;
  /** A file that is the same for everybody. */
  gaveStatic(request: PhoneRequest, what: { evidence: Evidence; admission: Admission | undefined }): void;
  /** `mac`: what whoever asked says it is. */
  gaveHosted(request: PhoneRequest, file: HostedFile, mac: string | undefined): void;
  /** A phone asked for its phone book and has none. */
  lacksBook(request: PhoneRequest, admission: Admission): void;
  /** A page of its menu: "last seen" stays when it last fetched something to keep. */
  showedMenu(request: PhoneRequest, admission: Admission, file: string): void;
  reported(request: PhoneRequest, admission: Admission, report: string): void;
  /** `firmware`: what the phone says that it runs. */
  keptUpload(request: PhoneRequest, admission: Admission, upload: NewUpload, firmware: string | undefined): void;
  refusedUpload(request: PhoneRequest, admission: Admission, file: string, why: string): void;
  refused(request: PhoneRequest, reason: Refusal, detail: RefusalDetail): void;
  tookAuthority(request: PhoneRequest, admission: Admission, authority: string): void;
  /** A phone was served although its client certificate proves nothing. */
  unproven(request: PhoneRequest, admission: Admission, why: string): void;
  /** The phone used for the first time what its configuration had given it. */
  provedAnew(request: PhoneRequest, admission: Admission, kinds: readonly PhoneProof["kind"][]): void;
  confirmed(request: PhoneRequest, admission: Admission, kinds: readonly PasswordKind[]): void;
  failed(request: PhoneRequest, what: { admission: Admission; chosen: ChosenFile; error: unknown }): void;
};

/** What is the same within this time is said once. */
export const QUIET_MS = 60_000;
const MAX_NAME_LENGTH = 120;
const NORMAL: readonly Refusal[] = [
  "credentials-missing",
  "credentials-stale",
  "guard-held-phone",
  "provisioning-paused",
  "upload-not-allowed",
];
/** Refusals beyond this many at once, refilled evenly, leave no row of their own: a walk through MACs must not fill the disk. */
const REFUSAL_BURST = 1000;
const REFUSALS_PER_SECOND = 20;

export function createRecordVisit(recorder: Recorder, clock: Clock): RecordVisit {
  // At most one `secret-closed` per phone and minute (one-time-passwords.md).
  const isFirstClosedInAWhile = createQuietPeriod<number>(QUIET_MS);
  // "Last seen" is right to the minute.
  const isNewsOfPhone = createQuietPeriod<string>(QUIET_MS);
  const refusals = createTokenBucket(REFUSAL_BURST, REFUSALS_PER_SECOND, clock());

  function about(request: PhoneRequest, admission: Admission | undefined, at: number): Omit<EventRecord, "name"> {
    return { at, mac: admission?.mac, pbx: admission?.pbxId, address: request.remoteAddress, door: request.door };
  }

  function nameOfServed(decision: SecretsDecision | undefined, phoneId: number, at: number): EventName {
    if (decision === undefined) return "file-served";
    if (decision.kinds.length > 0) return "passwords-delivered";
    if (decision.refused === "other-requester") return "secret-refused";
    if (decision.refused === "insecure-transport") return "secret-insecure-transport";
    if (decision.refused === "waits-for-pbx") return "secret-waits-for-pbx";
    return decision.refused === "closed" && isFirstClosedInAWhile(phoneId, at) ? "secret-closed" : "file-served";
  }

  return {
    served(request, { admission, evidence, chosen, decision, tooManyHandsets }) {
      const at = clock();
      const name = nameOfServed(decision, admission.phoneId, at);
      const said = evidence.agent?.vendor === chosen.vendor ? evidence.agent.says : undefined;
      const { fileName: file } = evidence;
      // A phone that fetches the same file again within a minute says nothing new, unless passwords have to do with it.
      const key = `${admission.phoneId} ${file} ${request.intent} ${request.door} ${request.remoteAddress} ${said?.firmware}`;
      const isNews = isNewsOfPhone(key, at);
      if (!isNews && name === "file-served") return;

      const base = about(request, admission, at);
      const detail: NonNullable<EventRecord["detail"]> = { file };
      if (name === "passwords-delivered") detail.kinds = decision?.kinds ?? [];
      if (name === "secret-refused") detail.openedBy = decision?.openedBy ?? "";
      if (request.intent === "peek") detail.withoutBody = true;
      recorder.event({ ...base, name, detail });
      if (name === "passwords-delivered" && decision?.refused === "other-requester") {
        recorder.event({ ...base, name: "secret-refused", detail: { file, openedBy: decision.openedBy ?? "" } });
      }
      if (decision !== undefined && decision.unfit.length > 0) {
        recorder.event({ ...base, name: "secret-unfit", detail: { kinds: decision.unfit, model: chosen.modelName } });
      }
      if (!isNews) return;
      const { conflict } = chosen;
      if (conflict !== undefined) {
        const says = { vendor: evidence.agent?.vendor.id ?? null, model: evidence.agent?.says.model ?? null };
        recorder.event({ ...base, name: "identity-conflict", detail: { conflict, ...says } });
      }
      if (tooManyHandsets !== undefined)
        recorder.event({ ...base, name: "too-many-handsets", detail: { ...tooManyHandsets } });
      const isSure = conflict === undefined && chosen.vendor.id === admission.vendorId && said?.model !== undefined;
      recorder.visit({
        mac: admission.mac,
        at,
        address: request.remoteAddress,
        // Learned once: where a model is stored, this changes nothing.
        model: isSure && admission.model === null ? chosen.modelName : null,
        firmware: said?.firmware ?? null,
      });
    },

    gaveStatic(request, { evidence: { fileName: file }, admission }) {
      const at = clock();
      const isNews = isNewsOfPhone(`${request.remoteAddress} ${file} ${request.door}`, at);
      if (!isNews || !refusals.take(at)) return;
      recorder.event({ ...about(request, admission, at), name: "file-served", detail: { file } });
    },

    gaveHosted(request, { name: file, kind }, said) {
      const at = clock();
      const mac = said === undefined ? undefined : parseMac(said);
      const isNews = isNewsOfPhone(`${request.remoteAddress} ${mac} ${file} ${request.door}`, at);
      if (!isNews || !refusals.take(at)) return;
      recorder.event({ ...about(request, undefined, at), mac, name: "hosted-file-fetched", detail: { file, kind } });
    },

    lacksBook(request, admission) {
      const at = clock();
      if (!isNewsOfPhone(`${admission.phoneId} phone book ${request.remoteAddress}`, at)) return;
      const detail = { file: lastSegment(request.target).slice(0, MAX_NAME_LENGTH) };
      recorder.event({ ...about(request, admission, at), name: "no-such-file", detail });
    },

    showedMenu(request, admission, file) {
      const at = clock();
      if (!isNewsOfPhone(`${admission.phoneId} ${file} ${request.remoteAddress}`, at)) return;
      recorder.event({ ...about(request, admission, at), name: "menu-shown", detail: { file } });
    },

    reported(request, admission, report) {
      const at = clock();
      // A phone whose line comes and goes must not fill the disk.
      if (!isNewsOfPhone(`${admission.phoneId} ${report} ${request.remoteAddress}`, at)) return;
      recorder.event({ ...about(request, admission, at), name: "phone-reported", detail: { report } });
    },

    keptUpload(request, admission, { kind, name: file, content, isProven }, firmware) {
      const at = clock();
      const { mac } = admission;
      recorder.visit({ mac, at, address: request.remoteAddress, model: null, firmware: firmware ?? null });
      const detail = { kind, file, bytes: content.length, isProven };
      recorder.event({ ...about(request, admission, at), name: "upload-received", detail });
    },

    refusedUpload(request, admission, file, why) {
      const at = clock();
      if (!isNewsOfPhone(`${admission.phoneId} ${file} ${why} ${request.remoteAddress}`, at)) return;
      recorder.event({ ...about(request, admission, at), name: "upload-refused", detail: { file, why } });
    },

    refused(request, reason, { mac, isClosed, admission, agent, fileName, otherMac, stranger, why }) {
      const at = clock();
      // Every login begins with a refusal.
      if (NORMAL.includes(reason) && !isNewsOfPhone(`${admission?.phoneId} ${reason} ${request.remoteAddress}`, at))
        return;
      if (isClosed === true) {
        // Not even that it was seen, and where.
      } else if (admission !== undefined && mac !== undefined) {
        recorder.visit({ mac, at, address: request.remoteAddress, model: null, firmware: agent?.firmware ?? null });
      } else if (mac !== undefined && (reason === "not-admitted" || reason === "unknown-file")) {
        recorder.sighting({
          mac,
          at,
          reason: stranger?.waits ?? reason,
          via: request.door,
          address: request.remoteAddress,
          vendorId: stranger?.vendorId ?? null,
          model: stranger?.model ?? null,
          firmware: stranger?.firmware ?? null,
        });
      }
      if (!refusals.take(at)) return;
      const file = (fileName ?? lastSegment(request.target)).slice(0, MAX_NAME_LENGTH).replace(/[^\x20-\x7e]/g, "?");
      const detail = {
        file,
        ...(otherMac === undefined ? {} : { other: otherMac }),
        ...(why === undefined ? {} : { why }),
      };
      recorder.event({ ...about(request, admission, at), mac, name: reason, detail });
    },

    tookAuthority(request, admission, authority) {
      recorder.event({ ...about(request, admission, clock()), name: "authority-fetched", detail: { authority } });
    },

    unproven(request, admission, why) {
      const at = clock();
      if (!isNewsOfPhone(`${admission.phoneId} ${why} ${request.remoteAddress}`, at)) return;
      recorder.event({ ...about(request, admission, at), name: "certificate-unproven", detail: { why } });
    },

    provedAnew(request, admission, kinds) {
      recorder.event({ ...about(request, admission, clock()), name: "proof-replaced", detail: { kinds } });
    },

    confirmed(request, admission, kinds) {
      recorder.event({ ...about(request, admission, clock()), name: "delivery-confirmed", detail: { kinds } });
    },

    failed(request, { admission, chosen, error }) {
      const why = error instanceof Error ? error.message : String(error);
      recorder.event({
        ...about(request, admission, clock()),
        name: "template-failed",
        detail: { template: chosen.rule.template, why },
      });
    },
  };
}

/** Folders before the name may hold a phone's secret path, which no history shows. */
function lastSegment(target: string): string {
  return (
    target
      .split(/[?#]/, 1)[0]
      ?.split("/")
      .findLast((segment) => segment !== "") ?? ""
  );
}

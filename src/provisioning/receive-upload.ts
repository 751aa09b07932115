import { findUploadFault } from "./check-upload.ts";
import { gatherLayers } from "./file-material.ts";
import { type Call, createGate, type Entered, type GateParts } from "./gate.ts";
import { type Evidence, fileNameOf, identify } from "./identify.ts";
import type { Admission } from "./phone.ts";
import { modelOfPhone } from "./phone-files.ts";
import { splitToken } from "./phone-proof.ts";
import { MAX_UPLOAD_BYTES, type NewUpload, type UploadKind } from "./phone-upload.ts";
import type { Store } from "./ports.ts";
import { createRecentMap } from "./recent-map.ts";
import type { OpenUpload, PhoneRequest, UploadAnswer, UploadEnd } from "./request.ts";
import type { SecretsPolicy } from "./secrets.ts";
import { resolveLayers } from "./settings-layers.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { UploadRoom } from "./upload-room.ts";
import type { FileRule, Vendor } from "./vendor.ts";

/** May this phone save this file here? What comes then is read by the door. */
export type ReceiveUpload = (request: PhoneRequest) => Promise<UploadAnswer>;

type Parts = GateParts & {
  store: Pick<Store, "findAdmission" | "findPhone" | "findPbx" | "findProfile" | "addUpload">;
  policy: Pick<SecretsPolicy, "mayCarryPasswords">;
  room: UploadRoom;
};

type Allowed = {
  request: PhoneRequest;
  admission: Admission;
  upload: Omit<NewUpload, "content">;
  pace: ReturnType<typeof createTokenBucket>;
  firmware: string | undefined;
};

/** A phone saves each of its files at once, and then one now and then. */
const BURST = 30;
const PER_SECOND = 1 / 60;
const MAX_PHONES = 10_000;

export function createReceiveUpload(parts: Parts): ReceiveUpload {
  const { store, vendors, clock, recordVisit } = parts;
  const gate = createGate(parts);
  const paces = createRecentMap<number, ReturnType<typeof createTokenBucket>>(MAX_PHONES);

  return async (asked) => {
    const arrivedAt = performance.now();
    const beganAt = clock();
    const { target, token } = splitToken(asked.target);
    // The name alone decides, so this tells nothing of any phone.
    if (!isUploadTarget(target, vendors)) return { outcome: "refused", reason: "unknown-file" };
    const request = token === undefined ? asked : { ...asked, target };
    const { certificate } = request;
    const certificateMac = certificate?.verdict === "verified" ? certificate.mac : undefined;
    const evidence = identify(target, request.userAgent, vendors, certificateMac);
    const call = { request, arrivedAt, beganAt };
    if ("refused" in evidence) return gate.refuse(call, evidence.refused, evidence);
    // Nobody is admitted for wanting to save something.
    const found = evidence.mac === undefined ? undefined : await store.findAdmission(evidence.mac);
    const entered = await gate.enter(call, { evidence, token, target: asked.target, found });
    return "outcome" in entered ? entered : letIn(call, evidence, entered);
  };

  async function letIn(call: Call, evidence: Evidence, { admission, shown }: Entered): Promise<UploadAnswer> {
    const { request } = call;
    const { fileName } = evidence;
    const { isProven } = shown.admittance;
    const found = await findKind(fileName, admission);
    const why = whyNot(found, request);
    if (why !== undefined || found === undefined) {
      const about = { mac: admission.mac, admission, agent: evidence.agent?.says, fileName, why };
      // Where nobody has to prove anything, this must not tell that the phone is one of ours.
      if (!isProven) return gate.refuse({ ...call, shown, agent: evidence.agent }, "upload-not-allowed", about);
      recordVisit.refused(request, "upload-not-allowed", about);
      return { outcome: "refused", reason: "upload-not-allowed" };
    }
    const name = fileName.toLowerCase();
    const pace = paces.get(admission.phoneId) ?? createTokenBucket(BURST, PER_SECOND, clock());
    paces.set(admission.phoneId, pace);
    if (!pace.has(clock())) {
      recordVisit.refusedUpload(request, admission, name, "too-often");
      return { outcome: "busy" };
    }
    const { remoteAddress: address, door } = request;
    const upload = { phoneId: admission.phoneId, kind: found.kind, name, address, door, isProven };
    return open({ request, admission, upload, pace, firmware: evidence.agent?.says.firmware });
  }

  /** What the stored phone's vendor calls so, and whether the phone's settings let it. */
  async function findKind(
    fileName: string,
    admission: Admission,
  ): Promise<{ kind: UploadKind; isOn: boolean } | undefined> {
    const phone = await store.findPhone(admission.mac);
    const model = phone && modelOfPhone(phone, vendors);
    if (phone === undefined || model === undefined) return undefined;
    const { vendor, modelName } = model;
    const kind = vendor.files.find(({ path }) => path.test(fileName))?.upload;
    const layers = await gatherLayers(store, phone, modelName, vendor.firmware.familyOf(modelName));
    if (kind === undefined || layers === undefined) return undefined;
    const cannot = vendor.families[model.model.family]?.cannot.uploads;
    return { kind, isOn: cannot === undefined && resolveLayers(layers).uploads?.includes(kind) === true };
  }

  function whyNot(found: { kind: UploadKind; isOn: boolean } | undefined, request: PhoneRequest): string | undefined {
    if (found?.isOn !== true) return "switched-off";
    const isSafe = found.kind !== "settings" || parts.policy.mayCarryPasswords(request.door, request.remoteAddress);
    return isSafe ? undefined : "insecure-transport";
  }

  function open({ request, admission, upload, pace, firmware }: Allowed): OpenUpload {
    const place = parts.room.enter(request.remoteAddress);

    function refuse(why: string): UploadEnd {
      recordVisit.refusedUpload(request, admission, upload.name, why);
      return { outcome: "refused", fault: why };
    }

    async function keep(content: Buffer): Promise<UploadEnd> {
      const fault = findUploadFault(upload.kind, content);
      if (fault !== undefined) return refuse(fault);
      // Counted here, since a request alone may come from a forged address.
      if (!pace.take(clock())) return refuse("too-often");
      const whole = { ...upload, content };
      const outcome = await store.addUpload(whole);
      if (outcome === "no-phone") return refuse("belongs to a phone that was deleted meanwhile");
      if (outcome !== "unchanged") recordVisit.keptUpload(request, admission, whole, firmware);
      return { outcome: "kept", isFirst: outcome === "first" };
    }

    return {
      outcome: "open",
      maxBytes: MAX_UPLOAD_BYTES[upload.kind],
      hold: place.hold,
      keep: (content) => keep(content).finally(place.leave),
      giveUp(why) {
        place.leave();
        refuse(why);
      },
    };
  }
}

/** A name that phones save files under, in folders that lead nowhere but down. */
export function isUploadTarget(target: string, vendors: readonly Vendor[]): boolean {
  const path = target.split(/[?#]/, 1)[0] ?? "";
  if (/\\|%5c|%2f|%2e/i.test(path) || path.split("/").some((segment) => segment === ".." || segment === "."))
    return false;
  const fileName = fileNameOf(target);
  return fileName !== undefined && vendors.some(({ files }) => files.some((rule) => isUploadOf(rule, fileName)));
}

function isUploadOf({ upload, path }: FileRule, fileName: string): boolean {
  return upload !== undefined && path.test(fileName);
}

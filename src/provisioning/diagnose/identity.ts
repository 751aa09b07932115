import { findModelName } from "../identify.ts";
import type { StoredEvent } from "../ports.ts";
import { QUIET_MS } from "../record-visit.ts";
import type { Vendor } from "../vendor.ts";
import { isOlder } from "../versions.ts";
import { byEvent, type Facts, textOf } from "./facts.ts";
import type { Reason } from "./reasons.ts";

const MAX_FILES = 10;

/** Whether the phone is what it is taken for, and asks for what such a phone asks for. */
export function findIdentityReasons(facts: Facts): Reason[] {
  const { unsettled } = facts;
  const reasons: Reason[] = [...findUnsupported(facts), ...findConflict(facts), ...findWrongFiles(facts)];
  const mismatch = unsettled("mac-mismatch");
  if (mismatch !== undefined) {
    const { address = "", detail } = mismatch;
    const params = { file: textOf(detail?.file), other: textOf(detail?.other), address };
    reasons.push({ code: "mac-mismatch", severity: "error", params, evidence: [byEvent(mismatch)] });
  }
  const failed = unsettled("template-failed");
  if (failed !== undefined) {
    const params = { template: textOf(failed.detail?.template), why: textOf(failed.detail?.why) };
    reasons.push({ code: "template-failed", severity: "error", params, evidence: [byEvent(failed)] });
  }
  return [...reasons, ...findOldFirmware(facts)];
}

function findUnsupported({ unsettled, vendor, model, modelName, sighting, contact }: Facts): Reason[] {
  const event = unsettled("model-not-supported");
  if (event !== undefined) {
    const says = textOf(event.detail?.model) || modelName;
    const params = { vendor: vendor?.name ?? "", model: says, at: event.at };
    return [{ code: "model-not-supported", severity: "error", params, evidence: [byEvent(event)] }];
  }
  if (sighting === undefined || contact === undefined || model?.unsupported === undefined) return [];
  const params = { vendor: vendor?.name ?? "", model: modelName, at: sighting.lastSeen };
  return [{ code: "model-not-supported", severity: "error", params, evidence: [contact.evidence] }];
}

/** The phone said that it is something else. What staff have put right since is no news. */
function findConflict({ latest, fetch, phone, vendor, vendors }: Facts): Reason[] {
  const event = latest("identity-conflict");
  if (event === undefined || phone === undefined || vendor === undefined) return [];
  if (fetch !== undefined && event.at + QUIET_MS < fetch.at) return [];
  const saysVendor = vendors.find(({ id }) => id === event.detail?.vendor);
  const called = textOf(event.detail?.model);
  const found = [byEvent(event)];
  if (saysVendor !== undefined && saysVendor !== vendor) {
    const says = [saysVendor.name, called].join(" ").trim();
    const params = { stored: vendor.name, says, isOperatorsWord: phone.vendorSource === "operator" };
    return [{ code: "wrong-vendor", severity: "error", params, evidence: found }];
  }
  if (phone.model === null || called === "" || findModelName(vendor, called) === phone.model) return [];
  const params = { stored: phone.model, says: called, isOperatorsWord: phone.modelSource === "operator" };
  return [{ code: "wrong-model", severity: "warning", params, evidence: found }];
}

/** A name that no phone of its vendor asks for may be one of another vendor's. */
function findWrongFiles({ events, isSettled, phone, vendor, vendors }: Facts): Reason[] {
  const all = events.filter((event) => event.name === "unknown-file" && !isSettled(event));
  const [newest] = all;
  if (newest === undefined) return [];
  const stray = all.find((event) => makersOf(event, vendor, vendors).length > 0);
  const [maker] = stray === undefined ? [] : makersOf(stray, vendor, vendors);
  if (phone !== undefined && stray !== undefined && maker !== undefined) {
    const params = {
      stored: vendor?.name ?? phone.vendorId,
      says: maker.name,
      isOperatorsWord: phone.vendorSource === "operator",
    };
    return [{ code: "wrong-vendor", severity: "error", params, evidence: [byEvent(stray)] }];
  }
  const files = [...new Set(all.map(({ detail }) => textOf(detail?.file)))].slice(0, MAX_FILES);
  const params = { files, door: newest.door ?? "" };
  return [{ code: "wrong-file", severity: "error", params, evidence: all.slice(0, MAX_FILES).map(byEvent) }];
}

/** The other vendors whose phones ask for that file. None where other models of its own vendor do. */
function makersOf(event: StoredEvent, own: Vendor | undefined, vendors: readonly Vendor[]): Vendor[] {
  const file = textOf(event.detail?.file);
  const makers = vendors.filter(({ files }) => files.some(({ path }) => path.test(file)));
  return own !== undefined && makers.includes(own) ? [] : makers;
}

function findOldFirmware({ phone, sighting, family, contact }: Facts): Reason[] {
  const firmware = phone?.firmware ?? sighting?.firmware ?? undefined;
  const oldest = family?.oldestFirmware?.version;
  if (firmware === undefined || oldest === undefined || !isOlder(firmware, oldest)) return [];
  const found = contact === undefined ? [] : [contact.evidence];
  return [{ code: "firmware-too-old", severity: "error", params: { firmware, oldest }, evidence: found }];
}

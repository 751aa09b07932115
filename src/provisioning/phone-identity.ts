import { type FieldError, quote } from "./field-error.ts";
import { findModelName, suggestVendor } from "./identify.ts";
import type { Mac } from "./mac.ts";
import type { IdentitySource } from "./phone.ts";
import type { Family, Model, Vendor } from "./vendor.ts";

export type Identity = {
  vendor: Vendor;
  vendorSource: IdentitySource;
  /** Null while nobody said it. */
  modelName: string | null;
  modelSource: IdentitySource | null;
  /** The model whose limits apply: the vendor's default one while nobody said it. */
  model: Model;
};

/** What is known besides the operator's word: from a sighting, or stored already. */
export type KnownIdentity = Pick<Identity, "vendorSource" | "modelSource"> & { vendorId: string; model: string | null };

export type UnknownIdentity = {
  rejected: "vendor-unknown" | "model-not-supported";
  detail: string;
  errors: FieldError[];
};

/**
 * Which vendor and model a phone is: the operator's word first, then what was known, then the longest prefix of its MAC.
 * A model that only one vendor makes decides the vendor, too. `model` null: forget what was known of it.
 */
export function decideIdentity(
  mac: Mac,
  said: { vendor?: string | undefined; model?: string | null | undefined },
  known: KnownIdentity | undefined,
  vendors: readonly Vendor[],
): Identity | UnknownIdentity {
  const knownVendor = vendors.find((vendor) => vendor.id === known?.vendorId);
  if (said.vendor !== undefined) {
    const wanted = said.vendor.toLowerCase();
    const vendor = vendors.find((candidate) => candidate.id === wanted);
    if (vendor === undefined)
      return notSupported("/vendor", `${quote(said.vendor)} is no vendor here; ${listVendors(vendors)}`);
    return decideModel(vendor, "operator", said.model, vendor === knownVendor ? known : undefined);
  }
  const expected = knownVendor ?? suggestVendor(mac, vendors);
  if (typeof said.model === "string") {
    const { model } = said;
    const makers = vendors.filter((vendor) => findModelName(vendor, model) !== undefined);
    const only = makers.length === 1 ? makers[0] : undefined;
    const maker = expected !== undefined && makers.includes(expected) ? expected : only;
    if (maker !== undefined) return decideModel(maker, "operator", model, undefined);
    if (expected !== undefined) return decideModel(expected, "operator", model, undefined);
    if (makers.length === 0) return notSupported("/model", `No supported vendor has a model ${quote(model)}`);
  }
  if (expected === undefined) {
    const detail = `The prefix of ${mac} belongs to no supported vendor, so "vendor" is needed; ${listVendors(vendors)}`;
    return {
      rejected: "vendor-unknown",
      detail,
      errors: [{ pointer: "/vendor", detail: `is needed; ${listVendors(vendors)}` }],
    };
  }
  const source = known !== undefined && expected === knownVendor ? known.vendorSource : "prefix";
  return decideModel(expected, source, said.model, expected === knownVendor ? known : undefined);
}

/** How a model handles its passwords. */
export function familyOf(vendor: Vendor, model: Model): Family {
  const family = vendor.families[model.family];
  if (family === undefined) throw new Error(`${vendor.name} has no family ${model.family}`);
  return family;
}

/** The family of an admitted phone; the vendor's default one while its model is not known. */
export function familyOfPhone(phone: { vendorId: string; model: string | null }, vendors: readonly Vendor[]): Family {
  const vendor = vendors.find((candidate) => candidate.id === phone.vendorId);
  const model = vendor?.models[phone.model ?? vendor.defaultModel] ?? vendor?.models[vendor.defaultModel];
  if (vendor === undefined || model === undefined) throw new Error(`No vendor ${phone.vendorId} is built in`);
  return familyOf(vendor, model);
}

function decideModel(
  vendor: Vendor,
  vendorSource: IdentitySource,
  said: string | null | undefined,
  known: KnownIdentity | undefined,
): Identity | UnknownIdentity {
  const called = said === undefined ? (known?.model ?? null) : said;
  const modelName = findModelName(vendor, called ?? vendor.defaultModel);
  const model = modelName === undefined ? undefined : vendor.models[modelName];
  if (modelName === undefined || model === undefined) {
    const supported = Object.keys(vendor.models).filter((name) => vendor.models[name]?.unsupported === undefined);
    return notSupported(
      "/model",
      `${vendor.name} has no model ${quote(called ?? "")}; known are ${supported.join(", ")}`,
    );
  }
  if (model.unsupported !== undefined) {
    return notSupported("/model", `${vendor.name} ${modelName} is not supported: ${model.unsupported}`);
  }
  const modelSource = said === undefined ? (known?.modelSource ?? null) : "operator";
  return called === null
    ? { vendor, vendorSource, modelName: null, modelSource: null, model }
    : { vendor, vendorSource, modelName, modelSource, model };
}

function notSupported(pointer: string, detail: string): UnknownIdentity {
  return { rejected: "model-not-supported", detail, errors: [{ pointer, detail }] };
}

function listVendors(vendors: readonly Vendor[]): string {
  return `known are ${vendors.map((vendor) => vendor.id).join(", ")}`;
}

/** `FirmwareNaming.familyOf` the model that it is, or is taken for. */
export function firmwareFamilyOf(
  { vendorId, model }: { vendorId: string; model: string | null },
  vendors: readonly Vendor[],
): string | undefined {
  const vendor = vendors.find(({ id }) => id === vendorId);
  return vendor?.firmware.familyOf(model ?? vendor.defaultModel);
}

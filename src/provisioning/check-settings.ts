import { type FieldError, quote } from "./field-error.ts";
import { findModelName } from "./identify.ts";
import type { VendorSettings } from "./pbx.ts";
import type { SettingName, Settings } from "./settings.ts";
import type { Family, Vendor } from "./vendor.ts";

/** A value that is taken although something about it is doubtful. */
export type Warning = { pointer: string; detail: string };

/** `user:secret@` in an address. Whoever asks for the file reads it, each time. */
const SECRET_IN_ADDRESS = /\/\/[^/\s@]*:[^/\s]*@/;

/** What the schema cannot see: raw settings of vendors that there are not, that do not fit the vendor's format, or that carry a password. */
export function checkRaw(settings: Settings, vendors: readonly Vendor[], pointer: string): FieldError[] {
  return rawEntries(settings, vendors, pointer).flatMap(({ vendor, vendorId, name, value, pointer: place }) => {
    if (vendor === undefined)
      return [{ pointer: place, detail: `is for no vendor here: ${quote(vendorId)}; known are ${listIds(vendors)}` }];
    const fault =
      vendor.raw.findFault(name, value) ??
      (SECRET_IN_ADDRESS.test(value) ? "must not hold an address with a user and a password in it" : undefined);
    return fault === undefined ? [] : [{ pointer: place, detail: fault }];
  });
}

/** Names that no source knows, each with the nearest that one does. */
export function warnOfRaw(settings: Settings, vendors: readonly Vendor[], pointer: string): Warning[] {
  return rawEntries(settings, vendors, pointer).flatMap(({ vendor, name, pointer: place }) => {
    if (vendor === undefined || isKnown(name, vendor.raw.known)) return [];
    const nearest = findNearest(name, vendor.raw.known);
    const hint = nearest === undefined ? "" : `; the nearest known one is ${nearest}`;
    return [{ pointer: place, detail: `is no setting of ${vendor.name} that Offhook knows of${hint}` }];
  });
}

/** Settings that these phones have no words for. */
export function warnOfCannot(settings: Settings, family: Family, pointer: string): Warning[] {
  return Object.keys(settings).flatMap((name) => {
    const reason = family.cannot[name as Exclude<SettingName, "raw">];
    return reason === undefined
      ? []
      : [{ pointer: `${pointer}/${name}`, detail: `has no effect on ${family.name}: ${reason}` }];
  });
}

/** Names of vendors that there are not. */
export function checkVendorIds(ids: readonly string[], vendors: readonly Vendor[], pointer: string): FieldError[] {
  return ids
    .filter((vendorId) => !vendors.some(({ id }) => id === vendorId))
    .map((vendorId) => ({
      pointer: `${pointer}/${escapePointer(vendorId)}`,
      detail: `is no vendor here: ${quote(vendorId)}; known are ${listIds(vendors)}`,
    }));
}

/** A PBX's settings by vendor and model: vendors and models that there are, with fitting raw settings. */
export function checkVendorSettings(
  byVendor: Readonly<Record<string, VendorSettings>>,
  vendors: readonly Vendor[],
  pointer: string,
): FieldError[] {
  return Object.entries(byVendor).flatMap(([vendorId, { settings = {}, models = {} }]) => {
    const place = `${pointer}/${escapePointer(vendorId)}`;
    const vendor = vendors.find(({ id }) => id === vendorId);
    if (vendor === undefined) return checkVendorIds([vendorId], vendors, pointer);
    const ofModels = Object.entries(models).flatMap(([model, ofModel]) => {
      const modelPlace = `${place}/models/${escapePointer(model)}`;
      // By the catalogue's own name: an alias would never be looked up.
      return findModelName(vendor, model) === model
        ? checkRaw(ofModel, vendors, modelPlace)
        : [{ pointer: modelPlace, detail: `is no model of ${vendor.name}: ${quote(model)}` }];
    });
    return [...checkRaw(settings, vendors, `${place}/settings`), ...ofModels];
  });
}

function rawEntries({ raw = {} }: Settings, vendors: readonly Vendor[], pointer: string) {
  return Object.entries(raw).flatMap(([vendorId, values]) => {
    const vendor = vendors.find(({ id }) => id === vendorId);
    return Object.entries(values).map(([name, value]) => ({
      vendor,
      vendorId,
      name,
      value,
      pointer: `${pointer}/raw/${escapePointer(vendorId)}/${escapePointer(name)}`,
    }));
  });
}

/** Numbers in a name count lines, keys, servers: one is as good as another. */
export function isKnown(name: string, known: ReadonlySet<string>): boolean {
  return known.has(name) || known.has(withoutNumbers(name));
}

export function withoutNumbers(name: string): string {
  return name.replace(/\d+/g, "{n}");
}

const MOST_DIFFERENCES = 4;

export function findNearest(name: string, known: ReadonlySet<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const limit = best === undefined ? MOST_DIFFERENCES : best.distance - 1;
    const distance = editDistance(withoutNumbers(name), candidate, limit);
    if (distance !== undefined) best = { name: candidate, distance };
  }
  return best?.name;
}

/** Levenshtein's distance, undefined when it is beyond the limit. */
function editDistance(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  const distance = row[b.length] ?? 0;
  return distance <= limit ? distance : undefined;
}

function escapePointer(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}

function listIds(vendors: readonly Vendor[]): string {
  return vendors.map(({ id }) => id).join(", ");
}

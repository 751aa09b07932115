import { checkRaw, type Warning, warnOfRaw } from "./check-settings.ts";
import { type FieldError, quote } from "./field-error.ts";
import type { KeyLayout } from "./function-key.ts";
import { findModelName } from "./identify.ts";
import { checkKeys } from "./key-fit.ts";
import type { Pbx } from "./pbx.ts";
import type { Profile } from "./profile.ts";
import type { Vendor } from "./vendor.ts";

type Wanted = { settings?: Profile["settings"] | undefined; layouts?: Readonly<Record<string, KeyLayout>> | undefined };

/** What of a profile no phone could be given: raw settings, layouts of models that there are not, keys that a model cannot do. */
export function checkProfile(
  { settings = {}, layouts = {} }: Wanted,
  pbx: Pbx,
  vendors: readonly Vendor[],
): FieldError[] {
  const ofLayouts = Object.entries(layouts).flatMap(([modelName, layout]) => {
    const place = `/layouts/${modelName.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return checkLayout(modelName, layout, pbx, vendors, settings).map(({ pointer = "", detail }) => ({
      pointer: `${place}${pointer}`,
      detail,
    }));
  });
  return [...checkRaw(settings, vendors, "/settings"), ...ofLayouts];
}

export function warnOfProfile({ settings }: Pick<Profile, "settings">, vendors: readonly Vendor[]): Warning[] {
  return warnOfRaw(settings, vendors, "/settings");
}

function checkLayout(
  modelName: string,
  { keys, modules = [] }: KeyLayout,
  pbx: Pbx,
  vendors: readonly Vendor[],
  settings: Profile["settings"],
): FieldError[] {
  // By the catalogue's own name: a phone's layout is looked up by it.
  const vendor = vendors.find((candidate) => findModelName(candidate, modelName) === modelName);
  const model = vendor?.models[modelName];
  if (vendor === undefined || model === undefined)
    return [{ pointer: "", detail: `must be the name of a model as the catalogue has it, but is ${quote(modelName)}` }];
  // A profile is for phones with few and with many lines: a key of a line that a phone lacks stays without function there.
  const lines = Array.from({ length: model.lines }, (_, index) => ({ account: String(index + 1) }));
  const wanted = {
    vendor,
    model,
    modelName,
    pbx,
    profile: undefined,
    settings,
    lines,
    accounts: new Map(),
    keys,
    modules,
  };
  return checkKeys(wanted, `${vendor.name} ${modelName}`)?.errors ?? [];
}

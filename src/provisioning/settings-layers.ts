import type { Pbx } from "./pbx.ts";
import type { PhoneSeat } from "./phone.ts";
import type { Profile } from "./profile.ts";
import {
  BUILT_IN_SETTINGS,
  type LayeredSettings,
  type PhoneBookPlace,
  type ResolvedSettings,
  type SettingName,
  type Settings,
} from "./settings.ts";

/** Who can give a setting, the weakest first. */
export const SETTINGS_LAYERS = [
  "built-in",
  "pbx",
  "vendor",
  "family",
  "model",
  "profile",
  "phone",
  "seat",
  "rollout",
] as const;
export type SettingsLayer = (typeof SETTINGS_LAYERS)[number];

/** One value and where it comes from. `name` is a path for values that are laid over each other one by one: `raw.snom.dim_lcd`. */
export type SettingOrigin = { name: string; value: unknown; origin: SettingsLayer };

type LayerSources = {
  pbx: Pick<Pbx, "settings" | "vendors">;
  vendorId: string;
  modelName: string | null;
  /** `FirmwareNaming.familyOf` its model. */
  firmwareFamily: string | undefined;
  profile: Pick<Profile, "settings"> | undefined;
  phone: { settings: Settings; rolloutFirmware?: string | null; seat?: PhoneSeat | null };
};
type Layers = readonly { layer: SettingsLayer; settings: Settings }[];

/** Nothing is written into it: values are laid over a copy, each as a whole. */
const BUILT_IN = BUILT_IN_SETTINGS as Settings;

/** Every layer of a phone's settings in order; a later one wins, value by value. */
export function layersOf({ pbx, vendorId, modelName, firmwareFamily, profile, phone }: LayerSources): Layers {
  const ofVendor = pbx.vendors[vendorId];
  return [
    { layer: "built-in", settings: BUILT_IN },
    { layer: "pbx", settings: pbx.settings },
    { layer: "vendor", settings: ofVendor?.settings ?? {} },
    { layer: "family", settings: (firmwareFamily && ofVendor?.families?.[firmwareFamily]) || {} },
    { layer: "model", settings: (modelName === null ? undefined : ofVendor?.models?.[modelName]) ?? {} },
    { layer: "profile", settings: profile?.settings ?? {} },
    { layer: "phone", settings: phone.settings },
    { layer: "seat", settings: phone.seat?.kit.language === undefined ? {} : { language: phone.seat.kit.language } },
    { layer: "rollout", settings: phone.rolloutFirmware ? { firmware: phone.rolloutFirmware } : {} },
  ];
}

/** What remains after all layers. Feature codes and raw settings are laid over each other one by one, all others as a whole. */
export function resolveLayers(layers: Layers): LayeredSettings {
  const resolved: Settings = { ...BUILT_IN };
  for (const { settings } of layers) {
    const { featureCodes, raw, ...rest } = settings;
    Object.assign(resolved, rest);
    if (featureCodes !== undefined) resolved.featureCodes = { ...resolved.featureCodes, ...featureCodes };
    for (const [vendorId, values] of Object.entries(raw ?? {}))
      resolved.raw = { ...resolved.raw, [vendorId]: { ...resolved.raw?.[vendorId], ...values } };
  }
  return resolved as LayeredSettings;
}

/** With the place of the phone's own book where the settings name one, and of its menu unless they forbid it; undefined: it has none. */
export function placeOwnPages(
  settings: LayeredSettings,
  ours: { phoneBook: PhoneBookPlace | undefined; menuUrl: string | undefined },
): ResolvedSettings {
  const { phoneBook, ...rest } = settings;
  const place = typeof phoneBook === "string" ? ours.phoneBook : phoneBook;
  const menuUrl = settings.menu === false ? undefined : ours.menuUrl;
  return {
    ...rest,
    ...(place === undefined ? {} : { phoneBook: place }),
    ...(menuUrl === undefined ? {} : { menuUrl }),
  };
}

/** The same layers without those of one phone only. */
export function sharedLayersOf(layers: Layers): Layers {
  return layers.filter(({ layer }) => SETTINGS_LAYERS.indexOf(layer) < SETTINGS_LAYERS.indexOf("phone"));
}

/** Each value after all layers with the last layer that gave it, in the order of their names. */
export function originsOf(layers: Layers, vendorId: string): SettingOrigin[] {
  const found = new Map<string, SettingOrigin>();
  for (const { layer, settings } of layers) {
    for (const [name, value] of flatten(settings, vendorId)) found.set(name, { name, value, origin: layer });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function flatten({ featureCodes, raw, ...rest }: Settings, vendorId: string): [name: string, value: unknown][] {
  return [
    ...Object.entries(rest as Record<SettingName, unknown>),
    ...Object.entries(featureCodes ?? {}).map(([name, code]): [string, unknown] => [`featureCodes.${name}`, code]),
    ...Object.entries(raw?.[vendorId] ?? {}).map(([name, value]): [string, unknown] => [
      `raw.${vendorId}.${name}`,
      value,
    ]),
  ];
}

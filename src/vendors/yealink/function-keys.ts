import type { FunctionKey } from "../../provisioning/function-key.ts";
import { menuTextsIn } from "../../provisioning/menu/texts.ts";
import type { KeyContext, KeyPlace, VendorKey } from "../../provisioning/vendor.ts";
import { quirksOf } from "./models.ts";

/** Type codes of yealink.md §4.6. */
const TYPE = {
  none: 0,
  conference: 1,
  forward: 2,
  transfer: 3,
  dnd: 5,
  park: 10,
  dtmf: 11,
  voicemail: 12,
  speedDial: 13,
  intercom: 14,
  line: 15,
  blf: 16,
  url: 17,
  paging: 24,
  record: 25,
  xmlBrowser: 27,
  pageSwitch: 37,
  ldap: 38,
  directory: 61,
} as const;

/** What a key does; a value that is absent or empty is cleared. */
type Deed = { type: number; value?: string; pickupCode?: string; line?: string };

/** Keys of one side of an EXP20; the first one of each side turns the page (yealink.md §4.6). */
const EXP20_SIDE_KEYS = 20;

/**
 * A key as `<name>.type`, `.line` and so on. The template clears what is empty here; `pageKey` names a key that turns the page and is
 * written with this one. Undefined: the phone cannot do it, or the key lacks what its type needs.
 */
export function writeFunctionKey(key: FunctionKey, place: KeyPlace, context: KeyContext): VendorKey | undefined {
  const deed = key.type === "none" ? { type: TYPE.none } : findDeed(key, context);
  if (deed === undefined) return undefined;
  const { type, value = "", pickupCode = "", line = String(key.line ?? 1) } = deed;
  const isUnused = type === TYPE.none;
  return {
    ...placeKey(place, context),
    // Modules have no second spelling for the pick-up code.
    isOnDevice: place.module === 0 ? "yes" : "",
    type,
    line: isUnused ? "" : countLine(line, type, context),
    value,
    label: isUnused ? "" : (key.label ?? nameOfOwn(key, context)),
    pickupCode,
  };
}

/** Names of settings begin so. */
function placeKey({ module, index0 }: KeyPlace, { model }: KeyContext): { name: string; pageKey: string } {
  if (module > 0) {
    const of = (key: number) => `expansion_module.${module}.key.${key}`;
    if (model.expansion?.name !== "EXP20") return { name: of(index0 + 1), pageKey: "" };
    // Usable are 2 to 20 and 22 to 40.
    const usable = EXP20_SIDE_KEYS - 1;
    const side = Math.floor(index0 / usable);
    const first = side * EXP20_SIDE_KEYS + 1;
    return { name: of(index0 + 2 + side), pageKey: index0 % usable === 0 ? of(first) : "" };
  }
  const lineKeys = model.keys - (model.memoryKeys ?? 0);
  const name = index0 < lineKeys ? `linekey.${index0 + 1}` : `memorykey.${index0 + 1 - lineKeys}`;
  return { name, pageKey: "" };
}

function findDeed(key: FunctionKey, context: KeyContext): Deed | undefined {
  const { value } = key;
  const { featureCodes, pickupCode, voicemailNumber } = context.settings;
  switch (key.type) {
    case "line": {
      const line = context.lines.find(({ index }) => index === Number(value ?? 1));
      return line && { type: TYPE.line, line: String(line.index) };
    }
    case "speed-dial":
      return withValue(TYPE.speedDial, value);
    case "blf":
      return value === undefined ? undefined : { type: TYPE.blf, value, ...(pickupCode && { pickupCode }) };
    case "park":
      return withValue(TYPE.park, value ?? featureCodes.park);
    case "intercom":
      // With a code of the PBX it is a call like any other; the phone's own kind needs a PBX that obeys its header.
      if (featureCodes.intercom !== undefined && value !== undefined)
        return { type: TYPE.speedDial, value: `${featureCodes.intercom}${value}` };
      return withValue(TYPE.intercom, value);
    case "group-login":
      return featureCodes.groupLogin === undefined
        ? undefined
        : { type: TYPE.speedDial, value: `${featureCodes.groupLogin}${value ?? ""}` };
    case "voicemail":
      return withValue(TYPE.voicemail, voicemailNumber);
    case "record":
      return featureCodes.record === undefined
        ? { type: TYPE.record }
        : { type: TYPE.dtmf, value: featureCodes.record };
    case "dtmf":
      // No source tells of a pause.
      return value?.includes(",") ? undefined : withValue(TYPE.dtmf, value);
    case "directory":
      // The type came after V73 (its older neighbours are for soft keys only).
      return context.model.family.startsWith("v7x") ? undefined : { type: TYPE.directory };
    case "ldap":
      return { type: TYPE.ldap };
    case "menu":
      return withValue(TYPE.xmlBrowser, value ?? context.settings.menuUrl);
    case "url":
      return withValue(TYPE.url, value);
    case "paging":
      return withValue(TYPE.paging, value);
    case "transfer":
      return withValue(TYPE.transfer, value);
    case "dnd":
      return { type: TYPE.dnd };
    case "forward":
      return { type: TYPE.forward, ...(value === undefined ? {} : { value }) };
    case "conference":
      return { type: TYPE.conference, ...(value === undefined ? {} : { value }) };
    default:
      return undefined;
  }
}

/** Else a phone could show the address. */
function nameOfOwn({ type, value }: FunctionKey, { settings }: KeyContext): string {
  return type === "menu" && value === undefined ? menuTextsIn(settings.language).menu : "";
}

function withValue(type: number, value: string | undefined): Deed | undefined {
  return value === undefined ? undefined : { type, value };
}

/** Accounts count from 1, but for BLF keys of the T32G and T38G. */
function countLine(line: string, type: number, { modelName }: KeyContext): string {
  return type === TYPE.blf && quirksOf(modelName).blfLineFrom0 ? String(Number(line) - 1) : line;
}

import type { FunctionKey } from "../../provisioning/function-key.ts";
import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { KeyContext, VendorKey } from "../../provisioning/vendor.ts";

/** `PhoneUI.Keys.FunctionKeys.<n>.Type` (gigaset.md §3.2). */
const TYPES = { none: -1, line: 0, speedDial: 3, blf: 4, forward: 6, dtmf: 7, url: 8, featureCode: 10 } as const;
const COLOR = 3;

/** The fields of one key. Undefined: a Maxwell cannot do that, or the key lacks its number, its line or the PBX's codes. */
export function maxwellKey(key: FunctionKey, { lines, settings, isLeftByOthers }: KeyContext): VendorKey | undefined {
  const { value } = key;
  const { featureCodes } = settings;
  switch (key.type) {
    case "none":
      // Fields that are absent stay, and an empty one is not safe to send (gigaset.md §3.3).
      return { Type: TYPES.none, ...(isLeftByOthers ? { PhoneNumber: "none", DisplayName: "none" } : {}) };
    case "line": {
      const line = lines[Number(value ?? 1) - 1];
      if (line === undefined) return undefined;
      const label = key.label || line.label || line.displayName;
      return { Type: TYPES.line, Connection: line.index0, Color: COLOR, DisplayName: label };
    }
    case "speed-dial":
      return dial(key, value);
    case "intercom":
      return value === undefined || featureCodes.intercom === undefined
        ? undefined
        : dial(key, `${featureCodes.intercom}${value}`);
    case "voicemail":
      return dial(key, settings.voicemailNumber);
    case "blf": {
      if (value === undefined) return undefined;
      const pickup = settings.pickupCode === undefined ? undefined : { CallPickupCode: settings.pickupCode };
      return { Type: TYPES.blf, PhoneNumber: value, ...pickup, Color: COLOR, DisplayName: key.label || value };
    }
    case "forward":
      return forward(key, settings);
    case "dnd":
      // The phone's own DND is on a fixed key; a function key can only dial the PBX's codes.
      return settings.dndBy === "pbx" ? toggle(key, featureCodes.dndOn, featureCodes.dndOff) : undefined;
    case "group-login": {
      const { groupLogin, groupLogout } = featureCodes;
      const group = value ?? "";
      return toggle(key, groupLogin && `${groupLogin}${group}`, groupLogout && `${groupLogout}${group}`);
    }
    case "dtmf":
      return sendDigits(key, value);
    case "record":
      return sendDigits(key, featureCodes.record);
    case "url":
      return value === undefined ? undefined : { Type: TYPES.url, URL: value, DisplayName: key.label || key.type };
    default:
      return undefined;
  }
}

function dial(key: FunctionKey, number: string | undefined): VendorKey | undefined {
  if (number === undefined) return undefined;
  return { Type: TYPES.speedDial, PhoneNumber: number, DisplayName: key.label || number };
}

function forward(key: FunctionKey, { forwardingBy, featureCodes }: ResolvedSettings): VendorKey | undefined {
  const { forwardAlwaysOn: on, forwardAlwaysOff: off } = featureCodes;
  if (key.value === undefined) return undefined;
  if (forwardingBy === "pbx") return toggle(key, on && `${on}${key.value}`, off);
  return { Type: TYPES.forward, PhoneNumber: key.value, DisplayName: key.label || key.value };
}

/** Dials one code to switch on and another to switch off. */
function toggle(key: FunctionKey, on: string | undefined, off: string | undefined): VendorKey | undefined {
  if (on === undefined || off === undefined) return undefined;
  return { Type: TYPES.featureCode, EnableCode: on, DisableCode: off, DisplayName: key.label || key.type };
}

/** tancredi's name of the field; clearvox calls it `DTMFCode`. */
function sendDigits(key: FunctionKey, digits: string | undefined): VendorKey | undefined {
  if (digits === undefined) return undefined;
  return { Type: TYPES.dtmf, EnableCode: digits, DisplayName: key.label || digits };
}

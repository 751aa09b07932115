import type { FunctionKey } from "../../provisioning/function-key.ts";
import { menuTextsIn } from "../../provisioning/menu/texts.ts";
import type { KeyContext, KeyPlace, VendorKey } from "../../provisioning/vendor.ts";
import { FIRST_MODULE_KEY } from "./models.ts";

/** The parts of an `<fkey>`: `value` is its content (snom.md §2.3). */
export type SnomKey = VendorKey & { idx: number; context: string; label: string; value: string };

/** The identity that is chosen on the phone at that moment. */
const CHOSEN_IDENTITY = "active";

export function functionKey(key: FunctionKey, place: KeyPlace, context: KeyContext): SnomKey | undefined {
  const idx = indexOf(place, context);
  if (key.type === "none") {
    // A key that is left out keeps its old function. `line` is neutral on every firmware, `none` on newer ones only.
    return { idx, context: CHOSEN_IDENTITY, label: key.label ?? "", value: "line" };
  }
  if (key.type === "line") {
    const line = context.lines.find(({ index }) => String(index) === (key.value ?? String(key.line ?? 1)));
    if (line === undefined) return undefined;
    return { idx, context: String(line.index), label: key.label ?? line.label, value: "line" };
  }
  const value = contentOf(key, context);
  if (value === undefined) return undefined;
  return { idx, context: identityOf(key), label: key.label ?? key.value ?? nameOfOwn(key, context), value };
}

/** The phone's own keys first, then those of one module after the other. */
function indexOf({ module, index0 }: KeyPlace, { modelName, model }: KeyContext): number {
  if (module === 0) return index0;
  const first = FIRST_MODULE_KEY[modelName] ?? model.keys;
  return first + (module - 1) * (model.expansion?.keys ?? 0) + index0;
}

/** Watched extensions are subscribed by one identity, the first unless the key says another; calls go out by the chosen one. */
function identityOf({ type, line }: FunctionKey): string {
  if (line !== undefined) return String(line);
  return type === "blf" || type === "park" ? "1" : CHOSEN_IDENTITY;
}

/** Else a phone could show the address. */
function nameOfOwn({ type }: FunctionKey, { settings }: KeyContext): string {
  return type === "menu" ? menuTextsIn(settings.language).menu : "";
}

/** `TYPE ARGUMENT`. Undefined: these phones cannot do it, or what it needs is not there. */
function contentOf({ type, value }: FunctionKey, { settings }: KeyContext): string | undefined {
  const { featureCodes: codes } = settings;
  switch (type) {
    case "speed-dial":
      return withArgument("speed", value);
    case "blf":
      return withArgument(
        "blf",
        value === undefined || settings.pickupCode === undefined ? value : `${value}|${settings.pickupCode}`,
      );
    case "park":
      return withArgument("orbit", value ?? codes.park);
    case "intercom":
      return withArgument("icom", value === undefined ? undefined : `${codes.intercom ?? ""}${value}`);
    case "dnd":
      return "keyevent F_DND";
    case "forward":
      return value === undefined ? "keyevent F_REDIRECT" : `redirect ${value}`;
    case "voicemail":
      return "keyevent F_RETRIEVE";
    case "directory":
      return settings.phoneBook === undefined ? "keyevent F_ADR_BOOK" : `url ${settings.phoneBook.url}`;
    case "group-login":
      return codes.groupLogin === undefined ? undefined : `speed ${codes.groupLogin}${value ?? ""}`;
    case "record":
      return codes.record === undefined ? "keyevent F_REC" : `dtmf ${codes.record}`;
    case "ldap":
      return "keyevent F_DIRECTORY_SEARCH";
    case "menu":
      return withArgument("url", value ?? settings.menuUrl);
    case "url":
      return withArgument("url", value);
    case "dtmf":
      // No source says how a pause is written.
      return value?.includes(",") ? undefined : withArgument("dtmf", value);
    case "paging":
      return withArgument("multicast", value);
    case "transfer":
      return withArgument("transfer", value);
    case "conference":
      // With a number it is a room that is called.
      return value === undefined ? "keyevent F_CONFERENCE" : `speed ${value}`;
    default:
      return undefined;
  }
}

function withArgument(type: string, argument: string | undefined): string | undefined {
  return argument === undefined ? undefined : `${type} ${argument}`;
}

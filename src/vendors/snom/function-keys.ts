import type { FunctionKey } from "../../provisioning/function-key.ts";
import type { KeyContext, KeyPlace, VendorKey } from "../../provisioning/vendor.ts";

/** The parts of an `<fkey>`: `value` is its content (snom.md §2.3). */
export type SnomKey = VendorKey & { idx: number; context: string; label: string; value: string };

/** Watched extensions are subscribed by the first identity; all lines of a phone are on one PBX. */
const WATCHING_IDENTITY = "1";
/** The identity that is chosen on the phone at that moment. */
const CHOSEN_IDENTITY = "active";

export function functionKey(
  key: FunctionKey,
  { index0: position }: KeyPlace,
  { lines, settings }: KeyContext,
): SnomKey | undefined {
  const { value } = key;
  const label = key.label ?? value ?? "";
  switch (key.type) {
    case "none":
      // A key that is left out keeps its old function. `line` is neutral on every firmware, `none` on newer ones only.
      return { idx: position, context: CHOSEN_IDENTITY, label: key.label ?? "", value: "line" };
    case "line": {
      const line = lines.find(({ index }) => String(index) === (value ?? "1"));
      if (line === undefined) return undefined;
      return { idx: position, context: String(line.index), label: key.label ?? line.label, value: "line" };
    }
    case "speed-dial":
      if (value === undefined) return undefined;
      return { idx: position, context: CHOSEN_IDENTITY, label, value: `speed ${value}` };
    case "blf": {
      if (value === undefined) return undefined;
      const pickup = settings.pickupCode === undefined ? "" : `|${settings.pickupCode}`;
      return { idx: position, context: WATCHING_IDENTITY, label, value: `blf ${value}${pickup}` };
    }
    default:
      return undefined;
  }
}

import type { FunctionKey } from "../../provisioning/function-key.ts";
import type { KeyContext, KeyPlace, VendorKey } from "../../provisioning/vendor.ts";

/** Type codes of yealink.md §4.6. */
const TYPE = { none: 0, "speed-dial": 13, line: 15, blf: 16 } as const;

/** The template clears what is 0 or empty here. `line` counts from 1. */
type LineKey = { index: number; type: number; line: number; value: string; label: string; pickupCode: string };

/** A line key as `linekey.<index>.*`. Undefined for one without what its type needs. */
export function writeFunctionKey(
  key: FunctionKey,
  { index0: position }: KeyPlace,
  context: KeyContext,
): VendorKey | undefined {
  const unused: LineKey = { index: position + 1, type: TYPE.none, line: 0, value: "", label: "", pickupCode: "" };
  if (key.type === "none") return unused;

  if (key.type !== "line" && key.type !== "speed-dial" && key.type !== "blf") return undefined;
  const used = { ...unused, type: TYPE[key.type], line: 1, label: key.label ?? "" };
  if (key.type === "line") {
    const line = Number(key.value ?? 1);
    return context.lines.some(({ index }) => index === line) ? { ...used, line } : undefined;
  }
  if (key.value === undefined) return undefined;
  const pickupCode = key.type === "blf" ? (context.settings.pickupCode ?? "") : "";
  return { ...used, value: key.value, pickupCode };
}

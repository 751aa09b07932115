import type { FunctionKey } from "../../provisioning/function-key.ts";
import type { KeyContext, VendorKey } from "../../provisioning/vendor.ts";

const NONE = -1;
const LINE = 0;
const SPEED_DIAL = 3;
const BLF = 4;
const COLOR = 3;

/** The fields of `PhoneUI.Keys.FunctionKeys.<n>` (gigaset.md §3.2). Undefined: a key that lacks its number or its line. */
export function maxwellKey(key: FunctionKey, { lines, settings }: KeyContext): VendorKey | undefined {
  switch (key.type) {
    case "none":
      return { Type: NONE };
    case "line": {
      const line = lines[Number(key.value ?? 1) - 1];
      if (line === undefined) return undefined;
      const label = key.label || line.label || line.displayName;
      return { Type: LINE, Connection: line.index0, Color: COLOR, DisplayName: label };
    }
    case "speed-dial":
      if (key.value === undefined) return undefined;
      return { Type: SPEED_DIAL, PhoneNumber: key.value, DisplayName: key.label || key.value };
    case "blf": {
      if (key.value === undefined) return undefined;
      const pickup = settings.pickupCode === undefined ? undefined : { CallPickupCode: settings.pickupCode };
      return { Type: BLF, PhoneNumber: key.value, ...pickup, Color: COLOR, DisplayName: key.label || key.value };
    }
    default:
      return undefined;
  }
}

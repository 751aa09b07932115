import { checkRaw } from "./check-settings.ts";
import { type FieldError, quote } from "./field-error.ts";
import { checkKeys, type WantedKeys } from "./key-fit.ts";
import type { Handset } from "./phone.ts";
import type { Vendor } from "./vendor.ts";

export type WantedLine = { account: string; displayName?: string | undefined; label?: string | undefined };

type Wanted = WantedKeys & { handsets: readonly Handset[] };
export type Misfit = {
  rejected: "too-many-lines" | "model-not-supported" | "invalid-body";
  detail: string;
  errors: FieldError[];
};

/** What this model cannot do of what is asked: so many lines, so many keys or handsets, such a key. Undefined: all is well. */
export function checkFit(wanted: Wanted, vendors: readonly Vendor[]): Misfit | undefined {
  const name = describeModel(wanted);
  return (
    checkSharing(wanted, name) ??
    checkLines(wanted, name) ??
    checkHandsets(wanted, name) ??
    checkKeys(wanted, name) ??
    checkSettings(wanted, vendors)
  );
}

/** The line of whoever sits there must find room, and the phone must drop it again. */
function checkSharing({ isShared, lines, model, vendor }: Wanted, name: string): Misfit | undefined {
  if (!isShared) return undefined;
  const why =
    vendor.families[model.family]?.dropsAccount === undefined
      ? `cannot be shared: no source says how ${name} is told to drop an account`
      : lines.length >= model.lines
        ? `cannot be shared: all ${model.lines} lines of ${name} are its own, and who signs in needs one`
        : undefined;
  return why === undefined
    ? undefined
    : { rejected: "model-not-supported", detail: `The phone ${why}`, errors: [{ pointer: "/shared", detail: why }] };
}

function checkLines({ lines, model }: Wanted, name: string): Misfit | undefined {
  if (lines.length > model.lines) {
    const detail = `${name} has ${model.lines} line${model.lines === 1 ? "" : "s"}, not ${lines.length}`;
    return { rejected: "too-many-lines", detail, errors: [{ pointer: "/lines", detail }] };
  }
  const twice = lines.findIndex((line, index) => lines.findIndex((other) => other.account === line.account) < index);
  if (twice < 0) return undefined;
  const detail = `is on this phone already: ${quote(lines[twice]?.account)}`;
  const errors = [{ pointer: `/lines/${twice}/account`, detail }];
  return { rejected: "invalid-body", detail: "An account can be on a phone only once", errors };
}

function checkHandsets({ handsets, lines, model }: Wanted, name: string): Misfit | undefined {
  const most = model.handsets ?? 0;
  if (handsets.length > most) {
    const detail = most === 0 ? `${name} is no DECT base` : `${name} takes ${most} handsets, not ${handsets.length}`;
    return { rejected: "model-not-supported", detail, errors: [{ pointer: `/handsets/${most}`, detail }] };
  }
  const ipuis = handsets.map(({ ipui }) => ipui?.toLowerCase());
  const errors = handsets.flatMap(({ lines: wanted = [], outgoingLine = 1 }, index): FieldError[] => {
    const pointer = `/handsets/${index}`;
    const isTwice = ipuis[index] !== undefined && ipuis.indexOf(ipuis[index]) < index;
    if (isTwice) return [{ pointer: `${pointer}/ipui`, detail: "is the IPUI of another handset of this base" }];
    const unknown = wanted.findIndex((position) => position > lines.length);
    if (unknown >= 0)
      return [{ pointer: `${pointer}/lines/${unknown}`, detail: `must be a line's position, 1 to ${lines.length}` }];
    const isOutgoingUnknown = outgoingLine > Math.max(1, lines.length);
    return isOutgoingUnknown
      ? [{ pointer: `${pointer}/outgoingLine`, detail: `must be a line's position, 1 to ${lines.length}` }]
      : [];
  });
  return errors.length === 0 ? undefined : { rejected: "invalid-body", detail: "A handset does not fit", errors };
}

function checkSettings({ settings }: Wanted, vendors: readonly Vendor[]): Misfit | undefined {
  const errors = checkRaw(settings, vendors, "/settings");
  return errors.length === 0
    ? undefined
    : { rejected: "invalid-body", detail: "A raw setting cannot be written", errors };
}

function describeModel({ vendor, modelName }: Wanted): string {
  return modelName === null
    ? `A phone of ${vendor.name} whose model is not known, taken as ${vendor.defaultModel},`
    : `${vendor.name} ${modelName}`;
}

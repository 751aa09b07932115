import { type FieldError, quote } from "./field-error.ts";
import type { Account, Pbx } from "./pbx.ts";
import type { FunctionKey } from "./phone.ts";
import type { Identity } from "./phone-identity.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import type { KeyContext } from "./vendor.ts";

export type WantedLine = { account: string; displayName?: string | undefined; label?: string | undefined };

type Wanted = Pick<Identity, "vendor" | "model" | "modelName"> & {
  pbx: Pbx;
  settings: Settings;
  lines: readonly WantedLine[];
  /** By SIP user; those that the lines will make are absent. */
  accounts: ReadonlyMap<string, Account>;
  keys: readonly FunctionKey[];
};
export type Misfit = {
  rejected: "too-many-lines" | "model-not-supported" | "invalid-body";
  detail: string;
  errors: FieldError[];
};

/** What this model cannot do of what is asked: so many lines, so many keys, such a key. Undefined: all is well. */
export function checkFit(wanted: Wanted): Misfit | undefined {
  const { lines, keys, model } = wanted;
  const name = describeModel(wanted);
  if (lines.length > model.lines) {
    const detail = `${name} has ${count(model.lines, "line")}, not ${lines.length}`;
    return { rejected: "too-many-lines", detail, errors: [{ pointer: "/lines", detail }] };
  }
  const twice = lines.findIndex((line, index) => lines.findIndex((other) => other.account === line.account) < index);
  if (twice >= 0) {
    const detail = `is on this phone already: ${quote(lines[twice]?.account)}`;
    const errors = [{ pointer: `/lines/${twice}/account`, detail }];
    return { rejected: "invalid-body", detail: "An account can be on a phone only once", errors };
  }
  if (keys.length > model.keys) {
    const detail = `${name} has ${count(model.keys, "function key")}, not ${keys.length}`;
    return { rejected: "model-not-supported", detail, errors: [{ pointer: `/keys/${model.keys}`, detail }] };
  }
  return checkLineKeys(keys, lines.length) ?? checkKeys(wanted);
}

function checkLineKeys(keys: readonly FunctionKey[], lineCount: number): Misfit | undefined {
  const isWrong = ({ type, value = "1" }: FunctionKey) =>
    type === "line" && !(/^[1-9]\d{0,2}$/.test(value) && Number(value) <= lineCount);
  const errors = keys.flatMap((key, index) =>
    isWrong(key)
      ? [{ pointer: `/keys/${index}/value`, detail: `must be the position of a line of this phone, 1 to ${lineCount}` }]
      : [],
  );
  return errors.length === 0
    ? undefined
    : { rejected: "invalid-body", detail: "A line key points to a line that is not there", errors };
}

function checkKeys(wanted: Wanted): Misfit | undefined {
  const { vendor, model, pbx, keys, lines, accounts } = wanted;
  const context: KeyContext = {
    model,
    settings: resolveSettings(pbx.settings, wanted.settings),
    pbxHost: pbx.host,
    lines: lines.map(({ account, displayName, label }, index0) => ({
      index: index0 + 1,
      index0,
      userName: account,
      authName: accounts.get(account)?.authName ?? account,
      displayName: displayName ?? accounts.get(account)?.displayName ?? account,
      label: label ?? "",
      password: undefined,
    })),
  };
  const errors = keys.flatMap((key, position) =>
    key.type === "none" || vendor.functionKey(key, position, context) !== undefined
      ? []
      : [{ pointer: `/keys/${position}`, detail: `${describeModel(wanted)} cannot do a ${key.type} key like this` }],
  );
  return errors[0] === undefined ? undefined : { rejected: "model-not-supported", detail: errors[0].detail, errors };
}

function describeModel({ vendor, modelName }: Wanted): string {
  return modelName === null
    ? `A phone of ${vendor.name} whose model is not known, taken as ${vendor.defaultModel},`
    : `${vendor.name} ${modelName}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

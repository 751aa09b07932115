import { fieldsOf, writePlain } from "./read.ts";
import type { OwnSettings, SettingForm } from "./records/setting-form.ts";
import type { Texts } from "./texts/texts.ts";

/** Where a value is: those that are laid over each other one by one have a path of several names. */
export type SettingPath = readonly string[];

export function ownAt(own: OwnSettings, path: SettingPath): unknown {
  return path.reduce<unknown>((value, name) => new Map(entriesOf(value)).get(name), own);
}

export function putOwn(own: OwnSettings, [name = "", ...rest]: SettingPath, value: unknown): OwnSettings {
  if (rest.length === 0) return { ...own, [name]: value };
  return { ...own, [name]: putOwn(Object.fromEntries(entriesOf(own[name])), rest, value) };
}

/** What was changed from `basis` to `edited`, done to `now`: what somebody else changed meanwhile stays. */
export function replayEdits(basis: OwnSettings, edited: OwnSettings, now: OwnSettings): OwnSettings {
  const own = new Map(Object.entries(now));
  for (const name of new Set([...Object.keys(basis), ...Object.keys(edited)])) {
    if (isSameValue(basis[name], edited[name])) continue;
    if (name in edited) own.set(name, edited[name]);
    else own.delete(name);
  }
  return Object.fromEntries(own);
}

export function isSameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What is left empty by it goes as well. */
export function removeOwn(own: OwnSettings, [name = "", ...rest]: SettingPath): OwnSettings {
  const { [name]: inside, ...others } = own;
  if (rest.length === 0 || inside === undefined) return others;
  const left = removeOwn(Object.fromEntries(entriesOf(inside)), rest);
  return Object.keys(left).length === 0 ? others : { ...own, [name]: left };
}

export function entriesOf(raw: unknown): [string, unknown][] {
  return Object.entries(fieldsOf<Record<string, unknown>>(raw));
}

/** What an override begins with: what holds now, where it fits. */
export function startValue(form: SettingForm, now: unknown): unknown {
  if (now !== undefined && now !== null && fits(form, now)) return now;
  switch (form.kind) {
    case "flag":
      return true;
    case "choice":
      return form.choices[0] ?? "";
    case "number":
      return form.min ?? 0;
    case "list":
      return [startValue(form.item, undefined)];
    case "table":
      return {};
    case "group":
      return Object.fromEntries(
        form.fields.filter(({ isNeeded }) => isNeeded).map((field) => [field.name, startValue(field.form, undefined)]),
      );
    case "either":
      return form.forms[0] === undefined ? "" : startValue(form.forms[0], undefined);
    default:
      return "";
  }
}

export function fits(form: SettingForm, value: unknown): boolean {
  switch (form.kind) {
    case "flag":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && form.choices.includes(value);
    case "number":
      return typeof value === "number";
    case "text":
      return typeof value === "string";
    case "list":
      return Array.isArray(value);
    case "table":
    case "group":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "either":
      return form.forms.some((one) => fits(one, value));
    default:
      return true;
  }
}

/** A value in words, on one line. */
export function writeValue(value: unknown, texts: Texts): string {
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  if (Array.isArray(value)) return value.length === 0 ? texts.none : value.map(writePlain).join(", ");
  if (typeof value === "object" && value !== null)
    return entriesOf(value)
      .map(([name, part]) => `${name}: ${writeValue(part, texts)}`)
      .join(", ");
  return writePlain(value);
}

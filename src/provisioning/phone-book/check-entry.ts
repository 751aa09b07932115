import { type FieldError, quote } from "../field-error.ts";
import { TEXT_FORMATS } from "../text-formats.ts";
import { type BookNumber, type EntryContent, type EntryFields, NUMBER_KINDS } from "./phone-book.ts";

/** What people put between digits. A zero in brackets after a country code is not dialled from abroad. */
const SEPARATORS = /[\s()/.\-\u2010-\u2015\u00a0]/g;
const TRUNK_ZERO = /^(\+\d[\d\s]*)\(0\)/;

/** A number as it is dialled. Undefined: neither digits with separators nor the name of a SIP user. */
export function normaliseNumber(text: string): string | undefined {
  const trimmed = text.trim();
  const digits = trimmed.replace(TRUNK_ZERO, "$1").replace(SEPARATORS, "");
  if (/^\+?[0-9*#]{1,32}$/.test(digits)) return digits;
  return TEXT_FORMATS["sip-user"].matches(trimmed) ? trimmed : undefined;
}

export const NUMBER_ALLOWED =
  "must be 1 to 32 digits, * or #, with + before them and blanks ( ) / . - between them where a person wants them, or the name of a SIP user";

/** An entry as it is kept, or what is wrong with it. */
export function checkEntry(fields: EntryFields): EntryContent | { errors: FieldError[] } {
  const { lastName = "", firstName = "", company = "", group = "" } = fields;
  const errors: FieldError[] = [];
  if (lastName + firstName + company === "")
    errors.push({ pointer: "/lastName", detail: "is needed, or firstName or company" });
  const numbers = fields.numbers.flatMap(({ kind, number }, index): BookNumber[] => {
    const dialled = normaliseNumber(number);
    if (dialled !== undefined) return [{ kind, number: dialled }];
    errors.push({ pointer: `/numbers/${index}/number`, detail: `${NUMBER_ALLOWED}, but is ${quote(number)}` });
    return [];
  });
  return errors.length > 0 ? { errors } : { lastName, firstName, company, group, numbers: inOrder(numbers) };
}

/** By kind, otherwise as they were: what a table with a column for each kind can give back. */
export function inOrder(numbers: readonly BookNumber[]): BookNumber[] {
  return numbers.toSorted((a, b) => NUMBER_KINDS.indexOf(a.kind) - NUMBER_KINDS.indexOf(b.kind));
}

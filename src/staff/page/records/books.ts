import type { Static } from "@fastify/type-provider-typebox";
import type { NumberKind } from "../../../provisioning/phone-book/phone-book.ts";
import type { BookAnswer, EntryAnswer, ImportAnswer } from "../../schemas/phone-book.ts";
import { fieldsOf, readCount, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

export type ShownBook = {
  id: string;
  pbx: string;
  label: string;
  includeAccounts: boolean;
  entries: number;
  updatedAt: number | null;
};

export function readBook(raw: unknown): ShownBook {
  const book = fieldsOf<Static<typeof BookAnswer>>(raw);
  const id = readText(book.id);
  return {
    id,
    pbx: readText(book.pbx),
    label: readText(book.label) || id,
    includeAccounts: readFlag(book.includeAccounts),
    entries: readCount(book.entries),
    updatedAt: readTime(book.updatedAt),
  };
}

/** Not the list of the provisioning rules, whose file needs packages. */
export const KINDS_OF_NUMBERS = ["work", "mobile", "home", "other"] as const satisfies readonly NumberKind[];
export type ShownNumber = { kind: NumberKind; number: string };
export type ShownEntry = {
  /** Null: it is made of an account, and changed there. */
  id: string | null;
  account: string | null;
  lastName: string;
  firstName: string;
  company: string;
  group: string;
  numbers: readonly ShownNumber[];
};

export function readEntry(raw: unknown): ShownEntry {
  const entry = fieldsOf<Static<typeof EntryAnswer>>(raw);
  return {
    id: readOptionalText(entry.id),
    account: readOptionalText(entry.account),
    lastName: readText(entry.lastName),
    firstName: readText(entry.firstName),
    company: readText(entry.company),
    group: readText(entry.group),
    numbers: readList(entry.numbers, (one) => {
      const { kind, number } = fieldsOf<ShownNumber>(one);
      return { kind: readOneOf(kind, KINDS_OF_NUMBERS) ?? "other", number: readText(number) };
    }),
  };
}

/** What an entry is called. */
export function nameOfEntry({ lastName, firstName, company }: ShownEntry): string {
  return [lastName, firstName].filter((part) => part !== "").join(", ") || company;
}

export type ShownImport = {
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
  faults: readonly { line: number; detail: string }[];
  ignoredColumns: readonly string[];
};

export function readImport(raw: unknown): ShownImport {
  const report = fieldsOf<Static<typeof ImportAnswer>>(raw);
  return {
    added: readCount(report.added),
    changed: readCount(report.changed),
    unchanged: readCount(report.unchanged),
    removed: readCount(report.removed),
    faults: readList(report.faults, (one) => {
      const { line, detail } = fieldsOf<{ line: number; detail: string }>(one);
      return { line: readCount(line), detail: readText(detail) };
    }),
    ignoredColumns: readList(report.ignoredColumns, readText),
  };
}

import { type Static, Type } from "typebox";
import type { Page } from "../ports.ts";

/** In the order in which an entry's numbers are kept, shown and dialled. */
export const NUMBER_KINDS = ["work", "mobile", "home", "other"] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

export const MAX_NAME_LENGTH = 100;
export const MAX_NUMBERS = 12;
/** More would have a phone wait, and a search read for longer than somebody types. */
export const MAX_ENTRIES = 50_000;

const name = (description: string) =>
  Type.Optional(Type.String({ format: "book-text", maxLength: MAX_NAME_LENGTH, description }));

/** What an entry says. At least one of the three names, and one number. */
export const EntryFields = Type.Object(
  {
    lastName: name("Family name"),
    firstName: name("Given name"),
    company: name("Shown where there is no other name, and found by a search"),
    group: name("For people who look after the book"),
    numbers: Type.Array(
      Type.Object(
        {
          kind: Type.Enum(NUMBER_KINDS),
          number: Type.String({
            minLength: 1,
            maxLength: 64,
            description: "As a person writes it; kept as it is dialled, without blanks, brackets and hyphens",
          }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MAX_NUMBERS, description: "Kept in the order work, mobile, home, other" },
    ),
  },
  { additionalProperties: false },
);
export type EntryFields = Static<typeof EntryFields>;

export type BookNumber = { kind: NumberKind; number: string };
/** An entry as it is kept: empty where nothing was said, its numbers in the order of their kinds. */
export type EntryContent = {
  lastName: string;
  firstName: string;
  company: string;
  group: string;
  numbers: readonly BookNumber[];
};
export type BookEntry = EntryContent & { id: number; revision: number; createdAt: number; updatedAt: number };

/** A phone book of a PBX. Each phone of the PBX can be given one. */
export type PhoneBook = {
  /** Never the same again, not even for a book of the same name. */
  key: number;
  pbxId: string;
  /** Unique on its PBX. */
  id: string;
  label: string;
  /** Whether accounts of the PBX with a display name are in it, too. */
  includesAccounts: boolean;
  /** Of its own entries. */
  entryCount: number;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
type NewPhoneBook = Pick<PhoneBook, "pbxId" | "id" | "label" | "includesAccounts">;
type BookAccount = { username: string; displayName: string; number: string };

export const IMPORT_MODES = ["merge", "replace"] as const;
type ImportMode = (typeof IMPORT_MODES)[number];
type ImportCounts = { added: number; changed: number; unchanged: number; removed: number };

export type PhoneBookStore = {
  createPhoneBook(book: NewPhoneBook): Promise<PhoneBook | "unknown-pbx" | "phone-book-exists">;
  findPhoneBook(pbxId: string, id: string): Promise<PhoneBook | undefined>;
  /** All of them: a PBX has a handful. */
  listPhoneBooks(pbxId: string): Promise<PhoneBook[]>;
  updatePhoneBook(
    pbxId: string,
    id: string,
    patch: Partial<Pick<PhoneBook, "label" | "includesAccounts">>,
    expectedRevision?: number,
  ): Promise<PhoneBook | "not-found" | "stale">;
  deletePhoneBook(pbxId: string, id: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;

  /** Another text whenever anything that the book shows has changed, accounts among it. Undefined: no such book. */
  bookVersion(
    pbxId: string,
    id: string,
  ): Promise<{ key: number; label: string; includesAccounts: boolean; version: string } | undefined>;
  createBookEntry(bookKey: number, entry: EntryContent): Promise<BookEntry | "not-found" | "phone-book-full">;
  findBookEntry(bookKey: number, id: number): Promise<BookEntry | undefined>;
  updateBookEntry(
    bookKey: number,
    id: number,
    entry: EntryContent,
    expectedRevision?: number,
  ): Promise<BookEntry | "not-found" | "stale">;
  deleteBookEntry(bookKey: number, id: number, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;
  /** Own entries in the order of their ids; `cursor` is the `next` of the page before. */
  readBookEntries(bookKey: number, query: { limit: number; cursor?: string | undefined }): Promise<Page<BookEntry>>;
  /** Accounts with a display name, by username. */
  readBookAccounts(pbxId: string, query: { limit: number; cursor?: string | undefined }): Promise<Page<BookAccount>>;
  /**
   * In one transaction. `replace`: nothing else is in the book then. `merge`: an entry with the same three names gets the group and the
   * numbers, all others are added. `isDry`: only counts.
   */
  importBookEntries(
    bookKey: number,
    entries: readonly EntryContent[],
    how: { mode: ImportMode; isDry: boolean },
  ): Promise<ImportCounts | "not-found" | "phone-book-full">;
};

/** Two entries with the same names are the same person, for an import that merges. */
export function nameKeyOf({ lastName, firstName, company }: EntryContent): string {
  return JSON.stringify([lastName, firstName, company]);
}

export function isSameContent(one: EntryContent, other: EntryContent): boolean {
  return (
    nameKeyOf(one) === nameKeyOf(other) &&
    one.group === other.group &&
    JSON.stringify(one.numbers.map(({ kind, number }) => [kind, number])) ===
      JSON.stringify(other.numbers.map(({ kind, number }) => [kind, number]))
  );
}

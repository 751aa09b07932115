import { type Static, Type } from "@fastify/type-provider-typebox";
import type { IndexedEntry } from "../../provisioning/phone-book/book-index.ts";
import { EntryFields, IMPORT_MODES, NUMBER_KINDS, type PhoneBook } from "../../provisioning/phone-book/phone-book.ts";
import { IdParams, ListQuery, nullableText, queryText, Time, toTime } from "./shared.ts";

const Label = Type.String({ format: "text-line", minLength: 1, maxLength: 32, description: "Shown on the phones" });
const IncludesAccounts = Type.Boolean({
  description:
    "Whether accounts of the PBX that have a display name are in it, too, with their number; off unless given",
});

export const BookParams = Type.Object({ ...IdParams.properties, book: Type.String({ format: "short-name" }) });
export const EntryParams = Type.Object({
  ...BookParams.properties,
  entry: Type.String({ pattern: "^entry-[0-9]{1,15}$" }),
});

export const NewBookBody = Type.Object(
  {
    id: Type.String({ format: "short-name", description: "Short name, unique on its PBX", examples: ["company"] }),
    label: Type.Optional(Label),
    includeAccounts: Type.Optional(IncludesAccounts),
  },
  { additionalProperties: false },
);
export const BookPatchBody = Type.Object(
  { label: Type.Optional(Label), includeAccounts: Type.Optional(IncludesAccounts) },
  { additionalProperties: false },
);
export const BookAnswer = Type.Object(
  {
    id: Type.String(),
    pbx: Type.String(),
    label: Type.String(),
    includeAccounts: Type.Boolean(),
    entries: Type.Integer({ description: "Its own, without accounts" }),
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

export const EntriesQuery = Type.Object(
  {
    ...ListQuery.properties,
    search: Type.Optional(
      queryText(100, "Beginnings of words of a name, or digits of a number; accents and capitals do not matter"),
    ),
  },
  { additionalProperties: false },
);
export const EntryPatchBody = Type.Partial(EntryFields, {
  additionalProperties: false,
  description: "What is given replaces what was there as a whole; an empty text takes a name away",
});
export const EntryAnswer = Type.Object(
  {
    id: nullableText({ description: "null: an account, which is changed as such", examples: ["entry-17"] }),
    account: nullableText({ description: "The account that it is made from" }),
    lastName: Type.String(),
    firstName: Type.String(),
    company: Type.String(),
    group: Type.String(),
    numbers: Type.Array(
      Type.Object({ kind: Type.Enum(NUMBER_KINDS), number: Type.String() }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);

export const ImportQuery = Type.Object(
  {
    mode: Type.Optional(
      Type.Enum(IMPORT_MODES, {
        description:
          "merge, unless given: entries with the same names get the group and the numbers of the file, others are added; replace: nothing but the file's entries remains",
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: "Only say what would happen, and everything that is wrong" })),
  },
  { additionalProperties: false },
);
const Count = Type.Integer({ minimum: 0 });
export const ImportAnswer = Type.Object(
  {
    dryRun: Type.Boolean(),
    mode: Type.Enum(IMPORT_MODES),
    added: Count,
    changed: Count,
    unchanged: Count,
    removed: Count,
    faults: Type.Array(Type.Object({ line: Type.Integer(), detail: Type.String() }, { additionalProperties: false }), {
      description: "Of a dry run: bad lines, of which an import would take none and write nothing",
    }),
    ignoredColumns: Type.Array(Type.String(), { description: "Headings that mean nothing here" }),
  },
  { additionalProperties: false },
);

export function answerBook(book: PhoneBook): Static<typeof BookAnswer> {
  const { id, pbxId, label, includesAccounts, entryCount, createdAt, updatedAt } = book;
  return {
    ...{ id, pbx: pbxId, label, includeAccounts: includesAccounts, entries: entryCount },
    ...{ createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) },
  };
}

/** As the API calls an entry. */
export function entryName(id: number): string {
  return `entry-${id}`;
}

export function answerEntry(
  entry: Omit<IndexedEntry, "revision" | "account"> & { account?: string | undefined },
): Static<typeof EntryAnswer> {
  const { id, account = null, lastName, firstName, company, group, numbers } = entry;
  return {
    id: id === undefined ? null : entryName(id),
    account,
    lastName,
    firstName,
    company,
    group,
    numbers: [...numbers],
  };
}

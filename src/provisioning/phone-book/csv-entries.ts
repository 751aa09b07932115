import { quote } from "../field-error.ts";
import { TEXT_FORMATS } from "../text-formats.ts";
import { inOrder, NUMBER_ALLOWED, normaliseNumber } from "./check-entry.ts";
import { type CsvFault, decodeCsv, guardCell, parseCsv, unguardCell, writeCsvLine } from "./csv.ts";
import { foldText } from "./fold-text.ts";
import {
  type BookNumber,
  type EntryContent,
  MAX_ENTRIES,
  MAX_NAME_LENGTH,
  MAX_NUMBERS,
  NUMBER_KINDS,
  type NumberKind,
} from "./phone-book.ts";

type NameField = "lastName" | "firstName" | "company" | "group";
type Column = { field: NameField } | { kind: NumberKind } | { field: "fullName" };
export type ReadCsv = { entries: EntryContent[]; faults: CsvFault[]; ignoredColumns: string[] };

/** How an export heads its columns, in the order in which they stand. */
const NAME_HEADS: readonly [NameField, string][] = [
  ["lastName", "Last name"],
  ["firstName", "First name"],
  ["company", "Company"],
  ["group", "Group"],
];
const NUMBER_HEADS: Readonly<Record<NumberKind, string>> = {
  work: "Work",
  mobile: "Mobile",
  home: "Home",
  other: "Other",
};

/** What columns are called in English, German and French, by Outlook and Google among others: folded, letters and digits only. */
const HEADS: readonly [Column, readonly string[]][] = [
  [
    { field: "lastName" },
    ["lastname", "surname", "familyname", "nachname", "familienname", "zuname", "nom", "nomdefamille"],
  ],
  [{ field: "firstName" }, ["firstname", "givenname", "vorname", "prenom"]],
  [
    { field: "fullName" },
    ["name", "displayname", "fullname", "anzeigename", "namevollstandig", "nomcomplet", "nomaffiche"],
  ],
  [
    { field: "company" },
    [
      "company",
      "organization",
      "organisation",
      "organizationname",
      "organization1name",
      "firma",
      "unternehmen",
      "societe",
      "entreprise",
    ],
  ],
  [
    { field: "group" },
    [
      "group",
      "groups",
      "category",
      "categories",
      "department",
      "gruppe",
      "gruppen",
      "kategorie",
      "kategorien",
      "abteilung",
      "groupe",
      "groupes",
      "categorie",
      "service",
    ],
  ],
  [
    { kind: "work" },
    [
      ...[
        "work",
        "workphone",
        "workprimary",
        "office",
        "officephone",
        "business",
        "businessphone",
        "businesstelephone",
        "phone",
      ],
      ...["phonenumber", "telephone", "telephonenumber", "number", "extension", "companymainphone"],
      ...[
        "geschaftlich",
        "telefongeschaftlich",
        "arbeit",
        "buro",
        "dienstlich",
        "telefon",
        "telefonnummer",
        "rufnummer",
      ],
      ...["nummer", "durchwahl", "nebenstelle", "telefonfirma"],
      ...[
        "travail",
        "bureau",
        "professionnel",
        "telephoneprofessionnel",
        "telephonebureau",
        "telephonetravail",
        "numero",
        "poste",
      ],
    ],
  ],
  [
    { kind: "mobile" },
    [
      ...["mobile", "mobilephone", "mobilenumber", "cell", "cellphone"],
      ...["mobil", "mobiltelefon", "handy", "handynummer", "mobilnummer", "mobilfunk"],
      ...["portable", "telephonemobile", "telephoneportable"],
    ],
  ],
  [
    { kind: "home" },
    [
      ...["home", "homephone", "private", "privatephone", "privat", "telefonprivat", "privatnummer"],
      ...["domicile", "telephonedomicile", "maison", "prive", "telephoneprive", "telephonepersonnel", "personnel"],
    ],
  ],
  [
    { kind: "other" },
    [
      "other",
      "otherphone",
      "sonstige",
      "sonstiges",
      "weitere",
      "weiteretelefonnummer",
      "andere",
      "weiterestelefon",
      "autre",
      "autretelephone",
    ],
  ],
];
const COLUMN_OF = new Map(HEADS.flatMap(([column, heads]) => heads.map((head) => [head, column])));

/** Everything that a file says, and everything that is wrong with it. */
export function readCsvEntries(bytes: Uint8Array): ReadCsv {
  const { records, faults } = parseCsv(decodeCsv(bytes));
  const [head, ...rows] = records;
  const columns = (head?.cells ?? []).map((cell) => columnOf(unguardCell(cell)));
  const ignoredColumns = (head?.cells ?? []).filter(
    (cell, index) => cell.trim() !== "" && columns[index] === undefined,
  );
  if (!columns.some((column) => column !== undefined && "field" in column && column.field !== "group"))
    return refuse(
      "has no column for a name; known are Last name, First name, Name, Company (also in German and French)",
    );
  if (!columns.some((column) => column !== undefined && "kind" in column))
    return refuse("has no column for a number; known are Work, Mobile, Home, Other (also in German and French)");
  if (rows.length > MAX_ENTRIES) return refuse(`is followed by ${rows.length} entries; a book takes ${MAX_ENTRIES}`);

  const entries: EntryContent[] = [];
  for (const { line, cells } of rows) {
    if (cells.every((cell) => cell.trim() === "")) continue;
    const wrong: string[] = [];
    const entry = readRow(cells, columns, head?.cells ?? [], wrong);
    if (wrong.length === 0) entries.push(entry);
    else faults.push({ line, detail: wrong.join("; ") });
  }
  return { entries, faults: faults.sort((a, b) => a.line - b.line), ignoredColumns };

  function refuse(detail: string): ReadCsv {
    return { entries: [], faults: [{ line: head?.line ?? 1, detail }], ignoredColumns };
  }
}

function readRow(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
  heads: readonly string[],
  wrong: string[],
): EntryContent {
  const names = { lastName: "", firstName: "", company: "", group: "", fullName: "" };
  const numbers: BookNumber[] = [];
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== ""))
    wrong.push(`has ${cells.length} cells, but there are ${columns.length} columns`);
  for (const [index, column] of columns.entries()) {
    const text = unguardCell(cells[index] ?? "").trim();
    if (column === undefined || text === "") continue;
    if ("kind" in column) {
      // People put an apostrophe before a number so that their spreadsheet leaves its zeros alone.
      const number = normaliseNumber(text.replace(/^'+/, ""));
      if (number === undefined) wrong.push(`${heads[index]?.trim()} ${NUMBER_ALLOWED}, but is ${quote(text)}`);
      else numbers.push({ kind: column.kind, number });
    } else if (text.length > MAX_NAME_LENGTH || !TEXT_FORMATS["book-text"].matches(text))
      wrong.push(
        `${heads[index]?.trim()} must be ${TEXT_FORMATS["book-text"].allowed}, at most ${MAX_NAME_LENGTH} of them, but is ${quote(text)}`,
      );
    // Of two columns for the same the first that says something.
    else if (names[column.field] === "") names[column.field] = text;
  }
  const { fullName, ...entry } = names;
  if (entry.lastName + entry.firstName === "" && fullName !== "") Object.assign(entry, splitName(fullName));
  if (entry.lastName + entry.firstName + entry.company === "") wrong.push("has no name");
  if (numbers.length === 0 && wrong.length === 0) wrong.push("has no number");
  if (numbers.length > MAX_NUMBERS) wrong.push(`has ${numbers.length} numbers; allowed are ${MAX_NUMBERS}`);
  return { ...entry, numbers: inOrder(numbers) };
}

/** "Byron, Ada" says which is which; of anything else nobody knows, so it stays in one piece. */
function splitName(fullName: string): Pick<EntryContent, "lastName" | "firstName"> {
  const [, lastName, firstName] = /^([^,]+),\s*([^,]+)$/.exec(fullName) ?? [];
  return { lastName: lastName?.trim() ?? fullName, firstName: firstName?.trim() ?? "" };
}

/** `Phone 1 - Value`, `Mobil 2` and `E-Mail`: what a column is for, whatever number it has. */
function columnOf(head: string): Column | undefined {
  const plain = foldText(head).replace(/[^\p{L}\p{N}]/gu, "");
  return COLUMN_OF.get(plain) ?? COLUMN_OF.get(plain.replace(/\d+(?:value)?$/, ""));
}

/** How many columns each kind of number needs. At least one, so that an empty book says how it wants to be filled. */
export function countNumberColumns(
  counts: Record<NumberKind, number>,
  entries: readonly EntryContent[],
): Record<NumberKind, number> {
  for (const { numbers } of entries)
    for (const kind of NUMBER_KINDS) {
      const count = numbers.filter((number) => number.kind === kind).length;
      if (count > counts[kind]) counts[kind] = count;
    }
  return counts;
}

/** UTF-8 with a mark at its beginning, without which some spreadsheets take it for something else. */
export function csvHeadOf(counts: Readonly<Record<NumberKind, number>>): string {
  const ofKind = (kind: NumberKind) =>
    Array.from({ length: counts[kind] }, (_, index) =>
      index === 0 ? NUMBER_HEADS[kind] : `${NUMBER_HEADS[kind]} ${index + 1}`,
    );
  return `\ufeff${writeCsvLine([...NAME_HEADS.map(([, head]) => head), ...NUMBER_KINDS.flatMap(ofKind)])}`;
}

export function csvLineOf(entry: EntryContent, counts: Readonly<Record<NumberKind, number>>): string {
  const numbersOf = (kind: NumberKind) => {
    const own = entry.numbers.filter((number) => number.kind === kind);
    return Array.from({ length: counts[kind] }, (_, index) => own[index]?.number ?? "");
  };
  return writeCsvLine(
    [...NAME_HEADS.map(([field]) => entry[field]), ...NUMBER_KINDS.flatMap(numbersOf)].map(guardCell),
  );
}

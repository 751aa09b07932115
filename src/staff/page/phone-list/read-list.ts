import { parseMac } from "../../../provisioning/mac.ts";
import { type CsvRecord, parseCsv, unguardCell } from "../../../provisioning/phone-book/csv.ts";
import { foldText } from "../../../provisioning/phone-book/fold-text.ts";
import { COLUMN_WORDS, FIELDS, type ListField } from "./column-words.ts";

/** What stands in each column; null: nothing that is taken. */
export type Mapping = readonly (ListField | null)[];
/** A list of phones as somebody has it. */
export type PhoneList = {
  /** Empty: its first line is a phone already. */
  heads: readonly string[];
  width: number;
  rows: readonly CsvRecord[];
  /** What cannot even be read, with its line. */
  broken: readonly { line: number }[];
  mapping: Mapping;
};
/** What the API knows, so that a column can be told by what is in it. */
export type Known = { vendors: readonly string[]; pbxs: readonly string[] };

/** Reads a list, and finds out what stands in which column: by its heads, else by what is in it. */
export function readPhoneList(text: string, known: Known): PhoneList {
  const { records, faults } = parseCsv(text.replace(/^\uFEFF/, ""));
  const plain = records
    .map(({ line, cells }) => ({ line, cells: cells.map((cell) => unguardCell(cell).trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const [first] = plain;
  const hasHeads = first !== undefined && isHead(first.cells);
  const heads = hasHeads ? first.cells : [];
  const rows = hasHeads ? plain.slice(1) : plain;
  const width = Math.max(0, ...plain.map(({ cells }) => cells.length));
  return { heads, width, rows, broken: faults, mapping: guessMapping(heads, rows, width, known) };
}

/** The field that a head names. */
export function fieldOfHead(head: string): ListField | null {
  const word = foldText(head).replace(/[^a-z0-9]/g, "");
  return FIELDS.find((field) => COLUMN_WORDS[field].includes(word)) ?? null;
}

function isHead(cells: readonly string[]): boolean {
  return cells.some((cell) => fieldOfHead(cell) !== null) && !cells.some(looksLikeMac);
}

/** Also one with a digit too few: that it is meant as one matters here. */
function looksLikeMac(cell: string): boolean {
  return parseMac(cell) !== undefined || /^(?=(?:.*[0-9a-f]){10})(?:[0-9a-f]{1,4}[:\-. ]?){3,12}$/i.test(cell);
}

/** How many cells of a column must be alike. */
const MOST = 0.6;

function guessMapping(
  heads: readonly string[],
  rows: readonly CsvRecord[],
  width: number,
  { vendors, pbxs }: Known,
): Mapping {
  const mapping: (ListField | null)[] = Array.from({ length: width }, (_, index) => fieldOfHead(heads[index] ?? ""));
  // Two columns of a kind: the first one counts.
  for (const [index, field] of mapping.entries()) if (mapping.indexOf(field) < index) mapping[index] = null;
  const isIn = (ids: readonly string[]) => {
    const low = new Set(ids.map((id) => id.toLowerCase()));
    return (cell: string) => low.has(cell.toLowerCase());
  };
  const signs: [ListField, (cell: string) => boolean][] = [["mac", looksLikeMac]];
  if (heads.length === 0)
    signs.push(
      ["vendor", isIn(vendors)],
      ["pbx", isIn(pbxs)],
      ["account", (cell) => /^\d{2,6}$/.test(cell)],
      ["label", (cell) => /\p{L}{2}/u.test(cell)],
    );
  for (const [field, isOne] of signs) {
    if (mapping.includes(field)) continue;
    const shares = mapping.map((taken, index) => (taken === null ? shareOf(rows, index, isOne) : 0));
    const best = shares.indexOf(Math.max(...shares));
    if ((shares[best] ?? 0) >= MOST) mapping[best] = field;
  }
  return mapping;
}

/** Of the cells in which something stands. */
function shareOf(rows: readonly CsvRecord[], column: number, isOne: (cell: string) => boolean): number {
  const cells = rows.map(({ cells }) => cells[column] ?? "").filter((cell) => cell !== "");
  return cells.length === 0 ? 0 : cells.filter(isOne).length / cells.length;
}

import { foldText, wordsOf } from "./fold-text.ts";
import type { EntryContent } from "./phone-book.ts";

/** An entry of a book, its own or an account's. */
export type IndexedEntry = EntryContent & {
  /** Undefined: an account. */
  id: number | undefined;
  account: string | undefined;
  revision: number;
};

/** What somebody looks for. All of it must fit; empty texts fit everything. */
export type BookSearch = {
  /** Each of its words begins a word of the entry, or is digits of one of its numbers. */
  text?: string | undefined;
  /** The name, or each of its words, begins with that. */
  lastName?: string | undefined;
  firstName?: string | undefined;
  /** A whole number, written with or without country code. */
  number?: string | undefined;
};

/** A book in the memory, in the order of its names. */
export type BookIndex = {
  find(search: BookSearch): readonly IndexedEntry[];
  /** The page that follows an entry's place. */
  after(found: readonly IndexedEntry[], cursor: string | undefined, limit: number): BookPlaces;
};
type BookPlaces = { items: readonly IndexedEntry[]; next: string | null };

type Row = {
  entry: IndexedEntry;
  /** Place in the order. */
  sortKey: string;
  /** ` word word`: a blank before each, so that a word's beginning can be looked for as a piece of text. */
  words: string;
  lastWords: string;
  firstWords: string;
  /** ` digits digits`. */
  digits: string;
  /** The same, one by one, without the zeros before them. */
  numbers: readonly string[];
};

/** Letters of a name that decide its place: a cursor holds them. */
const SORTED_LENGTH = 24;
/** How many digits of a number are compared when somebody calls: country and area codes come and go. */
const LOOK_UP_DIGITS = 7;

export function createBookIndex(entries: readonly IndexedEntry[]): BookIndex {
  const rows = entries.map(toRow).sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  const inOrder = rows.map(({ entry }) => entry);
  const sortKeys = new Map(rows.map(({ entry, sortKey }) => [entry, sortKey]));
  const keyOf = (entry: IndexedEntry | undefined) => (entry && sortKeys.get(entry)) ?? "";

  return {
    find(search) {
      const tests = testsOf(search);
      if (tests === undefined) return [];
      if (tests.length === 0) return inOrder;
      const found: IndexedEntry[] = [];
      for (const row of rows) if (tests.every((fits) => fits(row))) found.push(row.entry);
      return found;
    },
    after(found, cursor, limit) {
      let start = 0;
      if (cursor !== undefined) {
        const from = Buffer.from(cursor, "base64url").toString();
        let end = found.length;
        while (start < end) {
          const middle = (start + end) >> 1;
          if (keyOf(found[middle]) <= from) start = middle + 1;
          else end = middle;
        }
      }
      const items = found.slice(start, start + limit);
      const last = items.at(-1);
      const hasMore = start + limit < found.length && last !== undefined;
      return { items, next: hasMore ? Buffer.from(keyOf(last)).toString("base64url") : null };
    },
  };
}

function toRow(entry: IndexedEntry): Row {
  const { lastName, firstName, company, numbers } = entry;
  const [last, first, firm] = [lastName, firstName, company].map(wordsOf) as [string[], string[], string[]];
  const digits = numbers.map(({ number }) => digitsOf(number));
  return {
    entry,
    sortKey: sortKeyOf(entry),
    words: spaced([...last, ...first, ...firm]),
    lastWords: spaced(lastName + firstName === "" ? firm : last),
    firstWords: spaced(first),
    digits: spaced(digits),
    numbers: digits.map(significant),
  };
}

function spaced(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join("");
}

/** By name as it is shown, as far as a list shows it; entries of one name by their age, after the accounts. */
function sortKeyOf(entry: IndexedEntry): string {
  const place = entry.id === undefined ? `a${entry.account}` : `e${entry.id.toString().padStart(15, "0")}`;
  return `${foldText(displayNameOf(entry)).slice(0, SORTED_LENGTH).toWellFormed()}\u0001${place}`;
}

function testsOf({ text, lastName, firstName, number }: BookSearch): ((row: Row) => boolean)[] | undefined {
  const tests: ((row: Row) => boolean)[] = [];
  for (const piece of (text ?? "").split(/\s+/).filter((one) => one !== "")) {
    const test = testOf(piece);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  for (const [wanted, field] of [
    [lastName, "lastWords"],
    [firstName, "firstWords"],
  ] as const) {
    const words = (wanted ?? "").split(/[^\p{L}\p{N}\p{M}]+/u).map(foldText);
    for (const word of words) if (word !== "") tests.push((row) => row[field].includes(` ${word}`));
  }
  if (number !== undefined && number !== "") {
    const digits = significant(digitsOf(number));
    if (digits === "") return undefined;
    tests.push(({ numbers }) => numbers.some((one) => isSameNumber(one, digits)));
  }
  return tests;
}

/** What one typed word must fit. Undefined: there is nothing in it that could. */
function testOf(piece: string): ((row: Row) => boolean) | undefined {
  const words = foldText(piece).match(/[\p{L}\p{N}]+/gu) ?? [];
  if (/^[+\d*#()/.-]+$/.test(piece)) {
    const digits = significant(digitsOf(piece));
    const [word] = words;
    if (digits === "" && word === undefined) return undefined;
    return (row) =>
      (digits !== "" && row.digits.includes(digits)) || (word !== undefined && row.words.includes(` ${word}`));
  }
  if (words.length === 0) return undefined;
  return (row) => words.every((word) => row.words.includes(` ${word}`));
}

function digitsOf(number: string): string {
  return number.replace(/[^\d*#]/g, "");
}

/** Without the zeros before an area or country code, which `+49` has not. */
function significant(digits: string): string {
  return digits.replace(/^0+(?=.)/, "");
}

function isSameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= LOOK_UP_DIGITS && long.endsWith(short);
}

/** On one line: "Byron, Ada"; the company where there is no name. */
export function displayNameOf({ lastName, firstName, company }: EntryContent): string {
  const name = [lastName, firstName].filter((part) => part !== "").join(", ");
  return oneLine(name === "" ? company : name);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

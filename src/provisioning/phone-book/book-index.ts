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

/** An entry, ready to be searched. */
export type BookRow = {
  entry: IndexedEntry;
  /** Place in the order. */
  sortKey: string;
  /** ` word word`: a blank before each, so that a word's beginning can be looked for as a piece of text. */
  words: string;
  lastWords: string;
  firstWords: string;
  /** ` digits digits`. */
  digits: string;
};
type SearchedField = "words" | "lastWords" | "firstWords" | "digits";

/** A row fits where one of the pieces is in its field. */
type Condition = { anyOf: readonly { field: SearchedField; piece: string }[]; fits?: (entry: IndexedEntry) => boolean };

/** Letters of a name that decide its place: a cursor holds them. */
const SORTED_LENGTH = 24;
/** How many digits of a number are compared when somebody calls: country and area codes come and go. */
const LOOK_UP_DIGITS = 7;

export function createBookIndex(unordered: readonly BookRow[]): BookIndex {
  // Keys alone are compared natively; each holds the entry's own id.
  const byKey = new Map(unordered.map((row) => [row.sortKey, row]));
  const rows = [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
  const inOrder = rows.map(({ entry }) => entry);
  const sortKeys = new Map(rows.map(({ entry, sortKey }) => [entry, sortKey]));
  const keyOf = (entry: IndexedEntry | undefined) => (entry && sortKeys.get(entry)) ?? "";
  const columns = {
    words: createColumn(rows, "words"),
    lastWords: createColumn(rows, "lastWords"),
    firstWords: createColumn(rows, "firstWords"),
    digits: createColumn(rows, "digits"),
  };

  return {
    find(search) {
      const conditions = conditionsOf(search);
      if (conditions === undefined) return [];
      if (conditions.length === 0) return inOrder;
      const marks = conditions.map(({ anyOf }) => {
        const marked = new Uint8Array(rows.length);
        for (const { field, piece } of anyOf) columns[field].mark(piece, marked);
        return marked;
      });
      return inOrder.filter(
        (entry, row) =>
          marks.every((marked) => marked[row] === 1) &&
          conditions.every(({ fits }) => fits === undefined || fits(entry)),
      );
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

/** One field of all rows as one text: to look through it whole is many times faster than row by row. */
function createColumn(rows: readonly BookRow[], field: SearchedField) {
  const text = rows.map((row) => row[field]).join("\n");
  const ends = new Uint32Array(rows.length);
  let end = -1;
  for (const [index, row] of rows.entries()) {
    end += row[field].length + 1;
    ends[index] = end;
  }
  return {
    /** Sets 1 for each row that holds the piece. */
    mark(piece: string, marked: Uint8Array): void {
      let row = 0;
      let at = text.indexOf(piece);
      while (at !== -1) {
        while ((ends[row] ?? 0) < at) row++;
        marked[row] = 1;
        at = text.indexOf(piece, (ends[row] ?? 0) + 1);
      }
    },
  };
}

export function toBookRow(entry: IndexedEntry): BookRow {
  const { lastName, firstName, company, numbers } = entry;
  const [last, first, firm] = [lastName, firstName, company].map(wordsOf) as [string[], string[], string[]];
  return {
    entry,
    sortKey: sortKeyOf(entry),
    words: spaced([...last, ...first, ...firm]),
    lastWords: spaced(lastName + firstName === "" ? firm : last),
    firstWords: spaced(first),
    digits: spaced(numbers.map(({ number }) => digitsOf(number))),
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

/** Undefined: there is something in it that nothing could fit. */
function conditionsOf({ text, lastName, firstName, number }: BookSearch): Condition[] | undefined {
  const conditions: Condition[] = [];
  for (const typed of (text ?? "").split(/\s+/).filter((one) => one !== "")) {
    const more = conditionsOfTyped(typed);
    if (more.length === 0) return undefined;
    conditions.push(...more);
  }
  for (const [wanted, field] of [
    [lastName, "lastWords"],
    [firstName, "firstWords"],
  ] as const)
    for (const word of plainWordsOf(wanted ?? "")) conditions.push({ anyOf: [{ field, piece: ` ${word}` }] });
  if (number !== undefined && number !== "") {
    const digits = significant(digitsOf(number));
    if (digits === "") return undefined;
    conditions.push({
      anyOf: [{ field: "digits", piece: digits.slice(-LOOK_UP_DIGITS) }],
      fits: ({ numbers }) => numbers.some((one) => isSameNumber(significant(digitsOf(one.number)), digits)),
    });
  }
  return conditions;
}

function conditionsOfTyped(typed: string): Condition[] {
  const words = plainWordsOf(typed);
  const ofWord = (word: string) => ({ field: "words" as const, piece: ` ${word}` });
  if (!/^[+\d*#()/.-]+$/.test(typed)) return words.map((word) => ({ anyOf: [ofWord(word)] }));
  const digits = significant(digitsOf(typed));
  const anyOf = [
    ...(digits === "" ? [] : [{ field: "digits" as const, piece: digits }]),
    ...words.slice(0, 1).map(ofWord),
  ];
  return anyOf.length === 0 ? [] : [{ anyOf }];
}

/** As somebody types them: folded, in one spelling. */
function plainWordsOf(text: string): string[] {
  return foldText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
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

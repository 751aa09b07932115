import type { FileRule, Vendor } from "../vendor.ts";
import type { BookSearch } from "./book-index.ts";

/** How the phones of a vendor ask for a book, and how much of it they take at once. Part of `FileRule`. */
export type BookForm = {
  /** Stands after the file's name in the address that a phone is told. */
  query: string;
  /** The question in a request, by what stands in its query. */
  read(query: ReadonlyMap<string, string>): BookQuestion;
  /** An entry with more numbers takes several rows. */
  numbersPerRow: number;
};

export type BookQuestion = {
  /** Not for entries, but for the form to search with. */
  isForm: boolean;
  search: BookSearch;
  /** Of the rows found the first one wanted, from 1, and how many. */
  first: number;
  count: number;
  /** The vendor's name of the field that was searched. */
  field?: string;
};

/** What a template of a book sees. Strings are encoded for the file's format, those in `url` for addresses before that. */
export type BookPage = {
  title: string;
  isForm: boolean;
  /** Of this book, without a query. */
  url: string;
  /** For the links to other pages of the same search. */
  query: { search: string };
  nextFirst: number | undefined;
  /** A text, since 0 and nothing are the same to a template. */
  previousFirst: number | undefined;
  total: number;
  first: number;
  last: number;
  field: string;
  rows: readonly {
    /** "Byron, Ada (mobile)" where the row has not all numbers of the entry. */
    name: string;
    lastName: string;
    firstName: string;
    numbers: readonly string[];
  }[];
  texts: Record<"search" | "next" | "previous" | "nothingFound", string>;
};

const MOST_ROWS = 100_000;

/** For a `read`: a number from 1, or what it is unless given. */
export function readCount(text: string | undefined, unlessGiven: number, most = MOST_ROWS): number {
  const count = /^\d{1,6}$/.test(text ?? "") ? Number(text) : 0;
  return count < 1 ? unlessGiven : Math.min(count, most);
}

/** The query of a request's target by name; of two of one name the first. Phones encode it well, badly or not at all. */
export function readQuery(target: string): ReadonlyMap<string, string> {
  const text = /\?([^#]*)/.exec(target)?.[1] ?? "";
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    if (!query.has(name)) query.set(name, decodeLoosely(value));
  }
  return query;
}

/** Percent signs and plain bytes, in UTF-8 or else in ISO-8859-1. */
function decodeLoosely(text: string): string {
  const plain = text
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (/^[\u0000-\u007f]*$/.test(plain) || /[^\u0000-\u00ff]/.test(plain)) return plain;
  const bytes = Buffer.from(plain, "latin1");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return plain;
  }
}

/** How phones of that family ask for their phone book; undefined: they cannot, or no source says how. */
export function findBookRule(vendor: Vendor, family: string): (FileRule & { book: BookForm }) | undefined {
  return vendor.files.find(
    (rule): rule is FileRule & { book: BookForm } =>
      rule.book !== undefined && (rule.families?.includes(family) ?? true),
  );
}

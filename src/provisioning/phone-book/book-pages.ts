import { gatherLayers } from "../file-material.ts";
import type { Phone } from "../phone.ts";
import type { Renderer, Store } from "../ports.ts";
import { resolveLayers } from "../settings-layers.ts";
import type { FileRule, Vendor } from "../vendor.ts";
import { type BookPage, type BookQuestion, readQuery } from "./book-form.ts";
import { displayNameOf, type IndexedEntry, oneLine } from "./book-index.ts";
import type { PhoneBooks } from "./open-books.ts";
import { bookTextsIn } from "./texts.ts";

type BookOrder = {
  phone: Phone;
  vendor: Vendor;
  modelName: string;
  rule: FileRule & { template: string };
  /** As on the wire, with its query. */
  target: string;
  /** That the phone asks under, with its token where it has one. */
  baseUrl: string;
};
/** Pages of the book that a phone has. Undefined: it has none of ours. */
export type BookPages = { render(order: BookOrder): Promise<Buffer | undefined> };

export function createBookPages(parts: {
  store: Pick<Store, "findPbx" | "findProfile">;
  books: PhoneBooks;
  renderer: Renderer;
}): BookPages {
  const { store, books, renderer } = parts;
  return {
    async render({ phone, vendor, modelName, rule, target, baseUrl }) {
      const layers = await gatherLayers(store, phone, modelName, vendor.firmware.familyOf(modelName), vendor.id);
      const settings = layers && resolveLayers(layers);
      if (settings === undefined || typeof settings.phoneBook !== "string" || rule.book === undefined) return undefined;
      const book = await books.open(phone.pbxId, settings.phoneBook);
      if (book === undefined) return undefined;
      const question = rule.book.read(readQuery(target));
      const page = pageOf({
        ...{ title: book.label, url: `${baseUrl}${rule.name(phone.mac, modelName)}`, question },
        ...{ language: settings.language, numbersPerRow: rule.book.numbersPerRow },
        found: question.isForm ? [] : book.index.find(question.search),
      });
      return renderer.render(rule.template, page, rule.escape);
    },
  };
}

/** Exported for the vendors' contract: what a template gets. */
export function pageOf(about: {
  title: string;
  url: string;
  question: BookQuestion;
  language: string;
  numbersPerRow: number;
  found: readonly IndexedEntry[];
}): BookPage {
  const { title, url, question, language, numbersPerRow, found } = about;
  const { isForm, search, first, count, field = "" } = question;
  const { kinds, ...texts } = bookTextsIn(language);
  const rows: BookPage["rows"][number][] = [];
  let total = 0;
  for (const entry of found) {
    const before = total;
    total += Math.ceil(entry.numbers.length / numbersPerRow);
    for (let row = Math.max(before, first - 1); row < total && rows.length < count; row++)
      rows.push(rowOf(entry, (row - before) * numbersPerRow, numbersPerRow, kinds));
  }
  const last = first + rows.length - 1;
  return {
    ...{ title, isForm, url, field, rows, texts, total, first, last },
    query: { search: encodeURIComponent((search.text ?? "").toWellFormed()) },
    nextFirst: last < total && rows.length > 0 ? last + 1 : undefined,
    previousFirst: first > 1 ? Math.max(1, first - count) : undefined,
  };
}

function rowOf(
  entry: IndexedEntry,
  start: number,
  numbersPerRow: number,
  kinds: Readonly<Record<string, string>>,
): BookPage["rows"][number] {
  const numbers = entry.numbers.slice(start, start + numbersPerRow);
  const isPart = numbers.length < entry.numbers.length;
  const suffix = isPart ? ` (${kinds[numbers[0]?.kind ?? ""]})` : "";
  const firstName = oneLine(entry.firstName);
  const lastName = oneLine(entry.lastName);
  const surname = lastName + firstName === "" ? oneLine(entry.company) : lastName;
  return {
    name: displayNameOf(entry) + suffix,
    lastName: firstName === "" ? surname + suffix : surname,
    firstName: firstName === "" ? "" : firstName + suffix,
    numbers: numbers.map(({ number }) => number),
  };
}

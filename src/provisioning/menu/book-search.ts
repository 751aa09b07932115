import { readCount } from "../phone-book/book-form.ts";
import { pageOf } from "../phone-book/book-pages.ts";
import { backTo, linkTo, type MenuCall, type MenuPage, message } from "./menu-page.ts";

/** Longer ones find nothing that shorter ones do not. */
const SEARCH_LENGTH = 32;

const bookOf = ({ settings: { phoneBook } }: MenuCall) => (typeof phoneBook === "string" ? phoneBook : undefined);

const SEARCH: MenuPage = {
  name: "book",
  async entry(call, { store }) {
    const id = bookOf(call);
    const isThere = id !== undefined && (await store.bookVersion(call.phone.pbxId, id)) !== undefined;
    return isThere ? linkTo(call, call.texts.phoneBook, "book") : undefined;
  },
  async show(call, { store }) {
    const { texts, link, phone } = call;
    const id = bookOf(call);
    const book = id === undefined ? undefined : await store.bookVersion(phone.pbxId, id);
    if (book === undefined) return undefined;
    const field = { name: "q", label: texts.searchFor, input: "text", maxLength: SEARCH_LENGTH } as const;
    return {
      ...{ kind: "form", title: book.label, back: backTo(call) },
      ...{ url: link("book-found"), fields: [field], submit: texts.search },
    };
  },
};

/** By name and by number, as the phone's own book searches. */
const FOUND: MenuPage = {
  name: "book-found",
  async show(call, { books }) {
    const { texts, link, phone, query, rows: count } = call;
    const id = bookOf(call);
    const book = id === undefined ? undefined : await books.open(phone.pbxId, id);
    if (book === undefined) return undefined;
    const text = (query.get("q") ?? "").slice(0, SEARCH_LENGTH).toWellFormed();
    const search = { text };
    const { rows, nextFirst, previousFirst } = pageOf({
      ...{ title: book.label, url: "", language: call.language, numbersPerRow: 1, found: book.index.find(search) },
      question: { isForm: false, search, first: readCount(query.get("first"), 1), count },
    });
    if (rows.length === 0) return message(call, book.label, texts.nothingFound, "book");
    const turn = (label: string, first: number | undefined) =>
      first === undefined ? undefined : { text: label, url: link("book-found", { q: text, first }) };
    return {
      ...{ kind: "dial-list", title: book.label, back: backTo(call, "book") },
      entries: rows.flatMap(({ name, numbers }) => numbers.map((number) => ({ text: name, number }))),
      next: turn(texts.next, nextFirst),
      previous: turn(texts.previous, previousFirst),
    };
  },
};

export const BOOK_PAGES: readonly MenuPage[] = [SEARCH, FOUND];

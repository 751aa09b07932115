import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { checkEntry } from "../../provisioning/phone-book/check-entry.ts";
import {
  type BookEntry,
  type EntryContent,
  EntryFields,
  MAX_ENTRIES,
  type PhoneBook,
} from "../../provisioning/phone-book/phone-book.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answerEntry,
  BookParams,
  EntriesQuery,
  EntryAnswer,
  EntryParams,
  EntryPatchBody,
  entryName,
} from "../schemas/phone-book.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IfMatchHeaders,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  toPage,
} from "../schemas/shared.ts";
import { findBookFor, noBook } from "./phone-books.ts";

const tags = ["Phone books"];

export function addBookEntryRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  async function findEntryFor(
    request: FastifyRequest,
    params: { id: string; book: string; entry: string },
  ): Promise<{ book: PhoneBook; entry: BookEntry }> {
    const book = await findBookFor(request, params, deps);
    const entry = await store.findBookEntry(book.key, Number(params.entry.slice("entry-".length)));
    if (entry === undefined) throw noEntry(params.entry);
    return { book, entry };
  }

  /** Names stay out of the history: people ask to be forgotten. */
  async function noteChange(request: FastifyRequest, book: PhoneBook, change: string, entry: number): Promise<void> {
    const detail = { book: book.id, change, entry: entryName(entry) };
    await recordAction(deps, request, { name: "phone-book-entry-changed", pbx: book.pbxId, detail });
  }

  api.get(
    "/pbxs/:id/phone-books/:book/entries",
    {
      schema: {
        tags,
        summary: "List or search a phone book by name or number, as its phones do",
        params: BookParams,
        querystring: EntriesQuery,
        response: answers({ 200: pageOf(EntryAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const book = await findBookFor(request, request.params, deps);
      const opened = await deps.books.open(book.pbxId, book.id);
      if (opened === undefined) throw noBook(book.id);
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      const { index } = opened;
      const { items, next } = index.after(index.find({ text: search }), cursor, limit);
      return toPage({ items: [...items], next }, answerEntry);
    },
  );

  api.post(
    "/pbxs/:id/phone-books/:book/entries",
    {
      schema: {
        tags,
        summary: "Add an entry",
        params: BookParams,
        body: EntryFields,
        response: answers({ 201: EntryAnswer }, ...POST_PROBLEMS, "not-found", "phone-book-full"),
      },
    },
    async (request, reply) => {
      const book = await findBookFor(request, request.params, deps);
      const entry = await store.createBookEntry(book.key, readEntry(request.body));
      if (entry === "not-found") throw noBook(book.id);
      if (entry === "phone-book-full") throw fullProblem(book);
      await noteChange(request, book, "added", entry.id);
      setCreated(reply, "pbxs", book.pbxId, "phone-books", book.id, "entries", entryName(entry.id));
      setEtag(reply, entry.revision);
      return answerEntry(entry);
    },
  );

  api.get(
    "/pbxs/:id/phone-books/:book/entries/:entry",
    {
      schema: {
        tags,
        summary: "Show an entry",
        params: EntryParams,
        response: answers({ 200: EntryAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const { entry } = await findEntryFor(request, request.params);
      setEtag(reply, entry.revision);
      return answerEntry(entry);
    },
  );

  api.patch(
    "/pbxs/:id/phone-books/:book/entries/:entry",
    {
      schema: {
        tags,
        summary: "Change an entry",
        params: EntryParams,
        headers: IfMatchHeaders,
        body: EntryPatchBody,
        response: answers({ 200: EntryAnswer }, ...PATCH_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { book, entry } = await findEntryFor(request, request.params);
      const { lastName, firstName, company, group, numbers } = entry;
      const before = { lastName, firstName, company, group, numbers: [...numbers] };
      const wanted = readEntry({ ...before, ...request.body });
      const expected = expectRevision(request.headers, entry.revision);
      const changed = await store.updateBookEntry(book.key, entry.id, wanted, expected);
      if (changed === "not-found") throw noEntry(entryName(entry.id));
      if (changed === "stale") throw staleProblem();
      await noteChange(request, book, "changed", entry.id);
      setEtag(reply, changed.revision);
      return answerEntry(changed);
    },
  );

  api.delete(
    "/pbxs/:id/phone-books/:book/entries/:entry",
    {
      schema: {
        tags,
        summary: "Delete an entry",
        params: EntryParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { book, entry } = await findEntryFor(request, request.params);
      const expected = expectRevision(request.headers, entry.revision);
      const outcome = await store.deleteBookEntry(book.key, entry.id, expected);
      if (outcome === "not-found") throw noEntry(entryName(entry.id));
      if (outcome === "stale") throw staleProblem();
      await noteChange(request, book, "deleted", entry.id);
      return reply.code(204).send(null);
    },
  );
}

function readEntry(fields: EntryFields): EntryContent {
  const entry = checkEntry(fields);
  if (!("errors" in entry)) return entry;
  const detail = entry.errors.map(({ pointer, detail: what }) => `${pointer} ${what}`).join("; ");
  throw new Problem("invalid-body", detail, entry.errors);
}

export function fullProblem({ id, entryCount }: PhoneBook): Problem {
  return new Problem("phone-book-full", `The phone book ${id} has ${entryCount} entries; a book takes ${MAX_ENTRIES}`);
}

function noEntry(name: string): Problem {
  return new Problem("not-found", `There is no ${name}`);
}

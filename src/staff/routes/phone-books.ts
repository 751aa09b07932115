import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { quote } from "../../provisioning/field-error.ts";
import type { PhoneBook } from "../../provisioning/phone-book/phone-book.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import { answerBook, BookAnswer, BookParams, BookPatchBody, NewBookBody } from "../schemas/phone-book.ts";
import {
  answers,
  DELETE_PROBLEMS,
  IdParams,
  IfMatchHeaders,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  toPage,
} from "../schemas/shared.ts";

const tags = ["Phone books"];

export function addPhoneBookRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/pbxs/:id/phone-books",
    {
      schema: {
        tags,
        summary: "List the phone books of a PBX, all at once",
        params: IdParams,
        response: answers({ 200: pageOf(BookAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      return toPage({ items: await store.listPhoneBooks(pbx.id), next: null }, answerBook);
    },
  );

  api.post(
    "/pbxs/:id/phone-books",
    {
      schema: {
        tags,
        summary: "Make a phone book",
        description: "Phones show it whose setting `phoneBook` is its id: their own, their profile's, or the PBX's.",
        params: IdParams,
        body: NewBookBody,
        response: answers({ 201: BookAnswer }, ...POST_PROBLEMS, "not-found", "phone-book-exists"),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { id, label = id, includeAccounts: includesAccounts = false } = request.body;
      const book = await store.createPhoneBook({ pbxId: pbx.id, id, label, includesAccounts });
      if (book === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      if (book === "phone-book-exists")
        throw new Problem("phone-book-exists", `The PBX has a phone book ${id} already`, [
          { pointer: "/id", detail: `is taken: ${id}` },
        ]);
      await recordAction(deps, request, { name: "phone-book-created", pbx: pbx.id, detail: { book: id } });
      setCreated(reply, "pbxs", pbx.id, "phone-books", id);
      setEtag(reply, book.revision);
      return answerBook(book);
    },
  );

  api.get(
    "/pbxs/:id/phone-books/:book",
    {
      schema: {
        tags,
        summary: "Show a phone book, without its entries",
        params: BookParams,
        response: answers({ 200: BookAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const book = await findBookFor(request, request.params, deps);
      setEtag(reply, book.revision);
      return answerBook(book);
    },
  );

  api.patch(
    "/pbxs/:id/phone-books/:book",
    {
      schema: {
        tags,
        summary: "Change what a phone book is called, and whether accounts are in it",
        params: BookParams,
        headers: IfMatchHeaders,
        body: BookPatchBody,
        response: answers({ 200: BookAnswer }, ...PATCH_PROBLEMS),
      },
    },
    async (request, reply) => {
      const book = await findBookFor(request, request.params, deps);
      const { label, includeAccounts } = request.body;
      const patch = {
        ...(label === undefined ? {} : { label }),
        ...(includeAccounts === undefined ? {} : { includesAccounts: includeAccounts }),
      };
      const expected = expectRevision(request.headers, book.revision);
      const changed = await store.updatePhoneBook(book.pbxId, book.id, patch, expected);
      if (changed === "not-found") throw noBook(book.id);
      if (changed === "stale") throw staleProblem();
      await recordAction(deps, request, {
        ...{ name: "phone-book-changed", pbx: book.pbxId },
        detail: { book: book.id, fields: Object.keys(request.body) },
      });
      setEtag(reply, changed.revision);
      return answerBook(changed);
    },
  );

  api.delete(
    "/pbxs/:id/phone-books/:book",
    {
      schema: {
        tags,
        summary: "Delete a phone book with all its entries",
        description: "Phones whose settings name it have none from then on.",
        params: BookParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const book = await findBookFor(request, request.params, deps);
      const expected = expectRevision(request.headers, book.revision);
      const outcome = await store.deletePhoneBook(book.pbxId, book.id, expected);
      if (outcome === "not-found") throw noBook(book.id);
      if (outcome === "stale") throw staleProblem();
      const detail = { book: book.id, entries: book.entryCount };
      await recordAction(deps, request, { name: "phone-book-deleted", pbx: book.pbxId, detail });
      return reply.code(204).send(null);
    },
  );
}

/** The phone book of that name, if its PBX exists for the caller. */
export async function findBookFor(
  request: FastifyRequest,
  { id, book: bookId }: { id: string; book: string },
  deps: StaffDeps,
): Promise<PhoneBook> {
  const pbx = await findPbxFor(request, id, deps);
  const book = await deps.store.findPhoneBook(pbx.id, bookId);
  if (book === undefined) throw noBook(bookId);
  return book;
}

export function noBook(id: string): Problem {
  return new Problem("not-found", `There is no phone book ${quote(id)}`);
}

import { Readable } from "node:stream";
import { Type } from "@fastify/type-provider-typebox";
import { countNumberColumns, csvHeadOf, csvLineOf, readCsvEntries } from "../../provisioning/phone-book/csv-entries.ts";
import type { BookEntry } from "../../provisioning/phone-book/phone-book.ts";
import { type Api, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { BookParams, ImportAnswer, ImportQuery } from "../schemas/phone-book.ts";
import { answers, POST_PROBLEMS } from "../schemas/shared.ts";
import { fullProblem } from "./book-entries.ts";
import { findBookFor, noBook } from "./phone-books.ts";

const tags = ["Phone books"];
const CSV = "text/csv";
/** Several hundred bytes for each of as many entries as a book takes. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_FAULTS_SHOWN = 100;
const READ_AT_ONCE = 1000;

/** A whole phone book as a table, in and out. */
export function addBookFileRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;
  void api.register(async (scope: Api) => {
    scope.addContentTypeParser(CSV, { parseAs: "buffer" }, (_, body, done) => done(null, body));
    scope.post(
      "/pbxs/:id/phone-books/:book/import",
      {
        bodyLimit: MOST_BYTES,
        schema: {
          tags,
          summary: "Import entries from CSV",
          description:
            "UTF-8 or ISO-8859-1, with comma, semicolon or tab; the first line names the columns in English, German or French. One bad line, and nothing is written.",
          consumes: [CSV],
          params: BookParams,
          querystring: ImportQuery,
          body: Type.Unsafe<Buffer | undefined>({ description: "The file's bytes" }),
          response: answers({ 200: ImportAnswer }, ...POST_PROBLEMS, "not-found", "invalid-csv", "phone-book-full"),
        },
      },
      async (request) => {
        const book = await findBookFor(request, request.params, deps);
        if (!Buffer.isBuffer(request.body))
          throw new Problem("unsupported-media-type", `Send the file as it is, with the type ${CSV}`);
        const { mode = "merge", dryRun = false } = request.query;
        const { entries, faults, ignoredColumns } = readCsvEntries(request.body);
        if (faults.length > 0 && !dryRun)
          throw new Problem(
            "invalid-csv",
            `Of ${entries.length + faults.length} lines ${faults.length} cannot be read, so nothing was written`,
            faults.slice(0, MOST_FAULTS_SHOWN).map(({ line, detail }) => ({ pointer: `/lines/${line}`, detail })),
          );
        const counts = await store.importBookEntries(book.key, entries, { mode, isDry: dryRun });
        if (counts === "not-found") throw noBook(book.id);
        if (counts === "phone-book-full") throw fullProblem(book);
        if (!dryRun)
          await recordAction(deps, request, {
            ...{ name: "phone-book-imported", pbx: book.pbxId },
            detail: { book: book.id, mode, ...counts },
          });
        return { dryRun, mode, ...counts, faults: faults.slice(0, MOST_FAULTS_SHOWN), ignoredColumns };
      },
    );
  });

  api.get(
    "/pbxs/:id/phone-books/:book/export",
    {
      schema: {
        tags,
        summary: "Export the book's own entries as CSV",
        description:
          "UTF-8 with a mark at its beginning. What a spreadsheet would run as a formula has an apostrophe before it, which an import takes away again.",
        params: BookParams,
        response: answers(
          {
            200: {
              description: "The whole book",
              content: { [CSV]: { schema: Type.Unsafe<Readable>(Type.String()) } },
            },
          },
          "not-found",
        ),
      },
    },
    async (request, reply) => {
      const book = await findBookFor(request, request.params, deps);
      return reply
        .type(`${CSV}; charset=utf-8; header=present`)
        .header("content-disposition", `attachment; filename="${book.id}.csv"`)
        .send(Readable.from(writeBook(book.key)));
    },
  );

  async function* writeBook(key: number): AsyncGenerator<string> {
    const counts = { work: 1, mobile: 1, home: 1, other: 1 };
    for await (const entries of entriesOf(key)) countNumberColumns(counts, entries);
    yield csvHeadOf(counts);
    for await (const entries of entriesOf(key)) {
      // Somebody may just have added one with more numbers: the table then has no place for all of them.
      countNumberColumns(counts, entries);
      yield entries.map((entry) => csvLineOf(entry, counts)).join("");
    }
  }

  async function* entriesOf(key: number): AsyncGenerator<BookEntry[]> {
    let cursor: string | undefined;
    do {
      const { items, next } = await store.readBookEntries(key, { limit: READ_AT_ONCE, cursor });
      if (items.length > 0) yield items;
      cursor = next ?? undefined;
    } while (cursor !== undefined);
  }
}

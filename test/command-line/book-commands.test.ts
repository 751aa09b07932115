import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { page, runAt, test } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "offhook-books-"));
const FILE = join(folder, "book.csv");
const CSV = "Name,Work\nMüller,1\n";
writeFileSync(FILE, CSV);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BOOK = { id: "company", pbx: "main", label: "Company", includeAccounts: true, entries: 2 };
const COUNTS = { dryRun: false, mode: "replace", added: 1, changed: 0, unchanged: 0, removed: 3, ignoredColumns: [] };

describe("offhook book", () => {
  test("add, list and remove are about one PBX's", async ({ staff }) => {
    const server = await staff({
      "POST /pbxs/main/phone-books": { status: 201, json: BOOK },
      "GET /pbxs/main/phone-books": page(BOOK),
      "DELETE /pbxs/main/phone-books/company": { status: 204 },
    });
    await runAt(server, ["book", "add", "main", "company", "--label", "Company", "--accounts"]);
    expect(server.calls[0]?.body).toEqual({ id: "company", label: "Company", includeAccounts: true });
    expect((await runAt(server, ["book", "list", "main"])).out).toMatch(/^company +Company +2 +yes$/m);
    expect((await runAt(server, ["book", "remove", "main", "company"])).out).toBe("removed company\n");
  });

  test("import sends the file's own bytes, from a path or standard input", async ({ staff }) => {
    const server = await staff({ "POST /pbxs/main/phone-books/company/import": { json: { ...COUNTS, faults: [] } } });
    const { code, out } = await runAt(server, ["book", "import", "main", "company", FILE, "--mode", "replace"]);
    expect([code, server.calls[0]?.body, server.calls[0]?.query]).toEqual([0, CSV, { mode: "replace" }]);
    expect(out).toMatch(/^removed +3$/m);
    await runAt(server, ["book", "import", "main", "company", "-", "--dry-run"], CSV);
    expect([server.calls[1]?.body, server.calls[1]?.query]).toEqual([CSV, { mode: "merge", dryRun: "true" }]);
  });

  test("import shows each bad line and exits 1; a file that is not there is not asked about", async ({ staff }) => {
    const faults = [{ line: 3, detail: "has no name" }];
    const server = await staff({
      "POST /pbxs/main/phone-books/company/import": ({ query }) =>
        query.dryRun === "true"
          ? { json: { ...COUNTS, faults } }
          : { status: 422, json: { title: "Bad table", errors: [{ pointer: "/lines/3", detail: "has no name" }] } },
    });
    const dry = await runAt(server, ["book", "import", "main", "company", FILE, "--dry-run"]);
    expect([dry.code, dry.err]).toEqual([1, expect.stringContaining("line 3 has no name")]);
    const refused = await runAt(server, ["book", "import", "main", "company", FILE]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("/lines/3 has no name")]);
    const { code } = await runAt(server, ["book", "import", "main", "company", join(folder, "none.csv")]);
    expect([code, server.calls.length]).toEqual([2, 2]);
  });

  test("export writes what comes, and search shows names with all their numbers", async ({ staff }) => {
    const numbers = [
      { kind: "work", number: "201" },
      { kind: "mobile", number: "0170" },
    ];
    const server = await staff({
      "GET /pbxs/main/phone-books/company/export": { text: `\ufeff\ufeff${CSV}`, type: "text/csv" },
      "GET /pbxs/main/phone-books/company/entries": page({
        id: "entry-1",
        lastName: "Byron",
        firstName: "Ada",
        numbers,
      }),
    });
    // Whoever reads the text here takes the first mark away.
    expect((await runAt(server, ["book", "export", "main", "company"])).out).toBe(`\ufeff${CSV}`);
    const { out } = await runAt(server, ["book", "search", "main", "company", "ada", "byr"]);
    expect(out).toMatch(/^Byron +Ada +- +201 \(work\), 0170 \(mobile\) +entry-1$/m);
    expect(server.calls[1]?.query.search).toBe("ada byr");
  });
});

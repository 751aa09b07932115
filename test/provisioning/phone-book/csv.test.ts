import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inOrder } from "../../../src/provisioning/phone-book/check-entry.ts";
import { guardCell, parseCsv, unguardCell, writeCsvLine } from "../../../src/provisioning/phone-book/csv.ts";
import {
  countNumberColumns,
  csvHeadOf,
  csvLineOf,
  readCsvEntries,
} from "../../../src/provisioning/phone-book/csv-entries.ts";
import { type EntryContent, NUMBER_KINDS } from "../../../src/provisioning/phone-book/phone-book.ts";
import { TEXT_FORMATS } from "../../../src/provisioning/text-formats.ts";

/** What spreadsheets, parsers and people stumble over. */
const HOSTILE = [
  ...[
    '"',
    '""',
    "'",
    "''",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\\",
    "=",
    "+",
    "-",
    "@",
    "'=",
    "''+",
    "\uff1d",
    "|",
    "%",
  ],
  ...[
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
    "+49",
    "-1",
    "@SUM(A1)",
    "ä",
    "Łódź",
    "👩🏽‍💻",
    "\ufeff",
    "x",
    " ",
    "0",
  ],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join("").trim())
  .filter((whole) => whole.length <= 100 && TEXT_FORMATS["book-text"].matches(whole));
const number = fc.oneof(
  fc.stringMatching(/^\+?[0-9*#]{1,20}$/),
  fc.constantFrom("+4930123", "*21*0170#", "007", "anna", "a.b@example.org", "+", "-"),
);
const entry: fc.Arbitrary<EntryContent> = fc
  .record({
    ...{ lastName: text, firstName: text, company: text, group: text },
    numbers: fc
      .array(fc.record({ kind: fc.constantFrom(...NUMBER_KINDS), number }), { minLength: 1, maxLength: 12 })
      .map(inOrder),
  })
  .filter(({ lastName, firstName, company }) => lastName + firstName + company !== "");

function write(entries: readonly EntryContent[]): Buffer {
  const counts = countNumberColumns({ work: 1, mobile: 1, home: 1, other: 1 }, entries);
  return Buffer.from(csvHeadOf(counts) + entries.map((one) => csvLineOf(one, counts)).join(""));
}

/** What a spreadsheet that knows no guard would make of a cell. */
function isRun(cell: string): boolean {
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell);
}

describe("a phone book as CSV", () => {
  test("comes back as it was, whatever is in its names, and a spreadsheet runs none of it", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const bytes = write(entries);
        expect(readCsvEntries(bytes)).toEqual({ entries, faults: [], ignoredColumns: [] });
        expect(parseCsv(bytes.toString().slice(1)).records.flatMap(({ cells }) => cells.filter(isRun))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("loses nothing of 20,000 entries", () => {
    const entries = fc.sample(entry, { numRuns: 20_000, seed: 7 });
    const back = readCsvEntries(write(entries));
    expect(back.faults).toEqual([]);
    expect(back.entries).toEqual(entries);
  });

  test("is not parted by what stands between its quotation marks", () => {
    const { records } = parseCsv('"Meyer; Schulze; Huber",20\r\n"A, B and ""C""",21\r\n');
    expect(records.map(({ cells }) => cells)).toEqual([
      ["Meyer; Schulze; Huber", "20"],
      ['A, B and "C"', "21"],
    ]);
  });

  test("reads any table that it writes, and any other text without a fault of its own", () => {
    const cells = fc.array(fc.array(fc.string({ unit: "binary", maxLength: 6 }), { minLength: 2, maxLength: 5 }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(cells, (rows) => {
        const width = Math.max(2, ...rows.map((row) => row.length));
        const square = [Array.from({ length: width }, () => "h"), ...rows];
        expect(parseCsv(square.map(writeCsvLine).join("")).records.map(({ cells: read }) => read)).toEqual(square);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readCsvEntries(bytes)).not.toThrow();
      }),
    );
  });

  test("has its apostrophe taken away where it guards something, and nowhere else", () => {
    for (const cell of HOSTILE) {
      expect(isRun(guardCell(cell)), cell).toBe(false);
      expect(unguardCell(guardCell(cell))).toBe(cell);
    }
    expect(["'t Hooft", "O'Neill", "''"].map(unguardCell)).toEqual(["'t Hooft", "O'Neill", "''"]);
    expect(["'+49", "'=x", "''=x"].map(unguardCell)).toEqual(["+49", "=x", "'=x"]);
  });
});

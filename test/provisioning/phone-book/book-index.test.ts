import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBookIndex, type IndexedEntry, toBookRow } from "../../../src/provisioning/phone-book/book-index.ts";

let nextId = 1;
function entry(lastName: string, firstName = "", numbers: readonly string[] = ["1"], company = ""): IndexedEntry {
  return {
    ...{ id: nextId++, account: undefined, revision: 1, lastName, firstName, company, group: "" },
    numbers: numbers.map((number) => ({ kind: "work", number })),
  };
}

const BOOK = createBookIndex(
  [
    entry("Müller-Lüdenscheidt", "Jürgen", ["+4930123456", "0170999888"]),
    entry("Łukasz Żak", "", ["201"]),
    entry("Großmann", "Élodie", ["202"]),
    entry("O'Neill", "Sean", ["*21"]),
    entry("", "", ["0800112233"], "Æther & Söhne GmbH"),
    entry("Иванов", "Пётр", ["203"]),
  ].map(toBookRow),
);
const find = (text: string) => BOOK.find({ text }).map(({ lastName, company }) => lastName || company);

describe("a search", () => {
  test.each([
    ["mull", "Müller-Lüdenscheidt"],
    ["MÜLL", "Müller-Lüdenscheidt"],
    ["mueller", "Müller-Lüdenscheidt"],
    ["luden", "Müller-Lüdenscheidt"],
    ["jur mul", "Müller-Lüdenscheidt"],
    ["müller-lüd", "Müller-Lüdenscheidt"],
    ["M\u0075\u0308ller", "Müller-Lüdenscheidt"],
    ["zak", "Łukasz Żak"],
    ["lukasz", "Łukasz Żak"],
    ["grossm", "Großmann"],
    ["elodie", "Großmann"],
    ["o'n", "O'Neill"],
    ["neill", "O'Neill"],
    ["soehne", "Æther & Söhne GmbH"],
    ["aether", "Æther & Söhne GmbH"],
    ["ИВАН", "Иванов"],
    ["123456", "Müller-Lüdenscheidt"],
    ["030 123456", "Müller-Lüdenscheidt"],
    ["+49301", "Müller-Lüdenscheidt"],
    ["jürgen 0170", "Müller-Lüdenscheidt"],
    ["*21", "O'Neill"],
  ])("for %s finds %s alone", (text, name) => {
    expect(find(text).filter((found) => found !== name)).toEqual([]);
    expect(find(text)).toEqual([name]);
  });

  test("finds nothing inside words, nothing for signs alone, and everything for nothing", () => {
    for (const text of ["üller", "ssmann", "mull zak", "&", "-", "()", "\ud800"]) expect(find(text), text).toEqual([]);
    expect(find("  ")).toHaveLength(6);
  });

  test("by fields asks for each of them, and knows a caller with and without country code", () => {
    const names = (search: object) => BOOK.find(search).map(({ lastName }) => lastName);
    expect(names({ lastName: "mul", firstName: "j" })).toEqual(["Müller-Lüdenscheidt"]);
    expect(names({ lastName: "jur" })).toEqual([]);
    expect(names({ lastName: "aeth" })).toEqual([""]);
    expect(names({ number: "030123456" })).toEqual(["Müller-Lüdenscheidt"]);
    expect(names({ number: "004930123456" })).toEqual(["Müller-Lüdenscheidt"]);
    expect(names({ number: "201" })).toEqual(["Łukasz Żak"]);
    for (const number of ["20", "0301234", "99201", "x"]) expect(names({ number }), number).toEqual([]);
  });

  test("in pages gives every entry once, whatever their names are", () => {
    const name = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (names, limit) => {
        const index = createBookIndex(names.map(([last, first]) => toBookRow(entry(last, first))));
        const all = index.find({});
        const seen: IndexedEntry[] = [];
        let cursor: string | undefined;
        do {
          const { items, next } = index.after(all, cursor, limit);
          seen.push(...items);
          expect(next?.length ?? 0).toBeLessThan(250);
          cursor = next ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(all);
      }),
    );
  });
});

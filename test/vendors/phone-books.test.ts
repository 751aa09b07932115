import { describe, expect, test } from "vitest";
import { type BookQuestion, findBookRule, readQuery } from "../../src/provisioning/phone-book/book-form.ts";
import { createBookIndex, type IndexedEntry, toBookRow } from "../../src/provisioning/phone-book/book-index.ts";
import { pageOf } from "../../src/provisioning/phone-book/book-pages.ts";
import type { BookNumber, EntryContent } from "../../src/provisioning/phone-book/phone-book.ts";
import type { Vendor } from "../../src/provisioning/vendor.ts";
import { parseXml, type XmlElement } from "../../src/simulation/xml.ts";
import { vendors } from "../../src/vendors/index.ts";
import { BASE_URL, renderer, renderForTest, supportedModels, templateRules } from "./render-for-test.ts";

const MAC = "0004137447D0";

function entry(id: number, more: Partial<EntryContent>, ...numbers: BookNumber[]): IndexedEntry {
  const names = { lastName: "", firstName: "", company: "", group: "", ...more };
  return { ...{ id, account: undefined, revision: 1 }, ...names, numbers };
}

const PEOPLE = [
  entry(
    1,
    { lastName: "Byron", firstName: "Ada" },
    { kind: "work", number: "201" },
    { kind: "mobile", number: "+49170" },
  ),
  entry(2, { lastName: "Łódź & Söhne", group: "x" }, { kind: "home", number: "*21#" }),
  entry(
    3,
    { company: "<Acme> \"&\" 'Co'" },
    ...["1", "2", "3", "4"].map((number) => ({ kind: "other" as const, number })),
  ),
  entry(4, { lastName: "Zoë ☎️\nof two lines" }, { kind: "work", number: "anna" }),
];

/** Every form of asking that there is: by the first family that uses it. */
const forms = vendors.flatMap((vendor) =>
  Object.keys(vendor.families).flatMap((family) => {
    const rule = findBookRule(vendor, family);
    const models = supportedModels(vendor).filter(([, model]) => model.family === family);
    return rule === undefined || models[0] === undefined ? [] : [{ vendor, family, rule, modelName: models[0][0] }];
  }),
);

function ask(vendor: Vendor, family: string, query: string, people = PEOPLE, language = "en"): XmlElement {
  return parseXml(bytesOf(vendor, family, query, people, language));
}

function bytesOf(vendor: Vendor, family: string, query: string, people = PEOPLE, language = "en"): Buffer {
  const rule = findBookRule(vendor, family);
  if (rule?.template === undefined) throw new Error(`${vendor.name} ${family} asks for no book`);
  const name = rule.name(MAC, vendor.defaultModel);
  const question = rule.book.read(readQuery(`/${name}${query}`));
  const found = question.isForm ? [] : createBookIndex(people.map(toBookRow)).find(question.search);
  const { numbersPerRow } = rule.book;
  const page = pageOf({ title: "All <of> us", url: `${BASE_URL}${name}`, question, language, numbersPerRow, found });
  return renderer.render(rule.template, page, rule.escape);
}

const [snom, yealink, gigaset] = ["snom", "yealink", "gigaset"].map((id) => vendors.find((one) => one.id === id)) as [
  Vendor,
  Vendor,
  Vendor,
];

function textsOf(root: XmlElement, name: string): string[] {
  const own = root.name === name ? [root.text] : [];
  return [...own, ...root.children.flatMap((child) => textsOf(child, name))];
}

const GOLDEN: readonly [file: string, vendor: Vendor, family: string, query: string, language?: string][] = [
  ["snom/phone-book/list.xml", snom, "desk", ""],
  ["snom/phone-book/search-form.xml", snom, "desk", "?form=1", "de"],
  ["snom/phone-book/nothing-found.xml", snom, "desk", "?search=nobody", "fr"],
  ["yealink/phone-book/whole.xml", yealink, "desk", "?search="],
  ["gigaset/phone-book/some.xml", gigaset, "nx", "?command=get_list&type=pb&first=2&count=3&limit=2048&ln=*", "de"],
  ["gigaset/phone-book/nothing-found.xml", gigaset, "n510", "?command=get_list&type=pb&first=1&count=16&hm=999"],
];

describe("phone books in golden files", () => {
  test.each(GOLDEN)("%s", async (file, vendor, family, query, language) => {
    const known = vendor.families[family] === undefined ? Object.keys(vendor.families)[0] : family;
    const bytes = bytesOf(vendor, known ?? family, query, PEOPLE, language);
    await expect(bytes.toString()).toMatchFileSnapshot(`golden/${file}`);
  });
});

const HOSTILE = [
  `& < > " ' &amp; ]]> <!-- -->`,
  "a\r\n<DirectoryEntry><Name>x</Name></DirectoryEntry>",
  "{{texts.search}} \u0024{process.env.HOME} __Q__",
  "Jürgen Groß, Łódź ☎️ 👩🏽‍💻",
  "%NULL%",
  "a\u2028b",
  "x".repeat(100),
];

describe.each(forms)("$vendor.name, $family", ({ vendor, family, rule, modelName }) => {
  test("gives back hostile names as they are on one line, and opens no other element", () => {
    const shape = (root: XmlElement): unknown => [root.name, root.children.map(shape)];
    const plain = ask(vendor, family, rule.book.query, [
      entry(1, { lastName: "plain" }, { kind: "work", number: "1" }),
    ]);
    for (const text of HOSTILE) {
      const people = [entry(1, { lastName: text }, { kind: "work", number: "1" })];
      const root = ask(vendor, family, rule.book.query, people);
      expect(shape(root)).toEqual(shape(plain));
      expect([...textsOf(root, "Name"), ...textsOf(root, "ln")]).toContain(text.replace(/\s+/g, " "));
    }
  });

  test("loses no number of anybody", () => {
    const root = ask(vendor, family, rule.book.query);
    expect([...textsOf(root, "Telephone"), ...textsOf(root, "hm")].sort()).toEqual(
      PEOPLE.flatMap(({ numbers }) => numbers.map(({ number }) => number)).sort(),
    );
  });

  test("is told in the configuration where its book is, under a name that leads back to it", () => {
    const model = vendor.models[modelName];
    const files = model === undefined ? [] : templateRules(vendor, model);
    const address = `${BASE_URL}${rule.name(MAC, modelName)}`;
    const texts = (options: object) => files.map((file) => renderForTest(vendor, modelName, file, options).toString());
    const keys = model?.keys === 0 ? [] : [{ type: "directory" }];
    const withBook = texts({ settings: { phoneBook: "company" }, phoneBook: "Company", keys }).join("\n");
    expect(withBook).toContain(address);
    expect(texts({ settings: { phoneBook: "company" }, keys }).join("\n")).not.toContain("phone-book-");
    expect(rule.path.exec(rule.name(MAC, modelName))?.groups?.mac).toMatch(/^0004137447d0$/i);
    const [first] = vendor.files.filter(
      ({ path, families }) => path.test(rule.name(MAC, modelName)) && (families?.includes(family) ?? true),
    );
    expect(first).toBe(rule);
  });
});

describe("the way of asking", () => {
  const read = (vendor: Vendor, family: string, query: string): BookQuestion | undefined =>
    findBookRule(vendor, family)?.book.read(readQuery(`/x${query}`));
  const deskOf = (vendor: Vendor) => Object.keys(vendor.families)[0] ?? "";

  test.each([
    ["?search=J%C3%BCrgen+G", "Jürgen G"],
    ["?search=J%FCrgen", "Jürgen"],
    ["?search=J\u00c3\u00bcrgen", "Jürgen"],
    ["?search=100%", "100%"],
    ["?search=a&search=b", "a"],
    ["?search=x#y", "x"],
    ["?search", ""],
    ["", undefined],
  ])("reads %s however it is encoded", (query, text) => {
    expect(read(snom, deskOf(snom), query)?.search.text).toBe(text);
  });

  test("of Yealink's phones is the place-holder itself where firmware does not know it", () => {
    const family = Object.keys(yealink.families).find((one) => findBookRule(yealink, one) !== undefined) ?? "";
    for (const query of ["?search=#SEARCH", "?search=%23SEARCH", "?search="])
      expect(read(yealink, family, query)?.search.text, query).toBe("");
    expect(read(yealink, family, "?search=an")?.search.text).toBe("an");
  });

  test("of Gigaset's bases has pages, fields and stars", () => {
    const query = "?command=get_list&type=pb&first=17&count=16&limit=2048&ln=M%C3%BCl*&fn=*&hm=*";
    expect(read(gigaset, "nx", query)).toEqual({
      ...{ isForm: false, first: 17, count: 16, field: "ln" },
      search: { lastName: "Mül", firstName: "", number: "" },
    });
    for (const wild of ["?first=0&count=-1", "?first=x&count=", "?first=99999999&count=99999999"]) {
      const { first = 0, count = 0 } = read(gigaset, "nx", wild) ?? {};
      expect([first, count], wild).toEqual([1, 16]);
    }
    expect(read(gigaset, "nx", "?count=5000")?.count).toBe(200);
  });

  test("leads from page to page of Snom's list and back", () => {
    const people = Array.from({ length: 65 }, (_, index) =>
      entry(
        index + 1,
        { lastName: `Person ${String(index).padStart(2, "0")} &` },
        { kind: "work", number: String(index) },
      ),
    );
    const seen: string[] = [];
    let query: string | undefined = "?search=per";
    const pages: string[] = [];
    while (query !== undefined && pages.length < 9) {
      pages.push(query);
      const root = ask(snom, deskOf(snom), query, people);
      seen.push(...textsOf(root, "Telephone"));
      const next = root.children.find((child) => child.name === "SoftKeyItem" && textsOf(child, "Label")[0] === "Next");
      const url = next && textsOf(next, "Url")[0];
      query = url?.slice(url.indexOf("?"));
    }
    expect(pages).toEqual(["?search=per", "?search=per&first=31", "?search=per&first=61"]);
    expect(seen).toEqual(people.map((_, index) => String(index)));
    const last = ask(snom, deskOf(snom), "?search=per&first=61", people);
    expect(textsOf(last, "Url").some((url) => url.endsWith("?search=per&first=31"))).toBe(true);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

const BOOKS = "/pbxs/main/phone-books";
const ADA = { lastName: "Byron", firstName: "Ada", numbers: [{ kind: "work", number: "+49 (0)30 123-45" }] };

async function makeBook(id: string, more: object = {}): Promise<string> {
  const { status, text } = await staff.post(BOOKS, { id, ...more });
  expect(text).not.toContain("problems");
  expect(status).toBe(201);
  return `${BOOKS}/${id}`;
}

function importCsv(book: string, csv: string | Buffer, query = "", type = "text/csv") {
  return staff.call("POST", `${book}/import${query}`, { body: csv, headers: { "content-type": type } });
}

async function namesIn(book: string, search = ""): Promise<string[]> {
  const { json } = await staff.get(`${book}/entries?search=${encodeURIComponent(search)}`);
  return json.items.map(({ lastName, firstName }) => `${lastName} ${firstName}`.trim());
}

describe("a phone book", () => {
  test("is made, shown, changed by its ETag and deleted", async () => {
    const made = await staff.post(BOOKS, { id: "company" });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: "/api/v1/pbxs/main/phone-books/company" },
      json: { id: "company", pbx: "main", label: "company", includeAccounts: false, entries: 0 },
    });
    expect(await staff.post(BOOKS, { id: "company" })).toMatchObject({
      status: 409,
      json: { code: "phone-book-exists" },
    });
    expect((await staff.get(BOOKS)).json.items).toMatchObject([{ id: "company" }]);
    const book = `${BOOKS}/company`;
    const stale = { headers: { "if-match": '"0"' } };
    expect(await staff.patch(book, { label: "All" }, stale)).toMatchObject({ status: 412 });
    expect(await staff.patch(book, { label: "All" })).toMatchObject({ json: { label: "All" } });
    expect(await staff.remove(book)).toMatchObject({ status: 204 });
    expect(await staff.get(book)).toMatchObject({ status: 404 });
  });

  test("takes entries, keeps numbers as they are dialled, and names what is wrong", async () => {
    const book = await makeBook("entries");
    const made = await staff.post(`${book}/entries`, {
      ...ADA,
      numbers: [{ kind: "mobile", number: "0170 1" }, ...ADA.numbers],
    });
    expect(made.json).toMatchObject({
      ...{ lastName: "Byron", firstName: "Ada", company: "", account: null },
      numbers: [
        { kind: "work", number: "+493012345" },
        { kind: "mobile", number: "01701" },
      ],
    });
    const entry = String(made.headers.location).replace("/api/v1", "");
    expect(await staff.patch(entry, { group: "Sales" })).toMatchObject({ json: { lastName: "Byron", group: "Sales" } });
    const wrong: [object, string][] = [
      [{ numbers: [{ kind: "work", number: "1" }] }, "/lastName"],
      [{ lastName: "x", numbers: [{ kind: "work", number: "call me" }] }, "/numbers/0/number"],
      [{ lastName: "x", numbers: [{ kind: "fax", number: "1" }] }, "/numbers/0/kind"],
      [{ lastName: "x", numbers: [] }, "/numbers"],
      [{ lastName: "a\u0000b", numbers: [{ kind: "work", number: "1" }] }, "/lastName"],
    ];
    for (const [body, pointer] of wrong) {
      const refused = await staff.post(`${book}/entries`, body);
      expect(refused, pointer).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
    }
    expect(await staff.remove(entry)).toMatchObject({ status: 204 });
    expect(await staff.remove(entry)).toMatchObject({ status: 404 });
    expect(await staff.get(`${book}/entries/entry-1e9`)).toMatchObject({ status: 404 });
    const events = (await staff.get("/events?name=phone-book-entry-changed")).text;
    expect(events).toContain("deleted");
    expect(events).not.toContain("Byron");
  });

  test("is paged through in the order of its names, with accounts where they are wanted", async () => {
    const book = await makeBook("pages", { includeAccounts: true });
    await staff.post("/pbxs/main/accounts", { username: "301", displayName: "Élise Noël" });
    for (const lastName of ["Zoé", "zebra", "Ärger", "Alt", "Émile"])
      await staff.post(`${book}/entries`, { ...ADA, lastName, firstName: "" });
    const seen: string[] = [];
    let cursor = "";
    do {
      const { json } = await staff.get(`${book}/entries?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...json.items.map(({ lastName }) => String(lastName)));
      cursor = String(json.next ?? "");
    } while (cursor !== "");
    expect(seen.filter((name) => !name.startsWith("Desk"))).toEqual(
      expect.arrayContaining(["Alt", "Ärger", "Élise Noël", "Émile", "zebra", "Zoé"]),
    );
    expect(seen.indexOf("Ärger")).toBeGreaterThan(seen.indexOf("Alt"));
    expect(seen.indexOf("Zoé")).toBe(seen.length - 1);
    expect(new Set(seen).size).toBe(seen.length);
    const [account] = (await staff.get(`${book}/entries?search=elise`)).json.items;
    expect(account).toMatchObject({ id: null, account: "301", numbers: [{ kind: "work", number: "301" }] });
    await staff.patch("/pbxs/main/accounts/301", { displayName: "Nobody" });
    expect(await namesIn(book, "elise")).toEqual([]);
    await staff.patch(book, { includeAccounts: false });
    expect(await namesIn(book, "nobody")).toEqual([]);
  });
});

describe("an import", () => {
  test.for([
    ["English, commas", "Last name,First name,Work,Mobile\r\nMüller,Ada,030 1,0170\r\n"],
    ["German, semicolons, a mark", "\ufeffNachname;Vorname;Telefon geschäftlich;Handy\nMüller;Ada;030 1;0170\n"],
    ["French", 'Nom;Prénom;Bureau;Téléphone mobile\n"Müller";Ada;030 1;0170'],
    ["one name", '"Name","Number","Cell phone"\n"Müller, Ada",0301,0170'],
    ["another spreadsheet's guard", "Last name,First name,Work,Mobile\nMüller,Ada,'030 1,0170"],
  ] as const)("reads columns by their headings: %s", async ([name, csv]) => {
    const book = await makeBook(`import-${name.replaceAll(/\W+/g, "-").toLowerCase().slice(0, 20)}`);
    expect(await importCsv(book, csv)).toMatchObject({ status: 200, json: { added: 1, faults: [] } });
    expect((await staff.get(`${book}/entries`)).json.items).toMatchObject([
      {
        ...{ lastName: "Müller", firstName: "Ada" },
        numbers: [
          { kind: "work", number: "0301" },
          { kind: "mobile", number: "0170" },
        ],
      },
    ]);
  });

  test("reads Latin-1", async () => {
    const book = await makeBook("latin");
    const csv = Buffer.from("Nachname;Büro\nGroß-Jürgens;1\n", "latin1");
    expect(await importCsv(book, csv)).toMatchObject({ status: 200 });
    expect(await namesIn(book)).toEqual(["Groß-Jürgens"]);
  });

  test("that has a bad line writes nothing; a dry run says what is wrong on which line", async () => {
    const book = await makeBook("bad");
    await importCsv(book, "Name,Work\nOld,1\n");
    const csv = 'Name,Work,Shoe size\nGood,2,\n,3,\n"two\nlines",4,\nNo number,,\nBad,call me,\nMany,1,2,3\n';
    const refused = await importCsv(book, csv, "?mode=replace");
    expect(refused).toMatchObject({
      status: 422,
      json: { code: "invalid-csv", errors: ["3", "6", "7", "8"].map((line) => ({ pointer: `/lines/${line}` })) },
    });
    expect(await namesIn(book)).toEqual(["Old"]);
    const dry = await importCsv(book, csv, "?mode=replace&dryRun=true");
    expect(dry).toMatchObject({
      status: 200,
      json: { dryRun: true, added: 2, removed: 1, ignoredColumns: ["Shoe size"] },
    });
    expect(await namesIn(book)).toEqual(["Old"]);
    expect(String(refused.json.detail)).toContain("nothing was written");
    for (const headless of ["", "Good,2", "Name,Shoe size\nx,1", "Work\n1", '"Name,Work\nx,1'])
      expect(await importCsv(book, headless), headless).toMatchObject({ status: 422, json: { code: "invalid-csv" } });
    expect(await importCsv(book, "{}", "", "application/json")).toMatchObject({ status: 415 });
    expect(await importCsv(book, "Name,Work\nx,1", "", "text/plain")).toMatchObject({ status: 415 });
    expect(await namesIn(book)).toEqual(["Old"]);
  });

  test("merges or replaces, and takes its own export for nothing new", async () => {
    const book = await makeBook("modes");
    await importCsv(book, "Name,Group,Work,Work 2\nA,x,1,2\nB,,3,\n");
    const merged = await importCsv(book, "Name,Work\nB,4\nC,5\n");
    expect(merged.json).toMatchObject({ mode: "merge", added: 1, changed: 1, removed: 0 });
    const exported = await staff.get(`${book}/export`);
    expect(exported.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    expect(exported.text).toBe(
      "\ufeffLast name,First name,Company,Group,Work,Work 2,Mobile,Home,Other\r\nA,,,x,1,2,,,\r\nB,,,,4,,,,\r\nC,,,,5,,,,\r\n",
    );
    for (const mode of ["merge", "replace"])
      expect((await importCsv(book, exported.text, `?mode=${mode}`)).json).toMatchObject({
        added: 0,
        changed: 0,
        removed: 0,
        unchanged: 3,
      });
    expect((await importCsv(book, "Name,Work\nC,5\n", "?mode=replace")).json).toMatchObject({
      removed: 2,
      unchanged: 1,
    });
  });
});

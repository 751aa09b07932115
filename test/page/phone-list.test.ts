import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCsv, parseCsv, unguardCell } from "../../src/provisioning/phone-book/csv.ts";
import { PAGE_LANGUAGES } from "../../src/staff/page/languages.ts";
import { macInCode } from "../../src/staff/page/parts/scan-label.tsx";
import { FIELDS } from "../../src/staff/page/phone-list/column-words.ts";
import {
  makeRows,
  type RowResult,
  readResults,
  sayRowFault,
  writeReport,
  writeTable,
} from "../../src/staff/page/phone-list/import-rows.ts";
import { fieldOfHead, readPhoneList } from "../../src/staff/page/phone-list/read-list.ts";
import { addPreview } from "../../src/staff/page/phone-table/bulk-actions.ts";
import { loadTexts } from "../../src/staff/page/texts/texts.ts";

const KNOWN = { vendors: ["snom", "Snom", "yealink", "Yealink", "gigaset", "Gigaset"], pbxs: ["main", "branch"] };
const ALL = await Promise.all(PAGE_LANGUAGES.map(async (language) => ({ language, texts: await loadTexts(language) })));

test.each(ALL)(
  "the columns' own names are recognised in $language, also as the report and the table write them",
  ({ texts }) => {
    expect(FIELDS.map((field) => fieldOfHead(texts.importing.fields[field]))).toEqual(FIELDS);
    const { mac, manufacturer, model, pbx, label, extensions } = texts.phones;
    expect([mac, manufacturer, model, pbx, label, extensions].map(fieldOfHead)).toEqual([
      "mac",
      "vendor",
      "model",
      "pbx",
      "label",
      "account",
    ]);
    const { problem, code, line } = texts.importing;
    expect([problem, code, line].map(fieldOfHead)).toEqual([null, null, null]);
  },
);

test.each([
  [
    "MAC-Adresse;Nebenstelle;Name;Standort\r\n00:04:13:74:47:d0;20;Müller;Empfang\r\n",
    ["mac", "account", "displayName", "label"],
  ],
  [
    "\uFEFFAdresse MAC\tPoste\tNom\tRemarque perso\n0004.1374.47d0\t20\tDupont\tx\n",
    ["mac", "account", "displayName", null],
  ],
  [
    "Name,Ext,Device address\nFront desk,20,0004137447D0\nBack,21,00-04-13-74-47-D1\n",
    ["displayName", "account", "mac"],
  ],
  [
    "0004137447D0,snom,main,201,Front desk\n000413744,yealink,main,202,Office\n805EC017DE13,yealink,main,203,Lab\n",
    ["mac", "vendor", "pbx", "account", "label"],
  ],
  ["00 04 13 74 47 d0\n00-04-13-74-47-d1\n", ["mac"]],
  ["Tillverkare;Växel;Gigaset-id;MAC-adress\nGigaset;main;AB12;7C2E802076BC\n", ["vendor", "pbx", "macId", "mac"]],
  ["Nazwa wyświetlana;Numer wewnętrzny;Adres MAC\nHol;12;0004137447D0\n", ["displayName", "account", "mac"]],
] as const)("reads %j", (text, mapping) => {
  const list = readPhoneList(text, KNOWN);
  expect(list.mapping).toEqual(mapping);
  expect(list.rows.length).toBe(text.trim().split(/[\r\n]+/).length - (list.heads.length > 0 ? 1 : 0));
});

test("a row is sent as POST /phones takes it, with what is chosen for all where it says nothing", () => {
  const text =
    "MAC;PBX;Extension;Name;Profile;Gigaset ID\n0004137447D0;;20;;;\n7C2E802076BC;branch;21;Hall;desk;AB12\n;;;x;;\n";
  const rows = makeRows(readPhoneList(text, KNOWN), { pbx: "main", profile: "plain" });
  expect(rows.map(({ line, body }) => ({ line, body }))).toEqual([
    { line: 2, body: { mac: "0004137447D0", pbx: "main", lines: [{ account: "20" }], profile: "plain" } },
    {
      line: 3,
      body: {
        mac: "7C2E802076BC",
        pbx: "branch",
        macId: "AB12",
        lines: [{ account: "21", displayName: "Hall" }],
        profile: "desk",
      },
    },
    { line: 4, body: { mac: "", pbx: "main", profile: "plain" } },
  ]);
});

test.each(ALL)(
  "the report in $language holds the bad rows as they were, and can be mended and read again",
  ({ texts }) => {
    const text = 'Notiz;MAC;Bezeichnung\n=1+2;nonsense;-50% Rabatt\n;0004137447D0;gut\n@x;00:04:13:74:47:d0;"mit """\n';
    const list = readPhoneList(text, KNOWN);
    const rows = makeRows(list, { pbx: "main", profile: "" });
    const results = readResults(
      {
        rows: [
          { row: 0, outcome: "refused", code: "invalid-mac", detail: "x", errors: [{ pointer: "/mac", detail: "x" }] },
          { row: 1, outcome: "ok", newAccounts: [] },
          { row: 2, outcome: "refused", code: "mac-in-use", detail: "x", errors: [{ pointer: "/mac", detail: "x" }] },
        ],
      },
      rows,
      texts,
    );
    const refused = results.filter(({ fault }) => fault !== undefined);
    expect(sayRowFault(results[2] as RowResult, results, texts)).toBe(texts.importing.twice(3));
    const report = writeReport(list, refused, results, texts);
    const { records } = parseCsv(decodeCsv(new TextEncoder().encode(report)).replace(/^\uFEFF/, ""));
    for (const { cells } of records) for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@]/);
    const again = readPhoneList(report, KNOWN);
    expect(again.mapping).toEqual([null, "mac", "label", null, null, null]);
    expect(makeRows(again, { pbx: "main", profile: "" }).map(({ body }) => body)).toEqual(
      refused.map(({ row }) => row.body),
    );
  },
);

test("whatever somebody drops is read without failing, and no cell of what is written runs in a spreadsheet", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("=1", "'=1", "+4", "@x", '"', "\t=1", "＝1"),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
      fc.string(),
      (lines, noise) => {
        readPhoneList(noise, KNOWN);
        const written = writeTable(lines);
        const { records } = parseCsv(written.slice(1));
        for (const { cells } of records) for (const one of cells) expect(one).not.toMatch(/^[=+\-@\t\r]/);
        const filled = lines.filter((cells) => cells.length > 1 || cells[0] !== "");
        expect(records.map(({ cells }) => cells.map(unguardCell))).toEqual(filled);
      },
    ),
    { numRuns: 25 },
  );
});

test("an answer of any form is read", async () => {
  const en = await loadTexts("en");
  const rows = makeRows(readPhoneList("mac\n0004137447D0\n", KNOWN), { pbx: "main", profile: "" });
  fc.assert(
    fc.property(fc.jsonValue(), (raw) => {
      for (const answer of [raw, { rows: raw }, { rows: [raw] }, { rows: [{ row: 0, outcome: raw, errors: raw }] }])
        for (const result of readResults(answer, rows, en)) sayRowFault(result, [result], en);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["0004137447D0", "0004137447D0"],
  ["00:04:13:74:47:d0", "0004137447D0"],
  ["P/N:123 MAC:00-04-13-74-47-D0 S/N:77", "0004137447D0"],
  ["https://example.org/?mac=805ec017de13&sn=1", "805EC017DE13"],
  ["SN 01234567890123456789", undefined],
  ["FF:FF:FF:FF:FF:FF", undefined],
  ["", undefined],
])("of the code %j the MAC is %s", (text, mac) => {
  expect(macInCode(text)).toBe(mac);
});

test("what an action would do is added up, whatever the API says", () => {
  const answer = {
    pbxs: [{ pbx: "main", phones: 2 }],
    ...{ open: 1, seen: 2 },
    cannot: [{ mac: "0004137447D0", code: "not-found", why: "gone" }],
  };
  const twice = addPreview(answer, addPreview(answer));
  expect(Object.fromEntries(twice.pbxs)).toEqual({ main: 4 });
  expect(twice).toMatchObject({ open: 2, seen: 4, cannot: [{ detail: "gone" }, { code: "not-found" }] });
  fc.assert(
    fc.property(fc.jsonValue(), (raw) => {
      for (const one of [raw, { pbxs: raw, cannot: raw }, { pbxs: [raw], open: raw, cannot: [raw] }]) addPreview(one);
    }),
    { numRuns: 100 },
  );
});

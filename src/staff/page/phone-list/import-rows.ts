import type { Static } from "@fastify/type-provider-typebox";
import { parseMac } from "../../../provisioning/mac.ts";
import { guardCell, writeCsvLine } from "../../../provisioning/phone-book/csv.ts";
import type { ImportedRowAnswer, PhoneImportAnswer } from "../../schemas/phone-import.ts";
import { type Fault, readFault } from "../api.ts";
import { sayFault } from "../parts/fault-note.tsx";
import { faultsOfFields } from "../phone-form.ts";
import { fieldsOf, readCount, readList, readText } from "../read.ts";
import type { Texts } from "../texts/texts.ts";
import type { ListField } from "./column-words.ts";
import type { PhoneList } from "./read-list.ts";

/** What is taken where the list says nothing. */
export type Defaults = { pbx: string; profile: string };
/** A phone of the list as it is sent, and where it stands. */
export type ListedRow = { line: number; cells: readonly string[]; body: Record<string, unknown> };

/** Whatever is wrong with it is the API's to say: it gets every row that has anything. */
export function makeRows({ rows, mapping }: PhoneList, defaults: Defaults): ListedRow[] {
  const columns = new Map(mapping.flatMap((field, index) => (field === null ? [] : [[field, index] as const])));
  return rows.map(({ line, cells }) => {
    const cellOf = (field: ListField) => cells[columns.get(field) ?? -1] ?? "";
    const given = Object.fromEntries(
      (["macId", "vendor", "model", "label"] as const).flatMap((field) =>
        cellOf(field) === "" ? [] : [[field, cellOf(field)]],
      ),
    );
    const account = cellOf("account");
    const displayName = cellOf("displayName");
    const profile = cellOf("profile") || defaults.profile;
    const body = {
      mac: cellOf("mac"),
      pbx: cellOf("pbx") || defaults.pbx,
      ...given,
      ...(account === "" ? {} : { lines: [displayName === "" ? { account } : { account, displayName }] }),
      ...(profile === "" ? {} : { profile }),
    };
    return { line, cells, body };
  });
}

/** What became of a row; `fault` undefined: it is admitted, or would be. */
export type RowResult = { row: ListedRow; fault: Fault | undefined; newAccounts: readonly string[] };

/** The results of the rows that were sent, from an answer of any form. Rows that it does not speak of were not looked at. */
export function readResults(raw: unknown, sent: readonly ListedRow[], texts: Texts): RowResult[] {
  const answer = fieldsOf<Static<typeof PhoneImportAnswer>>(raw);
  return readList(answer.rows, (one) => {
    const result = fieldsOf<Static<typeof ImportedRowAnswer>>(one);
    const row = sent[readCount(result.row)];
    const fault = result.outcome === "ok" ? undefined : readFault(one, 422, null, texts);
    return row === undefined ? [] : [{ row, fault, newAccounts: readList(result.newAccounts, readText) }];
  }).flat();
}

/** What is wrong with a row, in the reader's words. */
export function sayRowFault({ row, fault }: RowResult, all: readonly RowResult[], texts: Texts): string {
  if (fault === undefined) return "";
  const t = texts.importing;
  if (fault.code === "mac-in-use") {
    const mac = parseMac(readText(row.body.mac));
    const twin = all.find((one) => one.row.line < row.line && parseMac(readText(one.row.body.mac)) === mac);
    if (twin !== undefined && twin.fault === undefined) return t.twice(twin.row.line);
  }
  const said = Object.entries(faultsOfFields(fault, texts)).map(([field, text]) => `${nameOf(field, texts)}: ${text}`);
  return said.length > 0 ? said.join(" ") : sayFault(fault, texts);
}

function nameOf(field: string, { importing }: Texts): string {
  return Object.hasOwn(importing.fields, field) ? importing.fields[field as ListField] : field;
}

/** The refused rows as they were, with what is wrong, so that they can be mended and dropped again. */
export function writeReport(
  list: PhoneList,
  refused: readonly RowResult[],
  all: readonly RowResult[],
  texts: Texts,
): string {
  const t = texts.importing;
  const heads = Array.from({ length: list.width }, (_, index) => {
    const field = list.mapping[index];
    return field === null || field === undefined ? (list.heads[index] ?? "") : t.fields[field];
  });
  const lines = refused.map((result) => [
    ...Array.from({ length: list.width }, (_, index) => result.row.cells[index] ?? ""),
    sayRowFault(result, all, texts),
    result.fault?.code ?? "",
    String(result.row.line),
  ]);
  return writeTable([[...heads, t.problem, t.code, t.line], ...lines]);
}

/** A file that a spreadsheet opens as what it is, and whose cells it does not run. */
export function writeTable(lines: readonly (readonly string[])[]): string {
  return `\uFEFF${lines.map((cells) => writeCsvLine(cells.map(guardCell))).join("")}`;
}

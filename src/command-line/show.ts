import { toPlain } from "../provisioning/plain-text.ts";
import { type Item, isItem } from "./staff-client.ts";

/** A column's heading and the property that fills it. */
export type Column = readonly [heading: string, property: string];

export function showJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** An aligned table, or one word when there is nothing to show. */
export function showTable(items: readonly Item[], columns: readonly Column[]): void {
  if (items.length === 0) {
    process.stdout.write("none\n");
    return;
  }
  const rows = [
    columns.map(([heading]) => heading),
    ...items.map((item) => columns.map(([, property]) => toText(item[property]))),
  ];
  showRows(rows);
}

/** One thing, a line for each of its properties; lists below each other. */
export function showItem(item: Item): void {
  const rows: string[][] = [];
  for (const [name, value] of Object.entries(item)) {
    if (Array.isArray(value) && value.some(isItem)) {
      value.forEach((entry, index) => {
        rows.push([`${name} ${index + 1}`, toText(entry)]);
      });
    } else rows.push([name, toText(value)]);
  }
  showRows(rows);
}

export function showRows(rows: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  for (const row of rows) {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}

/** One line: what a phone said steers no terminal. */
export function printLine(text: string): void {
  process.stdout.write(`${toPlain(text)}\n`);
}

function toText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "-";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.map(toText).join(", ");
  if (isItem(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined && field !== "");
    return fields.length === 0 ? "-" : fields.map(([name, field]) => `${name}=${toText(field)}`).join(" ");
  }
  return toPlain(String(value));
}

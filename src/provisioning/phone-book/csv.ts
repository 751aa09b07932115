/** A record of a table, and the line of the file where it begins (from 1). */
export type CsvRecord = { line: number; cells: string[] };
export type CsvFault = { line: number; detail: string };

const DELIMITERS = [",", ";", "\t"];

/** UTF-8 with or without a mark at its beginning, else Windows-1252, which is ISO-8859-1 with more signs. */
export function decodeCsv(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * RFC 4180, and `;` or a tab as spreadsheets of other countries write it: whichever parts the first line more often. Lines may
 * end in CR LF, LF or CR; empty ones are left out.
 */
export function parseCsv(text: string): { records: CsvRecord[]; faults: CsvFault[] } {
  const delimiter = delimiterOf(text);
  const records: CsvRecord[] = [];
  const faults: CsvFault[] = [];
  const plainEnd = new RegExp(`[${delimiter}\\r\\n]`, "g");
  let cells: string[] = [];
  let line = 1;
  let startedAt = 1;
  let at = 0;

  function endRecord(): void {
    if (cells.length > 1 || cells[0] !== "") records.push({ line: startedAt, cells });
    cells = [];
    startedAt = line;
  }

  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = endOfQuoted(text, at + 1);
      if (end === undefined) {
        faults.push({ line, detail: "begins with a quotation mark that nothing closes" });
        return { records, faults };
      }
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      line += countLines(cell);
      at = end + 1;
      if (at < text.length && !isEnd(text[at], delimiter)) {
        faults.push({ line, detail: "has more after a closing quotation mark" });
        at = findFrom(plainEnd, text, at);
      }
    } else {
      const end = findFrom(plainEnd, text, at);
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) cells.push("");
      else continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    if (at < text.length) at++;
    line++;
    endRecord();
  }
  if (cells.length > 0) endRecord();
  return { records, faults };
}

/** Every cell between quotation marks only where it needs them; lines end in CR LF. */
export function writeCsvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;
}

/*
 * A spreadsheet runs a cell that begins with one of these as a formula, and makes a number of `+49…`. An apostrophe before it makes it
 * text. Whoever reads it takes one apostrophe away where such a sign, or more apostrophes and such a sign, follow: that gives back
 * every text as it was, also one that begins with an apostrophe itself.
 */
const RUN_BY_SPREADSHEETS = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export function guardCell(text: string): string {
  return RUN_BY_SPREADSHEETS.test(text) ? `'${text}` : text;
}

export function unguardCell(cell: string): string {
  return cell.startsWith("'") && RUN_BY_SPREADSHEETS.test(cell) ? cell.slice(1) : cell;
}

function delimiterOf(text: string): string {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\r" || character === "\n") break;
    const isCellBegun = at === 0 || DELIMITERS.includes(text[at - 1] ?? "");
    // What stands between quotation marks parts nothing.
    if (character === '"' && isCellBegun) at = endOfQuoted(text, at + 1) ?? at;
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return DELIMITERS.find((delimiter) => counts.get(delimiter) === most) ?? ",";
}

function isEnd(character: string | undefined, delimiter: string): boolean {
  return character === delimiter || character === "\r" || character === "\n";
}

function findFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** Where the closing quotation mark is; two of them stand for one. */
function endOfQuoted(text: string, from: number): number | undefined {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at === -1 ? undefined : at;
}

function countLines(cell: string): number {
  return cell.match(/\r\n|\r|\n/g)?.length ?? 0;
}

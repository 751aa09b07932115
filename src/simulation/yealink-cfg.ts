import { decodeUtf8, FormatError } from "./format-error.ts";

// Yealink's .cfg and .boot files: reference/yealink.md, sections 1.4, 4.1 and 4.4.

export type YealinkEntry = {
  key: string;
  /** Trimmed; empty for a blank one. */
  value: string;
  /** The models that the line is for, all when undefined. */
  models: readonly string[] | undefined;
  line: number;
};

export type YealinkBoot = {
  includes: readonly { path: string; models: readonly string[] | undefined }[];
  /** Undefined where the file does not say it. */
  overwriteMode: 0 | 1 | undefined;
  excludesGeneric: boolean;
};

/** Without `static.` on V80 and older. Its value is `name:password`, one line for each name. */
export const USER_PASSWORD = /^(?:static\.)?security\.user_password$/;
const HEADER = "#!version:1.0.0.1";
const MODELS = /^\[\s*([\w-]+(?:\s*,\s*[\w-]+)*)\s*\]\s*/;
const ENTRY = /^(\w+(?:\.\w+)*)\s*=\s*(.*)$/s;
const INCLUDE = /^include:config\s*(?:"([^"<>]+)"|<([^"<>]+)>)$/;

/** Reads a .cfg file strictly, in the order of its lines. Throws `FormatError`. */
export function parseYealinkCfg(bytes: Uint8Array): YealinkEntry[] {
  return readLines(bytes).map(readEntry);
}

/** Reads a .boot file strictly. Throws `FormatError`. */
export function parseYealinkBoot(bytes: Uint8Array): YealinkBoot {
  const includes: { path: string; models: readonly string[] | undefined }[] = [];
  const modes = new Map<string, 0 | 1>();
  for (const line of readLines(bytes)) {
    const include = INCLUDE.exec(line.text);
    const path = include?.[1] ?? include?.[2];
    if (path !== undefined) {
      if (!/\.cfg$/i.test(path)) throw new FormatError("an included file must end in .cfg", line);
      includes.push({ path, models: line.models });
      continue;
    }
    const { key, value } = readEntry(line);
    if (value !== "0" && value !== "1") throw new FormatError(`${key} is neither 0 nor 1`, line);
    modes.set(key.replace(/^static\./, ""), value === "1" ? 1 : 0);
  }
  return {
    includes,
    overwriteMode: modes.get("overwrite_mode"),
    excludesGeneric: modes.get("specific_model.excluded_mode") === 1,
  };
}

type Line = { text: string; models: readonly string[] | undefined; line: number; column: number };

function readLines(bytes: Uint8Array): Line[] {
  const lines: Line[] = [];
  for (const [index, raw] of decodeUtf8(bytes).split("\n").entries()) {
    const place = { line: index + 1, column: 1 };
    const text = raw.replace(/\r$/, "");
    const control = text.search(/[\x00-\x08\x0a-\x1f\x7f]/);
    if (control !== -1) throw new FormatError("a control character", { ...place, column: control + 1 });
    if (index === 0 && text !== HEADER) throw new FormatError(`the first line is not ${HEADER}`, place);
    if (index > 0 && text.startsWith("#!version")) throw new FormatError("a second header", place);
    if (text.startsWith("#") || text.trim() === "") continue;
    const prefix = MODELS.exec(text);
    lines.push({
      text: text.slice(prefix?.[0].length ?? 0).trim(),
      models: prefix?.[1]?.split(",").map((model) => model.trim()),
      ...place,
    });
  }
  return lines;
}

function readEntry(line: Line): YealinkEntry {
  const [, key, value] = ENTRY.exec(line.text) ?? [];
  if (key === undefined || value === undefined) throw new FormatError("neither a comment nor key = value", line);
  if (USER_PASSWORD.test(key) && value !== "") checkUserPassword(key, value, line);
  return { key, value, models: line.models, line: line.line };
}

function checkUserPassword(key: string, value: string, line: Line): void {
  const fits = /^[\x20-\x39\x3b-\x7e]+:[\x20-\x39\x3b-\x7e]+$/.test(value) && value.length <= 32;
  if (!fits && value !== "%NULL%") {
    throw new FormatError(`${key} is not name:password in 32 printable characters without another colon`, line);
  }
}

import { type RawBuilder, type SqlBool, sql } from "kysely";

/** As the `*_folded` columns hold it. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** A pattern for `contains`: the text anywhere, its wildcards taken literally. */
export function patternOf(search: string): string {
  return `%${fold(search).replace(/[\\%_]/g, "\\$&")}%`;
}

/** Whether a column contains the text of a pattern, whatever the case of its ASCII letters. */
export function contains(column: string, pattern: string): RawBuilder<SqlBool> {
  const text = column.endsWith("_folded") ? sql.ref(column) : sql`lower(${sql.ref(column)})`;
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`;
}

/** The hex digits of a search that may be part of a MAC in any notation, upper-case. */
export function macDigitsOf(search: string): string | undefined {
  const digits = search.replace(/[:\-. ]/g, "");
  return /^[0-9a-f]{1,12}$/i.test(digits) ? digits.toUpperCase() : undefined;
}

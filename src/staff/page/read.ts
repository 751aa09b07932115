/** Reads what the API answered. Whatever is missing or is not what it should be becomes something that can be shown: no record breaks a page. */

/** The fields of a record of the API, by its own type, none of which need be there. A field that the API does not have does not compile. */
export function fieldsOf<Record>(raw: unknown): { readonly [Name in keyof Record]?: unknown } {
  return isObject(raw) ? (raw as { readonly [Name in keyof Record]?: unknown }) : {};
}

export function readText(raw: unknown): string {
  // Half a character would be fatal in an address.
  return typeof raw === "string"
    ? raw.toWellFormed()
    : typeof raw === "number" || typeof raw === "boolean"
      ? String(raw)
      : "";
}

/** Null: there is none, or it is empty. */
export function readOptionalText(raw: unknown): string | null {
  return readText(raw) || null;
}

export function readFlag(raw: unknown): boolean {
  return raw === true;
}

export function readCount(raw: unknown): number {
  return typeof raw === "number" && Number.isFinite(raw) ? raw : 0;
}

/** Milliseconds since the epoch. */
export function readTime(raw: unknown): number | null {
  const at = typeof raw === "string" ? Date.parse(raw) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Null: it is none of these. */
export function readOneOf<const Choices extends readonly string[]>(
  raw: unknown,
  choices: Choices,
): Choices[number] | null {
  return choices.find((choice) => choice === raw) ?? null;
}

export function readList<Item>(raw: unknown, readItem: (raw: unknown) => Item): readonly Item[] {
  return Array.isArray(raw) ? raw.map(readItem) : [];
}

export type ListPage<Item> = { items: readonly Item[]; next: string | null };

export function readListPage<Item>(raw: unknown, readItem: (raw: unknown) => Item): ListPage<Item> {
  const page = fieldsOf<{ items: unknown; next: unknown }>(raw);
  return { items: readList(page.items, readItem), next: readOptionalText(page.next) };
}

/** Anything in one line, for settings and details whose shape only others know. */
export function writePlain(raw: unknown): string {
  if (raw === undefined || raw === null) return "";
  return typeof raw === "object" ? JSON.stringify(raw) : String(raw);
}

function isObject(raw: unknown): raw is object {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

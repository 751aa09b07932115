import { keep, recall } from "../preferences.ts";
import { fieldsOf, readList, readText } from "../read.ts";
import { COLUMNS, type ColumnName, USUAL_COLUMNS } from "./columns.tsx";

const COLUMNS_KEPT = "offhook-phone-columns";
const MOST_VIEWS = 50;

/** The columns that somebody chose in this browser, in the table's order. */
export function readColumns(): readonly ColumnName[] {
  const chosen = readList(parse(recall(COLUMNS_KEPT)), readText);
  const known = COLUMNS.filter((name) => chosen.includes(name));
  return known.length === 0 ? USUAL_COLUMNS : known;
}

export function keepColumns(names: readonly ColumnName[]): void {
  keep(COLUMNS_KEPT, JSON.stringify(names));
}

/** A search under a name. */
export type View = { name: string; query: Readonly<Record<string, string>> };

/** What somebody kept in this browser, for them alone. */
export function readViews(login: string, filters: readonly string[]): readonly View[] {
  return readList(parse(recall(nameFor(login))), (raw) => {
    const view = fieldsOf<{ name: string; query: Record<string, string> }>(raw);
    const query = fieldsOf<Record<string, string>>(view.query);
    const kept = filters.map((filter) => [filter, readText(query[filter])] as const);
    return { name: readText(view.name), query: Object.fromEntries(kept.filter(([, value]) => value !== "")) };
  }).filter(({ name }) => name !== "");
}

export function keepViews(login: string, views: readonly View[]): void {
  keep(nameFor(login), JSON.stringify(views.slice(-MOST_VIEWS)));
}

function nameFor(login: string): string {
  return `offhook-phone-views-${login}`;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

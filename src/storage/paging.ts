import type { Page } from "../provisioning/ports.ts";

/** Makes a page of `limit` out of up to `limit + 1` rows in order; `cursorOf` says where the next one starts. */
export function pageOf<Row>(rows: Row[], limit: number, cursorOf: (last: Row) => string): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** A cursor that is the id of a row in descending order. -1 for anything else: no row comes after it. */
export function readIdCursor(cursor: string): number {
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : -1;
}

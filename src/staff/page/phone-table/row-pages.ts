import type { Static } from "@fastify/type-provider-typebox";
import type { PhonesOutline } from "../../schemas/phone.ts";
import type { Answer, Fault } from "../api.ts";
import { fieldsOf, readCount, readList, readListPage, readText } from "../read.ts";
import { type ListedPhone, readListedPhone } from "../records/phone.ts";

export const PAGE_ROWS = 100;
/** Loaded before they are seen, on either side. */
const AHEAD_ROWS = 150;
const MOST_PAGES = 60;

/** How long the list is, and where its pages begin. */
export type Outline = { total: number; cursors: readonly string[] };

export function readOutline(raw: unknown): Outline {
  const outline = fieldsOf<Static<typeof PhonesOutline>>(raw);
  return { total: Math.max(0, Math.trunc(readCount(outline.total))), cursors: readList(outline.cursors, readText) };
}

type Loading = { load(cursor: string, signal: AbortSignal): Promise<Answer>; onChange(): void; onDrift(): void };

/** The rows of a long list as far as somebody has looked at them. Pages are kept by where they begin, so that a list may change. */
export function createRowPages({ load, onChange, onDrift }: Loading) {
  const pages = new Map<string, readonly ListedPhone[]>();
  /** What stood there before the list changed: shown until it is known anew. */
  const before = new Map<number, readonly ListedPhone[]>();
  const loading = new Map<string, AbortController>();
  let outline: Outline | undefined;
  let wanted: readonly number[] = [0];
  let fault: Fault | undefined;

  /** Undefined: nobody knows yet where it begins, or there is none. */
  function cursorOf(page: number): string | undefined {
    return page === 0 ? "" : outline?.cursors[page - 1];
  }

  async function fetchPage(page: number, cursor: string): Promise<void> {
    const ended = new AbortController();
    loading.set(cursor, ended);
    const answer = await load(cursor, ended.signal);
    if (loading.get(cursor) === ended) loading.delete(cursor);
    if (ended.signal.aborted) return;
    fault = answer.ok ? undefined : answer.fault;
    if (answer.ok) {
      const { items } = readListPage(answer.value, readListedPhone);
      pages.delete(cursor);
      pages.set(cursor, items);
      before.set(page, items);
      for (const old of pages.keys()) {
        if (pages.size <= MOST_PAGES) break;
        pages.delete(old);
      }
      const end = cursorOf(page + 1);
      if (outline !== undefined && cursorOf(page) === cursor && !isAsOutlined(page, items, end)) onDrift();
    }
    onChange();
  }

  function isAsOutlined(page: number, items: readonly ListedPhone[], end: string | undefined): boolean {
    if (end !== undefined) return items.at(-1)?.mac === end;
    return outline !== undefined && page * PAGE_ROWS + items.length === outline.total;
  }

  function fetchWanted(isAnew: boolean): void {
    const cursors = wanted.flatMap((page) => cursorOf(page) ?? []);
    for (const [cursor, ended] of loading) {
      if (cursors.includes(cursor)) continue;
      ended.abort();
      loading.delete(cursor);
    }
    for (const page of wanted) {
      const cursor = cursorOf(page);
      if (cursor === undefined || loading.has(cursor) || (pages.has(cursor) && !isAnew)) continue;
      void fetchPage(page, cursor);
    }
  }

  return {
    total: () => outline?.total ?? pages.get("")?.length,
    fault: () => fault,
    rowAt(index: number): ListedPhone | undefined {
      const page = Math.floor(index / PAGE_ROWS);
      const cursor = cursorOf(page);
      const rows = (cursor === undefined ? undefined : pages.get(cursor)) ?? before.get(page);
      return rows?.[index % PAGE_ROWS];
    },
    /** Which rows are looked at: they and those around them are loaded. */
    lookAt(first: number, last: number): void {
      const pageOf = (row: number) => Math.floor(Math.max(0, row) / PAGE_ROWS);
      const [from, to] = [pageOf(first - AHEAD_ROWS), pageOf(last + AHEAD_ROWS)];
      const middle = (pageOf(first) + pageOf(last)) / 2;
      // What is seen first is loaded first.
      wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index).sort(
        (a, b) => Math.abs(a - middle) - Math.abs(b - middle),
      );
      fetchWanted(false);
    },
    setOutline(known: Outline): void {
      outline = known;
      fetchWanted(false);
    },
    /** Loads what is looked at anew. */
    again: () => fetchWanted(true),
    close(): void {
      for (const ended of loading.values()) ended.abort();
      loading.clear();
    },
  };
}

import { useState } from "preact/hooks";
import type { Answer } from "./api.ts";
import { usePage } from "./page-context.ts";
import { type ListPage, readListPage } from "./read.ts";
import { type Again, type Loaded, useLoaded } from "./use-loaded.ts";

type Query = Readonly<Record<string, string>>;
type Wanted<Item> = Again & {
  /** As `access.ts` names the call. */
  name: string;
  params?: Readonly<Record<string, string>>;
  query: Query;
  /** Undefined: a list that comes whole. `all`: one that comes in pages and is wanted whole, for choices. */
  limit?: number | "all" | undefined;
  readItem: (raw: unknown) => Item;
  /** False: nothing is asked for yet. */
  isWanted?: boolean;
};
export type PagedList<Item> = Loaded<ListPage<Item>> & {
  page: number;
  onNext(): void;
  onPrevious(): void;
};

const ITEMS_AT_ONCE = 50;
const MOST_AT_ONCE = 500;
/** More would only be in each other's way as choices. */
const MOST_IN_ALL = 10_000;
const FIRST_PAGE: readonly string[] = [""];

/** A list of the API, page by page: only the page that is shown is ever loaded, however long the list. */
export function useList<Item>(wanted: Wanted<Item>): PagedList<Item> {
  const { name, params = {}, query, readItem, everyMs, concerns, isWanted = true } = wanted;
  const limit = "limit" in wanted ? wanted.limit : ITEMS_AT_ONCE;
  const { api, language } = usePage();
  const about = JSON.stringify([name, params, query]);
  const [walked, setWalked] = useState<{ about: string; starts: readonly string[] }>({ about, starts: FIRST_PAGE });
  /** Where each page began that was seen on the way here. Another list is seen from its beginning. */
  const starts = walked.about === about ? walked.starts : FIRST_PAGE;
  const cursor = starts.at(-1) ?? "";
  const list = useLoaded(
    (signal) => {
      if (!isWanted) return undefined;
      if (limit !== "all") return api(name, { params, query: { ...query, cursor, limit }, signal });
      return askForAll((from) => api(name, { params, query: { ...query, cursor: from, limit: MOST_AT_ONCE }, signal }));
    },
    (raw) => ({ ...readListPage(raw, readItem), from: cursor }),
    [about, language, isWanted],
    { everyMs, concerns, step: cursor },
  );
  // Until the page that was asked for is there, nobody knows what follows it.
  const next = list.value?.from === cursor ? list.value.next : null;
  return {
    ...list,
    page: starts.length,
    onNext: () => {
      if (next !== null) setWalked({ about, starts: [...starts, next] });
    },
    onPrevious: () => {
      if (starts.length > 1) setWalked({ about, starts: starts.slice(0, -1) });
    },
  };
}

/** All pages as one, in which the cursor that is left says that there would be more. */
async function askForAll(ask: (cursor: string) => Promise<Answer>): Promise<Answer> {
  const items: unknown[] = [];
  for (let cursor: string | null = ""; ; ) {
    const answer = await ask(cursor);
    if (!answer.ok) return answer;
    const page: ListPage<unknown> = readListPage(answer.value, (item) => item);
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null || items.length >= MOST_IN_ALL) return { ...answer, value: { items, next: cursor } };
  }
}

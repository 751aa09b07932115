import { setImmediate as letOthers } from "node:timers/promises";
import type { Page } from "../ports.ts";
import { type BookIndex, type BookRow, createBookIndex, type IndexedEntry, toBookRow } from "./book-index.ts";
import type { PhoneBookStore } from "./phone-book.ts";

export type PhoneBooks = {
  /** The book as it is now. Undefined: there is none of that name. */
  open(pbxId: string, id: string): Promise<{ label: string; index: BookIndex } | undefined>;
};
/** So many entries of all books together stay in the memory, a kilobyte each at most; the books used last. */
const KEPT_ENTRIES = 200_000;
const READ_AT_ONCE = 500;

/** Keeps books ready to be searched, and reads one anew when the store says that it has changed. */
export function createPhoneBooks(
  store: Pick<PhoneBookStore, "bookVersion" | "readBookEntries" | "readBookAccounts">,
): PhoneBooks {
  const kept = new Map<number, { version: string; index: Promise<BookIndex>; entries: number }>();

  async function read(pbxId: string, key: number, includesAccounts: boolean): Promise<BookRow[]> {
    const own = await readAll(async (query) => {
      const { items, next } = await store.readBookEntries(key, query);
      return { items: items.map((entry): IndexedEntry => ({ ...entry, account: undefined })), next };
    });
    if (!includesAccounts) return own;
    const accounts = await readAll(async (query) => {
      const { items, next } = await store.readBookAccounts(pbxId, query);
      return { items: items.map(ofAccount), next };
    });
    return [...own, ...accounts];
  }

  return {
    async open(pbxId, id) {
      const now = await store.bookVersion(pbxId, id);
      if (now === undefined) return undefined;
      const known = kept.get(now.key);
      kept.delete(now.key);
      if (known?.version === now.version) {
        kept.set(now.key, known);
        return { label: now.label, index: await known.index };
      }
      const fresh = { version: now.version, index: load(), entries: 0 };
      kept.set(now.key, fresh);
      return { label: now.label, index: await fresh.index };

      async function load(): Promise<BookIndex> {
        try {
          const entries = await read(pbxId, now?.key ?? 0, now?.includesAccounts ?? false);
          fresh.entries = entries.length;
          forgetOldest(kept);
          return createBookIndex(entries);
        } catch (error) {
          if (kept.get(now?.key ?? 0) === fresh) kept.delete(now?.key ?? 0);
          throw error;
        }
      }
    },
  };
}

function forgetOldest(kept: Map<number, { entries: number }>): void {
  let total = [...kept.values()].reduce((sum, { entries }) => sum + entries, 0);
  for (const [key, { entries }] of kept) {
    if (total <= KEPT_ENTRIES || kept.size === 1) return;
    kept.delete(key);
    total -= entries;
  }
}

/** In parts, between which phones are answered. */
async function readAll(
  read: (query: { limit: number; cursor?: string | undefined }) => Promise<Page<IndexedEntry>>,
): Promise<BookRow[]> {
  const all: BookRow[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await read({ limit: READ_AT_ONCE, cursor });
    all.push(...items.map(toBookRow));
    cursor = next ?? undefined;
    await letOthers();
  } while (cursor !== undefined);
  return all;
}

function ofAccount({ username, displayName, number }: { username: string; displayName: string; number: string }) {
  return {
    ...{ id: undefined, account: username, revision: 0, lastName: displayName, firstName: "", company: "", group: "" },
    numbers: [{ kind: "work" as const, number: number === "" ? username : number }],
  };
}

import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { AdmittedPhone } from "../provisioning/allow-list.ts";
import type { Store } from "../provisioning/ports.ts";

const READ_TOGETHER = 1000;
const LOOK_EVERY_MS = 300;
/** The list is not read more often than that for those who wait. */
const READ_EVERY_MS = 500;
/** Addresses change without an entry in the audit trail. */
const READ_ANYWAY_MS = 10_000;
const MOST_WAITING = 200;

type WatchedStore = Pick<Store, "listAdmitted" | "findAuditHead">;
/** PBXs; undefined: all. */
type Scope = readonly string[] | undefined;
type Version = { tag: string; head: number; at: number };

/**
 * Tells the allow-list's version, and when it changes. Whatever staff do, on any daemon, moves the head of the audit trail, which costs
 * one row to look at; only then the list is read.
 */
export function watchAllowList(store: WatchedStore) {
  const versions = new Map<string, Promise<Version>>();
  const closed = new AbortController();
  let waiting = 0;

  async function* pagesOf(pbxIds: Scope): AsyncGenerator<AdmittedPhone[]> {
    let after: string | undefined;
    do {
      const page: AdmittedPhone[] = await store.listAdmitted({ pbxIds, after, limit: READ_TOGETHER });
      yield page;
      after = page.length === READ_TOGETHER ? page.at(-1)?.mac : undefined;
    } while (after !== undefined);
  }

  /** Of all that is listed but the time of the last visit, which changes all the time. */
  async function readVersion(pbxIds: Scope): Promise<Version> {
    const [head, at] = [await store.findAuditHead(), performance.now()];
    const hash = createHash("sha256");
    for await (const page of pagesOf(pbxIds))
      for (const { seenAt: _, ...phone } of page) hash.update(`${JSON.stringify(Object.values(phone))}\n`);
    return { tag: hash.digest("base64url").slice(0, 27), head, at };
  }

  function renew(pbxIds: Scope): Promise<Version> {
    const name = nameOf(pbxIds);
    const reading = readVersion(pbxIds);
    versions.set(name, reading);
    reading.catch(() => versions.delete(name));
    return reading;
  }

  /** As of a moment ago: those who wait for the same list share one look at it. */
  async function recentVersion(pbxIds: Scope): Promise<Version> {
    const known = await versions.get(nameOf(pbxIds));
    if (known === undefined) return renew(pbxIds);
    const age = performance.now() - known.at;
    if (age < READ_EVERY_MS) return known;
    return age > READ_ANYWAY_MS || (await store.findAuditHead()) !== known.head ? renew(pbxIds) : known;
  }

  return {
    pagesOf,
    async version(pbxIds: Scope): Promise<string> {
      return (await renew(pbxIds)).tag;
    },
    /** The first version that is another one; the same one when `waitMs` is over, the caller is gone or too many wait. */
    async nextVersion(pbxIds: Scope, tag: string, waitMs: number, gone: AbortSignal): Promise<string> {
      if (waiting >= MOST_WAITING) return tag;
      waiting += 1;
      const ended = AbortSignal.any([gone, closed.signal]);
      const until = performance.now() + waitMs;
      try {
        while (!ended.aborted && performance.now() < until) {
          await pause(Math.min(LOOK_EVERY_MS, waitMs), undefined, { signal: ended }).catch(() => undefined);
          if (ended.aborted) break;
          const now = (await recentVersion(pbxIds)).tag;
          if (now !== tag) return now;
        }
        return tag;
      } finally {
        waiting -= 1;
      }
    },
    close: () => closed.abort(),
  };
}

function nameOf(pbxIds: Scope): string {
  return pbxIds === undefined ? "*" : JSON.stringify([...pbxIds].sort());
}

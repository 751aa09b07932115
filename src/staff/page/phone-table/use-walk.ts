import { useEffect, useRef, useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { readListPage } from "../read.ts";
import { type ListedPhone, readListedPhone } from "../records/phone.ts";

const AT_ONCE = 500;

export type Walked = { phones: ListedPhone[] } | { fault: Fault } | "stopped";

/** All phones that fit a search, page by page; `most`: it goes on until it has more than that. */
export function useWalk(query: Readonly<Record<string, string>>, most = Number.POSITIVE_INFINITY) {
  const { api } = usePage();
  /** How many were read; undefined: it does not go on. */
  const [done, setDone] = useState<number>();
  const ended = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => ended.current?.abort(), []);
  return {
    done,
    async start(): Promise<Walked> {
      const begun = new AbortController();
      ended.current = begun;
      const { signal } = begun;
      const phones: ListedPhone[] = [];
      let cursor: string | null = "";
      setDone(0);
      while (cursor !== null && phones.length <= most) {
        const answer = await api("GET /api/v1/phones", { query: { ...query, cursor, limit: AT_ONCE }, signal });
        if (signal.aborted) return "stopped";
        if (!answer.ok) {
          setDone(undefined);
          return { fault: answer.fault };
        }
        const page = readListPage(answer.value, readListedPhone);
        phones.push(...page.items);
        cursor = page.next;
        setDone(phones.length);
      }
      setDone(undefined);
      return { phones };
    },
    stop: () => ended.current?.abort(),
  };
}

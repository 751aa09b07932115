import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import { followHappenings } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { REST, useLoaded } from "../use-loaded.ts";
import { createRowPages, PAGE_ROWS, readOutline } from "./row-pages.ts";

/** Many things that happen at once are one reason to look again. */
const TOGETHER_MS = 1000;
const LOOK_AGAIN_MS = 30_000;

/** The rows of the phones table, however many: those that are looked at are loaded, and again when something happens. */
export function usePhoneRows(query: Readonly<Record<string, string>>) {
  const { api, language } = usePage();
  const about = JSON.stringify(query);
  const restUntil = useRef(0);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const isFiltered = Object.values(query).some((value) => value !== "");
  const outline = useLoaded(
    (signal) => api("GET /api/v1/phones/outline", { query: { ...query, limit: PAGE_ROWS }, signal }),
    readOutline,
    [about],
    { concerns: ({ name }) => isFiltered || /^phone-(?:admitted|deleted)$/.test(name) },
  );
  const pages = useMemo(
    () =>
      createRowPages({
        async load(cursor, signal) {
          const begun = performance.now();
          const answer = await api("GET /api/v1/phones", { query: { ...query, cursor, limit: PAGE_ROWS }, signal });
          const now = performance.now();
          restUntil.current = Math.max(restUntil.current, now + (now - begun) * REST);
          return answer;
        },
        onChange: () => redraw(undefined),
        onDrift: outline.again,
      }),
    [about, language],
  );
  useEffect(() => {
    pages.lookAt(0, 0);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unfollow = followHappenings((happening) => {
      if (happening?.mac === null) return;
      const restMs = restUntil.current - performance.now();
      timer ??= setTimeout(
        () => {
          timer = undefined;
          pages.again();
        },
        Math.max(TOGETHER_MS, restMs),
      );
    });
    const slowly = setInterval(() => {
      if (document.visibilityState === "visible") pages.again();
    }, LOOK_AGAIN_MS);
    return () => {
      unfollow();
      clearTimeout(timer);
      clearInterval(slowly);
      pages.close();
    };
  }, [pages]);
  useEffect(() => {
    if (outline.value !== undefined) pages.setOutline(outline.value);
  }, [pages, outline.value]);
  return {
    pages,
    total: outline.value?.total,
    fault: outline.fault ?? pages.fault(),
    again() {
      outline.again();
      pages.again();
    },
  };
}

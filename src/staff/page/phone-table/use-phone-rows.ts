import { useEffect, useMemo, useReducer } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { useLoaded } from "../use-loaded.ts";
import { createRowPages, PAGE_ROWS, readOutline } from "./row-pages.ts";

const LOOK_AGAIN_MS = 5000;
/** Somebody may just have admitted a phone; what takes long is asked for less often. */
const COUNT_AGAIN_MS = 15_000;

/** The rows of the phones table, however many: those that are looked at are loaded, and loaded again while the page can be seen. */
export function usePhoneRows(query: Readonly<Record<string, string>>) {
  const { api, language } = usePage();
  const about = JSON.stringify(query);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const outline = useLoaded(
    (signal) => api("GET /api/v1/phones/outline", { query: { ...query, limit: PAGE_ROWS }, signal }),
    readOutline,
    [about],
    COUNT_AGAIN_MS,
  );
  const pages = useMemo(
    () =>
      createRowPages({
        load: (cursor, signal) => api("GET /api/v1/phones", { query: { ...query, cursor, limit: PAGE_ROWS }, signal }),
        onChange: () => redraw(undefined),
        onDrift: outline.again,
      }),
    [about, language],
  );
  useEffect(() => {
    pages.lookAt(0, 0);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") pages.again();
    }, LOOK_AGAIN_MS);
    return () => {
      clearInterval(timer);
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

import { useEffect, useState } from "preact/hooks";
import { PAGE_PATHS, type PageName } from "../page-paths.ts";

export type Place = { page: PageName; params: Readonly<Record<string, string>>; query: URLSearchParams };

/** What is to be shown at an address; undefined: nothing is there. */
export function placeOf(url: URL): Place | undefined {
  const asked = partsOf(url.pathname);
  for (const [page, path] of Object.entries(PAGE_PATHS) as [PageName, string][]) {
    const wanted = partsOf(path);
    if (wanted.length !== asked.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const given = asked[index] ?? "";
      if (part.startsWith(":")) params[part.slice(1)] = given;
      return part.startsWith(":") || part === given;
    });
    if (fits) return { page, params, query: url.searchParams };
  }
  return undefined;
}

/** The address of a page. */
export function pathTo(
  page: PageName,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string>> = {},
): string {
  const path = PAGE_PATHS[page].replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const given = Object.entries(query).filter(([, value]) => value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

export function go(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Where the browser is, and follows it. */
export function usePlace(): Place | undefined {
  const [href, setHref] = useState(location.href);
  useEffect(() => {
    const follow = () => setHref(location.href);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  return placeOf(new URL(href));
}

function partsOf(path: string): readonly string[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

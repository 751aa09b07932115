import type { Boot } from "./family.ts";
import type { PnpForm } from "./find-by-pnp.ts";
import { type GigasetProvisioning, parseGigasetProvisioning } from "./gigaset-provisioning.ts";

// Which files Maxwell and N610/N670/N870 ask for: reference/gigaset.md, section 1.4.

/** How the maker's own bases and phones ask (reference/gigaset.md 1.3; the Event header is not known, P-series' is assumed). */
export function gigasetPnpForm(userAgent: string, mac: string): PnpForm {
  return {
    uri: `MAC%3A${mac}@local`,
    ...{ vendor: "OEM", model: "OEM", version: "7.1.19" },
    userAgent,
    hasBranch: true,
  };
}

/** Fetches what `url` leads to, if anything, and hands each file over. `macInPath` as this family writes it. */
export async function fetchProvisioning(
  boot: Boot,
  url: string | undefined,
  macInPath: string,
  take: (file: GigasetProvisioning) => void,
): Promise<void> {
  if (url === undefined) return;
  const expanded = url.replaceAll("%MACD", macInPath);
  if (/\.xml$/i.test(expanded)) {
    await fetchWithRedirects(boot, expanded, macInPath, take);
    return;
  }
  const folder = expanded.endsWith("/") ? expanded : `${expanded}/`;
  const isThere = await fetchWithRedirects(boot, `${folder}provisioning.xml`, macInPath, take);
  if (!isThere) await fetchWithRedirects(boot, `${folder}${macInPath}.xml`, macInPath, take);
}

async function fetchWithRedirects(
  boot: Boot,
  first: string,
  macInPath: string,
  take: (file: GigasetProvisioning) => void,
): Promise<boolean> {
  const seen = new Set<string>();
  const waiting = [first];
  let isThere = false;
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (seen.has(url)) continue;
    seen.add(url);
    const current = url;
    const isFound = await boot.fetch(current, (body) => {
      const file = parseGigasetProvisioning(body);
      take(file);
      waiting.push(...file.redirects.map((next) => resolveUrl(current, next.replaceAll("%MACD", macInPath))));
      return "applied";
    });
    isThere ||= isFound;
  }
  return isThere;
}

/** A step may name a file beside the one it stands in. */
function resolveUrl(from: string, to: string): string {
  return /^\w+:\/\//.test(to) ? to : from.slice(0, from.lastIndexOf("/") + 1) + to;
}

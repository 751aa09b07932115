import { isSameCertificate } from "./certificate-policy.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import type { Mac } from "./mac.ts";
import type { Authority } from "./phone-https.ts";
import { createRecentMap } from "./recent-map.ts";
import type { PhoneRequest } from "./request.ts";

/** What was found out about a request a moment ago. Holds as long as the revisions are the same and no grant lives. */
export type RecentRequest = {
  mac: Mac;
  revision: string;
  template: string;
  templateRevision: string;
  contentType: string;
  /** Of the answer in the cache. */
  cacheKey: string;
  cacheVersion: string;
  /** Those that were handed out then. */
  authorities: readonly Authority[];
  hosted: HostedCatalogue;
};

type Kept = { request: PhoneRequest; found: RecentRequest; until: number };

const MAX_KEPT = 20_000;

/**
 * Phones ask for the same file again and again while they boot. The second time within `forMs` needs no identification and
 * leaves no event (the first one did), so it costs one look at the phone's row and one at the cache. Of each file name, the
 * last request is remembered.
 */
export function createRecentRequests(forMs: number) {
  const kept = createRecentMap<string, Kept>(2 * MAX_KEPT);
  return {
    find(request: PhoneRequest, now: number): RecentRequest | undefined {
      const last = kept.get(request.target);
      if (last === undefined || now >= last.until || now < last.until - forMs) return undefined;
      return isSame(last.request, request) ? last.found : undefined;
    },
    remember(request: PhoneRequest, found: RecentRequest, now: number): void {
      kept.set(request.target, { request, found, until: now + forMs });
    },
  };
}

function isSame(a: PhoneRequest, b: PhoneRequest): boolean {
  return (
    a.remoteAddress === b.remoteAddress &&
    a.userAgent === b.userAgent &&
    a.door === b.door &&
    a.intent === b.intent &&
    a.baseUrl === b.baseUrl &&
    isSameCertificate(a.certificate, b.certificate) &&
    // Credentials are good once.
    a.authorization === undefined &&
    b.authorization === undefined
  );
}

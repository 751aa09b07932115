import type { SearchWait } from "./admission.ts";
import type { EventName } from "./events.ts";
import type { Mac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import type { PhoneSearch, Recognised } from "./point-phone.ts";
import type { Clock } from "./ports.ts";
import { createQuietPeriod } from "./quiet-period.ts";
import { QUIET_MS } from "./record-visit.ts";
import type { Recorder } from "./recorder.ts";
import type { EventRecord } from "./request.ts";
import { createTokenBucket } from "./token-bucket.ts";

type About = { search: PhoneSearch; mac: Mac; admission: Admission | undefined; recognised: () => Recognised };

/** What the history says of phones that looked for their server. The same within a minute is said once. */
export type RecordSearch = {
  /** Whether `what` was not asked of this phone within the last minute. */
  isNews(what: string, mac: Mac): boolean;
  answered(about: About): void;
  notTaken(about: About, why: string): void;
  /** `waits`: why it is not admitted, where a policy says it. */
  unanswered(name: "pnp-asked" | "pnp-off-link" | "model-not-supported", about: About, waits?: SearchWait): void;
  /** A phone that nobody admitted is told its URL: whether it is admitted is decided when it fetches. */
  pointedStranger(about: About, waits: SearchWait): void;
  resetSuspected(about: About): void;
};

/** MACs and addresses are easily made up: beyond this many at once, refilled evenly, no row is written. */
const UNANSWERED_BURST = 1000;
const UNANSWERED_PER_SECOND = 20;

export function createRecordSearch(recorder: Recorder, clock: Clock): RecordSearch {
  const isFirstInAWhile = createQuietPeriod<string>(QUIET_MS);
  const unanswered = createTokenBucket(UNANSWERED_BURST, UNANSWERED_PER_SECOND, clock());

  function note(name: EventName, about: About, detail: NonNullable<EventRecord["detail"]> = {}): void {
    const { search, mac, admission, recognised } = about;
    const at = clock();
    const base = { name, at, mac, pbx: admission?.pbxId, address: search.address, door: search.via };
    const { vendor, model, firmware } = recognised();
    recorder.event({ ...base, detail: { vendor: vendor?.id ?? null, model, firmware, ...detail } });
  }

  function isNews(what: string, mac: Mac): boolean {
    return isFirstInAWhile(`${mac} ${what}`, clock());
  }

  function isNewsOfStranger(what: string, { mac, search }: About): boolean {
    const at = clock();
    return isFirstInAWhile(`${mac} ${what} ${search.address}`, at) && unanswered.take(at);
  }

  function see({ search: { address, via }, mac, recognised }: About, reason: string): void {
    const { vendor, model, firmware } = recognised();
    recorder.sighting({ mac, at: clock(), reason, via, address, vendorId: vendor?.id ?? null, model, firmware });
  }

  return {
    isNews,

    answered(about) {
      if (!isNews("answered", about.mac)) return;
      note("pnp-answered", about, { server: originOf(about.search.baseUrl) });
    },

    notTaken(about, why) {
      if (!isNews("not taken", about.mac)) return;
      note("pnp-unanswered", about, { server: originOf(about.search.baseUrl), why });
    },

    unanswered(name, about, waits) {
      if (!isNewsOfStranger(name, about)) return;
      if (about.admission === undefined) see(about, name === "pnp-off-link" ? "off-link" : (waits ?? "not-admitted"));
      note(name, about);
    },

    pointedStranger(about, waits) {
      if (isNewsOfStranger("pointed", about)) see(about, waits);
    },

    resetSuspected: (about) => note("factory-reset-suspected", about),
  };
}

/** Without its path, which may be nobody else's business. */
function originOf(url: string | undefined): string {
  return /^\w+:\/\/[^/]*/.exec(url ?? "")?.[0] ?? "";
}

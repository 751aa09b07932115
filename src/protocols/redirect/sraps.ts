import {
  DONE,
  type Exchange,
  type Failure,
  failure,
  failureOfStatus,
  fieldOf,
  type Holding,
  type HttpReply,
  type Outcome,
  type PhoneName,
  readJson,
  type Surroundings,
  type WireService,
} from "./exchange.ts";
import { type HawkKey, hawkCall } from "./hawk.ts";

/** `base` ends in `/`. `setting` is the name of the setting that holds a phone's address: SRAPS and GRAPE differ in it. */
export type SrapsAccount = HawkKey & { base: string; setting: string };

type Session = { uuid: string; endpoints: string };

const PAGE_ITEMS = 1000;
const MAX_PAGES = 20;

/** Snom's SRAPS and Gigaset's GRAPE, one API by REST and Hawk (discovery.md §6.2, snom.md §10.1, gigaset.md §9.2). */
export function createSraps(account: SrapsAccount, surroundings: Surroundings): WireService {
  let session: Session | undefined;

  function* call(method: "GET" | "PUT" | "DELETE", url: string, body?: unknown): Exchange<HttpReply> {
    return yield hawkCall(method, url, body, account, surroundings);
  }

  function* open(): Exchange<Outcome> {
    const uuid = yield* findSetting();
    if (typeof uuid !== "string") return uuid;
    const company = yield* findLink(`${account.base}tokens/${encodeURIComponent(account.id)}`, "company");
    if (typeof company !== "string") return company;
    const endpoints = yield* findLink(company, "endpoints");
    if (typeof endpoints !== "string") return endpoints;
    session = { uuid, endpoints: endpoints.endsWith("/") ? endpoints : `${endpoints}/` };
    return DONE;
  }

  function* findSetting(): Exchange<string | Failure> {
    let url: string | undefined = `${account.base}settings/?page_size=${PAGE_ITEMS}`;
    for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages++) {
      const reply: HttpReply = yield* call("GET", url);
      if (reply.status !== 200) return failureOf(reply);
      const settings = readJson(reply.body);
      if (!Array.isArray(settings)) return failure("service-refused", "its list of settings cannot be read");
      const found = settings.find((setting) => fieldOf(setting, "param_name") === account.setting);
      const uuid = fieldOf(found, "uuid");
      if (typeof uuid === "string") return uuid;
      const next = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(reply.headers.get("link") ?? "")?.[1];
      const checked = next === undefined ? undefined : ownLink(next);
      if (typeof checked === "object") return checked;
      url = checked;
    }
    return failure("service-refused", `it has no setting ${account.setting}`);
  }

  function* findLink(url: string, name: string): Exchange<string | Failure> {
    const reply = yield* call("GET", url);
    if (reply.status !== 200) return failureOf(reply);
    const link = fieldOf(fieldOf(readJson(reply.body), "links"), name);
    return typeof link === "string" ? ownLink(link) : failure("service-refused", `it gives no link "${name}"`);
  }

  /** Only to the origin of the account: a signature for another host would hand it a valid request. */
  function ownLink(link: string): string | Failure {
    const url = URL.canParse(link, account.base) ? new URL(link, account.base) : undefined;
    if (url?.origin === new URL(account.base).origin) return url.href;
    return failure("service-refused", "it gives a link to another host, which is not followed");
  }

  function failureOf(reply: HttpReply): Failure {
    const words = wordsOf(reply);
    if (isHeldElsewhere(words)) return failure("mac-elsewhere", words);
    const failed = failureOfStatus(reply, words, surroundings.now());
    // A link or setting that was learnt once may have moved.
    return failed.code === "service-refused" ? { ...failed, isSessionOver: true } : failed;
  }

  function urlOf({ mac }: PhoneName): { uuid: string; url: string } {
    if (session === undefined) throw new Error("SRAPS was asked before its session was opened");
    return { uuid: session.uuid, url: session.endpoints + mac.toLowerCase() };
  }

  return {
    session: {
      isOpen: () => session !== undefined,
      open,
      forget: () => {
        session = undefined;
      },
    },

    *register(phone, url): Exchange<Outcome> {
      const { uuid, url: endpoint } = urlOf(phone);
      const reply = yield* call("PUT", endpoint, {
        mac: phone.mac.toLowerCase(),
        autoprovisioning_enabled: true,
        settings_manager: { [uuid]: { value: url, attrs: { perm: "RW" } } },
      });
      return reply.status === 200 || reply.status === 201 ? DONE : failureOf(reply);
    },

    *release(phone): Exchange<Outcome> {
      const reply = yield* call("DELETE", urlOf(phone).url);
      return reply.status === 404 || (reply.status >= 200 && reply.status < 300) ? DONE : failureOf(reply);
    },

    *check(phone): Exchange<Holding> {
      const { uuid, url: endpoint } = urlOf(phone);
      const reply = yield* call("GET", endpoint);
      if (reply.status === 404) return { ok: true, holder: "nobody", url: null };
      if (reply.status === 200) {
        const value = fieldOf(fieldOf(fieldOf(readJson(reply.body), "settings_manager"), uuid), "value");
        return { ok: true, holder: "ours", url: typeof value === "string" ? value : null };
      }
      const failed = failureOf(reply);
      return failed.code === "mac-elsewhere" ? { ok: true, holder: "elsewhere", url: null } : failed;
    },
  };
}

function wordsOf(reply: HttpReply): string {
  const body = readJson(reply.body);
  const said = ["message", "error", "detail"]
    .map((name) => fieldOf(body, name))
    .find((text) => typeof text === "string");
  return typeof said === "string" ? said : reply.body;
}

/** discovery.md §6.2: how it says that another customer has the phone. */
function isHeldElsewhere(words: string): boolean {
  const text = words.toLowerCase();
  return text.includes("taken_mac_or_forbidden") || (text.includes("permission") && text.includes("endpoint"));
}

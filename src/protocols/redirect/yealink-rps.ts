import {
  DONE,
  type Exchange,
  type Failure,
  failure,
  type Holding,
  type Outcome,
  type Surroundings,
  type WireService,
} from "./exchange.ts";
import { callMethod, type XmlRpcAccount } from "./xml-rpc.ts";

/** `serverName`: the entry in the account's list of servers that its phones are filed under. */
export type RpsAccount = XmlRpcAccount & { serverName: string };

const OVERRIDE = "1";
/** An id instead of words: the other account's (yealink.md §9.2, from a third-party client). */
const FOREIGN_ACCOUNT = /^Error:\s*[a-z0-9]{10,}$/;

/** Yealink's older service by XML-RPC (discovery.md §6.1, yealink.md §9.2). */
export function createYealinkRps(account: RpsAccount, { now }: Surroundings): WireService {
  function* call(method: string, parameters: readonly string[]) {
    return yield* callMethod(account, `redirect.${method}`, parameters, now());
  }

  function* registerOnce(mac: string, url: string) {
    return yield* call("registerDeviceWithUniqueUrl", [withHyphens(mac), account.serverName, url, OVERRIDE]);
  }

  return {
    *register({ mac }, url): Exchange<Outcome> {
      let answer = yield* registerOnce(mac, url);
      if (answer.ok && !answer.succeeded && /invalid server/i.test(answer.words)) {
        const added = yield* call("addServer", [account.serverName, url]);
        if (!added.ok) return added;
        if (!added.succeeded) return failureOf(added.words);
        answer = yield* registerOnce(mac, url);
      }
      if (!answer.ok) return answer;
      return answer.succeeded ? DONE : failureOf(answer.words);
    },

    *release({ mac }): Exchange<Outcome> {
      const answer = yield* call("deRegisterDevice", [withHyphens(mac)]);
      if (!answer.ok) return answer;
      if (answer.succeeded) return DONE;
      // It does not tell a phone that is not there from other refusals, so its state decides.
      const found = yield* check(mac);
      return found.ok && found.holder !== "ours" && found.holder !== "unknown" ? DONE : failureOf(answer.words);
    },

    check: ({ mac }) => check(mac),
  };

  function* check(mac: string): Exchange<Holding> {
    const answer = yield* call("checkDevice", [withHyphens(mac)]);
    if (!answer.ok) return answer;
    switch (answer.words.toLowerCase()) {
      case "registered":
        return { ok: true, holder: "ours", url: null };
      case "unregistered":
        return { ok: true, holder: "nobody", url: null };
      case "registered elsewhere":
        return { ok: true, holder: "elsewhere", url: null };
      case "unknown":
        return { ok: true, holder: "unknown", url: null };
      default:
        return answer.succeeded ? { ok: true, holder: "unknown", url: null } : failureOf(answer.words);
    }
  }
}

function failureOf(words: string): Failure {
  if (/registered elsewhere/i.test(words) || FOREIGN_ACCOUNT.test(words)) return failure("mac-elsewhere", words);
  if (/the url can only begin/i.test(words)) return failure("url-invalid", words);
  return failure("service-refused", words);
}

function withHyphens(mac: string): string {
  return mac.match(/../g)?.join("-") ?? mac;
}

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

/** Snom's older service by XML-RPC (snom.md §10.2, discovery.md §6.1). */
export function createSnomRds(account: XmlRpcAccount, { now }: Surroundings): WireService {
  return {
    *register({ mac }, url): Exchange<Outcome> {
      const answer = yield* callMethod(account, "redirect.registerPhone", [mac, url], now());
      if (!answer.ok) return answer;
      return answer.succeeded ? DONE : failureOf(answer.words);
    },

    *release({ mac }): Exchange<Outcome> {
      const answer = yield* callMethod(account, "redirect.deregisterPhone", [mac], now());
      if (!answer.ok) return answer;
      return answer.succeeded || /no_such_mac/i.test(answer.words) ? DONE : failureOf(answer.words);
    },

    *check({ mac }): Exchange<Holding> {
      const answer = yield* callMethod(account, "redirect.checkPhone", [mac], now());
      if (!answer.ok) return answer;
      if (answer.succeeded) return { ok: true, holder: "ours", url: null };
      if (/no_such_mac/i.test(answer.words)) return { ok: true, holder: "nobody", url: null };
      const failed = failureOf(answer.words);
      return failed.code === "mac-elsewhere" ? { ok: true, holder: "elsewhere", url: null } : failed;
    },
  };
}

/** Texts come in either case (snom.md §10.2). */
function failureOf(words: string): Failure {
  if (/owned_by_other_user/i.test(words)) return failure("mac-elsewhere", words);
  if (/malformed_url/i.test(words)) return failure("url-invalid", words);
  return failure("service-refused", words);
}

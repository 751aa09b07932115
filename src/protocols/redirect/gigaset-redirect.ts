import {
  DONE,
  type Exchange,
  type Failure,
  failure,
  type Holding,
  type Outcome,
  type PhoneName,
  type Surroundings,
  type WireService,
} from "./exchange.ts";
import { callMethod, type XmlRpcAccount } from "./xml-rpc.ts";

/** `providerName` is shown to whoever looks a phone up. Most accounts take a phone by its MAC-ID only. */
export type GigasetAccount = XmlRpcAccount & { providerName: string; needsMacId: boolean };

/** Gigaset's service by XML-RPC, where the MAC-ID proves that one has the phone (gigaset.md §2 and §9.1). */
export function createGigasetRedirect(account: GigasetAccount, { now }: Surroundings): WireService {
  function* call(method: string, parameters: readonly string[]) {
    return yield* callMethod(account, `autoprov.${method}`, parameters, now());
  }

  function nameOf({ mac, macId }: PhoneName): string {
    return account.needsMacId && macId !== null ? `${mac}-${macId}` : mac;
  }

  return {
    *register(phone, url): Exchange<Outcome> {
      if (account.needsMacId && phone.macId === null)
        return failure("mac-id-required", "the account takes phones by MAC-ID only, and none is stored");
      // What is registered is never overwritten. Whether there was anything does not matter.
      const before = yield* call("deregisterDevice", [nameOf(phone)]);
      if (!before.ok) return before;
      const answer = yield* call("registerDevice", [nameOf(phone), url, account.providerName]);
      if (!answer.ok) return answer;
      return answer.succeeded ? DONE : failureOf(answer.words, account.needsMacId);
    },

    *release(phone): Exchange<Outcome> {
      const answer = yield* call("deregisterDevice", [nameOf(phone)]);
      if (!answer.ok) return answer;
      return answer.succeeded || /^mac_not_found:/i.test(answer.words)
        ? DONE
        : failureOf(answer.words, account.needsMacId);
    },

    *check({ mac }): Exchange<Holding> {
      const answer = yield* call("checkDevice", [mac]);
      if (!answer.ok) return answer;
      if (answer.succeeded) {
        // After the MAC come the provider's name and the address.
        const [, url] = answer.rest;
        return { ok: true, holder: "ours", url: typeof url === "string" ? url : null };
      }
      if (/^mac_not_found:/i.test(answer.words)) return { ok: true, holder: "nobody", url: null };
      const failed = failureOf(answer.words, account.needsMacId);
      return failed.code === "mac-elsewhere" ? { ok: true, holder: "elsewhere", url: null } : failed;
    },
  };
}

function failureOf(words: string, withMacId: boolean): Failure {
  if (/^mac_already_in_use:/i.test(words)) return failure("mac-elsewhere", words);
  if (/^url_invalid:/i.test(words)) return failure("url-invalid", words);
  // A wrong check part most likely counts as an invalid MAC (gigaset.md §9.1, unconfirmed).
  if (/^mac_(?:invalid|not_exist):/i.test(words)) return failure(withMacId ? "mac-id-wrong" : "service-refused", words);
  return failure("service-refused", words);
}

import type { ShownProof } from "./check-proof.ts";
import type { ChosenRule } from "./identify.ts";
import type { Password } from "./password.ts";
import { OPEN_ACCESS, proofsFor } from "./pbx-access.ts";
import type { Admission } from "./phone.ts";
import {
  baseWithToken,
  hashesOfLogin,
  hashToken,
  loginNameOf,
  newLoginPassword,
  newToken,
  type PhoneProof,
} from "./phone-proof.ts";
import type { ProofStore } from "./proof-store.ts";
import type { PhoneRequest } from "./request.ts";
import type { SecretsPolicy } from "./secrets.ts";
import type { Family } from "./vendor.ts";

/** What a configuration tells a phone to prove itself by next time. */
export type HandedOut = {
  /** The bases that the phone shall ask under. */
  baseUrl: string;
  httpsUrls: PhoneRequest["httpsUrls"];
  login: { username: string; password: Password } | undefined;
  /** There is something in it that was not known to the phone, and that nobody else must see. */
  isFresh: boolean;
  /** Another fetch would bring something: the phone must not be told that nothing has changed. */
  isOwed: boolean;
};

type Order = {
  request: PhoneRequest;
  admission: Admission;
  shown: ShownProof;
  chosen: Pick<ChosenRule, "rule">;
  family: Family | undefined;
  policy: SecretsPolicy;
  store: Pick<ProofStore, "addProof">;
};

/**
 * A token is in the request, so it can be written again without being stored; a new one is made for whoever has a first one or one that
 * is to be replaced. A password is never in a request that proves it, so a login is given once, and again when it is to be replaced.
 */
export async function handOutProof(order: Order): Promise<HandedOut> {
  const { request, admission, shown, chosen, family, policy, store } = order;
  const { access, phoneId } = admission;
  const { token, credentials } = shown;
  const { baseUrl, httpsUrls } = request;
  if (access === OPEN_ACCESS) return { baseUrl, httpsUrls, login: undefined, isFresh: false, isOwed: false };

  const given = proofsFor(access, family?.loginSettings !== undefined);
  const mayGive =
    request.intent === "fetch" &&
    chosen.rule.kind === "phone-settings" &&
    chosen.rule.carriesSecrets &&
    policy.mayCarryPasswords(request.door, request.remoteAddress);
  const needs = {
    login: given.credentials && needsLogin(order),
    token: given.token && family?.keepsFirstToken !== true && needsToken(order),
  };
  const login = mayGive && needs.login ? newLoginPassword() : undefined;
  const fresh = mayGive && needs.token ? newToken() : undefined;
  const username = loginNameOf(admission.mac);
  if (fresh !== undefined)
    await store.addProof(phoneId, { kind: "token", via: "config", hash: hashToken(fresh.reveal()) });
  if (login !== undefined)
    await store.addProof(phoneId, { kind: "login", via: "config", ...hashesOfLogin(username, login) });

  // A first token goes on opening what it opened until the phone has what takes its place.
  const keeps = given.token || (credentials.login === undefined && login === undefined);
  const next = fresh ?? (keeps ? token.text : undefined);
  const withToken = (url: string) => (next === undefined ? url : baseWithToken(url, next));
  return {
    baseUrl: withToken(baseUrl),
    httpsUrls: httpsUrls && {
      modern: httpsUrls.modern && withToken(httpsUrls.modern),
      legacy: httpsUrls.legacy && withToken(httpsUrls.legacy),
    },
    login: login && { username, password: login },
    isFresh: fresh !== undefined || login !== undefined,
    isOwed: needs.login || needs.token,
  };
}

function needsToken({ admission, shown: { token } }: Order): boolean {
  if (token.state === "first") return true;
  // Where phones are merely prepared anybody may ask: once a phone uses its own, nobody gets another one without it.
  const own = token.state === "own" ? token.proof : admission.proofs.find(isOwnInUse);
  return own === undefined || isToBeReplaced(own);
}

function isOwnInUse({ kind, via, isUsed }: PhoneProof): boolean {
  return kind === "token" && via === "config" && isUsed;
}

/** Phones that can be told a login keep what is absent from a later file, so it is in one file only. */
function needsLogin({ admission, shown }: Order): boolean {
  const { token, credentials } = shown;
  if (credentials.state === "valid") return isToBeReplaced(credentials.login);
  if (token.state === "first") return true;
  const known = admission.proofs.filter(({ kind }) => kind === "login");
  return known.length === 0 || isToBeReplaced(known.at(-1));
}

function isToBeReplaced(proof: { isToBeReplaced: boolean } | undefined): boolean {
  return proof?.isToBeReplaced === true;
}

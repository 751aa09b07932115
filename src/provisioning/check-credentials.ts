import { createHash, timingSafeEqual } from "node:crypto";
import type { CredentialsState } from "./admit.ts";
import { NONCE_LIFE_MS, type Nonces } from "./nonces.ts";
import { hashesOfLogin, type Login, loginNameOf, REALM } from "./phone-proof.ts";
import type { Authorization } from "./request.ts";

export type CredentialsCheck = { state: CredentialsState; login: Login | undefined };

type Parts = {
  nonces: Nonces;
  now: number;
  /** As on the wire. */
  target: string;
  mac: string;
  /** At least one, so that nobody sees by the time it takes whether there are any. */
  logins: readonly Login[];
  /** Whether a password may come over this door from this address. */
  mayCarryPasswords: boolean;
  /** See `Store.takeNonce`. */
  takeNonce: (nonce: string, count: number, expiresAt: number) => Promise<boolean>;
};

const MD5_NAMES = [undefined, "MD5"];

/** Whether a request's credentials are those of the phone. RFC 7616 with qop=auth; each nonce's count must grow. */
export async function checkCredentials(
  authorization: Authorization | undefined,
  parts: Parts,
): Promise<CredentialsCheck> {
  if (authorization === undefined) return { state: "none", login: undefined };
  const login = findLogin(authorization, parts);
  if (authorization.scheme === "malformed" || login === undefined) return { state: "wrong", login: undefined };
  // A name in the clear is no secret, and has one length only.
  if (authorization.username.toLowerCase() !== loginNameOf(parts.mac)) return { state: "wrong", login: undefined };
  if (authorization.scheme === "basic") return { state: parts.mayCarryPasswords ? "valid" : "wrong", login };

  const { nonce, nc, realm, qop, uri } = authorization;
  const isMeant = realm === REALM && qop === "auth" && /^[0-9a-f]{8}$/i.test(nc) && isOfTarget(uri, parts.target);
  if (!isMeant) return { state: "wrong", login: undefined };
  const judged = parts.nonces.judge(nonce, parts.now);
  if (judged === "foreign") return { state: "wrong", login: undefined };
  const isTaken =
    judged === "fresh" && (await parts.takeNonce(nonce, Number.parseInt(nc, 16), parts.now + 2 * NONCE_LIFE_MS));
  return { state: isTaken ? "valid" : "stale", login };
}

/** Compares with all of them, whichever fits. */
function findLogin(authorization: Authorization, { logins }: Parts): Login | undefined {
  let found: Login | undefined;
  for (const login of logins) if (fits(authorization, login)) found = login;
  return found;
}

function fits(authorization: Authorization, login: Login): boolean {
  if (authorization.scheme === "malformed") return false;
  if (authorization.scheme === "basic") {
    const given = hashesOfLogin(authorization.username, authorization.password);
    return isEqual(given.sha256, login.sha256);
  }
  const { algorithm, method, uri, nonce, nc, cnonce, qop, response } = authorization;
  const isMd5 = MD5_NAMES.includes(algorithm?.toUpperCase());
  if (!isMd5 && algorithm?.toUpperCase() !== "SHA-256") return false;
  const hash = (text: string) =>
    createHash(isMd5 ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const ha1 = isMd5 ? login.md5 : login.sha256;
  return isEqual(hash(`${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${hash(`${method}:${uri}`)}`), response.toLowerCase());
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A proxy may have taken a folder off the path that the phone knows; a phone may write the host before it. */
function isOfTarget(uri: string, target: string): boolean {
  return target.startsWith("/") && uri.endsWith(target);
}

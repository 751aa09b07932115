import { createHash, randomBytes } from "node:crypto";
import { generatePassword, MASK, Password } from "./password.ts";

/** How a phone came by it. `config`: by a configuration. All others are first ones, until the phone has its own. */
export type ProofVia = "staff" | "pnp" | "dhcp" | "redirect" | "config";

/** A token or login that opens a phone's files, as stored. */
export type PhoneProof = {
  id: number;
  kind: "token" | "login";
  via: ProofVia;
  /** Of a token: SHA-256, hex. */
  hash: string;
  /** The next configuration brings another one; it dies when that is used. */
  isToBeReplaced: boolean;
  /** Only noted of what came by a configuration. */
  isUsed: boolean;
};

/** H(user:realm:password) of RFC 7616, by algorithm, lower-case hex. */
export type Login = { id: number; isToBeReplaced: boolean; isUsed: boolean; md5: string; sha256: string };

export const REALM = "offhook";
const TOKEN_BYTES = 16;
/** Snom's phones take 20 characters (snom.md §7.3). */
const PASSWORD_LENGTH = 20;

/** 128 random bits. */
export function newToken(): Password {
  return new Password(randomBytes(TOKEN_BYTES).toString("base64url"));
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The name under which a phone logs in: yealink.md §4 shows the MAC in lower case. */
export function loginNameOf(mac: string): string {
  return mac.toLowerCase();
}

export function newLoginPassword(): Password {
  return generatePassword(PASSWORD_LENGTH);
}

export function hashesOfLogin(username: string, password: Password): Pick<Login, "md5" | "sha256"> {
  const text = `${username}:${REALM}:${password.reveal()}`;
  return {
    md5: createHash("md5").update(text).digest("hex"),
    sha256: createHash("sha256").update(text).digest("hex"),
  };
}

/** The base under which a phone with this token asks. */
export function baseWithToken(baseUrl: string, token: Password): string {
  return `${baseUrl}t/${token.reveal()}/`;
}

/** As a preview shows it. */
export function baseWithMaskedToken(baseUrl: string): string {
  return `${baseUrl}t/${MASK}/`;
}

/** For what is kept or shown: addresses with their tokens masked. */
export function maskToken(url: string): string {
  return url.replaceAll(TOKEN_FOLDER, (_, before: string) => `${before}${MASK}`);
}

/** `/t/…` before another folder or the file's name, or what looks like a token at the end. A `t` may come encoded. */
const TOKEN_FOLDER = /(\/(?:t|%74)\/)(?:[^/?#]+(?=\/)|[\w-]{22}(?=$|[?#]))/gi;

/**
 * Takes the token's folders out of a request target, so that nothing that is kept of the request can hold it. Undefined: it has none.
 * Of several the last one counts, and all are taken out.
 */
export function splitToken(target: string): { target: string; token: Password | undefined } {
  let token: Password | undefined;
  if (!target.includes("/t/") && !/\/%74\//i.test(target)) return { target, token };
  const query = /[?#]/.exec(target)?.index ?? target.length;
  const path = target.slice(0, query).replaceAll(TOKEN_FOLDER, (found, before: string) => {
    token = new Password(found.slice(before.length));
    return "";
  });
  return { target: (path.startsWith("/") ? path : `/${path}`) + target.slice(query), token };
}

import { hash } from "node:crypto";

/** What a phone demands before it obeys (RFC 3261 section 22, RFC 2617). */
export type DigestChallenge = {
  realm: string;
  nonce: string;
  opaque: string | undefined;
  /** Undefined: as RFC 2069 had it. */
  qop: "auth" | undefined;
};

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`^[\\s,]*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`);
const MAX_LENGTH = 1024;

/** A `WWW-Authenticate` or `Proxy-Authenticate`. Undefined for what cannot be answered with MD5. */
export function parseDigestChallenge(header: string): DigestChallenge | undefined {
  if (header.length > MAX_LENGTH || !/^digest\s/i.test(header)) return undefined;
  const values = new Map<string, string>();
  for (let rest = header.slice("digest".length); ; ) {
    const found = PARAMETER.exec(rest);
    if (found === null) break;
    const [whole, name = "", quoted, bare = ""] = found;
    values.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? bare);
    rest = rest.slice(whole.length);
  }
  const [realm, nonce] = [values.get("realm"), values.get("nonce")];
  if (realm === undefined || nonce === undefined || (values.get("algorithm") ?? "MD5").toUpperCase() !== "MD5")
    return undefined;
  const offered = values
    .get("qop")
    ?.split(",")
    .map((word) => word.trim().toLowerCase());
  if (offered !== undefined && !offered.includes("auth")) return undefined;
  return { realm, nonce, opaque: values.get("opaque"), qop: offered === undefined ? undefined : "auth" };
}

/** The value of `Authorization` or `Proxy-Authorization`. */
export function writeDigest(
  challenge: DigestChallenge,
  { user, ha1, method, uri, cnonce }: { user: string; ha1: string; method: string; uri: string; cnonce: string },
): string {
  const { realm, nonce, opaque, qop } = challenge;
  const count = "00000001";
  const ha2 = md5(`${method}:${uri}`);
  const response = md5(
    qop === undefined ? `${ha1}:${nonce}:${ha2}` : `${ha1}:${nonce}:${count}:${cnonce}:${qop}:${ha2}`,
  );
  return [
    `Digest username=${quote(user)}, realm=${quote(realm)}, nonce=${quote(nonce)}, uri=${quote(uri)}`,
    `response="${response}", algorithm=MD5`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(qop === undefined ? [] : [`qop=${qop}, nc=${count}, cnonce="${cnonce}"`]),
  ].join(", ");
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function md5(text: string): string {
  return hash("md5", text, "hex");
}

/** What an `Authorization` header says. RFC 7617 (Basic) and RFC 7616, section 3.4 (Digest). */
export type AuthorizationHeader =
  | { scheme: "basic"; username: string; password: string }
  | ({ scheme: "digest" } & Record<(typeof NEEDED)[number], string> & { algorithm: string | undefined });

const NEEDED = ["username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce"] as const;
const MAX_LENGTH = 4096;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`^\\s*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))\\s*(?:,|$)`);

/** Undefined for anything else, and for what is malformed. */
export function parseAuthorization(header: string): AuthorizationHeader | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  const [, scheme = "", rest = ""] = /^([A-Za-z]+) +(.+)$/.exec(header.trim()) ?? [];
  if (scheme.toLowerCase() === "basic") return parseBasic(rest);
  return scheme.toLowerCase() === "digest" ? parseDigest(rest) : undefined;
}

function parseBasic(text: string): AuthorizationHeader | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const pair = Buffer.from(text, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : { scheme: "basic", username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function parseDigest(text: string): AuthorizationHeader | undefined {
  const values = new Map<string, string>();
  for (let rest = text; rest.trim() !== ""; ) {
    const found = PARAMETER.exec(rest);
    if (found === null) return undefined;
    const [whole, name = "", quoted, bare = ""] = found;
    // Of the same name twice, nobody can say which one the client meant.
    if (values.has(name.toLowerCase())) return undefined;
    values.set(name.toLowerCase(), quoted === undefined ? bare : quoted.replace(/\\(.)/g, "$1"));
    rest = rest.slice(whole.length);
  }
  if (!NEEDED.every((name) => values.has(name))) return undefined;
  const needed = Object.fromEntries(NEEDED.map((name) => [name, values.get(name) ?? ""]));
  return {
    scheme: "digest",
    ...(needed as Record<(typeof NEEDED)[number], string>),
    algorithm: values.get("algorithm"),
  };
}

export type Challenge = {
  scheme: "basic" | "digest-md5" | "digest-sha256";
  realm: string;
  nonce: string;
  isStale: boolean;
};

/** One `WWW-Authenticate` header. Only `auth` is offered, never `auth-int`. */
export function writeChallenge({ scheme, realm, nonce, isStale }: Challenge): string {
  if (scheme === "basic") return `Basic realm="${realm}", charset="UTF-8"`;
  const algorithm = scheme === "digest-md5" ? "MD5" : "SHA-256";
  return `Digest realm="${realm}", qop="auth", algorithm=${algorithm}, nonce="${nonce}"${isStale ? ", stale=true" : ""}`;
}

import { createHash, randomBytes } from "node:crypto";

/** How a phone logs in by HTTP: the ways it knows, the one it likes best first, and the pairs that it tries one after the other. */
export type HttpLogin = {
  schemes: readonly ("basic" | "MD5" | "SHA-256")[];
  pairs: readonly { username: string; password: string }[];
};

type Challenge = { scheme: "basic" | "MD5" | "SHA-256"; realm: string; nonce: string };

/** The `Authorization` to answer a 401 with. Undefined: nothing is offered that the phone knows. */
export function answerChallenge(
  headers: readonly string[],
  path: string,
  { schemes }: HttpLogin,
  { username, password }: { username: string; password: string },
): string | undefined {
  const offered = headers.flatMap((header) => readChallenge(header) ?? []);
  const chosen = schemes.flatMap((scheme) => offered.find((challenge) => challenge.scheme === scheme) ?? [])[0];
  if (chosen === undefined) return undefined;
  if (chosen.scheme === "basic") return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const hash = (text: string) =>
    createHash(chosen.scheme === "MD5" ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const { realm, nonce } = chosen;
  const cnonce = randomBytes(8).toString("hex");
  const response = hash(
    `${hash(`${username}:${realm}:${password}`)}:${nonce}:00000001:${cnonce}:auth:${hash(`GET:${path}`)}`,
  );
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${path}", response="${response}", algorithm=${chosen.scheme}, qop=auth, nc=00000001, cnonce="${cnonce}"`;
}

function readChallenge(header: string): Challenge | undefined {
  const value = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(header)?.[1] ?? "";
  const isBasic = /^Basic /i.test(header);
  if (!isBasic && !/^Digest /i.test(header)) return undefined;
  const scheme = isBasic ? "basic" : value("algorithm") === "SHA-256" ? "SHA-256" : "MD5";
  return { scheme, realm: value("realm"), nonce: value("nonce") };
}

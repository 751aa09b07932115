import { createHash, randomBytes } from "node:crypto";

/** Makes keys easy to recognise for tools that look for leaked ones. */
const KEY_PREFIX = "ohk_";
const KEY_BYTES = 32;

/** What the store keeps of a key: SHA-256, hex. A key has 256 random bits, so it needs no slow hash. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}

/** A new API key. It is shown once; `id` names it afterwards. */
export function newKey(): { id: string; key: string; hash: string } {
  const key = `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString("base64url")}`;
  return { id: randomBytes(9).toString("hex"), key, hash: hashKey(key) };
}

const TOKEN_BYTES = 32;

/** A random text that stands for a session or an invitation: 256 bits, stored like a key's hash. */
export function newToken(): { id: string; token: string; hash: string } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { id: randomBytes(9).toString("hex"), token, hash: hashKey(token) };
}

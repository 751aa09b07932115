import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const TIME_BYTES = 6;
const RANDOM_BYTES = 10;
const MAC_BYTES = 16;
export const NONCE_LIFE_MS = 300_000;

export type Nonces = {
  make(now: number): string;
  /** `foreign`: none of ours. */
  judge(nonce: string, now: number): "foreign" | "expired" | "fresh";
};

/**
 * Server nonces that say themselves when they were made, so that nobody fills a memory by asking for them. Daemons that share
 * `key` know each other's. How often one was used is the store's to know.
 *
 *   time in ms (6) | random (10) | HMAC-SHA-256 over both (16), as base64url
 */
export function createNonces(key: Buffer): Nonces {
  const sign = (text: Buffer) => createHmac("sha256", key).update(text).digest().subarray(0, MAC_BYTES);
  return {
    make(now) {
      const text = Buffer.concat([Buffer.alloc(TIME_BYTES), randomBytes(RANDOM_BYTES)]);
      text.writeUIntBE(now, 0, TIME_BYTES);
      return Buffer.concat([text, sign(text)]).toString("base64url");
    },
    judge(nonce, now) {
      const bytes = Buffer.from(nonce, "base64url");
      // Decoding is lenient: only what was written exactly so counts as the same nonce.
      if (bytes.length !== TIME_BYTES + RANDOM_BYTES + MAC_BYTES || bytes.toString("base64url") !== nonce)
        return "foreign";
      const text = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
      if (!timingSafeEqual(sign(text), bytes.subarray(TIME_BYTES + RANDOM_BYTES))) return "foreign";
      return Math.abs(now - text.readUIntBE(0, TIME_BYTES)) < NONCE_LIFE_MS ? "fresh" : "expired";
    },
  };
}

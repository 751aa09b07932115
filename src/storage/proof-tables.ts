import type { Generated } from "kysely";
import type { ProofVia } from "../provisioning/phone-proof.ts";

/** What a phone proves itself by: tokens of its secret path, and logins. */
type PhoneProofTable = {
  /** Newer ones are greater. */
  id: Generated<number>;
  phone_id: number;
  kind: "token" | "login";
  via: ProofVia;
  /** Of a token: SHA-256, hex. */
  hash: string;
  /** Of a login. JSON: its hashes by RFC 7616 */
  sealed_login: Buffer | null;
  /** 0 or 1 */
  is_to_be_replaced: number;
  made_at: number;
  used_at: number | null;
};

/** Digest nonces that were used, and how often. */
type UsedNonceTable = { nonce: string; count: number; expires_at: number };

export type ProofTables = { phone_proofs: PhoneProofTable; used_nonces: UsedNonceTable };

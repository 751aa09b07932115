import type { KeyObject } from "node:crypto";
import type { Login, PhoneProof, ProofVia } from "./phone-proof.ts";

/** What is added: of a token its hash, of a login what checks it. */
export type NewProof = { via: ProofVia } & (
  | { kind: "token"; hash: string }
  | ({ kind: "login" } & Pick<Login, "md5" | "sha256">)
);
export type StoredProof = Omit<PhoneProof, "hash"> & { madeAt: number; usedAt: number | null };

/** What phones prove themselves by, as it lasts. */
export type ProofStore = {
  /** Adds a token or a login. Of those that came the same way and were never used, the newest before it stays; older ones go. */
  addProof(phoneId: number, proof: NewProof): Promise<void>;
  /** Notes that one was used, which ends the life of all older ones of its kind and of all first tokens before it. False: it was noted before, or it is gone. */
  useProof(phoneId: number, proofId: number): Promise<boolean>;
  /** All that there are shall be replaced by the next configuration, or with `isOver` open nothing from now on. */
  rotateProofs(phoneId: number, isOver: boolean): Promise<void>;
  listProofs(phoneId: number): Promise<StoredProof[]>;
  findLogins(phoneId: number): Promise<Login[]>;
  /** Takes a use of a digest nonce, unless it was used with this count or a higher one. Atomic. */
  takeNonce(nonce: string, count: number, expiresAt: number): Promise<boolean>;
  /** Whether any PBX asks for credentials. */
  asksForCredentials(): Promise<boolean>;
  /** A key of its own for a purpose, the same for every daemon with this master key. */
  deriveKey(purpose: string): Buffer;
  /** The same, and those of the master keys before or after it, while it is exchanged. */
  deriveKeys(purpose: string): readonly KeyObject[];
};

import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { EventRecord } from "./request.ts";

/** Something that was done, before it has its place in the chain. Never holds a password. */
export type AuditNote = {
  action: string;
  actor?: string | null;
  address?: string | null;
  door?: string | null;
  mac?: string | null;
  pbx?: string | null;
  detail?: EventRecord["detail"];
};

export type AuditEntry = {
  /** From 1, without a gap. */
  sequence: number;
  at: number;
  action: string;
  actor: string | null;
  address: string | null;
  door: string | null;
  mac: string | null;
  pbx: string | null;
  /** JSON as it was written: a text, so that it is the same for everybody who hashes it. */
  detail: string | null;
  keyId: string;
  previous: string;
  hash: string;
};

/** A place in the chain that cannot be moved without the key: the end, and where it begins after pruning. */
export type AuditAnchor = { name: "head" | "start"; sequence: number; hash: string; keyId: string; seal: string };

/** `broken` names the first entry that is not as it was written. */
export type AuditVerdict = {
  /** How many entries were checked. */
  entries: number;
  /** Of the oldest and the newest one; 0 where there is none. */
  first: number;
  last: number;
  lastHash: string;
  broken: { sequence: number; why: string } | null;
};

type AuditFilter = {
  limit: number;
  cursor?: string | undefined;
  action?: string | undefined;
  actor?: string | undefined;
  mac?: string | undefined;
  pbxId?: string | undefined;
  /** Milliseconds since the epoch, the first one included, the second one not. */
  since?: number | undefined;
  until?: number | undefined;
};

/** An entry that says that the end of the chain was tampered with before it was written. Verification stops there. */
export const AUDIT_DAMAGED = "audit-damaged";

/** What the first entry follows. */
export const AUDIT_GENESIS = "0".repeat(64);

export type AuditStore = {
  /** Writes an event and its entry in the chain, in one transaction. */
  recordAction(event: EventRecord): Promise<void>;
  listAudit(filter: AuditFilter): Promise<{ items: AuditEntry[]; next: string | null }>;
  /** Sequence of the last entry; 0 where there is none. */
  findAuditHead(): Promise<number>;
  /** Oldest first, from one sequence to another, both included. */
  walkAudit(from: number, through: number): AsyncGenerator<AuditEntry[]>;
  /** `known`: a head that was noted down elsewhere, which the chain must still contain. */
  verifyAudit(known?: { sequence: number; hash: string }): Promise<AuditVerdict>;
  /** Drops entries older than that (ms), and seals where the chain begins now. Returns how many. */
  pruneAudit(before: number): Promise<number>;
  /** P-256, private. Made when it is first needed; daemons on one database share it. */
  findSigningKey(): Promise<KeyObject>;
};

/** HMAC-SHA256 over a canonical form, hex. */
export function hashAuditEntry(key: KeyObject, entry: Omit<AuditEntry, "hash">): string {
  const { sequence, at, action, actor, address, door, mac, pbx, detail, keyId, previous } = entry;
  const canonical = JSON.stringify([
    "entry",
    keyId,
    sequence,
    at,
    action,
    actor,
    address,
    door,
    mac,
    pbx,
    detail,
    previous,
  ]);
  return createHmac("sha256", key).update(canonical).digest("hex");
}

export function sealAuditAnchor(key: KeyObject, { name, sequence, hash, keyId }: Omit<AuditAnchor, "seal">): string {
  const canonical = JSON.stringify(["anchor", keyId, name, sequence, hash]);
  return createHmac("sha256", key).update(canonical).digest("hex");
}

/** In time that tells nothing about where they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Append only, see provisioning/audit.ts. */
export type AuditTable = {
  /** From 1, without a gap. */
  sequence: number;
  at: number;
  action: string;
  actor: string | null;
  address: string | null;
  door: string | null;
  mac: string | null;
  pbx_id: string | null;
  /** JSON object */
  detail: string | null;
  /** Of the key that `hash` is made with. */
  key_id: string;
  /** `hash` of the entry before. */
  previous: string;
  hash: string;
};

/** `head`: the last entry. `start`: the last entry that was pruned. */
export type AuditAnchorTable = {
  name: "head" | "start";
  sequence: number;
  hash: string;
  key_id: string;
  /** MAC over name, sequence and hash. */
  seal: string;
};

/** Keys of the audit trail: `mac:…` for its hashes, one for each master key there was, and `signing`. */
type SealedKeyTable = { id: string; sealed_key: Buffer; created_at: number };

export type AuditTables = { audit: AuditTable; audit_anchors: AuditAnchorTable; sealed_keys: SealedKeyTable };

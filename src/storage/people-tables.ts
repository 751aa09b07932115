import type { Role } from "../provisioning/ports.ts";

/*
 *   customers ─┬─< pbxs                       people ─┬─< sessions
 *              └─< scope_entries >── pbxs             ├─< recovery_codes
 *                     ^ api_keys, people              ├─< scope_entries
 *                                                     └── invitations (at most one; one without a person: the first link)
 */

export type CustomerTable = {
  id: string;
  name: string;
  name_folded: string;
  revision: number;
  created_at: number;
  updated_at: number;
};

/** One thing that a key or a person may see. One of the two owners is set, and one of the two things. */
type ScopeEntryTable = {
  key_id: string | null;
  person_id: string | null;
  customer_id: string | null;
  pbx_id: string | null;
};

export type PersonTable = {
  id: string;
  login: string;
  name: string;
  name_folded: string;
  role: Role;
  /** 0 or 1: sees only what `scope_entries` names; when the last of it is deleted, nothing. */
  is_scoped: number;
  /** 0 or 1 */
  is_disabled: number;
  /** PHC string of argon2id; null: none chosen yet. */
  password_hash: string | null;
  /** Base32 of the second factor's secret. */
  sealed_totp: Buffer | null;
  /** 0 or 1: confirmed, so that a code is needed. */
  totp_active: number;
  /** The last step that a code was taken of; later ones only. */
  totp_step: number;
  revision: number;
  created_at: number;
  updated_at: number;
  last_sign_in_at: number | null;
};

type RecoveryCodeTable = { person_id: string; hash: string };

export type SessionTable = {
  hash: string;
  /** Names it to its owner. */
  id: string;
  person_id: string;
  address: string;
  user_agent: string | null;
  created_at: number;
  last_used_at: number;
  /** Moves with use, up to `expires_at`. */
  idle_until: number;
  expires_at: number;
};

type InvitationTable = { hash: string; person_id: string | null; expires_at: number };

export type PeopleTables = {
  customers: CustomerTable;
  scope_entries: ScopeEntryTable;
  people: PersonTable;
  recovery_codes: RecoveryCodeTable;
  sessions: SessionTable;
  invitations: InvitationTable;
};

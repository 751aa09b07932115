import type { Generated } from "kysely";
import type { PasswordOrder } from "../provisioning/pbx-link.ts";
import type { AskState } from "../provisioning/registration.ts";

/** At most one for each PBX. */
export type PbxLinkTable = {
  pbx_id: string;
  /** JSON: LinkSettings */
  settings: string;
  /** JSON: LinkCredentials */
  sealed_credentials: Buffer;
  password_order: PasswordOrder;
  /** 0 or 1: told of phones, too. */
  wants_phones: number;
  last_error: string | null;
  told_at: number | null;
  /** When it last said who is registered. */
  asked_at: Generated<number | null>;
  /** When it is asked next; while somebody asks, until when nobody else does. */
  next_ask_at: Generated<number>;
  /** Until when what it said holds; null: nothing holds. */
  fresh_until: Generated<number | null>;
  ask_state: Generated<AskState>;
  ask_error: Generated<string | null>;
  revision: number;
  created_at: number;
  updated_at: number;
};

/** One row for each account and each phone that a linked PBX is or was to be told of. What it is to have is looked up when it is told. */
export type PbxJobTable = {
  pbx_id: string;
  subject: "account" | "phone";
  /** SIP user, or MAC. */
  name: string;
  /** Grows when something else is wanted. */
  generation: Generated<number>;
  state: "pending" | "done" | "failed";
  /** 0 or 1: not to be told before a phone was given the new password. */
  waits_for_phone: Generated<number>;
  /** 0 or 1: the PBX has had it. */
  was_told: Generated<number>;
  /** Of a phone, as the PBX was told. */
  address: string | null;
  attempts: Generated<number>;
  next_try_at: number;
  /** Who works on it, and until when nobody else does. */
  claim: string | null;
  claimed_until: number | null;
  error: string | null;
  updated_at: number;
};

export type RegistrationTable = {
  pbx_id: string;
  username: string;
  contact: string;
  user_agent: string | null;
  address: string | null;
  expires_at: number;
  registered_at: number | null;
  first_seen_at: number;
  /** When it came or was written last; while `gone_at` is null the PBX's `asked_at` holds. */
  seen_at: number;
  gone_at: number | null;
};

export type PbxLinkTables = { pbx_links: PbxLinkTable; pbx_jobs: PbxJobTable; registrations: RegistrationTable };

import type { Generated } from "kysely";
import type { PasswordKind } from "../provisioning/password.ts";
import type { Transport } from "../provisioning/pbx.ts";
import type { GrantState, IdentitySource, Sharing } from "../provisioning/phone.ts";
import type { Role } from "../provisioning/ports.ts";
import type { SightingVia } from "../provisioning/sighting.ts";
import type { AdmissionTables } from "./admission-tables.ts";
import type { AuditTables } from "./audit-tables.ts";
import type { CommandTables } from "./command-tables.ts";
import type { DeskTables } from "./desk-tables.ts";
import type { HostedTables } from "./hosted-tables.ts";
import type { PbxLinkTables } from "./pbx-link-tables.ts";
import type { PeopleTables } from "./people-tables.ts";
import type { PhoneBookTables } from "./phone-book-tables.ts";
import type { ProofTables } from "./proof-tables.ts";
import type { RedirectTables } from "./redirect-tables.ts";
import type { RolloutTables } from "./rollout-tables.ts";
import type { RotationTables } from "./rotation-tables.ts";
import type { TemplateTables } from "./template-tables.ts";
import type { UploadTables } from "./upload-tables.ts";
import type { WebhookTables } from "./webhook-tables.ts";

/*
 * Every table and column there is. Times are integers: milliseconds since the epoch. JSON is text. Sealed columns are
 * bytes that only the vault opens, with the row's identity as associated data (see vault.ts).
 *
 *   pbxs ─┬─< accounts ──── account_secrets          api_keys >── pbxs (optional); customers, people: people-tables.ts
 *         │      ├──< lines, grants (sip)            events, sightings, kept_answers: no foreign keys,
 *         │      └── desk_pins, seats                history outlives what it tells of
 *         ├──< profiles, watched_names
 *         ├──< redirect_accounts ──< redirects       by MAC: a release outlives its phone
 *         ├── admission_policies ──< admission_networks
 *         ├──< webhooks ──< webhook_deliveries       by MAC, too
 *         ├──< command_batches ──< phone_commands    by MAC, too
 *         ├── pbx_links ──< pbx_jobs                by name: what is taken away outlives it
 *         ├──< maintenance_windows                    template_versions: the operator's, of this machine
 *         └─< phones ─┬─< lines
 *                     ├─< grants
 *                     ├─< phone_secrets, phone_proofs, phone_uploads
 *                     └── last_seen, seats           desk_tries: by MAC and by extension
 *
 * Deleting a phone deletes its lines, grants, secrets, uploads and last visit, and leaves its MAC in `deleted_phones`; deleting a PBX its
 * accounts, keys and policy, and is refused while phones point at it. An account on a line cannot be deleted.
 *
 * Filling the tables by SQL (a benchmark, a migration from elsewhere) means: one row in `pbxs`; per phone a row in
 * `phones` (`*_folded` = lower case of the column it is named after), and per line an account, its secret sealed as
 * `passwordIdentity` says, a line, and a `sip` grant; then a `menu` and a `web` grant and secret per phone.
 */

export type PbxTable = {
  id: string;
  host: string;
  port: number;
  transport: Transport;
  /** A row of `customers`. */
  customer: string | null;
  /** Which HA1 is made with; null: the host. */
  realm: Generated<string | null>;
  settings: string;
  /** JSON: VendorSettings by vendor id */
  vendors: Generated<string>;
  /** JSON: CertificatePolicy by vendor id */
  client_certificates: Generated<string>;
  /** JSON: PbxAccess; `{}` where nothing is asked for */
  access: Generated<string>;
  /** Null: its phones are served. */
  paused_at: Generated<number | null>;
  /** Id of the last event before the PBX was registered: what an earlier one of its id left is not its history. */
  events_after: Generated<number>;
  revision: number;
  created_at: number;
  updated_at: number;
};

export type ProfileTable = {
  pbx_id: string;
  id: string;
  label: string;
  /** JSON: Settings */
  settings: string;
  /** JSON: KeyLayout by model name */
  layouts: string;
  /** Grows with the profile, and when the name of an account that its keys watch changes. */
  revision: number;
  created_at: number;
  updated_at: number;
};

/** Whose files show the display name of an account: `number` is its username or number. One of the two owners is set. */
type WatchedNameTable = { pbx_id: string; number: string; phone_id: number | null; profile_id: string | null };

export type AccountTable = {
  id: Generated<number>;
  pbx_id: string;
  username: string;
  auth_name: string;
  display_name: string;
  /** `display_name` in lower case as JavaScript does it, so that a search finds umlauts in either case on any database. */
  display_name_folded: string;
  number: string;
  /** JSON: DeskKit */
  desk: Generated<string>;
  revision: number;
  created_at: number;
  updated_at: number;
};

type AccountSecretTable = {
  account_id: number;
  /** Null once it was destroyed (`keepPlaintext: false`). */
  sealed_password: Buffer | null;
  /** MD5(auth name:realm:password) in lower-case hex, kept when the password was destroyed. */
  sealed_ha1: Buffer | null;
  /** HA1 of the password before, while the PBX is to accept it too, and since when that is so. */
  sealed_previous_ha1: Generated<Buffer | null>;
  previous_since: Generated<number | null>;
};

export type PhoneTable = {
  id: Generated<number>;
  /** 12 upper-case hex digits. */
  mac: string;
  mac_id: string | null;
  pbx_id: string;
  vendor_id: string;
  vendor_source: IdentitySource;
  model: string | null;
  model_source: IdentitySource | null;
  label: string;
  label_folded: string;
  /** JSON: FunctionKey[] */
  keys: string;
  /** JSON: FunctionKey[][] */
  modules: Generated<string>;
  /** JSON: Handset[] */
  handsets: Generated<string>;
  /** Of the phone's own PBX. */
  profile_id: string | null;
  /** JSON: Settings */
  settings: string;
  /** Authority ids with blanks between. */
  known_authorities: Generated<string>;
  /** The version that a roll-out gave it. */
  rollout_firmware: Generated<string | null>;
  /** `ended`: it was shared once, and may hold what somebody left there. */
  sharing: Generated<Sharing>;
  /** Grows when the phone, its lines or its accounts change; never for grants, passwords or visits. */
  revision: number;
  created_at: number;
  updated_at: number;
};

/** When and whence a phone asked last, and with which firmware. No row: never. */
type LastSeenTable = {
  phone_id: number;
  at: number;
  address: string;
  firmware: string | null;
};

type PhoneSecretTable = {
  phone_id: number;
  kind: "menu" | "web";
  /** Null once it was destroyed (`keepPlaintext: false`). */
  sealed_password: Buffer | null;
};

type LineTable = {
  phone_id: number;
  /** From 0, in the phone's order. */
  position: number;
  account_id: number;
  /** Null: the account's. */
  display_name: string | null;
  label: string | null;
  /** 1: of whoever sits there. The last one. */
  is_seat: Generated<number>;
};

/** One row per (phone, kind, account): the state machine of one-time-passwords.md. */
export type GrantTable = {
  id: Generated<number>;
  phone_id: number;
  kind: PasswordKind;
  /** Set for `sip`, null for `menu` and `web`. */
  account_id: number | null;
  state: GrantState;
  opened_at: number | null;
  opened_by: string | null;
  /** Null while armed, and always for `web`. */
  closes_at: number | null;
  /** Kept while open, so that an undone claim gets its old deadline back. */
  armed_until: number | null;
  /** The claim that opened it: names this opening. */
  opened_claim: string | null;
  /** The last claim that was granted: an opening that others built on cannot be undone. */
  last_claim: string | null;
  /** Of a new `sip` password: `pbx-first`, not before the PBX has it; `phone-first`, the PBX gets it once it was delivered. */
  pbx_order: Generated<"pbx-first" | "phone-first" | null>;
};

export type EventTable = {
  id: Generated<number>;
  name: string;
  at: number;
  mac: string | null;
  pbx_id: string | null;
  address: string | null;
  door: string | null;
  actor: string | null;
  /** JSON object */
  detail: string | null;
};

export type SightingTable = {
  mac: string;
  vendor_id: string | null;
  model: string | null;
  firmware: string | null;
  address: string;
  via: SightingVia;
  reason: string;
  first_seen: number;
  last_seen: number;
  count: number;
  /** Null: staff are shown it. */
  ignored_at: Generated<number | null>;
};

export type ApiKeyTable = {
  id: string;
  name: string;
  role: Role;
  pbx_id: string | null;
  /** 0 or 1: sees only what `scope_entries` names for it. */
  is_scoped: Generated<number>;
  /** SHA-256 of the key, hex. */
  hash: string;
  created_at: number;
  last_used_at: number | null;
};

export type LeaseTable = {
  /** IPv4, dotted. */
  address: string;
  client_key: string;
  mac: string;
  host_name: string | null;
  vendor_class: string | null;
  state: "bound" | "declined";
  expires_at: number;
};

type KeptAnswerTable = {
  key_id: string;
  idempotency_key: string;
  fingerprint: string;
  status: number;
  sealed_body: Buffer;
  kept_at: number;
};

export type Tables = AdmissionTables &
  AuditTables &
  CommandTables &
  DeskTables &
  HostedTables &
  PbxLinkTables &
  PeopleTables &
  PhoneBookTables &
  ProofTables &
  RedirectTables &
  RolloutTables &
  RotationTables &
  TemplateTables &
  UploadTables &
  WebhookTables & {
    pbxs: PbxTable;
    profiles: ProfileTable;
    watched_names: WatchedNameTable;
    accounts: AccountTable;
    account_secrets: AccountSecretTable;
    phones: PhoneTable;
    last_seen: LastSeenTable;
    phone_secrets: PhoneSecretTable;
    lines: LineTable;
    grants: GrantTable;
    events: EventTable;
    sightings: SightingTable;
    api_keys: ApiKeyTable;
    kept_answers: KeptAnswerTable;
    leases: LeaseTable;
  };

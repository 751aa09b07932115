import type { AccountPool } from "./admission.ts";
import type { DeskKit } from "./desk-kit.ts";
import type { FunctionKey } from "./function-key.ts";
import type { Mac } from "./mac.ts";
import type { Password, PasswordKind } from "./password.ts";
import type { Account, Pbx } from "./pbx.ts";
import type { Admission, Grant, Handset, IdentitySource, Phone } from "./phone.ts";
import type { BookPage } from "./phone-book/book-form.ts";
import type { Profile } from "./profile.ts";
import type { PhoneStanding, RegistrationState } from "./registration-standing.ts";
import type { EventRecord } from "./request.ts";
import type { Settings } from "./settings.ts";
import type { NewSighting } from "./sighting.ts";
import type { StoreParts } from "./store-parts.ts";
import type { TemplateData } from "./template-data.ts";
import type { EscapeKind } from "./vendor.ts";

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** Templates in, bytes out. Throws `TemplateError` (its message names template and place, never a value). */
export type Renderer = {
  render(template: string, data: TemplateData | BookPage, format: EscapeKind): Buffer;
  /** Changes when the template's text changes. */
  revision(template: string): string;
};

/** `marked` writes the same files with the numbers of the template's lines in them, for `findTemplateLine`. */
export type MarkingRenderer = Renderer & { marked?: Renderer };

/** Also renders with another text than the one in use. Null: with the shipped one. Throws what `render` throws when it cannot be compiled. */
export type TrialRenderer = Renderer & {
  trial(template: string, text: string | null): MarkingRenderer;
  shippedText(template: string): string;
};

export type Page<T> = { items: T[]; next: string | null };
/** `cursor` is the `next` of the page before. */
export type PageQuery = { limit: number; cursor?: string | undefined; search?: string | undefined };

export type NewPbx = Omit<Pbx, "realm" | "pausedAt" | "revision" | "createdAt" | "updatedAt"> &
  Partial<Pick<Pbx, "realm">>;
export type PbxPatch = Partial<Omit<NewPbx, "id">> & { paused?: boolean | undefined };
export type NewProfile = Omit<Profile, "revision" | "createdAt" | "updatedAt">;
type ProfilePatch = Partial<Pick<NewProfile, "label" | "settings" | "layouts">>;
export type NewAccount = Pick<Account, "username" | "authName" | "displayName" | "number"> & {
  password: Password;
  desk?: DeskKit | undefined;
};
export type AccountPatch = Partial<Pick<Account, "authName" | "displayName" | "number" | "desk">> & {
  password?: Password | undefined;
};

/** A line as asked for. The account is made, with `newPassword`, when it does not exist and `displayName` is given. */
export type NewLine = {
  username: string;
  displayName: string | null;
  label: string | null;
  newPassword: Password;
};

export type NewPhone = {
  mac: Mac;
  macId: string | null;
  pbxId: string;
  vendorId: string;
  vendorSource: IdentitySource;
  model: string | null;
  modelSource: IdentitySource | null;
  label: string;
  lines: readonly NewLine[];
  /** Instead of lines: one with an account out of it that no phone has. */
  pool?: AccountPool | undefined;
  keys: readonly FunctionKey[];
  modules: Phone["modules"];
  handsets: readonly Handset[];
  /** Of its PBX. */
  profileId: string | null;
  settings: Settings;
  /** People sign in at it. */
  isShared?: boolean | undefined;
  passwords: { menu: Password; web: Password };
  /** Until when its grants are armed; null: no deadline. */
  armedUntil: number | null;
};
export type PhonePatch = Partial<
  Pick<
    NewPhone,
    | "macId"
    | "pbxId"
    | "vendorId"
    | "vendorSource"
    | "model"
    | "modelSource"
    | "label"
    | "lines"
    | "keys"
    | "modules"
    | "handsets"
    | "profileId"
    | "settings"
    | "isShared"
  >
> & {
  /** For grants of accounts that are new on the phone or moved to another line. */
  armedUntil: number | null;
};

export type PhoneFilter = PageQuery & {
  /** What the caller may see: phones of these PBXs; undefined: of all. */
  pbxIds?: readonly string[] | undefined;
  pbxId?: string | undefined;
  vendorId?: string | undefined;
  profileId?: string | undefined;
  status?: PhoneStatus | undefined;
  registration?: RegistrationState | undefined;
};
/** What the phones table shows: never seen; seen, its passwords still waiting; open now; all closed. */
export const PHONE_STATUSES = ["waiting", "delivering", "provisioned"] as const;
export type PhoneStatus = (typeof PHONE_STATUSES)[number];

export type LineProblem = { problem: "unknown-account"; lineIndex: number };

export type GrantChoice = {
  phoneId: number;
  kinds: readonly PasswordKind[];
  /** SIP users; all of the phone's when absent. Narrows `sip` only. */
  accounts?: readonly string[] | undefined;
  /** The phone takes HA1 instead of a password that was destroyed. */
  takesHa1?: boolean | undefined;
};

export type NewSecret = { kind: PasswordKind; accountId: number | null; password: Password };

export type Claim = {
  phoneId: number;
  /** Kinds that this file and this family can carry. Others do not move. */
  kinds: readonly PasswordKind[];
  /** Remote address, plus `/` and the certificate's fingerprint when there was one. */
  requester: string;
  windowMs: number;
  /** For the audit trail. */
  door?: string | undefined;
};

/** A grant after a claim. `password` is there only when it may go out to this requester now. */
export type ClaimedGrant = Grant & {
  outcome: "granted" | "other-requester" | "closed" | "waits-for-pbx";
  /** This very claim turned it from armed to open. */
  justOpened: boolean;
  password: Password | undefined;
  /** What is left of an account's password that was destroyed, where that may go out. */
  ha1?: Password | undefined;
  /** The store's name for this opening, so that an undo or a confirmation never touches a later one. */
  opening?: string | undefined;
};

export type Visit = {
  mac: Mac;
  at: number;
  address: string;
  /** What the phone said of itself, null where it said nothing. */
  model: string | null;
  firmware: string | null;
};

type EventFilter = PageQuery & {
  /** What the caller may see: events of these PBXs, since they were registered; undefined: all there are. */
  pbxIds?: readonly string[] | undefined;
  mac?: string | undefined;
  pbxId?: string | undefined;
  name?: string | undefined;
};
export type StoredEvent = EventRecord & { id: number };

export const ROLES = ["admin", "technician", "viewer", "pbx"] as const;
export type Role = (typeof ROLES)[number];

/** An answer kept for a repeated POST with the same Idempotency-Key. */
type KeptAnswer = { fingerprint: string; status: number; body: string };

/** Everything that lasts. Lists are in a stable order. `expectedRevision` undefined: do it whatever the revision is. */
export type Store = StoreParts & {
  findAdmission(mac: Mac): Promise<Admission | undefined>;
  /** What `findAdmission` would find, where it is remembered and needs no look into the database. */
  recallAdmission?(mac: Mac): Admission | undefined;
  findPhone(mac: Mac): Promise<Phone | undefined>;
  /** Decides by the stored rows, atomically and durably, which passwords this requester gets now: armed → open, expired → closed. */
  claimGrants(claim: Claim): Promise<ClaimedGrant[]>;
  /** All passwords of these kinds, without asking any grant: for vendors whose one-time rule is switched off. Sip only of the phone's lines. */
  readPasswords(
    phoneId: number,
    kinds: readonly PasswordKind[],
    about?: Pick<Partial<Claim>, "requester" | "door">,
  ): Promise<{ kind: PasswordKind; accountId: number | null; password: Password }[]>;
  /** Takes back what a claim has just opened, when nothing was sent. Grants that moved on since are left alone. */
  undoClaim(grants: readonly ClaimedGrant[]): Promise<void>;
  /** Closes the `web` grants of a delivery that was confirmed, unless they moved on since. Returns whether one was closed. */
  confirmDelivery(grants: readonly ClaimedGrant[]): Promise<boolean>;
  /** Writes `closed` wherever a window or deadline has passed. Returns how many. */
  closeExpired(): Promise<number>;
  /** One transaction for a batch: history, last visits, sightings (bounded in number, the oldest go). */
  record(batch: {
    events: readonly EventRecord[];
    visits: readonly Visit[];
    sightings: readonly NewSighting[];
  }): Promise<void>;

  createPbx(pbx: NewPbx): Promise<Pbx | "pbx-exists" | "unknown-customer">;
  findPbx(id: string): Promise<Pbx | undefined>;
  listPbxs(query: PageQuery & { ids?: readonly string[] | undefined }): Promise<Page<Pbx>>;
  updatePbx(
    id: string,
    patch: PbxPatch,
    expectedRevision?: number,
  ): Promise<Pbx | "not-found" | "stale" | "unknown-customer">;
  deletePbx(
    id: string,
    expectedRevision?: number,
  ): Promise<"deleted" | "not-found" | "stale" | "pbx-in-use" | "redirect-pending">;

  createProfile(profile: NewProfile): Promise<Profile | "unknown-pbx" | "profile-exists">;
  findProfile(pbxId: string, id: string): Promise<Profile | undefined>;
  listProfiles(pbxId: string, query: PageQuery): Promise<Page<Profile>>;
  updateProfile(
    pbxId: string,
    id: string,
    patch: ProfilePatch,
    expectedRevision?: number,
  ): Promise<Profile | "not-found" | "stale">;
  deleteProfile(
    pbxId: string,
    id: string,
    expectedRevision?: number,
  ): Promise<"deleted" | "not-found" | "stale" | "profile-in-use" | "profile-in-policy">;

  /** Display names of accounts, by username and by number, of those that there are. */
  findDisplayNames(pbxId: string, numbers: readonly string[]): Promise<ReadonlyMap<string, string>>;
  createAccount(pbxId: string, account: NewAccount): Promise<Account | "unknown-pbx" | "account-exists">;
  findAccount(pbxId: string, username: string): Promise<Account | undefined>;
  listAccounts(pbxId: string, query: PageQuery): Promise<Page<Account>>;
  /** A new password arms the `sip` grants of every phone that has the account, until `armedUntil`. */
  updateAccount(
    pbxId: string,
    username: string,
    patch: AccountPatch & { armedUntil: number | null },
    expectedRevision?: number,
  ): Promise<Account | "not-found" | "stale">;
  deleteAccount(
    pbxId: string,
    username: string,
    expectedRevision?: number,
  ): Promise<"deleted" | "not-found" | "stale" | "account-in-use">;

  createPhone(
    phone: NewPhone,
  ): Promise<Phone | "mac-in-use" | "unknown-pbx" | "unknown-profile" | "pool-empty" | LineProblem>;
  /** `lines`, when given, replaces all of them. */
  updatePhone(
    mac: Mac,
    patch: PhonePatch,
    expectedRevision?: string,
  ): Promise<Phone | "not-found" | "stale" | "unknown-pbx" | "unknown-profile" | LineProblem>;
  deletePhone(mac: Mac, expectedRevision?: string): Promise<"deleted" | "not-found" | "stale">;
  listPhones(query: PhoneFilter): Promise<Page<Phone & { status: PhoneStatus; standing: PhoneStanding }>>;
  /** How many phones that list has in all, and the cursor of each of its pages of `limit` but the first. */
  outlinePhones(query: Omit<PhoneFilter, "cursor">): Promise<{ total: number; cursors: Mac[] }>;

  /** With expired ones already closed. In a stable order: sip by line, menu, web. */
  listGrants(phoneId: number): Promise<Grant[]>;
  /** Arms the chosen grants, whatever state they are in. With `secrets` also replaces those passwords, in the same transaction. */
  armGrants(
    choice: GrantChoice & { armedUntil: number | null; secrets?: readonly NewSecret[] | undefined },
  ): Promise<Grant[] | "password-destroyed">;
  closeGrants(choice: GrantChoice): Promise<Grant[]>;

  listEvents(query: EventFilter): Promise<Page<StoredEvent>>;

  /** Bodies are sealed at rest. Kept for 24 hours. */
  recallAnswer(keyId: string, idempotencyKey: string): Promise<KeptAnswer | undefined>;
  keepAnswer(keyId: string, idempotencyKey: string, answer: KeptAnswer): Promise<void>;

  /** Deletes history older than `eventsBefore` (ms), leases that expired before it, and kept answers past their day. */
  prune(eventsBefore: number): Promise<void>;
  /** Rejects when the database cannot be read. */
  check(): Promise<void>;
  close(): Promise<void>;
};

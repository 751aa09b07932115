import { type Static, Type } from "typebox";
import type { CertificatePolicy } from "./certificate-policy.ts";
import type { DeskKit } from "./desk-kit.ts";
import type { FunctionKey } from "./function-key.ts";
import type { Mac } from "./mac.ts";
import type { PasswordKind } from "./password.ts";
import type { PbxAccess } from "./pbx-access.ts";
import type { PhoneProof } from "./phone-proof.ts";
import type { Settings } from "./settings.ts";

/** Where a stored vendor or model comes from; a mere prefix yields to what the phone says of itself. */
export type IdentitySource = "operator" | "prefix" | "phone";

/** What every request of a phone needs first. One row, no passwords. */
export type Admission = {
  phoneId: number;
  mac: Mac;
  pbxId: string;
  vendorId: string;
  vendorSource: IdentitySource;
  /** The catalogue's name, null while nobody said it. */
  model: string | null;
  modelSource: IdentitySource | null;
  /** Changes whenever anything that a configuration is made of changes: the phone, its lines, its accounts, its PBX, its profile. */
  revision: string;
  /** Whether any of its grants is armed or open, as stored (a window that ran out may still be written as open). */
  hasLiveGrants: boolean;
  /** What its PBX asks of this vendor's phones. */
  certificatePolicy: CertificatePolicy;
  /** Of its PBX. */
  access: PbxAccess;
  /** Since when its PBX's phones get no configuration, because staff said so; null: they get theirs. */
  pausedAt: number | null;
  /** Its tokens and logins that are alive, oldest first; empty where its PBX asks for neither. */
  proofs: readonly PhoneProof[];
  /** Somebody signed in there whose password it was not given yet. */
  seatWaits: boolean;
};

export type Line = {
  accountId: number;
  /** The account's SIP user. */
  username: string;
  authName: string;
  /** The line's own display name, else the account's, else the user name. */
  displayName: string;
  label: string;
  /** Of whoever sits there now. The last one. */
  isSeat?: true;
};

/**
 * Whether people sign in at it. `ended`: it was shared once, and may hold what somebody left there, so lines that nobody uses are
 * still written as cleared.
 */
export type Sharing = "never" | "shared" | "ended";

/** Who sits at a phone, and what came along. */
export type PhoneSeat = { accountId: number; since: number; until: number | null; kit: DeskKit };

/** A handset of a DECT base. Its place in the list is its slot on the base. */
export const Handset = Type.Object(
  {
    ipui: Type.Optional(
      Type.String({
        pattern: "^[0-9a-fA-F]{10}$",
        description:
          "10 hex digits that the handset shows; without it the slot takes whichever handset registers for it",
      }),
    ),
    name: Type.Optional(
      Type.String({
        format: "text-line",
        maxLength: 32,
        description: "Shown on the idle display; the line's unless given",
      }),
    ),
    lines: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 1000 }), {
        minItems: 1,
        maxItems: 16,
        uniqueItems: true,
        description: "Positions of the lines that ring here; the line of the slot's own number unless given",
      }),
    ),
    outgoingLine: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: "Position of the line that calls go out by; the first of its lines unless given",
      }),
    ),
  },
  { additionalProperties: false },
);
export type Handset = Static<typeof Handset>;

/** A phone with all that its configuration is made of, except its passwords. */
export type Phone = Admission & {
  macId: string | null;
  label: string;
  /** Its own keys; empty: those that its profile has for its model. */
  keys: readonly FunctionKey[];
  /** The keys of each expansion module that is attached. */
  modules: readonly (readonly FunctionKey[])[];
  handsets: readonly Handset[];
  profileId: string | null;
  settings: Settings;
  /** Ids of the authorities that it has taken from us (`Authority.id`). */
  knownAuthorities: readonly string[];
  lines: readonly Line[];
  sharing: Sharing;
  seat: PhoneSeat | null;
  createdAt: number;
  updatedAt: number;
  /** The version that a roll-out gave it. */
  rolloutFirmware: string | null;
  lastSeenAt: number | null;
  lastAddress: string | null;
  firmware: string | null;
};

export type GrantState = "armed" | "open" | "closed";

/** Whether a password may be fetched. `account` is the SIP user for `sip`, null for `menu` and `web`. Times in milliseconds since the epoch. */
export type Grant = {
  id: number;
  kind: PasswordKind;
  accountId: number | null;
  account: string | null;
  state: GrantState;
  openedAt: number | null;
  openedBy: string | null;
  closesAt: number | null;
  armedUntil: number | null;
};

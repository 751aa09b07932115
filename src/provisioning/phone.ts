import { type Static, Type } from "typebox";
import type { Mac } from "./mac.ts";
import type { PasswordKind } from "./password.ts";
import type { Settings } from "./settings.ts";

export const FUNCTION_KEY_TYPES = ["line", "speed-dial", "blf", "none"] as const;

/** A function key in neutral words. Its place in the list is its place on the phone, the first is key 1. */
export const FunctionKey = Type.Object(
  {
    type: Type.Enum(FUNCTION_KEY_TYPES, { description: "What the key does" }),
    value: Type.Optional(
      Type.String({
        description: "The number to dial or to watch; for a line key the line's position, 1 when absent",
        pattern: "^[0-9A-Za-z*#+._-]{1,64}$",
      }),
    ),
    label: Type.Optional(Type.String({ format: "text-line", maxLength: 64, description: "Shown beside the key" })),
  },
  { additionalProperties: false },
);
export type FunctionKey = Static<typeof FunctionKey>;

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
  /** Changes whenever anything that a configuration is made of changes: the phone, its lines, its accounts, its PBX. */
  revision: string;
  /** Whether any of its grants is armed or open, as stored (a window that ran out may still be written as open). */
  hasLiveGrants: boolean;
};

export type Line = {
  accountId: number;
  /** The account's SIP user. */
  username: string;
  authName: string;
  /** The line's own display name, else the account's, else the user name. */
  displayName: string;
  label: string;
};

/** A phone with all that its configuration is made of, except its passwords. */
export type Phone = Admission & {
  macId: string | null;
  label: string;
  keys: readonly FunctionKey[];
  settings: Settings;
  lines: readonly Line[];
  createdAt: number;
  updatedAt: number;
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

import type { Mac } from "./mac.ts";
import type { Page, PageQuery } from "./ports.ts";
import type { EventRecord } from "./request.ts";

/** Who sits at a phone that people share. Times in milliseconds since the epoch. */
export type Seat = {
  mac: Mac;
  pbxId: string;
  /** The phone's. */
  label: string;
  /** The account's SIP user. */
  account: string;
  displayName: string;
  number: string;
  since: number;
  /** Null: until somebody ends it. */
  until: number | null;
  /** `phone`, or the name of who of the staff did it. */
  by: string;
  /** Whether the phone was given the account's password since. */
  isDelivered: boolean;
};

/** Why somebody no longer sits at a phone. */
export type SeatEnd =
  | "signed-out"
  | "revoked"
  | "time-over"
  | "signed-in-elsewhere"
  | "next-person"
  | "no-longer-shared"
  | "moved-to-other-pbx"
  | "line-of-the-phone"
  | "account-deleted"
  | "phone-deleted";
export type EndedSeat = { mac: Mac; pbxId: string; account: string; why: SeatEnd };

/** Who caused it, for the history. */
export type DeskActor = Pick<EventRecord, "actor" | "address" | "door">;

/** What an account signs in with. `pinHash` null: it has no PIN, so nobody signs in to it at a phone. */
type DeskLogin = { account: string; pinHash: string | null };

/** What is counted: `phone:MAC`, `extension:PBX/EXTENSION`. */
export type TryLane = { name: string; free: number; forgottenAfterMs: number };

export type NewSeat = {
  mac: Mac;
  account: string;
  /** The PIN that was right: if it is another one by now, it is wrong. Undefined: staff did it, and need none. */
  pinHash?: string | undefined;
  until: number | null;
  /** For the grant of its password. */
  armedUntil: number | null;
  /** The phone takes HA1 instead of a password that was destroyed. */
  takesHa1: boolean;
  /** So many lines its model has. */
  mostLines: number;
  by: string;
  actor: DeskActor;
};
export type NotSeated =
  | "not-shared"
  | "unknown-account"
  | "pin-changed"
  | "line-of-the-phone"
  | "no-free-line"
  | "password-destroyed";
/** `ended`: who sat there, and where that account sat. `isNew` false: it sat there already. */
export type Seated = { seat: Seat; ended: readonly EndedSeat[]; isNew: boolean };

export type DeskStore = {
  /** Null takes it away. A new PIN forgets those that were tried in vain. False: there is no such account. */
  setDeskPin(pbxId: string, account: string, pinHash: string | null): Promise<boolean>;
  /** The account that people dial by that number: of that username, else the only one of that number. */
  findDeskLogin(pbxId: string, extension: string): Promise<DeskLogin | undefined>;
  /** Counts an attempt: a failure until `forgiveDeskTry` says otherwise. A number: not before that moment; then nothing was counted. */
  enterDeskTry(lanes: readonly TryLane[]): Promise<"entered" | number>;
  /** An attempt that was right: of `cleared` nothing is left, of `uncounted` it alone was no failure. */
  forgiveDeskTry(cleared: string, uncounted: string): Promise<void>;
  /** Who sits there leaves, and the account leaves where it sits; its password is armed for this phone. All of it or nothing. */
  takeSeat(seat: NewSeat): Promise<Seated | NotSeated>;
  /** Undefined: nobody sits there. */
  endSeat(mac: Mac, why: SeatEnd, actor: DeskActor): Promise<EndedSeat | undefined>;
  endOverdueSeats(most: number): Promise<EndedSeat[]>;
  findSeat(mac: Mac): Promise<Seat | undefined>;
  /** In the order of the MACs. */
  listSeats(
    query: PageQuery & { pbxId?: string | undefined; pbxIds?: readonly string[] | undefined },
  ): Promise<Page<Seat>>;
};

import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { EventRecord } from "./request.ts";

/** Of all phones of a PBX or a profile, a few at a time. `stalled`: those under way do not come back, so no more are begun. */
export const ROTATION_STATES = ["running", "stalled", "paused", "done", "cancelled"] as const;
export type RotationState = (typeof ROTATION_STATES)[number];
export const ROTATED_STATES = ["waiting", "changing", "done", "skipped"] as const;
export type RotatedState = (typeof ROTATED_STATES)[number];

/** New SIP passwords for many phones. */
export type Rotation = {
  id: string;
  pbxId: string;
  profileId: string | null;
  state: RotationState;
  /** So many phones may be without their registration at a time. */
  mostUnregistered: number;
  requestedBy: string;
  reason: string | null;
  phones: Readonly<Record<RotatedState, number>>;
  createdAt: number;
  updatedAt: number;
};
export type NewRotation = Pick<Rotation, "id" | "pbxId" | "profileId" | "mostUnregistered" | "requestedBy" | "reason">;

/** A phone of a rotation. */
export type RotatedPhone = {
  mac: Mac;
  state: RotatedState;
  /** Since when its new passwords are there. */
  begunAt: number | null;
  /** When it was last told to fetch them. */
  toldAt: number | null;
  words: string | null;
};

/** How far a phone is that has new passwords. */
export type RotatedFacts = RotatedPhone & {
  pbxId: string;
  begunAt: number;
  /** Undefined: the phone was deleted, or has no accounts any more. */
  accounts: readonly {
    username: string;
    /** The PBX has the new password, since then; undefined: it has not. `null`: it has no link. */
    atPbxSince: number | null | undefined;
    /** A phone is being or was given it. */
    isDelivered: boolean;
    /** The phone's youngest registration came or was refreshed then; undefined: the PBX does not tell. */
    registeredAt: number | null | undefined;
  }[];
};

/** What to do for a phone that has new passwords: nothing yet, have it fetch them, or note that it is through. */
export function judgeRotated(
  { accounts, begunAt, toldAt }: RotatedFacts,
  now: number,
  canWaitForPbx: boolean,
): "wait" | "tell" | "done" {
  const isAtPbx = accounts.every(({ atPbxSince }) => atPbxSince !== undefined);
  const isDelivered = accounts.every((account) => account.isDelivered);
  if (isDelivered && isAtPbx && accounts.every((account) => isBack(account, begunAt))) return "done";
  if (isDelivered || (!isAtPbx && canWaitForPbx)) return "wait";
  return toldAt === null || now - toldAt >= TELL_AGAIN_MS ? "tell" : "wait";
}

/** A phone that did not fetch may have been off, or in a call. */
const TELL_AGAIN_MS = 150_000;

/** With the new password, as far as anybody can tell: after both sides have it. */
function isBack({ atPbxSince, registeredAt }: RotatedFacts["accounts"][number], begunAt: number): boolean {
  if (registeredAt === undefined) return true;
  return registeredAt !== null && registeredAt >= Math.max(begunAt, atPbxSince ?? 0);
}

export type RotationStore = {
  /** All phones of the PBX, or of a profile, that have accounts. `rotation-running`: the PBX has one that is not over. */
  startRotation(
    rotation: NewRotation,
  ): Promise<Rotation | "unknown-pbx" | "unknown-profile" | "rotation-running" | "no-phones">;
  findRotation(id: string): Promise<Rotation | undefined>;
  /** Of a PBX, the youngest first. */
  listRotations(pbxId: string): Promise<Rotation[]>;
  /** By MAC, from after one. */
  listRotated(
    id: string,
    of: { state?: RotatedState | undefined; after?: string | undefined; limit: number },
  ): Promise<RotatedPhone[]>;
  /** `over`: it is done or cancelled already. */
  setRotationState(id: string, state: "running" | "paused" | "cancelled"): Promise<Rotation | "not-found" | "over">;
  /** Takes rotations that are to go on, or have phones under way, for this process until the lease ends. */
  claimRotations(leaseMs: number): Promise<Rotation[]>;
  /** Phones that have new passwords and are not through. */
  findChanging(id: string): Promise<RotatedFacts[]>;
  /**
   * Gives the next phones that wait new passwords, each with all others that share an account with it, in one transaction with the
   * note that they are under way, while the rotation is to go on: `free` of them at most. More than `most` that share accounts are skipped. Phones that are off
   * have nothing to lose: they are noted as done, and get theirs when they are back.
   */
  beginRotated(
    id: string,
    limits: { free: number; most: number },
    makePassword: () => Password,
  ): Promise<{ begun: Mac[]; others: number }>;
  noteRotated(id: string, mac: Mac, what: "told" | "done"): Promise<void>;
  /** False: it waits for no such phone. */
  skipRotated(id: string, mac: Mac, words: string): Promise<boolean>;
  /** `event` is written in the same transaction. */
  settleRotation(id: string, state: "running" | "stalled" | "done", event: EventRecord | undefined): Promise<void>;
};

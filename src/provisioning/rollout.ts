import { compareVersions } from "./choose-firmware.ts";
import type { Mac } from "./mac.ts";
import type { EventRecord } from "./request.ts";

/** `halted`: too many phones of a stage did not come back with the new version, so no more are begun. */
export const ROLLOUT_STATES = [
  "running",
  "waiting-for-window",
  "halted",
  "paused",
  "rolling-back",
  "done",
  "rolled-back",
  "cancelled",
] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];
/** `stuck`: it cannot be led back. */
export const ROLLED_STATES = [
  "waiting",
  "updating",
  "done",
  "failed",
  "skipped",
  "returning",
  "returned",
  "stuck",
] as const;
export type RolledState = (typeof ROLLED_STATES)[number];

type RolledCounts = Readonly<Record<RolledState, number>>;

/** A firmware for many phones, in stages. */
export type Rollout = {
  id: string;
  pbxId: string;
  version: string;
  /** Percent of the phones that have been begun at the end of each stage; the last is 100. */
  stages: readonly number[];
  /** The stage that it is in, from 0. */
  stage: number;
  window: string | null;
  /** So many percent of a stage's phones may fail. */
  haltAbove: number;
  withinMs: number;
  state: RolloutState;
  /** Why it was halted. */
  words: string | null;
  requestedBy: string;
  reason: string | null;
  phones: RolledCounts;
  /** The same of each stage. */
  phonesByStage: readonly RolledCounts[];
  createdAt: number;
  updatedAt: number;
};
/** Which phones a version is for: there is an image for them. */
type Fitting = { vendorId: string; models: readonly string[] };
export type NewRollout = Pick<
  Rollout,
  "id" | "pbxId" | "version" | "stages" | "window" | "haltAbove" | "withinMs" | "requestedBy" | "reason"
> & { profileId: string | null; macs: readonly Mac[] | undefined; fitting: readonly Fitting[] };

export type RolledPhone = {
  mac: Mac;
  state: RolledState;
  /** From 0. */
  stage: number;
  /** What it said it ran when its turn came. */
  previous: string | null;
  begunAt: number | null;
  toldAt: number | null;
  words: string | null;
};

export type RolledFacts = RolledPhone & {
  begunAt: number;
  /** Undefined: it is no phone of this PBX any more. */
  seen: { firmware: string | null; at: number | null } | undefined;
  /** Somebody fetched an image from its address, or in its name, since its turn came. */
  hasFetched: boolean;
};

export type RolledOutcome = { mac: Mac; state: RolledState; words: string | null };

/** How far a phone is whose turn has come; undefined: it may still come back. */
export function judgeRolled(
  facts: RolledFacts,
  { version, withinMs }: Pick<Rollout, "version" | "withinMs">,
  now: number,
): RolledOutcome | undefined {
  const { mac, seen, state, previous, begunAt } = facts;
  if (seen === undefined) return { mac, state: "skipped", words: "is no longer a phone of this PBX" };
  const wanted = state === "returning" ? previous : version;
  // What it said before its turn came is not what it runs now, unless it is the same already.
  const running = seen.firmware;
  if (running !== null && wanted !== null && compareVersions(running, wanted) === 0)
    return { mac, state: state === "returning" ? "returned" : "done", words: null };
  if (state === "failed" || now - begunAt < withinMs) return undefined;
  return { mac, state: state === "returning" ? "stuck" : "failed", words: whyNotBack(facts, running) };
}

function whyNotBack({ seen, state, previous, begunAt, hasFetched }: RolledFacts, running: string | null): string {
  if ((seen?.at ?? 0) < begunAt && !hasFetched) return "is silent: it asked for nothing since its turn came";
  if (running === null) return "does not say which version it runs";
  const isOld = state !== "returning" && previous !== null && compareVersions(running, previous) === 0;
  if (!isOld && state !== "returning") return `says another version: ${running}`;
  if (!hasFetched) return `asked for its configuration and never fetched the image; it runs ${running}`;
  if ((seen?.at ?? 0) < begunAt) return `fetched the image and has not come back; it ran ${running}`;
  return `fetched the image and came back with the old version ${running}`;
}

/** Whether so many failed phones of a stage are too many. */
export function isTooMany(failed: number, ofStage: number, haltAbove: number): boolean {
  return failed * 100 > haltAbove * ofStage;
}

/** A stage's phones; `failed` without those that staff took note of when it went on. */
type StageCounts = { total: number; waiting: number; updating: number; failed: number };

export type RolloutStore = {
  /** `rollout-running`: the PBX has one that is not over. */
  startRollout(
    rollout: NewRollout,
  ): Promise<Rollout | "unknown-pbx" | "unknown-profile" | "unknown-window" | "rollout-running" | "no-phones">;
  /** How many phones each stage would have if it were started now. */
  planRollout(
    rollout: NewRollout,
  ): Promise<number[] | "unknown-pbx" | "unknown-profile" | "unknown-window" | "rollout-running" | "no-phones">;
  findRollout(id: string): Promise<Rollout | undefined>;
  /** The last hundred of a PBX, the youngest first. */
  listRollouts(pbxId: string): Promise<Rollout[]>;
  /** By MAC, from after one. */
  listRolled(
    id: string,
    of: { state?: RolledState | undefined; after?: string | undefined; limit: number },
  ): Promise<RolledPhone[]>;
  /** Going on after a halt takes note of the phones that failed so far: they do not halt it again. */
  setRolloutState(
    id: string,
    state: "running" | "paused" | "cancelled" | "rolling-back",
  ): Promise<Rollout | "not-found" | "over" | "rollout-running">;
  /** Takes roll-outs that are to go on, or have phones under way, for this process until the lease ends. */
  claimRollouts(leaseMs: number): Promise<Rollout[]>;
  /** Phones that may still come back, those that failed among them. */
  findUnderWay(id: string): Promise<RolledFacts[]>;
  noteRolled(id: string, outcomes: readonly RolledOutcome[]): Promise<void>;
  noteRolledTold(id: string, mac: Mac): Promise<void>;
  countStage(id: string, stage: number): Promise<StageCounts>;
  /** Gives some phones of a stage that wait the version, while it is running. */
  beginRolled(id: string, stage: number, most: number): Promise<number>;
  /** Gives some phones that were begun their previous version, while it is rolling back; `whyNot` says for whom that cannot be. */
  turnBack(
    id: string,
    most: number,
    whyNot: (phone: { vendorId: string; model: string | null; previous: string | null }) => string | undefined,
  ): Promise<number>;
  /** Only while its state is still what it was. `event` is written in the same transaction. */
  settleRollout(
    before: Pick<Rollout, "id" | "state">,
    after: Pick<Rollout, "state" | "stage" | "words">,
    event: EventRecord | undefined,
  ): Promise<void>;
};

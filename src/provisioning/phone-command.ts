import type { EventName } from "./events.ts";
import type { Mac } from "./mac.ts";
import type { OpenLink } from "./pbx-link.ts";
import type { Page, PageQuery } from "./ports.ts";
import type { EventRecord } from "./request.ts";

export const COMMAND_KINDS = ["resync", "reboot"] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/**
 * `waiting`: not sent, for the reason in `words`. `sent`: the NOTIFY is on its way, or the PBX sent it. `accepted`: the phone said 2xx,
 * which proves nothing. `done`: the phone fetched its configuration after it was sent and, for a reboot, came back where that can be seen.
 */
export const COMMAND_STATES = ["waiting", "sent", "accepted", "done", "timed-out", "refused", "cancelled"] as const;
export type CommandState = (typeof COMMAND_STATES)[number];
export const LIVE_STATES = ["waiting", "sent", "accepted"] as const satisfies readonly CommandState[];

/** What one phone is to do, and how far it is. Times in milliseconds since the epoch. */
export type PhoneCommand = {
  id: string;
  batchId: string | null;
  mac: Mac;
  /** The phone's PBX when it was asked for. */
  pbxId: string;
  kind: CommandKind;
  state: CommandState;
  /** Which way the NOTIFY went. */
  via: "pbx" | "direct" | null;
  /** Why it is where it is. */
  words: string | null;
  requestedBy: string;
  reason: string | null;
  notBefore: number;
  /** From sending on. */
  timeoutMs: number;
  /** When the last NOTIFY began to go out. */
  sentAt: number | null;
  acceptedAt: number | null;
  /** When a fetch of its configuration began, after `sentAt`, that it took to the end. */
  fetchedAt: number | null;
  /** When it was seen to have started, or registered anew. */
  backAt: number | null;
  /** While it waits: when it is given up unsent. From sending on: when it is too late to be done. */
  deadline: number;
  createdAt: number;
  updatedAt: number;
};

/** What decides about a command besides what staff sees. */
export type CommandProgress = Pick<
  PhoneCommand,
  "state" | "words" | "acceptedAt" | "fetchedAt" | "backAt" | "deadline"
> & {
  /** Nobody will say what the phone answered: the PBX does not tell, or the daemon died meanwhile. */
  isAnswerUnknown: boolean;
  /** It can be seen whether the phone comes back, so that is waited for. */
  awaitsReturn: boolean;
};

/** How a command that is neither waiting nor over goes on by itself. Undefined: it does not, yet. */
export function advance(
  command: CommandProgress,
  now: number,
): { state: "done" | "timed-out"; words: string | null } | undefined {
  const { state, words, acceptedAt, fetchedAt, backAt, isAnswerUnknown, awaitsReturn } = command;
  const isTold = acceptedAt !== null || isAnswerUnknown;
  const isBack = !awaitsReturn || backAt !== null;
  if (state === "sent" || state === "accepted") {
    if (isTold && fetchedAt !== null && isBack) return { state: "done", words: null };
    if (command.deadline > now) return undefined;
    return { state: "timed-out", words: missing(isTold, fetchedAt !== null) };
  }
  if (state !== "waiting" || command.deadline > now) return undefined;
  return { state: "timed-out", words: `It was not sent in time${words === null ? "" : `: ${words}`}` };
}

function missing(isTold: boolean, isFetched: boolean): string {
  if (!isTold) return "The phone did not say that it takes the NOTIFY";
  return isFetched
    ? "The phone fetched its configuration, but was not seen to come back"
    : "The phone did not fetch its configuration after it was told to";
}

/**
 * What becomes of a live command of the same phone when another is asked for. `join`: the live one does it all. A resync that is under
 * way may have fetched before what is to be fetched now.
 */
export function meet(
  live: Pick<PhoneCommand, "kind" | "state" | "notBefore">,
  asked: Pick<PhoneCommand, "kind" | "notBefore">,
): "join" | "replace" {
  if (live.kind === "reboot" && asked.kind === "resync") return "join";
  if (live.kind === "resync" && asked.kind === "reboot") return "replace";
  return live.state === "waiting" && live.notBefore <= asked.notBefore ? "join" : "replace";
}

export function eventOf(
  command: Pick<PhoneCommand, "id" | "kind" | "mac" | "pbxId" | "batchId">,
  what: "sent" | "done" | "timed-out" | "refused" | "cancelled",
  at: number,
  detail: NonNullable<EventRecord["detail"]> = {},
): EventRecord {
  const { id, kind, mac, pbxId, batchId } = command;
  const name: EventName = `${kind}-${what}`;
  const batch = batchId === null ? {} : { batch: batchId };
  return { name, at, mac, pbx: pbxId, detail: { command: id, ...batch, ...detail } };
}

export type NewCommand = Pick<
  PhoneCommand,
  "id" | "mac" | "pbxId" | "kind" | "requestedBy" | "reason" | "notBefore" | "timeoutMs" | "deadline"
>;
/** Commands that were asked for together. */
export type CommandBatch = {
  id: string;
  pbxId: string;
  kind: CommandKind;
  /** So many are sent within a minute at most. */
  perMinute: number;
  requestedBy: string;
  reason: string | null;
  createdAt: number;
};
type NewBatch = Omit<CommandBatch, "createdAt">;
export type BatchCounts = Record<CommandState, number>;

/** A command claimed by this process until its lease ends. */
export type CommandJob = { claim: string; command: PhoneCommand };

export type SendingOutcome =
  | { outcome: "accepted" }
  /** What the phone answers nobody will say. */
  | { outcome: "sent" }
  | { outcome: "refused" | "timed-out" | "cancelled"; words: string }
  | { outcome: "later"; words: string; delayMs: number };

/** A command whose phone is watched. */
export type AwaitedCommand = Pick<PhoneCommand, "id" | "mac" | "pbxId" | "kind" | "fetchedAt"> & {
  sentAt: number;
  awaitsReturn: boolean;
  /** Of the registrations that the phone had when it was told, when the last one ends. */
  registeredUntil: number | null;
};

export type CommandStore = {
  /** Undefined: the phone is not admitted at that PBX any more. `isNew` false: another one, live already, does it all. */
  queueCommand(command: NewCommand): Promise<{ command: PhoneCommand; isNew: boolean } | undefined>;
  /** All of them or, where the process dies, none. Returns how many are new; phones that are gone are left out. */
  queueBatch(batch: NewBatch, commands: readonly NewCommand[]): Promise<number>;
  findCommand(id: string): Promise<PhoneCommand | undefined>;
  /** The youngest first. */
  listCommands(
    query: PageQuery & { mac?: Mac; batchId?: string; pbxIds?: readonly string[] | undefined },
  ): Promise<Page<PhoneCommand>>;
  findBatch(id: string): Promise<(CommandBatch & { counts: BatchCounts }) | undefined>;
  /** Live ones only; returns how many were. What was sent is sent. */
  cancelCommands(which: { id: string } | { batchId: string }, words: string): Promise<number>;

  /** What is to be sent now, and what somebody who died meanwhile was sending. */
  claimCommands(limit: number, leaseMs: number): Promise<CommandJob[]>;
  /** To be called before anything goes out: from then on a fetch counts. False: it is not wanted any more, or somebody else's. */
  beginSending(
    job: CommandJob,
    begun: { sentAt: number; via: "pbx" | "direct"; awaitsReturn: boolean; registeredUntil: number | null },
  ): Promise<boolean>;
  noteSent(job: CommandJob): Promise<void>;
  finishSending(job: CommandJob, outcome: SendingOutcome): Promise<void>;

  /** Phones whose fetch, start or registration is waited for. */
  listAwaited(): Promise<AwaitedCommand[]>;
  /** A fetch that began then was taken to its last byte. */
  noteFetch(mac: Mac, beganAt: number): Promise<void>;
  noteReturn(id: string, at: number): Promise<void>;
  /** Ends what is done or too late. */
  settleCommands(): Promise<void>;
  openLinkOf(pbxId: string): Promise<OpenLink | undefined>;
};

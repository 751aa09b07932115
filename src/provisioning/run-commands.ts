import { hash } from "node:crypto";
import { chooseWay } from "./command-way.ts";
import type { CommandWatch } from "./fetch-watch.ts";
import type { FindLogin, NotifyPhone } from "./notify-phone.ts";
import { workOffOutbox } from "./outbox.ts";
import { Password } from "./password.ts";
import type { ConnectPbx, PbxLink } from "./pbx-link.ts";
import type { Phone } from "./phone.ts";
import { checkSyncOf, type PhoneCheckSync } from "./phone-check-sync.ts";
import type { AwaitedCommand, CommandJob, PhoneCommand, SendingOutcome } from "./phone-command.ts";
import type { Clock, Store } from "./ports.ts";
import { registrationsOf } from "./registration.ts";
import { repeatLook } from "./repeat-look.ts";
import type { Vendor } from "./vendor.ts";

type RunStore = Pick<
  Store,
  | "claimCommands"
  | "beginSending"
  | "noteSent"
  | "finishSending"
  | "noteReturn"
  | "settleCommands"
  | "openLinkOf"
  | "openAccount"
  | "findPhone"
  | "findPbx"
  | "findProfile"
  | "findRegistrations"
  | "findShared"
>;
type RunDeps = {
  store: RunStore;
  vendors: readonly Vendor[];
  watch: CommandWatch;
  connect: ConnectPbx;
  notify: NotifyPhone;
  clock: Clock;
  reportFault: (error: unknown) => void;
};

/** Longer than two NOTIFYs to a phone that is silent, and the questions to its PBX before them. */
const LEASE_MS = 120_000;
const AGAIN_AFTER_MS = 15_000;
/** Phones that are silent hold their place for half a minute. */
const MOST_AT_ONCE = 64;
const LOOK_EVERY_MS = 1000;

export type CommandRun = { wake(): void; close(drainMs: number): Promise<void> };

/** Tells phones what they are told to do, and ends each command by what was seen of the phone. */
export function startCommandRun(deps: RunDeps): CommandRun {
  const { store, watch, reportFault } = deps;
  const outbox = workOffOutbox({
    claim: store.claimCommands,
    tell: (job: CommandJob) => tell(job, deps),
    finish: store.finishSending,
    leaseMs: LEASE_MS,
    mostAtOnce: MOST_AT_ONCE,
    reportFault,
  });
  const looks = repeatLook(() => lookAfter(deps), LOOK_EVERY_MS, reportFault);
  return {
    wake: outbox.wake,
    async close(drainMs) {
      await looks.close();
      await outbox.close(drainMs);
      await watch.idle();
    },
  };
}

/** Ends what is done or too late, and looks whether phones that rebooted have registered anew. */
export async function lookAfter({ store, watch, clock }: Pick<RunDeps, "store" | "watch" | "clock">): Promise<void> {
  for (const command of await watch.refresh()) {
    if (command.awaitsReturn && command.fetchedAt !== null && (await isRegisteredAnew(command, store)))
      await store.noteReturn(command.id, clock());
  }
  await store.settleCommands();
}

/** Since it fetched, not merely still: a PBX keeps a registration until it runs out. */
async function isRegisteredAnew(
  { mac, pbxId, fetchedAt, registeredUntil }: AwaitedCommand,
  store: RunStore,
): Promise<boolean> {
  const phone = await store.findPhone(mac);
  if (phone?.pbxId !== pbxId || fetchedAt === null) return false;
  const { askedAt, own } = await registrationsOf(phone, store);
  if (askedAt === null || askedAt <= fetchedAt) return false;
  return own.some(({ goneAt, registeredAt, refreshedAt, expiresAt, firstSeenAt }) => {
    if (goneAt !== null) return false;
    if (registeredAt !== null) return refreshedAt > fetchedAt;
    return firstSeenAt > fetchedAt || expiresAt > (registeredUntil ?? Number.POSITIVE_INFINITY);
  });
}

/** Sends one command. Exported for tests that turn the clock. */
export async function tell(job: CommandJob, deps: RunDeps): Promise<SendingOutcome> {
  const { store, clock } = deps;
  const { command } = job;
  const phone = await store.findPhone(command.mac);
  if (phone?.pbxId !== command.pbxId) return { outcome: "cancelled", words: "The phone is not at that PBX any more" };
  const spec = await checkSyncOf(command.kind, phone, deps);
  if ("whyNot" in spec) return { outcome: "refused", words: `It cannot be told that: ${spec.whyNot}` };
  const pbx = await openPbx(phone.pbxId, deps);
  const busy = await findBusy(phone, pbx);
  if (busy !== undefined) return { outcome: "later", words: `A call is up (account ${busy})`, delayMs: AGAIN_AFTER_MS };
  const known = await registrationsOf(phone, store);
  const way = chooseWay(phone, known, {
    canNotify: pbx?.notify !== undefined,
    needsRegistration: spec.sent.needsRegistration === true,
    now: clock(),
  });
  if ("refused" in way) return { outcome: "refused", words: way.refused };

  const registered = known.own.filter(({ goneAt }) => goneAt === null);
  const isReboot = command.kind === "reboot";
  const begun = await store.beginSending(job, {
    sentAt: clock(),
    via: way.via,
    awaitsReturn: isReboot && (registered.length > 0 || spec.reportsStart),
    registeredUntil: registered.length === 0 ? null : Math.max(...registered.map(({ expiresAt }) => expiresAt)),
  });
  // Whoever ended it has written how; this outcome is not taken.
  if (!begun) return { outcome: "cancelled", words: "It is not wanted any more" };
  deps.watch.expect(phone.mac, clock());
  return way.via === "pbx"
    ? tellByPbx(command, { ...way.notification, event: spec.sent.event }, pbx, clock())
    : tellDirectly(job, way.target, { phone, spec }, deps);
}

async function tellByPbx(
  command: PhoneCommand,
  notification: Parameters<NonNullable<PbxLink["notify"]>>[0],
  pbx: PbxLink | undefined,
  now: number,
): Promise<SendingOutcome> {
  const told = await pbx?.notify?.(notification);
  switch (told?.outcome) {
    case "accepted":
    case "sent":
      return { outcome: told.outcome };
    case "refused":
      return { outcome: "refused", words: told.words };
    default: {
      const words = told?.words ?? "The PBX has no link any more";
      const isTooLate = now >= Math.max(command.notBefore, command.createdAt) + command.timeoutMs;
      return isTooLate ? { outcome: "timed-out", words } : { outcome: "later", words, delayMs: AGAIN_AFTER_MS };
    }
  }
}

async function tellDirectly(
  job: CommandJob,
  target: Omit<Parameters<NotifyPhone>[0], "event">,
  { phone, spec }: { phone: Phone; spec: PhoneCheckSync },
  deps: RunDeps,
): Promise<SendingOutcome> {
  const { store, reportFault } = deps;
  let noted: Promise<void> | undefined;
  const answer = await deps.notify(
    { ...target, event: spec.sent.event },
    {
      findLogin: spec.mayChallenge === true ? findLoginOf(phone, target.user, deps) : undefined,
      onSent: () => {
        noted ??= store.noteSent(job).catch(reportFault);
      },
    },
  );
  await noted;
  if (answer.outcome === "accepted") return { outcome: "accepted" };
  const hint = spec.whyNotDirect === undefined ? "" : `. ${spec.whyNotDirect}`;
  const words = `${answer.words}${hint}`;
  return { outcome: answer.outcome === "refused" ? "refused" : "timed-out", words };
}

/** The credentials are those of the SIP identity that the phone was told at (discovery.md §7). */
function findLoginOf(phone: Phone, username: string | undefined, { store }: RunDeps): FindLogin {
  return async (realm) => {
    const account = username === undefined ? undefined : await store.openAccount(phone.pbxId, username);
    if (account === undefined) return undefined;
    const { authName, password, ha1 } = account;
    if (password !== undefined) {
      const ofRealm = hash("md5", `${authName}:${realm}:${password.reveal()}`, "hex");
      return { user: authName, ha1: new Password(ofRealm) };
    }
    const pbx = await store.findPbx(phone.pbxId);
    return realm === (pbx?.realm ?? pbx?.host) ? { user: authName, ha1 } : undefined;
  };
}

async function openPbx(pbxId: string, { store, connect, reportFault }: RunDeps): Promise<PbxLink | undefined> {
  const link = await store.openLinkOf(pbxId);
  if (link === undefined) return undefined;
  try {
    return connect(link);
  } catch (error) {
    reportFault(error);
    return undefined;
  }
}

/** The first of its accounts that is in a call, where the PBX can tell. */
async function findBusy(phone: Phone, pbx: PbxLink | undefined): Promise<string | undefined> {
  if (pbx?.isBusy === undefined) return undefined;
  for (const username of new Set(phone.lines.map((line) => line.username)))
    if ((await pbx.isBusy(username)) === true) return username;
  return undefined;
}

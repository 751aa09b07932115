import { compareVersions } from "./choose-firmware.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import type { Mac } from "./mac.ts";
import { isOpen, type WindowStore } from "./maintenance-window.ts";
import type { Clock, Store } from "./ports.ts";
import { type RepeatedLook, repeatLook } from "./repeat-look.ts";
import { isTooMany, judgeRolled, type RolledFacts, type Rollout, type RolloutStore } from "./rollout.ts";
import type { Vendor } from "./vendor.ts";

export type RolloutDeps = {
  store: RolloutStore & Pick<WindowStore, "findWindow"> & Pick<Store, "findPbx">;
  vendors: readonly Vendor[];
  catalogue: () => Pick<HostedCatalogue, "files">;
  /** Has a phone fetch its configuration. */
  tell: (mac: Mac, rollout: Rollout) => Promise<void>;
  clock: Clock;
};

const LOOK_EVERY_MS = 1000;
/** Longer than a look takes at thousands of phones. */
const LEASE_MS = 60_000;
const BEGUN_AT_ONCE = 100;
/** A phone that did not fetch may have been in a call. */
const TELL_AGAIN_MS = 300_000;

/** Goes on with roll-outs, also with those from before the last stop. */
export function startRollouts(deps: RolloutDeps & { reportFault: (error: unknown) => void }): RepeatedLook {
  return repeatLook(() => advanceRollouts(deps), LOOK_EVERY_MS, deps.reportFault);
}

/** One look at all roll-outs that no other daemon works on. */
export async function advanceRollouts(deps: RolloutDeps): Promise<void> {
  for (const rollout of await deps.store.claimRollouts(LEASE_MS)) await advance(rollout, deps);
}

async function advance(rollout: Rollout, deps: RolloutDeps): Promise<void> {
  const { store, clock } = deps;
  await judgeAll(rollout, await store.findUnderWay(rollout.id), deps);
  const now = clock();
  const after =
    rollout.state === "rolling-back"
      ? await goBack(rollout, deps)
      : rollout.state === "running" || rollout.state === "waiting-for-window"
        ? await goOn(rollout, deps)
        : rollout;
  // Those that were just begun are told at once.
  await tellAll(rollout, await store.findUnderWay(rollout.id), deps);
  const name =
    after.state === "halted" ? "rollout-halted" : after.state === "done" ? "rollout-done" : nameOfReturn(after);
  const isNews = name !== undefined && after.state !== rollout.state;
  const detail = { rollout: rollout.id, version: rollout.version, stage: after.stage + 1, why: after.words };
  await store.settleRollout(rollout, after, isNews ? { name, at: now, pbx: rollout.pbxId, detail } : undefined);
}

function nameOfReturn({ state }: Pick<Rollout, "state">) {
  return state === "rolled-back" ? ("rollout-rolled-back" as const) : undefined;
}

async function judgeAll(rollout: Rollout, phones: readonly RolledFacts[], { store, clock }: RolloutDeps) {
  const now = clock();
  const outcomes = phones.flatMap((phone) => judgeRolled(phone, rollout, now) ?? []);
  if (outcomes.length > 0) await store.noteRolled(rollout.id, outcomes);
}

async function tellAll(rollout: Rollout, phones: readonly RolledFacts[], { store, clock, tell }: RolloutDeps) {
  const now = clock();
  for (const { mac, state, toldAt, seen } of phones) {
    if (state === "failed" || seen === undefined) continue;
    if (toldAt !== null && now - toldAt < TELL_AGAIN_MS) continue;
    await tell(mac, rollout);
    await store.noteRolledTold(rollout.id, mac);
  }
}

type Next = Pick<Rollout, "state" | "stage" | "words">;

async function goOn(rollout: Rollout, deps: RolloutDeps): Promise<Next> {
  const { store } = deps;
  const { id, stage, stages, haltAbove, version } = rollout;
  const { total, waiting, updating, failed } = await store.countStage(id, stage);
  if (isTooMany(failed, total, haltAbove)) {
    const words = `${failed} of ${total} phones of stage ${stage + 1} did not come back with ${version}; more than ${haltAbove} % may not be`;
    return { state: "halted", stage, words };
  }
  if (waiting + updating === 0)
    return stage + 1 < stages.length
      ? { state: "running", stage: stage + 1, words: null }
      : { state: "done", stage, words: null };
  if (waiting === 0) return { state: "running", stage, words: null };
  if (!(await isInWindow(rollout, deps))) return { state: "waiting-for-window", stage, words: null };
  await store.beginRolled(id, stage, BEGUN_AT_ONCE);
  return { state: "running", stage, words: null };
}

/** A window that was removed meanwhile does not open. */
async function isInWindow({ pbxId, window: name }: Rollout, { store, clock }: RolloutDeps): Promise<boolean> {
  if (name === null) return true;
  const [window, pbx] = await Promise.all([store.findWindow(pbxId, name), store.findPbx(pbxId)]);
  const timezone = window?.settings.timezone ?? pbx?.settings.timezone;
  return window !== undefined && timezone !== undefined && isOpen({ ...window.settings, timezone }, clock());
}

async function goBack({ id, stage }: Rollout, deps: RolloutDeps): Promise<Next> {
  const { store, vendors, catalogue } = deps;
  const turned = await store.turnBack(id, BEGUN_AT_ONCE, ({ vendorId, model, previous }) => {
    if (previous === null) return "nobody knows what it ran before";
    const vendor = vendors.find((one) => one.id === vendorId);
    if (vendor === undefined) return `no vendor ${vendorId} is built in`;
    const { whyNotBack } = vendor.firmware;
    if (whyNotBack !== undefined) return `phones of ${vendor.name} are not led back to ${previous}: ${whyNotBack}`;
    const isThere = catalogue().files.some(
      ({ vendorId: of, firmware }) =>
        of === vendorId && firmware?.models.includes(model ?? "") && compareVersions(firmware.version, previous) === 0,
    );
    return isThere ? undefined : `there is no image of ${previous} any more`;
  });
  const left = (await store.findUnderWay(id)).filter(({ state }) => state === "returning");
  return { state: turned + left.length === 0 ? "rolled-back" : "rolling-back", stage, words: null };
}

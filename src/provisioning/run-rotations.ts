import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { LinkStore } from "./pbx-link.ts";
import type { Clock } from "./ports.ts";
import { type RepeatedLook, repeatLook } from "./repeat-look.ts";
import { judgeRotated, type RotatedFacts, type Rotation, type RotationStore } from "./rotation.ts";

type Deps = {
  store: RotationStore & Pick<LinkStore, "findLink">;
  /** Has a phone fetch its configuration. */
  tell: (mac: Mac, rotation: Rotation) => Promise<void>;
  makePassword: () => Password;
  clock: Clock;
  reportFault: (error: unknown) => void;
};

const LOOK_EVERY_MS = 1000;
/** Longer than a look takes at thousands of phones. */
const LEASE_MS = 60_000;
/** Phones that do not come back by then keep their places: too many of them, and no more are begun. */
const STALLED_AFTER_MS = 900_000;

/** Goes on with rotations, also with those from before the last stop. */
export function startRotations(deps: Deps): RepeatedLook {
  const lookOnce = async () => {
    for (const rotation of await deps.store.claimRotations(LEASE_MS)) await advance(rotation, deps);
  };
  return repeatLook(lookOnce, LOOK_EVERY_MS, deps.reportFault);
}

async function advance(rotation: Rotation, deps: Deps): Promise<void> {
  const { store, clock, makePassword } = deps;
  const { id, pbxId, mostUnregistered: most } = rotation;
  const link = await store.findLink(pbxId);
  const isHeld = link?.passwordOrder === "pbx-first";
  const left: RotatedFacts[] = [];
  for (const phone of await store.findChanging(id)) if (!(await goOn(phone, rotation, isHeld, deps))) left.push(phone);

  const { begun, others } = await store.beginRotated(id, { free: Math.max(0, most - left.length), most }, makePassword);
  const isOver = begun.length + others + left.length === 0;
  const now = clock();
  const isStalled = left.length >= most && left.every(({ begunAt }) => now - begunAt > STALLED_AFTER_MS);
  const state = isOver ? "done" : isStalled ? "stalled" : "running";
  const name = state === "done" ? "rotation-done" : state === "stalled" ? "rotation-stalled" : undefined;
  const isNews = name !== undefined && state !== rotation.state;
  const detail = { rotation: id, waitingFor: left.length };
  await store.settleRotation(id, state, isNews ? { name, at: now, pbx: pbxId, detail } : undefined);
}

/** Whether the phone is through. */
async function goOn(phone: RotatedFacts, rotation: Rotation, isHeld: boolean, deps: Deps): Promise<boolean> {
  const { store, tell, clock } = deps;
  if (phone.pbxId !== rotation.pbxId) {
    await store.skipRotated(rotation.id, phone.mac, "is no longer a phone of this PBX");
    return true;
  }
  const verdict = judgeRotated(phone, clock(), isHeld);
  if (verdict === "done") await store.noteRotated(rotation.id, phone.mac, "done");
  if (verdict === "tell") {
    await tell(phone.mac, rotation);
    await store.noteRotated(rotation.id, phone.mac, "told");
  }
  return verdict === "done";
}

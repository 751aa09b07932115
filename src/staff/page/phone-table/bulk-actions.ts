import type { Static } from "@fastify/type-provider-typebox";
import type { ActionPreviewAnswer } from "../../routes/phone-actions.ts";
import type { Api, Fault } from "../api.ts";
import { fieldsOf, readCount, readList, readText } from "../read.ts";
import type { ListedPhone } from "../records/phone.ts";

export const BULK_ACTIONS = ["release", "reset", "close", "resync", "reboot", "profile", "delete"] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];
/** What is done for good with each phone, or with all phones of a PBX at once. */
export const BULK_CALLS = {
  release: "POST /api/v1/phones/:mac/passwords/release",
  reset: "POST /api/v1/phones/:mac/passwords/reset",
  close: "POST /api/v1/phones/:mac/passwords/close",
  resync: "POST /api/v1/pbxs/:id/resync",
  reboot: "POST /api/v1/pbxs/:id/reboot",
  profile: "PATCH /api/v1/phones/:mac",
  delete: "DELETE /api/v1/phones/:mac",
} as const satisfies Record<BulkAction, string>;
/** As many as a PBX is told of at once. */
export const MOST_PHONES = 10_000;
/** Phones are told one after the other, so that a PBX is not asked by all of them at once. */
export const PER_MINUTE = 30;
const LOOKED_AT_ONCE = 200;
const AT_ONCE = 4;

export type Wish = { action: BulkAction; profile: string | null; reason: string };
/** A phone with which it cannot be done, or could not. */
export type Failure = { mac: string; code: string; detail: string };
export type BulkPreview = {
  pbxs: ReadonlyMap<string, number>;
  open: number;
  seen: number;
  cannot: readonly Failure[];
};
const NO_PREVIEW: BulkPreview = { pbxs: new Map(), open: 0, seen: 0, cannot: [] };

/** What was found about the phones before, and what the API says of some more. */
export function addPreview(raw: unknown, before = NO_PREVIEW): BulkPreview {
  const found = fieldsOf<Static<typeof ActionPreviewAnswer>>(raw);
  const pbxs = new Map(before.pbxs);
  for (const { pbx, phones } of readList(found.pbxs, (one) => {
    const counted = fieldsOf<{ pbx: string; phones: number }>(one);
    return { pbx: readText(counted.pbx), phones: readCount(counted.phones) };
  }))
    pbxs.set(pbx, (pbxs.get(pbx) ?? 0) + phones);
  const cannot = readList(found.cannot, (one) => {
    const { mac, code, why } = fieldsOf<Static<typeof ActionPreviewAnswer>["cannot"][number]>(one);
    return { mac: readText(mac), code: readText(code), detail: readText(why) };
  });
  return {
    pbxs,
    open: before.open + readCount(found.open),
    seen: before.seen + readCount(found.seen),
    cannot: [...before.cannot, ...cannot],
  };
}

type Step = (done: number) => void;

/** Asks what would happen, part by part. Undefined: somebody has stopped it. */
export async function previewAction(
  api: Api,
  { action, profile }: Wish,
  phones: readonly ListedPhone[],
  signal: AbortSignal,
  onStep: Step,
): Promise<BulkPreview | { fault: Fault } | undefined> {
  let preview = NO_PREVIEW;
  for (let from = 0; from < phones.length; from += LOOKED_AT_ONCE) {
    const part = phones.slice(from, from + LOOKED_AT_ONCE).map(({ mac }) => mac);
    const body = { action, phones: part, ...(action === "profile" ? { profile } : {}) };
    const answer = await api("POST /api/v1/phones/actions/preview", { body, signal });
    if (signal.aborted) return undefined;
    if (!answer.ok) return { fault: answer.fault };
    preview = addPreview(answer.value, preview);
    onStep(from + part.length);
  }
  return preview;
}

/** Does it, a few phones at a time. Whoever stops it finds all done or not done at all with each phone. */
export async function carryOut(
  api: Api,
  wish: Wish,
  phones: readonly ListedPhone[],
  isStopped: () => boolean,
  onStep: Step,
): Promise<{ done: number; failures: Failure[] }> {
  const failures: Failure[] = [];
  let done = 0;
  const note = (macs: readonly string[], fault: Fault | undefined) => {
    if (fault === undefined) done += macs.length;
    else failures.push(...macs.map((mac) => ({ mac, code: fault.code, detail: fault.detail })));
    onStep(done + failures.length);
  };
  const reason = wish.reason.trim() === "" ? {} : { reason: wish.reason.trim() };
  if (wish.action === "resync" || wish.action === "reboot") {
    for (const [id, ofPbx] of Map.groupBy(phones, ({ pbx }) => pbx)) {
      if (isStopped()) break;
      const macs = ofPbx.map(({ mac }) => mac);
      const answer = await api(BULK_CALLS[wish.action], {
        params: { id },
        body: { phones: macs, perMinute: PER_MINUTE, ...reason },
      });
      note(macs, answer.ok ? undefined : answer.fault);
    }
    return { done, failures };
  }
  const body = wish.action === "profile" ? { profile: wish.profile } : wish.action === "delete" ? undefined : reason;
  const waiting = [...phones];
  const work = async () => {
    for (let phone = waiting.shift(); phone !== undefined && !isStopped(); phone = waiting.shift()) {
      const { mac } = phone;
      const answer = await api(BULK_CALLS[wish.action], { params: { mac }, ...(body === undefined ? {} : { body }) });
      note([mac], answer.ok ? undefined : answer.fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, failures };
}

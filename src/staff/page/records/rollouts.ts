import type { Static } from "@fastify/type-provider-typebox";
import { ROLLED_STATES, ROLLOUT_STATES, type RolledState, type RolloutState } from "../../../provisioning/rollout.ts";
import type { RolledAnswer, RolloutAnswer, RolloutPlanAnswer } from "../../schemas/rollout.ts";
import type { OpeningAnswer, WindowAnswer } from "../../schemas/window.ts";
import { fieldsOf, readCount, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

export type Counts = Readonly<Record<RolledState, number>>;
export type ShownRollout = {
  id: string;
  pbx: string;
  version: string;
  /** Percent. */
  stages: readonly number[];
  stage: number;
  window: string | null;
  haltAbove: number;
  withinMinutes: number;
  state: RolloutState | null;
  words: string | null;
  requestedBy: string;
  reason: string | null;
  phones: Counts;
  phonesByStage: readonly Counts[];
  createdAt: number | null;
  updatedAt: number | null;
};

export function readRollout(raw: unknown): ShownRollout {
  const rollout = fieldsOf<Static<typeof RolloutAnswer>>(raw);
  return {
    id: readText(rollout.id),
    pbx: readText(rollout.pbx),
    version: readText(rollout.version),
    stages: readList(rollout.stages, readCount),
    stage: readCount(rollout.stage),
    window: readOptionalText(rollout.window),
    haltAbove: readCount(rollout.haltAbove),
    withinMinutes: readCount(rollout.withinMinutes),
    state: readOneOf(rollout.state, ROLLOUT_STATES),
    words: readOptionalText(rollout.words),
    requestedBy: readText(rollout.requestedBy),
    reason: readOptionalText(rollout.reason),
    phones: readCounts(rollout.phones),
    phonesByStage: readList(rollout.phonesByStage, readCounts),
    createdAt: readTime(rollout.createdAt),
    updatedAt: readTime(rollout.updatedAt),
  };
}

function readCounts(raw: unknown): Counts {
  const counts = fieldsOf<Counts>(raw);
  const read = (state: RolledState) => Math.max(0, Math.floor(readCount(counts[state])));
  return Object.fromEntries(ROLLED_STATES.map((state) => [state, read(state)])) as Counts;
}

/** Nothing happens any more by itself. */
export function isOver({ state }: ShownRollout): boolean {
  return state === "done" || state === "cancelled" || state === "rolled-back";
}

/** All phones of a roll-out. */
export function totalOf(counts: Counts): number {
  return ROLLED_STATES.reduce((sum, state) => sum + counts[state], 0);
}

export type ShownRolled = {
  mac: string;
  state: RolledState | null;
  stage: number;
  previous: string | null;
  begunAt: number | null;
  toldAt: number | null;
  words: string | null;
};

export function readRolled(raw: unknown): ShownRolled {
  const phone = fieldsOf<Static<typeof RolledAnswer>>(raw);
  return {
    mac: readText(phone.mac),
    state: readOneOf(phone.state, ROLLED_STATES),
    stage: readCount(phone.stage),
    previous: readOptionalText(phone.previous),
    begunAt: readTime(phone.begunAt),
    toldAt: readTime(phone.toldAt),
    words: readOptionalText(phone.words),
  };
}

/** How many phones each stage would have. */
export type ShownPlan = { version: string; stages: readonly number[]; phonesByStage: readonly number[] };

export function readPlan(raw: unknown): ShownPlan {
  const plan = fieldsOf<Static<typeof RolloutPlanAnswer>>(raw);
  return {
    version: readText(plan.version),
    stages: readList(plan.stages, readCount),
    phonesByStage: readList(plan.phonesByStage, readCount),
  };
}

export type KnownWindow = { name: string; timezone: string };

export function readWindow(raw: unknown): KnownWindow {
  const window = fieldsOf<Static<typeof WindowAnswer>>(raw);
  return { name: readText(window.name), timezone: readText(window.timezone) };
}

export type ShownOpening = { isOpen: boolean; opensAt: number | null };

export function readOpening(raw: unknown): ShownOpening {
  const opening = fieldsOf<Static<typeof OpeningAnswer>>(raw);
  return { isOpen: readFlag(opening.isOpen), opensAt: readTime(opening.opensAt) };
}

import { type Static, Type } from "@fastify/type-provider-typebox";
import { ROLLED_STATES, ROLLOUT_STATES, type RolledPhone, type Rollout } from "../../provisioning/rollout.ts";
import { countsOf, MacAnswer, NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

const Id = Type.String({ pattern: "^rol_[0-9a-f]{18}$" });
const Percent = Type.Integer({ minimum: 1, maximum: 100 });
export const RolloutParams = Type.Object({ rollout: Id });
export const NewRolloutBody = Type.Object(
  {
    version: Type.String({ pattern: "^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$", description: "There is an image of it" }),
    profile: Type.Optional(Type.String({ format: "short-name", description: "Only phones of this profile" })),
    vendor: Type.Optional(Type.String({ format: "short-name" })),
    model: Type.Optional(Type.String({ format: "text-line", maxLength: 100 })),
    phones: Type.Optional(Type.Array(Type.String({ maxLength: 17 }), { minItems: 1, maxItems: 10_000 })),
    stages: Type.Optional(
      Type.Array(Percent, {
        minItems: 1,
        maxItems: 20,
        description: "Percent of the phones that have begun by the end of each; 5, 25, 100 unless given",
      }),
    ),
    window: Type.Optional(
      Type.String({ format: "short-name", description: "Phones are begun in this window of the PBX only" }),
    ),
    haltAbove: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description: "Percent of a stage's phones that may fail; 10 unless given",
      }),
    ),
    withinMinutes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_080, description: "When a phone has failed; 30 unless given" }),
    ),
    reason: Type.Optional(Type.String({ format: "text-line", maxLength: 500 })),
  },
  { additionalProperties: false },
);
const Counts = countsOf(ROLLED_STATES, "How many phones are in which state");
export const RolloutAnswer = Type.Object(
  {
    id: Id,
    pbx: Type.String(),
    version: Type.String(),
    stages: Type.Array(Percent),
    stage: Type.Integer({ description: "The one that it is in, from 1" }),
    window: nullableText(),
    haltAbove: Type.Integer(),
    withinMinutes: Type.Integer(),
    state: Type.Enum(ROLLOUT_STATES),
    words: nullableText({ description: "Why it was halted" }),
    requestedBy: Type.String(),
    reason: nullableText(),
    phones: Counts,
    phonesByStage: Type.Array(Counts, { description: "The same of each stage" }),
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);
export const RolloutQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ description: "Begin nothing, and answer 200 with how many phones would take part" }),
    ),
  },
  { additionalProperties: false },
);
export const RolloutPlanAnswer = Type.Object(
  {
    dryRun: Type.Literal(true),
    version: Type.String(),
    stages: Type.Array(Percent),
    phonesByStage: Type.Array(Type.Integer(), { description: "How many phones each stage would have" }),
  },
  { additionalProperties: false },
);
export const RolledAnswer = Type.Object(
  {
    mac: MacAnswer,
    state: Type.Enum(ROLLED_STATES),
    stage: Type.Integer(),
    previous: nullableText({ description: "What it said it ran before" }),
    begunAt: NullableTime,
    toldAt: NullableTime,
    words: nullableText({ description: "Why it failed, was skipped or is stuck" }),
  },
  { additionalProperties: false },
);
export const RolledQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String({ pattern: "^[0-9A-F]{12}$" })),
    state: Type.Optional(Type.Enum(ROLLED_STATES)),
  },
  { additionalProperties: false },
);

export function answerRollout(rollout: Rollout): Static<typeof RolloutAnswer> {
  const { id, pbxId, version, stages, stage, window, haltAbove, withinMs, state, words } = rollout;
  return {
    ...{ id, pbx: pbxId, version, stages: [...stages], stage: stage + 1, window, haltAbove },
    ...{ withinMinutes: withinMs / 60_000, state, words, requestedBy: rollout.requestedBy },
    ...{ reason: rollout.reason, phones: rollout.phones, phonesByStage: [...rollout.phonesByStage] },
    createdAt: toTime(rollout.createdAt),
    updatedAt: toTime(rollout.updatedAt),
  };
}

export function answerRolled({ mac, state, stage, previous, begunAt, toldAt, words }: RolledPhone) {
  const times = { begunAt: toNullableTime(begunAt), toldAt: toNullableTime(toldAt) };
  return { mac, state, stage: stage + 1, previous, ...times, words };
}

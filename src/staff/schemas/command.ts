import { type Static, Type } from "@fastify/type-provider-typebox";
import {
  type BatchCounts,
  COMMAND_KINDS,
  COMMAND_STATES,
  type CommandBatch,
  type PhoneCommand,
} from "../../provisioning/phone-command.ts";
import { countsOf, MacAnswer, NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

const MAX_PHONES = 10_000;
export const DEFAULT_PER_MINUTE = 30;

const reason = Type.Optional(Type.String({ format: "text-line", maxLength: 200, description: "For the history" }));
const timeout = Type.Optional(
  Type.String({
    maxLength: 8,
    description: "How long the phone has, once it was told: 5s to 1h; 2m for a resync and 5m for a reboot unless given",
    examples: ["2m"],
  }),
);
const Clock = (description: string) =>
  Type.String({ pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", description, examples: ["22:00"] });

export const CommandBody = Type.Object(
  {
    reason,
    timeout,
    notBefore: Type.Optional(
      Type.String({ format: "date-time", description: "Not sent earlier; RFC 3339, at most 30 days ahead" }),
    ),
  },
  { additionalProperties: false },
);

export const BatchBody = Type.Object(
  {
    phones: Type.Optional(
      Type.Array(Type.String({ format: "mac-address" }), {
        minItems: 1,
        maxItems: MAX_PHONES,
        description: "Phones of this PBX; all of them unless given",
      }),
    ),
    profile: Type.Optional(Type.String({ format: "short-name", description: "Only those with this profile" })),
    vendor: Type.Optional(Type.String({ format: "short-name", description: "Only those of this vendor" })),
    perMinute: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 600,
        description: `So many are told within a minute; ${DEFAULT_PER_MINUTE} unless given`,
      }),
    ),
    window: Type.Optional(
      Type.Object(
        {
          from: Clock("Local time at which the first may be told"),
          to: Clock("Local time from which none is told any more; it may be past midnight"),
          timezone: Type.Optional(
            Type.String({ format: "iana-timezone", description: "The PBX's unless given, else UTC" }),
          ),
        },
        {
          additionalProperties: false,
          description: "Only then; those that do not fit in have their turn the next day",
        },
      ),
    ),
    maintenanceWindow: Type.Optional(
      Type.String({ format: "short-name", description: "Instead of `window`: one of the PBX's maintenance windows" }),
    ),
    reason,
    timeout,
  },
  { additionalProperties: false },
);

export const CommandAnswer = Type.Object(
  {
    id: Type.String(),
    batch: nullableText({ description: "Those that were asked for together" }),
    mac: MacAnswer,
    pbx: Type.String(),
    kind: Type.Enum(COMMAND_KINDS),
    state: Type.Enum(COMMAND_STATES, {
      description:
        "waiting: not told yet. sent: told, and not heard of. accepted: the phone said that it heard, which proves nothing. done: it fetched its configuration after it was told and, for a reboot, came back where that can be seen",
    }),
    via: Type.Unsafe<"pbx" | "direct" | null>({ type: ["string", "null"], enum: ["pbx", "direct", null] }),
    words: nullableText({ description: "Why it is where it is" }),
    requestedBy: Type.String(),
    reason: nullableText(),
    notBefore: Time,
    sentAt: NullableTime,
    acceptedAt: NullableTime,
    fetchedAt: NullableTime,
    backAt: NullableTime,
    deadline: Type.String({
      format: "date-time",
      description: "While it waits: when it is given up unsent. Then: when it is too late to be done",
    }),
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

const batchFields = {
  id: Type.String(),
  pbx: Type.String(),
  kind: Type.Enum(COMMAND_KINDS),
  perMinute: Type.Integer(),
  requestedBy: Type.String(),
  reason: nullableText(),
  counts: countsOf(COMMAND_STATES, "Phones by the state of their command"),
  createdAt: Time,
};
export const BatchAnswer = Type.Object(batchFields, { additionalProperties: false });
export const NewBatchAnswer = Type.Object(
  {
    ...batchFields,
    joined: Type.Integer({ description: "Phones with a command already that does all that was asked for" }),
    skipped: Type.Array(Type.Object({ mac: MacAnswer, why: Type.String() }, { additionalProperties: false }), {
      description: "Phones that cannot be told that",
    }),
  },
  { additionalProperties: false },
);

export function answerCommand(command: PhoneCommand): Static<typeof CommandAnswer> {
  const { id, batchId, mac, pbxId, kind, state, via, words, requestedBy, reason: why } = command;
  return {
    ...{ id, batch: batchId, mac, pbx: pbxId, kind, state, via, words, requestedBy, reason: why },
    notBefore: toTime(command.notBefore),
    sentAt: toNullableTime(command.sentAt),
    acceptedAt: toNullableTime(command.acceptedAt),
    fetchedAt: toNullableTime(command.fetchedAt),
    backAt: toNullableTime(command.backAt),
    deadline: toTime(command.deadline),
    createdAt: toTime(command.createdAt),
    updatedAt: toTime(command.updatedAt),
  };
}

export function answerBatch(batch: CommandBatch & { counts: BatchCounts }): Static<typeof BatchAnswer> {
  const { id, pbxId, kind, perMinute, requestedBy, reason: why, counts, createdAt } = batch;
  return { id, pbx: pbxId, kind, perMinute, requestedBy, reason: why, counts, createdAt: toTime(createdAt) };
}

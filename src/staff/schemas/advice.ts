import { type Static, type TProperties, Type } from "@fastify/type-provider-typebox";
import type { Evidence, Reason } from "../../provisioning/diagnose/reasons.ts";
import { REASON_CODES, REASON_TEXTS } from "../../provisioning/diagnose/texts.ts";
import { EVENTS, type EventName } from "../../provisioning/events.ts";
import { localise, plainParams, SEVERITIES } from "../../provisioning/findings.ts";
import { LANGUAGES, type Language } from "../../provisioning/language.ts";
import { SEARCH_STEPS } from "../../provisioning/vendor.ts";
import { MacAnswer, NullableTime, nullableText, toNullableTime } from "./shared.ts";

const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
const LanguageAnswer = Type.Enum(LANGUAGES, { description: "Of the texts" });
const strict = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });

export const InstructionsAnswer = strict({
  url: nullableText({ description: "What to type, exactly so; null: no door for phones is open" }),
  page: nullableText({ description: "The page on the phone that takes it; null: not confirmed for this model" }),
  field: nullableText({ description: "The field or setting there; null: not confirmed for this model" }),
  steps: Type.Array(Type.String(), { description: "What to do, in order" }),
  reset: Type.String({ description: "What is known of its reset to the factory" }),
  search: strict({
    isConfirmed: Type.Boolean({ description: "Whether the order is, for this model" }),
    text: Type.String(),
    steps: Type.Array(strict({ step: Type.Enum(SEARCH_STEPS), text: Type.String() }), {
      description: "Where it looks for its server, in order",
    }),
  }),
  switches: Type.Array(
    strict({
      setting: Type.String({ description: "Under the vendor's own name" }),
      value: Type.String({ description: "What it must be; empty: the setting must be empty" }),
      text: Type.String(),
    }),
  ),
  notes: Type.Array(Type.String()),
});

export const PhoneInstructionsAnswer = strict({
  mac: MacAnswer,
  vendor: Type.String(),
  model: Type.String(),
  isModelKnown: Type.Boolean({
    description: "Whether anybody said the model; else these are for the vendor's usual one",
  }),
  language: LanguageAnswer,
  ...InstructionsAnswer.properties,
});

const EvidenceAnswer = strict({
  kind: Type.Enum(["event", "sighting", "visit", "lease", "redirect", "grant", "phone", "registration", "pbx"]),
  at: NullableTime,
  eventId: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "Id of an event of the history" }),
  event: Type.Unsafe<EventName | null>({ enum: [...EVENT_NAMES, null] }),
  address: nullableText(),
  door: nullableText(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export const DiagnosisAnswer = strict({
  mac: MacAnswer,
  isAdmitted: Type.Boolean(),
  isProvisioned: Type.Boolean({
    description:
      "Whether it has fetched its configuration and nothing stands against that, such as that its PBX says it is not registered",
  }),
  language: LanguageAnswer,
  reasons: Type.Array(
    strict({
      code: Type.Enum(REASON_CODES, { description: "Stable, for programs" }),
      severity: Type.Enum(SEVERITIES),
      title: Type.String(),
      why: Type.String(),
      fix: Type.String(),
      params: Type.Record(Type.String(), Type.Unknown(), {
        description: "What the texts are filled with; times in milliseconds since the epoch",
      }),
      evidence: Type.Array(EvidenceAnswer),
    }),
    { description: "The gravest first" },
  ),
});

export function answerReason(reason: Reason, language: Language): Static<typeof DiagnosisAnswer>["reasons"][number] {
  const { code, severity, params, evidence } = reason;
  const texts = localise(reason, REASON_TEXTS, language);
  return { code, severity, ...texts, params: plainParams(params), evidence: evidence.map(answerEvidence) };
}

function answerEvidence({ kind, at, eventId, event, address, door, detail }: Evidence): Static<typeof EvidenceAnswer> {
  return { kind, at: toNullableTime(at), eventId, event, address, door, detail: plainParams(detail) };
}

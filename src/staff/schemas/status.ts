import { type Static, type TProperties, Type } from "@fastify/type-provider-typebox";
import { plainParams } from "../../provisioning/findings.ts";
import { LANGUAGES, type Language } from "../../provisioning/language.ts";
import { COLOURS, colourOf, type SipAnswer } from "../../provisioning/phone-light.ts";
import { type PhoneStages, STAGE_STATES, STAGES, type Stage } from "../../provisioning/phone-stages.ts";
import { type PhoneStanding, REGISTRATION_STATES, type Standing } from "../../provisioning/registration-standing.ts";
import { STATUS_CODES, sayWhy } from "../../provisioning/status-texts.ts";
import { MacAnswer, NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

const strict = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });

const standing = {
  state: Type.Enum(REGISTRATION_STATES, {
    description: "registered: all its accounts are, as the PBX says now; unknown: the PBX does not say, or it has none",
  }),
  userAgent: nullableText(),
  address: nullableText({ description: "Where its packets come from" }),
  expiresAt: { ...NullableTime, description: "When it runs out unless it is refreshed" },
  seenAt: { ...NullableTime, description: "When the PBX had it last" },
};
export const RegistrationAnswer = strict(standing);
export const LightAnswer = Type.Enum(COLOURS, {
  description: "green: registered, as its PBX says now; red: not; yellow: on its way; grey: nobody can say",
});

const code = Type.Enum(STATUS_CODES, { description: "Stable, for programs" });
const text = Type.String({ description: "In a sentence" });
export const PhoneStatusAnswer = strict({
  mac: MacAnswer,
  language: Type.Enum(LANGUAGES, { description: "Of the texts" }),
  light: strict({ colour: LightAnswer, code, why: text }),
  stages: Type.Array(
    strict({
      stage: Type.Enum(STAGES),
      state: Type.Enum(STAGE_STATES),
      at: NullableTime,
      evidence: Type.Record(Type.String(), Type.Unknown()),
      code: Type.Optional(code),
      why: Type.Optional(text),
    }),
    { description: "In the order in which a phone comes through them" },
  ),
  accounts: Type.Array(strict({ account: Type.String(), ...standing, goneAt: NullableTime }), {
    description: "Each account of its lines at its PBX",
  }),
});
export const SipAnswerAnswer = strict({
  at: Time,
  address: Type.String({ description: "From where the phone asked for its configuration last" }),
  answers: Type.Boolean({ description: "Whether anything there answers SIP. That is no registration" }),
  agent: nullableText({ description: "What it calls itself" }),
});

function answerStanding({ state, userAgent, address, expiresAt, seenAt }: Standing) {
  return { state, userAgent, address, expiresAt: toNullableTime(expiresAt), seenAt: toNullableTime(seenAt) };
}

export function answerListedStanding(
  phone: { standing: PhoneStanding; lastSeenAt: number | null },
  about: { now: number; sip: SipAnswer | undefined },
) {
  return { registration: answerStanding(phone.standing), light: colourOf({ ...phone, ...about }) };
}

export function answerStages(
  mac: string,
  { light, stages, accounts }: PhoneStages,
  language: Language,
): Static<typeof PhoneStatusAnswer> {
  return {
    ...{ mac, language },
    light: { colour: light.colour, code: light.why.code, why: sayWhy(light.why, language) },
    stages: stages.map((stage) => answerStage(stage, language)),
    accounts: accounts.map((one) => ({
      ...{ account: one.account, ...answerStanding(one), goneAt: toNullableTime(one.goneAt) },
    })),
  };
}

function answerStage({ stage, state, at, evidence, why }: Stage, language: Language) {
  const said = Object.entries(plainParams(evidence)).map(([name, value]) => [
    name,
    typeof value === "number" && name.endsWith("At") ? toTime(value) : value,
  ]);
  return {
    ...{ stage, state, at: toNullableTime(at), evidence: Object.fromEntries(said) },
    ...(why === undefined ? {} : { code: why.code, why: sayWhy(why, language) }),
  };
}

export function answerSip({ at, ...answer }: SipAnswer): Static<typeof SipAnswerAnswer> {
  return { at: toTime(at), ...answer };
}

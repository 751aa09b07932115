import { type Static, Type } from "@fastify/type-provider-typebox";
import { ADMISSION_MODES, type AdmissionPolicy, isTeachIn, modeAt } from "../../provisioning/admission.ts";
import { NullableTime, nullableText, toNullableTime } from "./shared.ts";

const MAX_NETWORKS = 64;
export const DEFAULT_LIMIT = 250;
const MAX_LIMIT = 10_000;
const MAX_POOL_ACCOUNTS = 1000;
const MAX_TEACH_IN_MINUTES = 480;

const Mode = Type.Enum(ADMISSION_MODES, {
  description:
    "allow-list: phones on the allow-list only. approve: others wait among the sightings and are admitted with what stands here. auto: others are admitted when they ask for their configuration",
});
const Networks = Type.Array(Type.String({ maxLength: 50, examples: ["10.1.0.0/16"] }), {
  maxItems: MAX_NETWORKS,
  description:
    "Networks that the phones ask from, private, unique-local, link-local or loopback. Each in one policy only; where they overlap the narrowest decides",
});
const Vendors = Type.Array(Type.String({ maxLength: 32 }), {
  maxItems: 16,
  description: "Ids of the vendors whose phones are taken; empty: all",
});
const Number_ = Type.String({ pattern: "^[0-9]{1,15}$" });
export const Pool = Type.Object(
  {
    accounts: Type.Optional(
      Type.Array(Type.String({ format: "sip-user" }), {
        minItems: 1,
        maxItems: MAX_POOL_ACCOUNTS,
        uniqueItems: true,
        description: "These accounts of the PBX, in this order",
      }),
    ),
    fromNumber: Type.Optional(Number_),
    toNumber: Type.Optional(Number_),
    free: Type.Optional(Type.Literal(true, { description: "Any account of the PBX" })),
  },
  {
    additionalProperties: false,
    description:
      "Instead of lines: where a phone's account comes from, of those that no phone has: accounts, or fromNumber and toNumber (as many digits in both), or free",
  },
);
const Limit = (description: string) => Type.Integer({ minimum: 1, maximum: MAX_LIMIT, description });

export const AdmissionBody = Type.Object(
  {
    mode: Mode,
    networks: Type.Optional(Networks),
    vendors: Type.Optional(Vendors),
    profile: Type.Optional(nullableText({ description: "Id of a profile of the PBX that the phones get; null: none" })),
    pool: Type.Optional(Type.Union([Pool, Type.Null()], { description: "Null or absent: phones get no account" })),
    limit: Type.Optional(Limit(`Automatic admissions until the policy is set anew; ${DEFAULT_LIMIT} unless given`)),
    limitPerHour: Type.Optional(Limit("Automatic admissions within an hour; as many as `limit` unless given")),
  },
  { additionalProperties: false },
);

export const AdmissionAnswer = Type.Object(
  {
    pbx: Type.String(),
    mode: Mode,
    effectiveMode: Type.Enum(ADMISSION_MODES, { description: "auto during a teach-in, else `mode`" }),
    networks: Networks,
    vendors: Vendors,
    profile: nullableText(),
    pool: Type.Union([Pool, Type.Null()]),
    freeAccounts: Type.Unsafe<number | null>({
      type: ["integer", "null"],
      description: "How many accounts of the pool no phone has; null: there is no pool",
    }),
    limit: Type.Integer(),
    limitPerHour: Type.Integer(),
    admitted: Type.Integer({ description: "Automatic admissions since the policy was set" }),
    teachInUntil: nullableText({ format: "date-time", description: "Null: no teach-in is going on" }),
    createdAt: NullableTime,
    updatedAt: NullableTime,
  },
  { additionalProperties: false },
);

export const TeachInBody = Type.Object(
  { minutes: Type.Integer({ minimum: 1, maximum: MAX_TEACH_IN_MINUTES, description: "How long it lasts from now" }) },
  { additionalProperties: false },
);

/** What holds for a PBX without a policy. */
export function noPolicy(pbxId: string): AdmissionPolicy {
  return {
    ...{ pbxId, mode: "allow-list", networks: [], vendors: [], profileId: null, pool: null },
    ...{ limit: DEFAULT_LIMIT, limitPerHour: DEFAULT_LIMIT, admitted: 0, teachInUntil: null },
    ...{ revision: 0, createdAt: 0, updatedAt: 0 },
  };
}

export function answerAdmission(
  policy: AdmissionPolicy,
  freeAccounts: number | null,
  now: number,
): Static<typeof AdmissionAnswer> {
  const { pbxId: pbx, mode, profileId: profile, pool, limit, limitPerHour, admitted, revision } = policy;
  const isStored = revision > 0;
  return {
    ...{ pbx, mode, effectiveMode: modeAt(policy, now), networks: [...policy.networks], vendors: [...policy.vendors] },
    ...{ profile, pool: pool && "accounts" in pool ? { accounts: [...pool.accounts] } : pool, freeAccounts },
    ...{ limit, limitPerHour, admitted },
    teachInUntil: toNullableTime(isTeachIn(policy, now) ? policy.teachInUntil : null),
    createdAt: toNullableTime(isStored ? policy.createdAt : null),
    updatedAt: toNullableTime(isStored ? policy.updatedAt : null),
  };
}

import { type Static, Type } from "@fastify/type-provider-typebox";
import {
  type PhoneRedirect,
  REDIRECT_ERRORS,
  REDIRECT_SERVICE_IDS,
  REDIRECT_SERVICES,
  REDIRECT_STATES,
  type RedirectAccount,
  type RedirectCounts,
  type RedirectOption,
  type RedirectServiceId,
} from "../../provisioning/redirect.ts";
import { doubtsOfRedirectUrl } from "../../provisioning/redirect-url.ts";
import { IdParams, NullableTime, nullableText, Time, toNullableTime, toTime, Warnings } from "./shared.ts";

export const RedirectParams = Type.Object({ ...IdParams.properties, service: Type.Enum(REDIRECT_SERVICE_IDS) });

const Label = Type.String({
  format: "text-line",
  minLength: 1,
  maxLength: 20,
  description: "RPS: the server's name there; Gigaset by XML-RPC: the provider's name. Offhook unless given",
});

export const RedirectAccountBody = Type.Object(
  {
    credentials: Type.Object(
      {
        username: Type.String({
          minLength: 1,
          maxLength: 256,
          pattern: '^[^\\u0000-\\u001f\\u007f"\\\\:]+$',
          description: "User; SRAPS and GRAPE: id of the API key; YMCS: client id",
        }),
        password: Type.String({
          minLength: 1,
          maxLength: 512,
          pattern: "^[^\\u0000-\\u001f\\u007f]+$",
          description: "Password; SRAPS and GRAPE: the key; YMCS: client secret",
        }),
      },
      { additionalProperties: false, description: "Sealed at rest, never shown" },
    ),
    baseUrl: Type.Optional(
      Type.String({
        maxLength: 500,
        description: "Address of the service, where it is not the vendor's usual one; https unless it is on loopback",
      }),
    ),
    label: Type.Optional(Label),
    needsMacId: Type.Optional(
      Type.Boolean({
        description: "Gigaset by XML-RPC: whether the account takes phones by MAC-ID only; true unless given",
      }),
    ),
    checkFirst: Type.Optional(
      Type.Boolean({
        description: "Whether to ask who holds a phone before it is admitted, for 2 s at most; true unless given",
      }),
    ),
  },
  { additionalProperties: false },
);

const Count = Type.Integer({ minimum: 0 });
export const RedirectAccountAnswer = Type.Object(
  {
    service: Type.Enum(REDIRECT_SERVICE_IDS),
    name: Type.String(),
    pbx: Type.String(),
    vendor: Type.String({ description: "Whose phones are registered there" }),
    baseUrl: Type.String(),
    label: Type.Optional(Label),
    needsMacId: Type.Optional(Type.Boolean()),
    checkFirst: Type.Boolean(),
    phonesUrl: Type.String({ description: "The base of the addresses that phones are given there" }),
    phones: Type.Object(
      { waiting: Count, registered: Count, failed: Count, releasing: Count },
      { additionalProperties: false, description: "How many phones stand where" },
    ),
    warnings: Warnings,
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

export function answerRedirectAccount(
  account: RedirectAccount,
  phones: RedirectCounts,
  phonesUrl: string,
): Static<typeof RedirectAccountAnswer> {
  const { service, pbxId, vendorId, baseUrl, label, needsMacId, checkFirst, createdAt, updatedAt } = account;
  return {
    service,
    name: REDIRECT_SERVICES[service].name,
    pbx: pbxId,
    vendor: vendorId,
    baseUrl,
    ...(hasOption(service, "label") ? { label } : {}),
    ...(hasOption(service, "needsMacId") ? { needsMacId } : {}),
    checkFirst,
    phonesUrl,
    phones,
    warnings: doubtsOfRedirectUrl(phonesUrl).map((detail) => ({ pointer: "/phonesUrl", detail })),
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

export function hasOption(service: RedirectServiceId, option: RedirectOption): boolean {
  const options: readonly RedirectOption[] = REDIRECT_SERVICES[service].options;
  return options.includes(option);
}

export const PhoneRedirectAnswer = Type.Object(
  {
    state: Type.Enum(REDIRECT_STATES, {
      description:
        "none: its PBX has no account for its vendor; waiting: to be told; retrying: failed for now, is tried again; registered; failed: somebody must mend something",
    }),
    service: Type.Unsafe<RedirectServiceId | null>({ enum: [...REDIRECT_SERVICE_IDS, null] }),
    url: nullableText({ description: "Where the service sends it now" }),
    error: Type.Unsafe<PhoneRedirect["error"]>({
      type: ["object", "null"],
      properties: {
        code: { enum: [...REDIRECT_ERRORS] },
        words: { type: "string", description: "The service's own, cut and cleaned" },
      },
      required: ["code", "words"],
      additionalProperties: false,
      description: "Of the last try; null: none, or it went well",
    }),
    attempts: Count,
    nextTry: NullableTime,
    updatedAt: NullableTime,
  },
  { additionalProperties: false },
);

export function answerPhoneRedirect(redirect: PhoneRedirect): Static<typeof PhoneRedirectAnswer> {
  const { nextTryAt, updatedAt, ...rest } = redirect;
  return { ...rest, nextTry: toNullableTime(nextTryAt), updatedAt: toNullableTime(updatedAt) };
}

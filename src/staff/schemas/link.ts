import { type Static, Type } from "@fastify/type-provider-typebox";
import { type Link, LinkCredentials, LinkSettings, PASSWORD_ORDERS } from "../../provisioning/pbx-link.ts";
import { NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

const passwordOrder = Type.Enum(PASSWORD_ORDERS, {
  description:
    "Who learns of a new password first: pbx-first (unless given): the phone gets it once the PBX has it; phone-first: the PBX gets it once the phone was given it; overlap: the PBX takes both until the phone has registered with the new one",
});

export const LinkBody = Type.Object(
  {
    settings: LinkSettings,
    credentials: Type.Optional(LinkCredentials),
    passwordOrder: Type.Optional(passwordOrder),
  },
  { additionalProperties: false },
);

export const LinkAnswer = Type.Object(
  {
    pbx: Type.String(),
    settings: LinkSettings,
    passwordOrder,
    pending: Type.Integer({ description: "Accounts and phones that the PBX has not been told of yet" }),
    failed: Type.Integer({
      description: "Those that cannot be told until somebody mends what the events link-failed say",
    }),
    lastError: nullableText({ description: "Why the PBX could not be told last; null once it was" }),
    toldAt: NullableTime,
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

export function answerLink(link: Link): Static<typeof LinkAnswer> {
  const { pbxId, settings, passwordOrder, pending, failed, lastError, toldAt, createdAt, updatedAt } = link;
  return {
    ...{ pbx: pbxId, settings, passwordOrder, pending, failed, lastError },
    toldAt: toNullableTime(toldAt),
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FoundPhone } from "../../provisioning/found-phone.ts";
import type { LanSearch } from "../../provisioning/lan-search.ts";
import { type Caller, canSeePbx } from "../access.ts";
import { MacAnswer, NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

export const SearchBody = Type.Object(
  {
    network: Type.Optional(
      Type.String({
        format: "ipv4-network",
        description:
          "Private network of an interface of the daemon's machine, or a part of one; at most a /22. Left out: all of its own networks, as far as 1024 addresses go",
        examples: ["192.168.1.0/24"],
      }),
    ),
    probe: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          "Ask each address by SIP (OPTIONS), and phones that do not answer for their web page, without logging in. Off: nothing is sent, only the machine's table of neighbours is read, which holds who spoke to it lately",
      }),
    ),
  },
  { additionalProperties: false },
);

export const FoundAnswer = Type.Object(
  {
    mac: MacAnswer,
    address: Type.String(),
    vendor: Type.String({ description: "Id of a vendor" }),
    model: nullableText({ description: "The catalogue's name; null: it did not say, or it is not in the catalogue" }),
    firmware: nullableText(),
    knownBy: Type.Enum(["sip", "web", "admission", "prefix"], {
      description: "By what vendor and model are known. By the MAC's prefix, the vendor is a suggestion",
    }),
    says: nullableText({ description: "What it says of itself: User-Agent, title or login of its web page" }),
    admitted: Type.Boolean(),
    pbx: nullableText({ description: "Of an admitted phone" }),
  },
  { additionalProperties: false },
);

const progress = {
  state: Type.Enum(["running", "done", "cancelled", "failed"]),
  asked: Type.Integer({ description: "Addresses that were asked" }),
  toAsk: Type.Integer({ description: "Addresses to ask in all; 0 until the first one was, or without probe" }),
  found: Type.Integer(),
};
export const ProgressAnswer = Type.Object(progress, { additionalProperties: false });

export const SearchAnswer = Type.Object(
  {
    id: Type.String(),
    networks: Type.Array(Type.String()),
    skipped: Type.Array(Type.Object({ network: Type.String(), why: Type.String() }, { additionalProperties: false }), {
      description: "Networks of this machine that are left out, and the code of the problem that naming them is",
    }),
    probe: Type.Boolean(),
    startedAt: Time,
    endedAt: NullableTime,
    ...progress,
    phones: Type.Array(FoundAnswer),
  },
  { additionalProperties: false },
);

export function answerFound({ vendorId, pbxId, ...phone }: FoundPhone, caller: Caller): Static<typeof FoundAnswer> {
  const pbx = pbxId !== undefined && canSeePbx(caller, pbxId) ? pbxId : null;
  return { ...phone, vendor: vendorId, admitted: pbxId !== undefined, pbx };
}

export function answerProgress({ state, asked, toAsk, phones }: LanSearch): Static<typeof ProgressAnswer> {
  return { state, asked, toAsk, found: phones.length };
}

export function answerSearch(search: LanSearch, caller: Caller): Static<typeof SearchAnswer> {
  const { id, networks, skipped, probe, startedAt, endedAt, phones } = search;
  return {
    id,
    networks: [...networks],
    skipped: [...skipped],
    probe,
    startedAt: toTime(startedAt),
    endedAt: toNullableTime(endedAt),
    ...answerProgress(search),
    phones: phones.map((phone) => answerFound(phone, caller)),
  };
}

import { type Static, Type } from "@fastify/type-provider-typebox";
import type { Seat } from "../../provisioning/desk.ts";
import { MacAnswer, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

export const SeatBody = Type.Object(
  {
    extension: Type.String({
      format: "sip-user",
      description: "Username of an account of the phone's PBX, or the number of exactly one",
    }),
  },
  { additionalProperties: false },
);

export const DeskPinBody = Type.Object(
  {
    pin: Type.String({ pattern: "^[0-9]{4,12}$", description: "4 to 12 digits, not all the same. Never shown again" }),
  },
  { additionalProperties: false },
);

export const SeatAnswer = Type.Object(
  {
    mac: MacAnswer,
    pbx: Type.String(),
    label: Type.String({ description: "The phone's" }),
    account: Type.String({ description: "Username" }),
    displayName: Type.String(),
    number: Type.String(),
    since: Time,
    until: nullableText({ format: "date-time", description: "Null: until somebody ends it" }),
    by: Type.String({ description: "`phone`, or who of the staff did it" }),
    delivered: Type.Boolean({ description: "Whether the phone was given the account's password since" }),
  },
  { additionalProperties: false },
);

export function answerSeat(seat: Seat): Static<typeof SeatAnswer> {
  const { mac, pbxId: pbx, label, account, displayName, number, by, isDelivered: delivered } = seat;
  const times = { since: toTime(seat.since), until: toNullableTime(seat.until) };
  return { mac, pbx, label, account, displayName, number, ...times, by, delivered };
}

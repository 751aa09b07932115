import { type Static, Type } from "@fastify/type-provider-typebox";
import { isOpen, nextOpening, type StoredWindow, WindowSettings } from "../../provisioning/maintenance-window.ts";
import type { Pbx } from "../../provisioning/pbx.ts";
import { BUILT_IN_SETTINGS } from "../../provisioning/settings.ts";
import { IdParams, NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

export const WindowParams = Type.Object({ ...IdParams.properties, window: Type.String({ format: "short-name" }) });

export const WindowQuery = Type.Object(
  { at: Type.Optional(Type.String({ format: "date-time", description: "RFC 3339; now unless given" })) },
  { additionalProperties: false },
);

export const WindowAnswer = Type.Object(
  {
    pbx: Type.String(),
    name: Type.String(),
    settings: WindowSettings,
    timezone: Type.String({ description: "By which it is judged" }),
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

export const OpeningAnswer = Type.Object(
  {
    at: Time,
    timezone: Type.String(),
    isOpen: Type.Boolean({ description: "At that moment" }),
    opensAt: nullableText({
      format: "date-time",
      description: "That moment if it is open; null: not within two years",
    }),
    closesAt: NullableTime,
  },
  { additionalProperties: false },
);

function zoneOf(settings: WindowSettings, pbx: Pbx): string {
  return settings.timezone ?? pbx.settings.timezone ?? BUILT_IN_SETTINGS.timezone;
}

export function answerWindow(window: StoredWindow, pbx: Pbx): Static<typeof WindowAnswer> {
  const { pbxId, name, settings, createdAt, updatedAt } = window;
  const timezone = zoneOf(settings, pbx);
  return { pbx: pbxId, name, settings, timezone, createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) };
}

export function answerOpening({ settings }: StoredWindow, pbx: Pbx, at: number): Static<typeof OpeningAnswer> {
  const timezone = zoneOf(settings, pbx);
  const window = { ...settings, timezone };
  const next = nextOpening(window, at);
  return {
    at: toTime(at),
    timezone,
    isOpen: isOpen(window, at),
    opensAt: toNullableTime(next?.from ?? null),
    closesAt: toNullableTime(next?.to ?? null),
  };
}

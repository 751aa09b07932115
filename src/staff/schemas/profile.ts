import { type Static, Type } from "@fastify/type-provider-typebox";
import { warnOfProfile } from "../../provisioning/check-profile.ts";
import { KeyLayout } from "../../provisioning/function-key.ts";
import type { Profile } from "../../provisioning/profile.ts";
import { Settings } from "../../provisioning/settings.ts";
import { SETTINGS_LAYERS, type SettingsLayer } from "../../provisioning/settings-layers.ts";
import type { Vendor } from "../../provisioning/vendor.ts";
import { IdParams, Time, toTime, Warnings } from "./shared.ts";

const Layouts = Type.Record(Type.String({ pattern: "^[0-9A-Za-z+ ._-]{1,40}$" }), KeyLayout, {
  description: "Function keys by model name, for phones with this profile that have no keys of their own",
});
const Label = Type.String({ format: "text-line", maxLength: 100, description: "For people" });

export const ProfileParams = Type.Object({ ...IdParams.properties, profile: Type.String({ format: "short-name" }) });

export const NewProfileBody = Type.Object(
  {
    id: Type.String({ format: "short-name", description: "Short name, unique on its PBX", examples: ["reception"] }),
    label: Type.Optional(Label),
    settings: Type.Optional(Settings),
    layouts: Type.Optional(Layouts),
  },
  { additionalProperties: false },
);

export const ProfilePatchBody = Type.Object(
  { label: Type.Optional(Label), settings: Type.Optional(Settings), layouts: Type.Optional(Layouts) },
  { additionalProperties: false, description: "What is given replaces what was there as a whole" },
);

export const ProfileAnswer = Type.Object(
  {
    id: Type.String(),
    pbx: Type.String(),
    label: Type.String(),
    settings: Settings,
    layouts: Layouts,
    warnings: Warnings,
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);

export function answerProfile(profile: Profile, vendors: readonly Vendor[]): Static<typeof ProfileAnswer> {
  const { id, pbxId, label, settings, layouts, createdAt, updatedAt } = profile;
  return {
    id,
    pbx: pbxId,
    label,
    settings,
    layouts: { ...layouts },
    warnings: warnOfProfile(profile, vendors),
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

export const SettingOriginAnswer = Type.Object(
  {
    name: Type.String({ description: "Name of the setting; a path where several are laid over each other" }),
    value: Type.Unknown({ description: "As it is after all layers" }),
    origin: Type.Enum(SETTINGS_LAYERS, { description: "The last layer that gave it" }),
    below: Type.Unsafe<{ value: unknown; origin: SettingsLayer } | null>({
      type: ["object", "null"],
      properties: { value: {}, origin: { enum: [...SETTINGS_LAYERS] } },
      required: ["value", "origin"],
      additionalProperties: false,
      description: "What it would be if this phone gave none itself; null: nothing",
    }),
    withoutEffect: Type.Optional(Type.String({ description: "Why it has no effect on this phone" })),
  },
  { additionalProperties: false },
);

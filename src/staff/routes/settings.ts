import { type Static, Type } from "@fastify/type-provider-typebox";
import type { Api, StaffDeps } from "../context.ts";
import { answers, nullableText } from "../schemas/shared.ts";

const SettingAnswer = Type.Object(
  {
    name: Type.String(),
    group: Type.String({ description: "What it is about, in a word" }),
    key: nullableText({ description: "Where it stands in the settings file; null: only the environment may say it" }),
    variable: Type.String({ description: "Its environment variable, which wins" }),
    value: nullableText({
      description: "As it was written; `********` for a secret that is there; null: it is left out and has no default",
    }),
    default: nullableText({ description: "Null: leaving it out has its own meaning, which `help` says" }),
    origin: Type.Enum(["environment", "file", "default"]),
    isSecret: Type.Boolean(),
    help: Type.String(),
    allowed: Type.String({ description: "What it may be" }),
  },
  { additionalProperties: false },
);
const ListAnswer = Type.Object(
  { items: Type.Array(SettingAnswer), next: Type.Null() },
  { additionalProperties: false, description: "All of them" },
);
/** A setting of the daemon, its value, and where that comes from. */
export type KnownSetting = Static<typeof SettingAnswer>;

export function addSettingsRoute(api: Api, { settings }: StaffDeps): void {
  api.get(
    "/settings",
    {
      schema: {
        tags: ["Server"],
        summary: "The daemon's own settings: what was set, where, and what each may be",
        description: "Read at the start. They are changed in the settings file or the environment, and by a restart.",
        response: answers({ 200: ListAnswer }),
      },
    },
    async () => ({ items: [...settings], next: null }),
  );
}

import { type Static, Type } from "@fastify/type-provider-typebox";
import { Settings } from "../../provisioning/settings.ts";
import type { Api } from "../context.ts";
import { answers, pageOf } from "../schemas/shared.ts";

export const NeutralSettingAnswer = Type.Object(
  {
    name: Type.String(),
    schema: Type.Record(Type.String(), Type.Unknown(), { description: "JSON Schema of what it may be" }),
  },
  { additionalProperties: false },
);

/** For forms: what any layer may give. */
export function addNeutralSettingRoutes(api: Api): void {
  const items: Static<typeof NeutralSettingAnswer>[] = Object.entries(Settings.properties).map(([name, schema]) => ({
    name,
    schema: { ...schema },
  }));

  api.get(
    "/phone-settings",
    {
      schema: {
        tags: ["Phones"],
        summary: "Which neutral settings there are, and what each may be",
        response: answers({ 200: pageOf(NeutralSettingAnswer) }),
      },
    },
    async () => ({ items, next: null }),
  );
}

import { type Static, Type } from "@fastify/type-provider-typebox";
import { type HostedUses, NAMING_LAYERS } from "../../provisioning/hosted-file.ts";
import { queryText } from "./shared.ts";

export const UsesAnswer = Type.Object(
  {
    settings: Type.Array(
      Type.Object(
        {
          layer: Type.Enum(NAMING_LAYERS),
          pbx: Type.String(),
          name: Type.String({ description: "Of the PBX, of the profile, or the phone's MAC" }),
        },
        { additionalProperties: false },
      ),
      { description: "Whose settings name it, or its version; the first hundred of each layer" },
    ),
    rollouts: Type.Array(Type.Object({ id: Type.String(), pbx: Type.String() }, { additionalProperties: false }), {
      description: "Roll-outs of its version that are not over",
    }),
    rolledOut: Type.Integer({ description: "How many phones a roll-out gave its version" }),
    fitting: Type.Integer({ description: "Of firmware: how many phones are of its models" }),
    running: Type.Integer({ description: "How many of them say that they run its version" }),
  },
  { additionalProperties: false },
);

export const ImageNameQuery = Type.Object({ name: queryText(256, "Of the file") }, { additionalProperties: false });
export const ImageNameAnswer = Type.Object(
  {
    vendor: Type.String(),
    version: Type.String(),
    models: Type.Array(Type.String(), { description: "Which models it is for, where its name tells" }),
    possibleModels: Type.Array(Type.String(), {
      description: "Models to choose from, where its name does not tell which ones it is for",
    }),
  },
  { additionalProperties: false },
);

export function answerUses({ settings, rollouts, ...counts }: HostedUses): Static<typeof UsesAnswer> {
  return {
    settings: settings.map(({ layer, pbxId, name }) => ({ layer, pbx: pbxId, name })),
    rollouts: rollouts.map(({ id, pbxId }) => ({ id, pbx: pbxId })),
    ...counts,
  };
}

import { type Static, Type } from "typebox";
import { FUNCTION_KEY_TYPES } from "./key-types.ts";

/** A function key in neutral words. Its place in the list is its place on the phone, the first is key 1. */
export const FunctionKey = Type.Object(
  {
    type: Type.Enum(FUNCTION_KEY_TYPES, { description: "What the key does" }),
    value: Type.Optional(
      Type.String({
        description:
          "The number to dial, to watch or to park at; for a line key the line's position, 1 when absent; an address for url, and for menu unless it is Offhook's own; group:port for paging",
        pattern: "^[!-~]{1,255}$",
      }),
    ),
    line: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: "Position of the line it acts on, 1 when absent" }),
    ),
    label: Type.Optional(
      Type.String({
        format: "text-line",
        maxLength: 64,
        description: "Shown beside the key; a blf key without one shows the watched account's display name",
      }),
    ),
  },
  { additionalProperties: false },
);
export type FunctionKey = Static<typeof FunctionKey>;

/** The keys of each expansion module. */
export const ModuleKeys = Type.Array(Type.Array(FunctionKey, { maxItems: 100 }), {
  maxItems: 6,
  description: "The keys of each expansion module that is attached; an empty list stands for a module without keys",
});

/** The keys of a device and of each expansion module that is attached to it. */
export const KeyLayout = Type.Object(
  {
    keys: Type.Array(FunctionKey, { maxItems: 500, description: "Function keys in their order on the phone" }),
    modules: Type.Optional(ModuleKeys),
  },
  { additionalProperties: false },
);
export type KeyLayout = Static<typeof KeyLayout>;

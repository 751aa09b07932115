import { Type } from "@fastify/type-provider-typebox";
import type { Scope } from "../../provisioning/scope.ts";

const MOST_ENTRIES = 1000;

const ScopeObject = Type.Object(
  {
    customers: Type.Optional(
      Type.Array(Type.String({ format: "text-line", minLength: 1, maxLength: 100 }), {
        maxItems: MOST_ENTRIES,
        description: "Ids of customers: all their PBXs, now and later",
      }),
    ),
    pbxs: Type.Optional(
      Type.Array(Type.String({ format: "short-name" }), { maxItems: MOST_ENTRIES, description: "Ids of PBXs" }),
    ),
  },
  { additionalProperties: false },
);

export type WantedScope = {
  customers?: readonly string[] | undefined;
  pbxs?: readonly string[] | undefined;
} | null;

/** What somebody may see, as it is asked for. */
export const ScopeBody = Type.Unsafe<WantedScope>({
  ...ScopeObject,
  type: ["object", "null"],
  description: "What the holder may see; null: all customers and PBXs",
});

export const ScopeAnswer = Type.Unsafe<{ customers: string[]; pbxs: string[] } | null>({
  type: ["object", "null"],
  properties: {
    customers: { type: "array", items: { type: "string" } },
    pbxs: { type: "array", items: { type: "string" } },
  },
  required: ["customers", "pbxs"],
  additionalProperties: false,
  description: "What the holder may see; null: all customers and PBXs",
});

export function answerScope(scope: Scope | null): { customers: string[]; pbxs: string[] } | null {
  return scope && { customers: [...scope.customers], pbxs: [...scope.pbxs] };
}

import { type TSchema, Type } from "@fastify/type-provider-typebox";
import { FIELD_FAULTS } from "../../provisioning/field-error.ts";
import { LANGUAGES } from "../../provisioning/language.ts";
import { PROBLEMS, type ProblemCode } from "../problems.ts";

const MAX_PAGE_ITEMS = 500;
export const DEFAULT_PAGE_ITEMS = 50;

/** A string or null, without the `anyOf` that makes errors hard to read. */
export function nullableText(options: Record<string, unknown> = {}) {
  return Type.Unsafe<string | null>({ type: ["string", "null"], ...options });
}

export const Time = Type.String({ format: "date-time", description: "RFC 3339, UTC" });
export const NullableTime = nullableText({ format: "date-time", description: "RFC 3339, UTC" });
export const MacAnswer = Type.String({
  pattern: "^[0-9A-F]{12}$",
  description: "12 upper-case hex digits",
  examples: ["0004137447D0"],
});
/** How many are in which of these states. */
export function countsOf<State extends string>(states: readonly State[], description: string) {
  const counts = Object.fromEntries(states.map((state) => [state, Type.Integer()]));
  return Type.Object(counts as Record<State, ReturnType<typeof Type.Integer>>, {
    additionalProperties: false,
    description,
  });
}
/** What was taken although it is doubtful. */
export const Warnings = Type.Array(
  Type.Object({ pointer: Type.String(), detail: Type.String() }, { additionalProperties: false }),
  { description: "What was taken although it is doubtful: unknown raw settings, settings without effect" },
);
export const MacParams = Type.Object({
  mac: Type.String({ description: "MAC address in any usual notation", examples: ["00:04:13:74:47:d0"] }),
});

/** Text in a query: whatever a person may type, which control characters are not. */
export function queryText(maxLength: number, description: string) {
  return Type.String({ maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$", description });
}

/** For answers in words. */
export const LanguageQuery = Type.Object(
  {
    language: Type.Optional(
      Type.Enum(LANGUAGES, { description: "Of the texts; unless given what Accept-Language wants most, else English" }),
    ),
  },
  { additionalProperties: false },
);

export const IdParams = Type.Object({ id: Type.String({ format: "short-name" }) });

export const ListQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE_ITEMS, default: DEFAULT_PAGE_ITEMS, description: "Items per page" }),
    ),
    cursor: Type.Optional(queryText(256, "`next` of the page before")),
  },
  { additionalProperties: false },
);
export const SearchQuery = Type.Object(
  {
    ...ListQuery.properties,
    search: Type.Optional(queryText(100, "Text that an item contains, in upper or lower case")),
  },
  { additionalProperties: false },
);

/** One page of a list. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object(
    {
      items: Type.Array(item),
      next: nullableText({ description: "Cursor of the next page; null: this is the last one" }),
    },
    { additionalProperties: false },
  );
}

export const RevealQuery = Type.Object(
  {
    reveal: Type.Optional(
      Type.Boolean({
        description: "Show the new password in this answer. Needs the right to, and is written to the history",
      }),
    ),
  },
  { additionalProperties: false },
);

export const ProvisioningUrl = Type.String({
  description: "Only with reveal, and only in this answer: the address to type into the phone, with a first token",
});

export const IfMatchHeaders = Type.Object({
  "if-match": Type.Optional(
    Type.String({ maxLength: 1000, description: "ETag that the resource must still have; 412 when it has another" }),
  ),
});

export const ProblemAnswer = Type.Object(
  {
    type: Type.String({ description: "Where this kind of problem is explained, below the root of this server" }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.Enum(Object.keys(PROBLEMS), { description: "Stable, for programs" }),
    errors: Type.Array(
      Type.Object(
        {
          pointer: Type.Optional(Type.String({ description: "JSON pointer (RFC 6901) to the bad field of the body" })),
          parameter: Type.Optional(Type.String({ description: "Name of the bad parameter or header" })),
          detail: Type.String(),
          kind: Type.Optional(
            Type.Enum(FIELD_FAULTS, { description: "What is wrong, for programs; not everything has a kind" }),
          ),
          limit: Type.Optional(
            Type.String({
              description:
                "The most or least that is allowed; of `choice` what may be chosen, with commas between; of `form` the name of the form",
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: "Problem", additionalProperties: false, description: "RFC 9457" },
);

/** What can be wrong with any call that carries a body. */
const BODY_PROBLEMS = [
  "malformed-body",
  "invalid-query",
  "body-too-large",
  "unsupported-media-type",
  "invalid-body",
  "cross-site",
] as const;
/** What every POST can answer with. */
export const POST_PROBLEMS = [...BODY_PROBLEMS, "idempotency-in-progress", "idempotency-key-reused"] as const;
/** What every PUT can answer with. */
export const PUT_PROBLEMS = [...BODY_PROBLEMS, "not-found"] as const;
/** What every PATCH can answer with. */
export const PATCH_PROBLEMS = [...BODY_PROBLEMS, "not-found", "stale"] as const;
/** What every DELETE with If-Match can answer with. */
export const DELETE_PROBLEMS = ["invalid-query", "not-found", "stale", "cross-site"] as const;

/** The `response` of a route of the API: its good answers, and the problems it may answer with. */
export function answers<Good extends Record<number, unknown>>(good: Good, ...codes: ProblemCode[]): Good {
  return { ...good, ...problemAnswers(["unauthorized", "forbidden", "internal", ...codes]) };
}

/** Problems by their status. */
export function problemAnswers(codes: readonly ProblemCode[]): Record<number, unknown> {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
        content: { "application/problem+json": { schema: { $ref: "Problem#" } } },
      },
    ]),
  );
}

/** RFC 3339 in UTC. */
export function toTime(at: number): string {
  return new Date(at).toISOString();
}

export function toNullableTime(at: number | null): string | null {
  return at === null ? null : toTime(at);
}

/** A stored page as it is answered. */
export function toPage<From, To>(page: { items: readonly From[]; next: string | null }, answer: (item: From) => To) {
  return { items: page.items.map(answer), next: page.next };
}

import { Type } from "@fastify/type-provider-typebox";
import { PROBLEMS } from "../problems.ts";

const MAX_ROWS = 1000;
const Count = Type.Integer({ minimum: 0 });

export const PhoneImportBody = Type.Object(
  {
    rows: Type.Array(Type.Object({}, { description: "What POST /phones takes" }), {
      minItems: 1,
      maxItems: MAX_ROWS,
      description: "Each is judged by itself, so that a bad one does not keep the others from being admitted",
      examples: [[{ mac: "00:04:13:74:47:d0", pbx: "main", lines: [{ account: "201", displayName: "Front desk" }] }]],
    }),
    dryRun: Type.Optional(
      Type.Boolean({ description: "Only say what would happen, each row as if those before it had been admitted" }),
    ),
  },
  { additionalProperties: false },
);

export const ImportedRowAnswer = Type.Object(
  {
    row: Type.Integer({ description: "Its place in `rows`, from 0" }),
    outcome: Type.Enum(["ok", "refused"], {
      description: "ok: admitted, or would be. refused: nothing of it was written",
    }),
    newAccounts: Type.Optional(Type.Array(Type.String(), { description: "Usernames of accounts that came with it" })),
    code: Type.Optional(
      Type.Enum(Object.keys(PROBLEMS), { description: "Of the problem that POST /phones answers with" }),
    ),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.Optional(Type.String({ description: "JSON pointer into the row" })),
            detail: Type.String(),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);

export const PhoneImportAnswer = Type.Object(
  {
    dryRun: Type.Boolean(),
    ok: Count,
    refused: Count,
    rows: Type.Array(ImportedRowAnswer, {
      description: "In their order. Fewer than were sent: the caller hung up, and the rest was left alone",
    }),
  },
  { additionalProperties: false },
);

import type { Static } from "@fastify/type-provider-typebox";
import { FIELD_FAULTS, type FieldFault } from "../../provisioning/field-error.ts";
import type { ProblemCode } from "../problems.ts";
import type { ProblemAnswer } from "../schemas/shared.ts";
import { fieldsOf, readOneOf, readOptionalText, readText } from "./read.ts";
import type { Texts } from "./texts/texts.ts";

/** What is wrong with one field. */
export type ShownFieldFault = {
  /** JSON pointer into the body. */
  pointer: string | null;
  /** A sentence in the reader's language where the API names the kind, else as the API says it. */
  detail: string;
  isAsSaidByServer: boolean;
};

/** Problems of one field, whose own sentence says all that is to be said there. */
const OF_ONE_FIELD = [
  ...(["login-exists", "code-wrong", "pbx-exists", "customer-exists", "profile-exists", "phone-book-exists"] as const),
  ...(["account-exists", "unknown-pbx", "unknown-customer", "unknown-profile", "unknown-account"] as const),
] satisfies readonly ProblemCode[];

/** `code` is of the problem as a whole. */
export function readFieldFault(raw: unknown, code: string, texts: Texts): ShownFieldFault {
  const error = fieldsOf<Static<typeof ProblemAnswer>["errors"][number]>(raw);
  const kind = readOneOf(error.kind, FIELD_FAULTS);
  const known = OF_ONE_FIELD.find((one) => one === code);
  const said =
    kind !== null ? say(kind, readText(error.limit), texts) : known === undefined ? undefined : texts.faults[known];
  return {
    pointer: readOptionalText(error.pointer),
    detail: said ?? readText(error.detail),
    isAsSaidByServer: said === undefined,
  };
}

function say(kind: FieldFault, limit: string, { fieldFaults, forms }: Texts): string | undefined {
  if (kind === "form" && Object.hasOwn(forms, limit)) return forms[limit as keyof typeof forms];
  const text = fieldFaults[kind];
  if (typeof text === "string") return text;
  if (kind === "choice") return limit === "" ? undefined : fieldFaults.choice(limit);
  const most = Number(limit);
  return limit === "" || Number.isNaN(most) ? undefined : (text as (limit: number) => string)(most);
}

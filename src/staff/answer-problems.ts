import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type FieldError, type FieldFault, quote } from "../provisioning/field-error.ts";
import { TEXT_FORMATS } from "../provisioning/text-formats.ts";
import { PROBLEMS, Problem, type ProblemCode, toProblemBody } from "./problems.ts";

/** Told of every fault that was answered with 500. */
export type ReportFault = (fault: Error, call: string) => void;

/** Codes of Fastify's own errors. */
const FRAMEWORK_CODES: Readonly<Record<number, ProblemCode>> = {
  400: "malformed-body",
  413: "body-too-large",
  415: "unsupported-media-type",
};
/** Fields whose problem has a code of its own. */
const FIELD_CODES: Readonly<Record<string, ProblemCode>> = { "/mac": "invalid-mac", "/macId": "mac-id-wrong" };

/** What a keyword of JSON schema finds. */
const KINDS: Readonly<Record<string, FieldFault>> = {
  required: "missing",
  additionalProperties: "unknown",
  type: "type",
  pattern: "form",
  format: "form",
  enum: "choice",
  maxLength: "too-long",
  minLength: "too-short",
  maxItems: "too-many",
  minItems: "too-few",
  maximum: "too-large",
  minimum: "too-small",
};

/** Makes every error of `app` an RFC 9457 problem. */
export function addProblemAnswers(app: FastifyInstance, reportFault: ReportFault): void {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(reply, toProblem(error, request, reportFault)),
  );
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new Problem("not-found", `${request.method} ${pathOf(request)} leads nowhere`)),
  );
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(PROBLEMS[problem.code].status)
    .type("application/problem+json")
    .send(JSON.stringify(toProblemBody(problem)));
}

function toProblem(error: FastifyError, request: FastifyRequest, reportFault: ReportFault): Problem {
  if (error instanceof Problem) return error;
  if (error.validation !== undefined) {
    // What no id can look like is the id of nothing.
    if (error.validationContext === "params") return new Problem("not-found", `${pathOf(request)} leads nowhere`);
    return error.validationContext === "body"
      ? toBodyProblem(error.validation, request.body)
      : toParameterProblem(error.validation);
  }
  const code = FRAMEWORK_CODES[error.statusCode ?? 500];
  if (code !== undefined) return new Problem(code, error.message);
  reportFault(error, `${request.method} ${request.routeOptions.url ?? pathOf(request)}`);
  return new Problem("internal", "The request could not be worked on");
}

/** Without the query, which may hold what a person searched for. */
function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}

export type SchemaError = { keyword: string; instancePath: string; params: Record<string, unknown>; message?: string };

/** What a schema has against a body, or against one of the things in it. */
export function toBodyProblem(found: readonly SchemaError[], body: unknown): Problem {
  const errors = found.flatMap((error): FieldError[] =>
    fieldsOf(error).map((pointer) => ({
      pointer,
      detail: describe(error, showValue(body, pointer)),
      ...classify(error),
    })),
  );
  const special = errors.find(({ pointer }) => FIELD_CODES[pointer ?? ""] !== undefined)?.pointer;
  const code = special === undefined ? undefined : FIELD_CODES[special];
  return new Problem(
    code ?? "invalid-body",
    errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; "),
    errors,
  );
}

function toParameterProblem(found: readonly SchemaError[]): Problem {
  const errors = found.flatMap((error): FieldError[] =>
    fieldsOf(error).map((pointer) => ({
      parameter: unescapePointer(pointer.slice(1)),
      detail: describe(error, ""),
      ...classify(error),
    })),
  );
  return new Problem(
    "invalid-query",
    errors.map(({ parameter, detail }) => `${parameter} ${detail}`).join("; "),
    errors,
  );
}

/** JSON pointers to what an error is about. TypeBox reports an unknown property twice; one of them is enough. */
function fieldsOf({ keyword, instancePath, params }: SchemaError): string[] {
  if (keyword === "boolean") return [];
  const names =
    keyword === "required"
      ? params.requiredProperties
      : keyword === "additionalProperties"
        ? params.additionalProperties
        : undefined;
  if (!Array.isArray(names)) return [instancePath];
  return names.map((name) => `${instancePath}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`);
}

function describe({ keyword, params, message }: SchemaError, shown: string): string {
  switch (keyword) {
    case "required":
      return "is needed";
    case "additionalProperties":
      return "is not known here";
    case "enum":
      return `must be one of ${[params.allowedValues].flat().map(String).join(", ")}${shown}`;
    case "format": {
      const format = Object.entries(TEXT_FORMATS).find(([name]) => name === params.format)?.[1];
      return `must be ${format?.allowed ?? String(params.format)}${shown}`;
    }
    default:
      return `${message ?? "is not allowed"}${shown}`;
  }
}

/** Kind and limit of what a schema finds wrong, by its keyword. */
function classify({ keyword, params }: SchemaError): Pick<FieldError, "kind" | "limit"> {
  const kind = Object.hasOwn(KINDS, keyword) ? KINDS[keyword] : undefined;
  if (kind === undefined) return {};
  const limit = params.limit ?? params.format ?? (params.allowedValues && [params.allowedValues].flat().join(", "));
  return limit === undefined ? { kind } : { kind, limit: String(limit) };
}

/** The bad value itself, as far as it may be shown: never a password, and only its beginning. */
function showValue(body: unknown, pointer: string): string {
  if (/password|credentials|token|code|\/pin$/i.test(pointer)) return "";
  let value = body;
  for (const name of pointer.split("/").slice(1).map(unescapePointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return "";
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  if (typeof value === "object" && value !== null) return "";
  return `, but is ${quote(value)}`;
}

function unescapePointer(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

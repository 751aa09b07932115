import type { FastifyInstance } from "fastify";
import { Compile } from "typebox/compile";
import { expect } from "vitest";

type Checked = { method: string; url: string; status: number; type: string; json: unknown };
type Operation = { responses: Record<string, { content?: Record<string, { schema: object }> }> };
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };

const documents = new WeakMap<FastifyInstance, Document>();
const checks = new Map<string, (value: unknown) => boolean>();

export function documentOf(app: FastifyInstance): Document {
  const known = documents.get(app) ?? (app.swagger() as unknown as Document);
  documents.set(app, known);
  return known;
}

/** Every answer of the API must be what its OpenAPI document says: a status it names, of a type it names, of its schema. */
export function checkAnswer(app: FastifyInstance, { method, url, status, type, json }: Checked): void {
  const document = documentOf(app);
  const path = url.split("?", 1)[0] ?? "";
  const template = Object.keys(document.paths).find((candidate) => isOn(candidate, path));
  const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
  if (template === undefined || operation === undefined) return;
  const described = operation.responses[String(status)];
  expect(described, `${method} ${template} does not describe ${status}: ${JSON.stringify(json)}`).toBeDefined();
  const [mediaType = ""] = type.split(";");
  const schema = described?.content?.[mediaType]?.schema;
  if (schema === undefined) {
    const isAnyType = described?.content?.["*/*"] !== undefined || described?.content === undefined;
    expect(isAnyType, `${method} ${template} does not describe ${status} as ${mediaType}`).toBe(true);
    return;
  }
  if (!mediaType.endsWith("json")) return;
  const name = `${method} ${template} ${status}`;
  const check = checks.get(name) ?? compile(schema, document);
  checks.set(name, check);
  expect(check(json), `${name} is not of its schema: ${JSON.stringify(json)}`).toBe(true);
}

function compile(schema: object, document: Document): (value: unknown) => boolean {
  const text = JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/");
  const compiled = Compile({ ...JSON.parse(text), $defs: document.components.schemas });
  return (value) => compiled.Check(value);
}

function isOn(template: string, path: string): boolean {
  const pattern = template.replaceAll(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

import fc from "fast-check";
import { pick, type Random } from "./budget.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
/** What of JSON Schema the API's document uses. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: Json;
  enum?: Json[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

const WORDS = [
  "main",
  "20",
  "0004137447D0",
  "805EC017DE13",
  "Reception",
  "10.0.0.0/8",
  "de",
  "http://127.0.0.1/",
  "10m",
];
const HOSTILE: readonly Json[] = [
  ...[
    null,
    true,
    -1,
    0,
    1.5,
    2 ** 53,
    -(2 ** 63),
    1e308,
    [],
    {},
    [[[[]]]],
    "",
    " ",
    "\0",
    "\r\nX: y",
    "../../etc/passwd",
  ],
  ...[
    "' OR 1=1 --",
    "$".concat("{7*7}"),
    "{{this}}",
    "%00",
    "<script>",
    "&amp;",
    "\u202e",
    "\ud800",
    "😀",
    "__proto__",
    "constructor",
  ],
  ...[
    "x".repeat(300),
    "9".repeat(400),
    "00:04:13:74:47:d0",
    "ff:ff:ff:ff:ff:ff",
    "::1",
    "0x7f.1",
    "1970-01-01T00:00:00Z",
  ],
  { toString: 1, length: -1 },
  JSON.parse('{"__proto__":{"role":"admin"}}'),
];
const PATTERN_SAMPLES = 30;
const matching = new Map<string, readonly string[]>();

/** A value that mostly is as the schema wants it; `wildness` (0 to 1) is how often a part of it is not. */
export function sampleJson(random: Random, schema: Schema, schemas: Record<string, Schema>, wildness: number): Json {
  if (random() < wildness) return pick(random, HOSTILE);
  const again = (part: Schema) => sampleJson(random, part, schemas, wildness);
  if (schema.$ref !== undefined) return again(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(random, schema.enum);
  if (schema.anyOf !== undefined) return again(pick(random, schema.anyOf));
  const type = Array.isArray(schema.type) ? pick(random, schema.type) : schema.type;
  switch (type) {
    case "object":
      return sampleObject(random, schema, again);
    case "array":
      return Array.from({ length: Math.floor(random() * 4) }, () => again(schema.items ?? {}));
    case "integer":
    case "number": {
      const { minimum = -5, maximum = 100_000 } = schema;
      return pick(random, [minimum, maximum, Math.floor(minimum + random() * (maximum - minimum))]);
    }
    case "boolean":
      return random() < 0.5;
    case "null":
      return null;
    case "string":
      return sampleText(random, schema);
    default:
      return pick(random, HOSTILE);
  }
}

function sampleObject(random: Random, schema: Schema, again: (part: Schema) => Json): Json {
  const { properties = {}, required = [], patternProperties = {}, additionalProperties } = schema;
  const fixed = Object.entries(properties).filter(([name]) => required.includes(name) || random() < 0.4);
  const open = [...Object.entries(patternProperties)];
  if (typeof additionalProperties === "object") open.push(["^\\w{1,9}$", additionalProperties]);
  const free = open.map(([pattern, part]) => [pick(random, matchesOf(pattern)), part] as const);
  return Object.fromEntries([...fixed, ...free].map(([name, part]) => [name, again(part)]));
}

function sampleText(random: Random, { pattern, minLength = 0, maxLength = 40 }: Schema): string {
  if (pattern !== undefined && random() < 0.6) return pick(random, matchesOf(pattern));
  const word = pick(random, WORDS);
  return random() < 0.7 ? word : word.repeat(20).slice(0, pick(random, [minLength, maxLength, maxLength + 1]));
}

/** Some texts that a pattern matches; just words where it is of a kind that none can be made for. */
function matchesOf(pattern: string): readonly string[] {
  const known = matching.get(pattern);
  if (known !== undefined) return known;
  let made: readonly string[] = WORDS;
  try {
    made = fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: PATTERN_SAMPLES, seed: 1 });
  } catch {}
  matching.set(pattern, made);
  return made;
}

import type { Static } from "@fastify/type-provider-typebox";
import type { NeutralSettingAnswer } from "../../routes/neutral-settings.ts";
import type { SettingOriginAnswer } from "../../schemas/profile.ts";
import { fieldsOf, readCount, readList, readOptionalText, readText } from "../read.ts";

/** How a value is typed, as its JSON Schema says. */
export type SettingForm = { hint: string } & (
  | { kind: "flag" | "anything" }
  | { kind: "choice"; choices: readonly string[] }
  | { kind: "number"; min: number | null; max: number | null }
  | { kind: "text"; most: number | null }
  | { kind: "list"; item: SettingForm; most: number | null }
  | { kind: "table"; item: SettingForm }
  | { kind: "group"; fields: readonly FormField[] }
  | { kind: "either"; forms: readonly SettingForm[] }
);
type FormField = { name: string; form: SettingForm; isNeeded: boolean };
export type NamedForm = { name: string; form: SettingForm };

/** The parts of JSON Schema that the settings are made of. */
type Schema = {
  type: string;
  description: string;
  enum: readonly unknown[];
  anyOf: readonly unknown[];
  items: unknown;
  properties: Record<string, unknown>;
  patternProperties: Record<string, unknown>;
  required: readonly string[];
  minimum: number;
  maximum: number;
  maxLength: number;
  maxItems: number;
};
const DEEPEST = 4;

export function readNamedForm(raw: unknown): NamedForm {
  const setting = fieldsOf<Static<typeof NeutralSettingAnswer>>(raw);
  return { name: readText(setting.name), form: readForm(setting.schema) };
}

function readForm(raw: unknown, depth = 0): SettingForm {
  const schema = fieldsOf<Schema>(raw);
  const hint = readText(schema.description);
  const choices = readList(schema.enum, readText);
  if (depth > DEEPEST) return { kind: "anything", hint };
  if (choices.length > 0) return { kind: "choice", hint, choices };
  const forms = readList(schema.anyOf, (one) => readForm(one, depth + 1));
  if (forms.length > 0) return { kind: "either", hint, forms };
  switch (readText(schema.type)) {
    case "boolean":
      return { kind: "flag", hint };
    case "integer":
    case "number":
      return { kind: "number", hint, min: readLimit(schema.minimum), max: readLimit(schema.maximum) };
    case "string":
      return { kind: "text", hint, most: readLimit(schema.maxLength) };
    case "array":
      return { kind: "list", hint, item: readForm(schema.items, depth + 1), most: readLimit(schema.maxItems) };
    case "object": {
      const [ofNames] = Object.values(fieldsOf<Record<string, unknown>>(schema.patternProperties));
      if (ofNames !== undefined) return { kind: "table", hint, item: readForm(ofNames, depth + 1) };
      const needed = readList(schema.required, readText);
      const fields = Object.entries(fieldsOf<Record<string, unknown>>(schema.properties)).map(([name, field]) => ({
        name,
        form: readForm(field, depth + 1),
        isNeeded: needed.includes(name),
      }));
      return { kind: "group", hint, fields };
    }
    default:
      return { kind: "anything", hint };
  }
}

function readLimit(raw: unknown): number | null {
  return typeof raw === "number" ? readCount(raw) : null;
}

/** A value and the layer that gives it. */
export type GivenSetting = { value: unknown; origin: string };
export type ShownSetting = GivenSetting & {
  name: string;
  /** What it would be without the phone's own. */
  below: GivenSetting | null;
  withoutEffect: string | null;
};

export function readSetting(raw: unknown): ShownSetting {
  const setting = fieldsOf<Static<typeof SettingOriginAnswer>>(raw);
  return {
    name: readText(setting.name),
    value: setting.value,
    origin: readText(setting.origin),
    below: typeof setting.below === "object" && setting.below !== null ? readGiven(setting.below) : null,
    withoutEffect: readOptionalText(setting.withoutEffect),
  };
}

function readGiven(raw: unknown): GivenSetting {
  const given = fieldsOf<GivenSetting>(raw);
  return { value: given.value, origin: readText(given.origin) };
}

/** The settings of one layer, as they are sent back. */
export type OwnSettings = Readonly<Record<string, unknown>>;

export function readOwnSettings(raw: unknown): OwnSettings {
  return { ...fieldsOf<Record<string, unknown>>(raw) };
}

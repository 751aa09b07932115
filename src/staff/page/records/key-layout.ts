import type { Static } from "@fastify/type-provider-typebox";
import type { FunctionKey, KeyLayout } from "../../../provisioning/function-key.ts";
import { FUNCTION_KEY_TYPES, type FunctionKeyType } from "../../../provisioning/key-types.ts";
import type { ModelAnswer } from "../../routes/vendors.ts";
import { fieldsOf, readCount, readList, readOneOf, readText } from "../read.ts";

/** A key as it is edited: of type `none` and without a label it is empty. */
export type EditedKey = { type: FunctionKeyType; value: string; line: number | null; label: string };
/** The keys of a device, and those of each module that is attached to it. */
export type EditedLayout = { keys: readonly EditedKey[]; modules: readonly (readonly EditedKey[])[] };

/** What a model can do with keys. */
export type KeyAbilities = {
  keys: number;
  /** Of these, the last so many lie apart. */
  memoryKeys: number;
  /** Expansion modules at most. */
  modules: number;
  moduleName: string;
  moduleKeys: number;
  types: readonly FunctionKeyType[];
};

const MOST_KEYS = 500;
const MOST_MODULES = 6;

export function readLayout(raw: unknown): EditedLayout {
  const layout = fieldsOf<KeyLayout>(raw);
  return { keys: readKeys(layout.keys), modules: readList(layout.modules, readKeys).slice(0, MOST_MODULES) };
}

function readKeys(raw: unknown): readonly EditedKey[] {
  return readList(raw, readKey).slice(0, MOST_KEYS);
}

function readKey(raw: unknown): EditedKey {
  const key = fieldsOf<FunctionKey>(raw);
  return {
    type: readOneOf(key.type, FUNCTION_KEY_TYPES) ?? "none",
    value: readText(key.value),
    line: readCount(key.line) || null,
    label: readText(key.label),
  };
}

export function readKeyAbilities(raw: unknown): KeyAbilities {
  const model = fieldsOf<Static<typeof ModelAnswer>>(raw);
  const expansion = fieldsOf<{ name: string; modules: number; keys: number }>(model.expansion);
  const within = (count: unknown, most: number) => Math.min(Math.max(Math.trunc(readCount(count)), 0), most);
  const keys = within(model.keys, MOST_KEYS);
  return {
    keys,
    memoryKeys: within(model.memoryKeys, keys),
    modules: within(expansion.modules, MOST_MODULES),
    moduleName: readText(expansion.name),
    moduleKeys: within(expansion.keys, MOST_KEYS),
    types: readList(model.keyTypes, (type) => readOneOf(type, FUNCTION_KEY_TYPES)).filter((type) => type !== null),
  };
}

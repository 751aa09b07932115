import type { FunctionKey, KeyLayout } from "../../provisioning/function-key.ts";
import { findWrongValue, takesValue } from "../../provisioning/key-types.ts";
import type { EditedKey, EditedLayout, KeyAbilities } from "./records/key-layout.ts";

/** Where a key lies: module 0 is the device itself. */
export type KeyPlace = { module: number; index: number };

export const EMPTY_KEY: EditedKey = { type: "none", value: "", line: null, label: "" };
export const NO_KEYS: EditedLayout = { keys: [], modules: [] };

export function isEmpty({ type, label }: EditedKey): boolean {
  return type === "none" && label === "";
}

/** With a place for every key that the model has, and those that are more than it has. */
export function fillLayout(layout: EditedLayout, { keys, moduleKeys }: KeyAbilities): EditedLayout {
  return { keys: fill(layout.keys, keys), modules: layout.modules.map((module) => fill(module, moduleKeys)) };
}

function fill(keys: readonly EditedKey[], count: number): readonly EditedKey[] {
  return Array.from({ length: Math.max(keys.length, count) }, (_, index) => keys[index] ?? EMPTY_KEY);
}

/** As the API takes it: empty keys at the end are left out. */
export function writeLayout({ keys, modules }: EditedLayout): Required<KeyLayout> {
  return { keys: writeKeys(keys), modules: modules.map(writeKeys) };
}

function writeKeys(keys: readonly EditedKey[]): FunctionKey[] {
  const last = keys.findLastIndex((key) => !isEmpty(key));
  return keys.slice(0, last + 1).map(({ type, value, line, label }) => ({
    type,
    ...(value === "" || takesValue(type) === "no" ? {} : { value }),
    ...(line === null ? {} : { line }),
    ...(label === "" ? {} : { label }),
  }));
}

export function isSameLayout(a: EditedLayout, b: EditedLayout): boolean {
  return JSON.stringify(writeLayout(a)) === JSON.stringify(writeLayout(b));
}

/** What was changed from `basis` to `edited`, done to `now` key by key: what somebody else changed meanwhile stays. */
export function replayKeys(basis: EditedLayout, edited: EditedLayout, now: EditedLayout): EditedLayout {
  const replay = (keysOf: (layout: EditedLayout) => readonly EditedKey[] | undefined): readonly EditedKey[] => {
    const [before = [], after = [], current = []] = [basis, edited, now].map(keysOf);
    return fill(after, Math.max(before.length, current.length)).map((key, index) =>
      isSameLayout(ofOneKey(key), ofOneKey(before[index])) ? (current[index] ?? EMPTY_KEY) : key,
    );
  };
  const { modules } = edited.modules.length === basis.modules.length ? now : edited;
  return {
    keys: replay(({ keys }) => keys),
    modules: modules.map((_, index) => replay((layout) => layout.modules[index])),
  };
}

function ofOneKey(key: EditedKey = EMPTY_KEY): EditedLayout {
  return { keys: [key], modules: [] };
}

/** Every place in the phone's order. */
export function placesOf({ keys, modules }: EditedLayout): KeyPlace[] {
  return [keys, ...modules].flatMap((group, module) => group.map((_, index) => ({ module, index })));
}

export function isSamePlace(a: KeyPlace | undefined, b: KeyPlace | undefined): boolean {
  return a?.module === b?.module && a?.index === b?.index;
}

export function keyAt({ keys, modules }: EditedLayout, { module, index }: KeyPlace): EditedKey {
  return (module === 0 ? keys : modules[module - 1])?.[index] ?? EMPTY_KEY;
}

export function putKey(layout: EditedLayout, place: KeyPlace, key: EditedKey): EditedLayout {
  const put = (keys: readonly EditedKey[]) => keys.map((before, index) => (index === place.index ? key : before));
  return place.module === 0
    ? { ...layout, keys: put(layout.keys) }
    : {
        ...layout,
        modules: layout.modules.map((module, index) => (index === place.module - 1 ? put(module) : module)),
      };
}

/** The two change places: all others stay where people are used to them. */
export function exchangeKeys(layout: EditedLayout, from: KeyPlace, to: KeyPlace): EditedLayout {
  const moved = keyAt(layout, from);
  return putKey(putKey(layout, from, keyAt(layout, to)), to, moved);
}

export function addModule(layout: EditedLayout, { moduleKeys }: KeyAbilities): EditedLayout {
  return { ...layout, modules: [...layout.modules, fill([], moduleKeys)] };
}

export function removeLastModule(layout: EditedLayout): EditedLayout {
  return { ...layout, modules: layout.modules.slice(0, -1) };
}

/** The JSON pointer by which the API blames a key. */
export function pointerOf({ module, index }: KeyPlace): string {
  return module === 0 ? `/keys/${index}` : `/modules/${module - 1}/${index}`;
}

/** What can be seen to be wrong before anything is saved. */
export function findKeyFault(key: EditedKey, place: KeyPlace, abilities: KeyAbilities): KeyFault | undefined {
  if (isEmpty(key)) return undefined;
  const count = place.module === 0 ? abilities.keys : abilities.moduleKeys;
  if (place.index >= count) return "beyond";
  if (key.type !== "none" && !abilities.types.includes(key.type)) return "type";
  const value = takesValue(key.type) === "no" || key.value === "" ? undefined : key.value;
  return findWrongValue({ type: key.type, value }) === undefined ? undefined : "value";
}
export type KeyFault = "beyond" | "type" | "value";

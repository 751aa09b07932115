import type { FunctionKey } from "./function-key.ts";
import type { Phone } from "./phone.ts";

/**
 * Changed lines of one phone's files, with what is the phone's own put aside, so that those of two phones can be compared: its MAC,
 * names, numbers, keys. Numbers are not replaced, since a setting's value may happen to be one: whether it is one is seen only
 * beside another phone's.
 */
export type Fingerprint = {
  /** Equal for all that may be alike: every number is a place-holder. */
  blind: string;
  words: readonly string[];
  /** Of `words`, those that are the phone's own. */
  own: ReadonlySet<string>;
};

const OWN = "\u0000";
/** Shorter ones, and mere numbers, may also be the values of settings. */
const LEAST_OWN_LENGTH = 4;

export function fingerprint(changed: readonly string[], phone: Phone): Fingerprint {
  const own = ownPartsOf(phone);
  const text = replaceAll(changed.join("\n"), own.filter(isUnmistakable));
  const words = text.split(/([\p{L}\p{N}]+)/u);
  const ambiguous = new Set(own.filter((part) => !isUnmistakable(part)));
  const blind = words.map((word) => (/^\d+$/.test(word) || ambiguous.has(word) ? "#" : word)).join("");
  return { blind, words, own: ambiguous };
}

/** Whether two phones change in the same way. */
export function isSameWay(a: Fingerprint, b: Fingerprint): boolean {
  if (a.words.length !== b.words.length) return false;
  return a.words.every((word, index) => {
    const other = b.words[index] ?? "";
    return word === other || (a.own.has(word) && b.own.has(other));
  });
}

function isUnmistakable(part: string): boolean {
  return part.length >= LEAST_OWN_LENGTH && !/^\d{1,7}$/.test(part);
}

/** The longest first, so that no part of a longer one remains. */
function replaceAll(text: string, parts: readonly string[]): string {
  if (parts.length === 0) return text;
  const patterns = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.replace(new RegExp(patterns.join("|"), "g"), OWN);
}

function ownPartsOf(phone: Phone): string[] {
  const { mac, label, lines, handsets, keys, modules } = phone;
  const parts = [
    ...macForms(mac),
    label,
    ...lines.flatMap((line) => [line.username, line.authName, line.displayName, line.label]),
    ...handsets.flatMap(({ ipui = "", name = "" }) => [ipui, ipui.toLowerCase(), name]),
    ...[keys, ...modules].flat().flatMap(({ value = "", label: shown = "" }: FunctionKey) => [value, shown]),
  ];
  const written = new Set(parts.flatMap((part) => [part, toXml(part)]));
  written.delete("");
  return [...written].sort((a, b) => b.length - a.length);
}

function macForms(mac: string): string[] {
  const upper = [mac, mac.replace(/..(?=.)/g, "$&:"), mac.replace(/..(?=.)/g, "$&-")];
  return [...upper, ...upper.map((form) => form.toLowerCase())];
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function toXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

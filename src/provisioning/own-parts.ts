import { escapeXml } from "./escape-xml.ts";
import type { FunctionKey } from "./function-key.ts";
import type { Phone } from "./phone.ts";

/**
 * Changed lines of one phone's files, with what is the phone's own put aside, so that those of two phones can be compared: its MAC,
 * names, numbers, keys. Short words and numbers are not replaced, since a setting's value may happen to be the same: whether it is
 * the phone's own is seen only beside another phone's.
 */
export type Fingerprint = {
  /** What stands between the words: equal for all that may be alike. */
  skeleton: string;
  words: readonly string[];
  /** Of `words`, those that are the phone's own. */
  own: ReadonlySet<string>;
};

/** Stands for what is the phone's own, and counts as a word. */
const OWN = "\u0000";
const WORD = /([\p{L}\p{N}\u0000]+)/u;
const IS_MAC = /^[0-9A-F]{12}$/i;
/** Shorter ones, and mere numbers, may also be the values of settings. */
const LEAST_OWN_LENGTH = 4;

export function fingerprint(changed: readonly string[], phone: Phone): Fingerprint {
  const parts = ownPartsOf(phone);
  const text = replaceAll(changed.join("\n"), parts.filter(isUnmistakable));
  const pieces = text.split(WORD);
  return {
    // The pieces with an even index stand between words.
    skeleton: pieces.filter((_, index) => index % 2 === 0).join(OWN),
    words: pieces.filter((_, index) => index % 2 === 1),
    own: new Set([OWN, ...parts.filter((part) => !isUnmistakable(part))]),
  };
}

/** Whether two phones of one skeleton change in the same way. */
export function isSameWay(a: Fingerprint, b: Fingerprint): boolean {
  return a.words.every((word, index) => {
    const other = b.words[index] ?? "";
    return word === other || (a.own.has(word) && b.own.has(other));
  });
}

function isUnmistakable(part: string): boolean {
  return (part.length >= LEAST_OWN_LENGTH && !/^\d{1,7}$/.test(part)) || /[^\p{L}\p{N}]/u.test(part);
}

/** The longest first, so that no part of a longer one remains. */
function replaceAll(text: string, parts: readonly string[]): string {
  if (parts.length === 0) return text;
  const patterns = parts.map((part) => {
    const pattern = part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    // A MAC may stand inside a file's name; a name that only begins like another word is none.
    return IS_MAC.test(part) ? pattern : `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`;
  });
  return text.replace(new RegExp(patterns.join("|"), "gu"), OWN);
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
  const written = new Set(parts.flatMap((part) => [part, escapeXml(part)]));
  written.delete("");
  return [...written].sort((a, b) => b.length - a.length);
}

function macForms(mac: string): string[] {
  const upper = [mac, mac.replace(/..(?=.)/g, "$&:"), mac.replace(/..(?=.)/g, "$&-")];
  return [...upper, ...upper.map((form) => form.toLowerCase())];
}

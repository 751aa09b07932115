import { escapeXml } from "../provisioning/escape-xml.ts";
import type { EscapeKind } from "../provisioning/vendor.ts";

/** A value that the file's format cannot carry. The message names the place in the template's data, never the value. */
export class UnfitValueError extends Error {}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** Yealink reads these words as "clear this setting" (yealink.md §4.1). */
const CFG_CLEAR_WORD = /^%(?:NULL|EMPTY)%$/i;

/** Most values are plain: one look tells that they need no encoding and no further check. */
const PLAIN: Record<EscapeKind, RegExp> = {
  xml: /^[ !#-%(-;=?-~]*$/,
  "cfg-line": /^(?:[!-$&-~](?:[ -~]*[!-~])?)?$/,
  "latin1-xml": /^[ !#-%(-;=?-~]*$/,
};

/** Stands for a value that the format cannot carry: the file is refused where its template prints it, and only there. */
type Unprintable = { toString(): string };

const ENCODERS: Record<EscapeKind, (text: string, place: string) => string | Unprintable> = {
  xml(text, place) {
    if (!isPlainText(text) || text.includes("\ufffe") || text.includes("\uffff"))
      throw new UnfitValueError(`${place} holds a character that XML cannot carry`);
    return escapeXml(text);
  },
  "latin1-xml"(text, place) {
    if (!isPlainText(text)) throw new UnfitValueError(`${place} holds a character that XML cannot carry`);
    if (READ_BY_PEOPLE.test(place)) return toLatin1(text);
    return LATIN1_SAFE.test(text)
      ? text
      : refuseToPrint(`${place} holds a quote, &, <, > or a letter beyond ISO-8859-1, which would not arrive as it is`);
  },
  "cfg-line"(text, place) {
    if (!isPlainText(text)) throw new UnfitValueError(`${place} holds a control character, which would end the line`);
    if (text !== text.trim())
      throw new UnfitValueError(`${place} starts or ends with a blank, which phones would cut off`);
    if (CFG_CLEAR_WORD.test(text))
      throw new UnfitValueError(`${place} is a word that phones read as "clear this setting"`);
    return text;
  },
};

/**
 * Whether a Gigaset N510 or N720 reads XML entities is not known, and its texts stand between quotes (gigaset.md §3.1): so names that
 * people read go out with stand-ins, and what must arrive as it is goes out only when it needs none.
 */
const READ_BY_PEOPLE =
  /^(?:(?:lines|handsets)\[\d+\]\.(?:displayName|label|name)|phone\.label|settings\.phoneBook\.name)$/;
const LATIN1_SAFE = /^[ !#-%(-;=?-~\u00a0-\u00ff]*$/;

/** Letters that ISO-8859-1 lacks, without what makes them special: `ł` has no decomposition. */
const LATIN1_STAND_INS: Record<string, string> = {
  Ł: "L",
  ł: "l",
  Đ: "D",
  đ: "d",
  ı: "i",
  Œ: "OE",
  œ: "oe",
  "€": "EUR",
  "–": "-",
  "—": "-",
  "‘": "´",
  "’": "´",
  "“": "´´",
  "”": "´´",
  "…": "...",
  "'": "´",
  '"': "´´",
  "&": "+",
  "<": "(",
  ">": ")",
};

/** As ISO-8859-1 can write it: accents that it lacks go, and what then remains unknown becomes a question mark. */
function toLatin1(text: string): string {
  return Array.from(text.normalize("NFC"), (character) => {
    const plain = LATIN1_STAND_INS[character] ?? character;
    if (LATIN1_SAFE.test(plain)) return plain;
    const bare = plain.normalize("NFD").replace(/\p{M}/gu, "");
    return bare !== "" && LATIN1_SAFE.test(bare) ? bare : "?";
  }).join("");
}

function refuseToPrint(message: string): Unprintable {
  return {
    toString() {
      throw new UnfitValueError(message);
    },
  };
}

function isPlainText(text: string): boolean {
  return !CONTROL.test(text) && text.isWellFormed();
}

/** `data` with every string encoded for the format, so that templates print values as they are. What is plain is not copied. */
export function encodeValues<T>(data: T, format: EscapeKind): T {
  return encodeAt(data, format, undefined) as T;
}

/** The way to a value, from the inside out. Its name is put together only where an error needs it. */
type Place = { name: string | number; outer: Place | undefined };

function encodeAt(value: unknown, format: EscapeKind, place: Place | undefined): unknown {
  if (typeof value === "string") return PLAIN[format].test(value) ? value : ENCODERS[format](value, nameOf(place));
  if (value === null || typeof value !== "object") return value;
  return Array.isArray(value)
    ? encodeList(value, format, place)
    : encodeObject(value as Record<string, unknown>, format, place);
}

function encodeList(list: readonly unknown[], format: EscapeKind, place: Place | undefined): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const encoded = encodeAt(item, format, { name: index, outer: place });
    if (encoded === item) continue;
    copy ??= [...list];
    copy[index] = encoded;
  }
  return copy ?? list;
}

function encodeObject(object: Record<string, unknown>, format: EscapeKind, place: Place | undefined): object {
  const plain = PLAIN[format];
  let copy: Record<string, unknown> | undefined;
  for (const name in object) {
    const value = object[name];
    if (typeof value === "string" ? plain.test(value) : value === null || typeof value !== "object") continue;
    const encoded = encodeAt(value, format, { name, outer: place });
    if (encoded === value) continue;
    copy ??= { ...object };
    copy[name] = encoded;
  }
  return copy ?? object;
}

function nameOf(place: Place | undefined): string {
  if (place === undefined) return "";
  const outer = nameOf(place.outer);
  if (typeof place.name === "number") return `${outer}[${place.name}]`;
  return outer === "" ? place.name : `${outer}.${place.name}`;
}

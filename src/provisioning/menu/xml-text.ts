import { oneLine } from "../phone-book/book-index.ts";
import { toPlain } from "../plain-text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as XML, in an element or an attribute: on one line, without what XML cannot carry. `most`: so many characters of it. */
export function xmlText(text: string, most = 200): string {
  const plain = toPlain(oneLine(text))
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd");
  const cut =
    plain.length > most
      ? `${plain
          .slice(0, most - 1)
          .toWellFormed()
          .replace(/\ufffd$/, "")}…`
      : plain;
  return encode(cut);
}

/** An address, whole. */
export function xmlUrl(url: string): string {
  return encode(url);
}

function encode(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

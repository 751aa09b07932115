import { escapeXml } from "../escape-xml.ts";
import { oneLine } from "../phone-book/book-index.ts";
import { toPlain } from "../plain-text.ts";

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
  return escapeXml(cut);
}

import { isUtf8 } from "node:buffer";
import { SaxesParser } from "saxes";
import type { UploadKind } from "./phone-upload.ts";

/** Tab, line feed, carriage return. Without all others no archive, picture or program fits in, and no terminal is led astray. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
/** Printable beginnings of what is something else: pages, scripts, documents. PDF readers look through the first kilobyte. */
const OTHER_TYPE = /^\s*(?:<(?:!|\?|[a-z])|#!(?!version:)|\{\\rtf|%!)/i;
const PDF = /%PDF-/;
const HEAD_CHARACTERS = 1024;

/** `#` begins a comment, everything else is `name = value` (yealink.md §4.1). */
const CFG_LINE = /^(?:[ \t]*|[ \t]*#.*|[ \t]*[A-Za-z][\w.-]{0,127}[ \t]*=.*)$/;
const CFG_SETTING = /^[ \t]*[A-Za-z][\w.-]*[ \t]*=/m;
const ENCRYPTED = /^#!encrypt:/;

/** Of local contacts (yealink.md §4.10): side by side, or inside one element whose name no source tells. */
const CONTACT_LISTS = ["root_contact", "root_group"];
/** What a browser would act upon. */
const OF_PAGES = /^(?:html|head|body|script|svg|iframe|object|embed|link|style|img)$/i;
const XML_DECLARATION = /^<\?xml\s[^?<>]{0,200}\?>/;
const MAX_DEPTH = 16;

/** Why a file cannot be what its name says, as the end of a sentence that holds nothing of it. Undefined: it can. */
export function findUploadFault(kind: UploadKind, content: Buffer): string | undefined {
  if (content.length === 0) return "is empty";
  if (!isUtf8(content)) return "is no UTF-8 text; encrypted files are not taken";
  const text = content.toString().replace(/^\ufeff/, "");
  if (CONTROL.test(text)) return "holds control characters, so it is no text";
  if (PDF.test(text.slice(0, HEAD_CHARACTERS))) return "is a PDF document as well";
  switch (kind) {
    case "settings":
      return findCfgFault(text);
    case "log":
      return OTHER_TYPE.test(text) ? "is a page, a script or a document, and no log" : undefined;
    case "contacts":
      return findXmlFault(text, (path) => CONTACT_LISTS.includes(path.at(-1) ?? "") && path.length <= 2, {
        mayHaveSeveralRoots: true,
      });
    case "call-log":
      // No source tells what its root is called.
      return findXmlFault(text, (path) => path.length === 1, { mayHaveSeveralRoots: false });
  }
}

function findCfgFault(text: string): string | undefined {
  if (ENCRYPTED.test(text)) return "is encrypted, which is not taken";
  const lines = text.split(/\r?\n/);
  const wrong = lines.findIndex((line) => !CFG_LINE.test(line));
  if (wrong !== -1) return `has a line ${wrong + 1} that is no setting and no comment`;
  return CFG_SETTING.test(text) || /^#!version:/.test(text) ? undefined : "holds no setting";
}

/** Well-formed, of elements alone, and somewhere with an element that `isExpected`. */
function findXmlFault(
  text: string,
  isExpected: (path: readonly string[]) => boolean,
  { mayHaveSeveralRoots }: { mayHaveSeveralRoots: boolean },
): string | undefined {
  const body = text.trimStart().replace(XML_DECLARATION, "");
  if (!body.trimStart().startsWith("<")) return "is no XML";
  let fault: string | undefined;
  let isFound = false;
  let roots = 0;
  const path: string[] = [];
  // Thrown, since the parser would go on for seconds through a file that is nothing but mistakes.
  const refuse = (why: string): never => {
    fault = why;
    throw new Error(why);
  };
  const parser = new SaxesParser({ fragment: true });
  // The parser's own words may quote what is in the file.
  parser.on("error", () => refuse("is no well-formed XML"));
  parser.on("doctype", () => refuse("has a document type declaration, which is not taken"));
  parser.on("processinginstruction", () => refuse("has a processing instruction, which is not taken"));
  parser.on("cdata", () => refuse("has a CDATA section, which is not taken"));
  parser.on("text", (between) => {
    if (path.length === 0 && between.trim() !== "") refuse("has text outside its elements");
  });
  parser.on("opentag", ({ name, attributes }) => {
    path.push(name);
    if (path.length === 1) roots += 1;
    if (path.length > MAX_DEPTH) refuse("has elements inside elements to no end");
    if (OF_PAGES.test(name) || name.includes(":")) refuse("has an element of web pages");
    if (Object.keys(attributes).some((attribute) => /^(?:xmlns(?:$|:)|xlink:)/i.test(attribute)))
      refuse("has an attribute of web pages");
    isFound ||= isExpected(path);
  });
  parser.on("closetag", () => {
    path.pop();
  });
  try {
    parser.write(body).close();
  } catch (error) {
    if (fault === undefined) throw error;
    return fault;
  }
  if (roots > 1 && !mayHaveSeveralRoots) return "has several root elements";
  return isFound ? undefined : "has none of the elements that such a file has";
}

import { SaxesParser } from "saxes";
import { decodeLatin1, decodeUtf8, FormatError } from "./format-error.ts";

/** `line` and `column` are where the start tag ends. */
export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** All text directly inside, children left out. */
  text: string;
  line: number;
  column: number;
};

type Encoding = "UTF-8" | "ISO-8859-1";

/** The root element of a well-formed document in its encoding without DTD. UTF-8 need not be declared. Throws `FormatError`. */
export function parseXml(bytes: Uint8Array, encoding: Encoding = "UTF-8"): XmlElement {
  const text = encoding === "UTF-8" ? decodeUtf8(bytes) : decodeLatin1(bytes);
  let declared: string = "UTF-8";
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  const fail = (problem: string): never => {
    throw new FormatError(problem, { line: parser.line, column: parser.column + 1 });
  };
  const addText = (more: string): void => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.text += more;
  };

  parser.on("error", (error) => fail(error.message.replace(/^\d+:\d+: /, "")));
  parser.on("xmldecl", (declaration) => {
    declared = declaration.encoding?.toUpperCase() ?? declared;
  });
  parser.on("doctype", () => fail("a document type declaration is not allowed"));
  parser.on("opentag", (tag) => {
    if (declared !== encoding) fail(`the encoding is ${declared}, not ${encoding}`);
    const element: XmlElement = {
      name: tag.name,
      attributes: { ...tag.attributes },
      children: [],
      text: "",
      line: parser.line,
      column: parser.column + 1,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(text).close();
  return root ?? fail("there is no element in the file");
}

/** Refuses text beside the children of an element that only groups others. */
export function childrenOf(element: XmlElement): readonly XmlElement[] {
  if (element.text.trim() !== "") throw new FormatError(`stray text inside <${element.name}>`, element);
  return element.children;
}

/** Refuses attributes that this element does not know. */
export function checkAttributes(element: XmlElement, known: readonly string[]): void {
  for (const name of Object.keys(element.attributes)) {
    if (!known.includes(name)) throw new FormatError(`<${element.name}> has no attribute ${name}`, element);
  }
}

/** An attribute that must be there. */
export function attributeOf(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (value === undefined) throw new FormatError(`<${element.name}> lacks the attribute ${name}`, element);
  return value;
}

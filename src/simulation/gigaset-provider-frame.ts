import { FormatError } from "./format-error.ts";
import { attributeOf, checkAttributes, childrenOf, parseXml, type XmlElement } from "./xml.ts";

// <ProviderFrame> of N510 and N720: reference/gigaset.md, section 3.1.

export type ProviderItem = {
  name: string;
  kind: "text" | "number" | "bytes" | "tag";
  /** Text without its inner quotes; numbers and bytes as they are written. */
  value: string;
  line: number;
};

export type ProviderFrame = {
  mac: string;
  /** Undefined: always applied. */
  version: string | undefined;
  items: readonly ProviderItem[];
};

const NAME = /^[A-Za-z]\w*(?:\[(?:\d+|%)\])?(?:\.\w+(?:\[(?:\d+|%)\])?)+$/;
const TEXT = /^"([^"]*)"$/;
const NUMBER = /^(?:\d+|0x[0-9a-f]{1,8})$/i;
const BYTES = /^0x[0-9a-f]{1,2}(?:,0x[0-9a-f]{1,2})+$/i;

/** Reads a profile strictly, in real ISO-8859-1. Whether a base decodes entities is unknown, so none may be there. Throws `FormatError`. */
export function parseProviderFrame(bytes: Uint8Array): ProviderFrame {
  const entity = bytes.indexOf("&".charCodeAt(0));
  if (entity >= 0) {
    const before = Buffer.from(bytes.subarray(0, entity)).toString("latin1").split("\n");
    const place = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
    throw new FormatError("an entity, which these bases may not decode", place);
  }
  const root = parseXml(bytes, "ISO-8859-1");
  if (root.name !== "ProviderFrame") throw new FormatError("the root is not <ProviderFrame>", root);
  checkAttributes(root, ["xmlns:xsi", "xsi:noNamespaceSchemaLocation"]);
  const [provider, ...others] = childrenOf(root);
  if (provider?.name !== "Provider" || others.length > 0) throw new FormatError("there is not one <Provider>", root);
  const elements = childrenOf(provider);
  const mac = only(elements, "MAC_ADDRESS");
  if (mac === undefined || !/^[0-9A-F]{12}$/.test(attributeOf(mac, "value")))
    throw new FormatError("MAC_ADDRESS is not there or not 12 upper-case hex digits", mac ?? provider);
  if (only(elements, "PROFILE_NAME") === undefined) throw new FormatError("PROFILE_NAME is not there", provider);
  const version = only(elements, "VERSION");
  if (version !== undefined && !/^\d{1,10}$/.test(attributeOf(version, "value")))
    throw new FormatError("VERSION is not an integer", version);
  const ofFrame = ["MAC_ADDRESS", "PROFILE_NAME", "VERSION"];
  return {
    mac: attributeOf(mac, "value"),
    version: version?.attributes.value,
    items: elements.filter(({ name }) => !ofFrame.includes(name)).map(readItem),
  };
}

function only(elements: readonly XmlElement[], name: string): XmlElement | undefined {
  const [first, second] = elements.filter((element) => element.name === name);
  if (second !== undefined) throw new FormatError(`${name} is there twice`, second);
  return first;
}

function readItem(element: XmlElement): ProviderItem {
  if (childrenOf(element).length > 0) throw new FormatError(`<${element.name}> has elements inside`, element);
  const value = attributeOf(element, "value");
  const { line } = element;
  if (element.name !== "SYMB_ITEM") {
    checkAttributes(element, ["class", "value"]);
    const text = TEXT.exec(value)?.[1];
    if (attributeOf(element, "class") !== "string" || text === undefined)
      throw new FormatError(`<${element.name}> is no quoted string`, element);
    return { name: element.name, kind: "tag", value: text, line };
  }
  checkAttributes(element, ["ID", "class", "value"]);
  const name = attributeOf(element, "ID");
  if (!NAME.test(name)) throw new FormatError("not an item's name", element);
  if (attributeOf(element, "class") !== "symb_item") throw new FormatError(`${name} is of another class`, element);
  const text = TEXT.exec(value)?.[1];
  if (text !== undefined) return { name, kind: "text", value: text, line };
  if (NUMBER.test(value)) return { name, kind: "number", value, line };
  if (BYTES.test(value)) return { name, kind: "bytes", value, line };
  throw new FormatError(`${name} is neither quoted text nor a number nor bytes`, element);
}

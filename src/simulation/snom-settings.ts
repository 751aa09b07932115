import { X509Certificate } from "node:crypto";
import { FormatError } from "./format-error.ts";
import { attributeOf, checkAttributes, childrenOf, parseXml, type XmlElement } from "./xml.ts";

// The format of Snom's desk phones and of Gigaset's P-series: reference/snom.md, section 2.

type SnomSetting = {
  name: string;
  idx: number | undefined;
  perm: string | undefined;
  value: string;
  line: number;
};

type SnomFunctionKey = {
  /** From 0. */
  idx: number;
  /** `active` or the number of an identity. */
  context: string;
  label: string;
  perm: string | undefined;
  /** Empty for a key that was emptied, `xml` for one defined by elements. */
  type: string;
  argument: string;
  line: number;
};

export type SnomDocument = {
  settings: readonly SnomSetting[];
  functionKeys: readonly SnomFunctionKey[];
  /** URLs of `<setting-files>`, which are fetched after this document. */
  settingFiles: readonly string[];
  /** Certificate authorities to trust, in base64 without header lines. */
  certificates: readonly string[];
  /** Language packs for the display. */
  languages: readonly { url: string; name: string }[];
};

/** Children of `<settings>` that a phone knows and that this simulation does not look into. */
const OTHER_PARTS = ["tbook", "phone-book", "dialplan", "web-languages", "uploads", "ReplacementPlan"];
/** R, & and a blank lock; RW, $ and nothing at all do not; ! is written once; V is volatile and may be combined. */
const PERM = /^(?:R|&| |RW|\$|!)?V?$/;
const KEY_ATTRIBUTES = [
  ...["idx", "context", "label", "short_label", "lp", "clp", "perm", "default_text", "short_default_text"],
  ...["label_mode", "short_label_mode", "reg_label_mode", "icon_type", "ringer", "park_retrieve"],
];
const KEY_TYPES = [
  ...["line", "none", "speed", "dest", "blf", "orbit", "icom", "multicast", "xml", "url", "keyevent", "transfer"],
  ...["redirect", "autoanswer", "presence", "conference", "smart_transfer", "dtmf", "button", "ivr", "mult", "p2t"],
  ...["recorder", "record", "starcode"],
];

/** Reads a Snom settings file strictly. Throws `FormatError`. */
export function parseSnomSettings(bytes: Uint8Array): SnomDocument {
  const document = {
    settings: [],
    functionKeys: [],
    settingFiles: [],
    certificates: [],
    languages: [],
  } satisfies SnomDocument;
  const root = parseXml(bytes);
  const parts = root.name === "settings" ? childrenOf(root) : [root];
  for (const part of parts) readPart(part, document);
  return document;
}

function readPart(
  part: XmlElement,
  into: { -readonly [Part in keyof SnomDocument]: SnomDocument[Part][number][] },
): void {
  switch (part.name) {
    case "phone-settings":
      checkAttributes(part, ["e"]);
      into.settings.push(...childrenOf(part).map(readSetting));
      return;
    case "firmware-settings":
      into.settings.push(...childrenOf(part).map(readSetting));
      return;
    case "gui-languages":
      into.languages.push(
        ...childrenOf(part).map((one) => ({ url: attributeOf(one, "url"), name: attributeOf(one, "name") })),
      );
      return;
    case "functionKeys":
    case "function-keys":
      checkAttributes(part, ["e"]);
      into.functionKeys.push(...childrenOf(part).map(readFunctionKey));
      return;
    case "setting-files":
      into.settingFiles.push(...childrenOf(part).map((file) => attributeOf(file, "url")));
      return;
    case "certificates":
      into.certificates.push(...childrenOf(part).map(readCertificate));
      return;
    default:
      if (!OTHER_PARTS.includes(part.name)) throw new FormatError(`a phone knows no <${part.name}> here`, part);
  }
}

function readSetting(element: XmlElement): SnomSetting {
  checkAttributes(element, ["perm", "idx", "action"]);
  if (element.children.length > 0 && element.name !== "context_key") {
    throw new FormatError(`<${element.name}> is a setting and holds text only`, element);
  }
  return {
    name: element.name,
    idx: element.attributes.idx === undefined ? undefined : readIndex(element),
    perm: readPerm(element),
    value: element.text,
    line: element.line,
  };
}

/** Only the form that is inside the file (snom.md §2.8). */
function readCertificate(element: XmlElement): string {
  checkAttributes(element, ["type"]);
  if (element.name !== "certificate" || attributeOf(element, "type") !== "base64")
    throw new FormatError("a certificate is given as type base64", element);
  const base64 = element.text.replaceAll(/\s/g, "");
  try {
    new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    throw new FormatError("this is no certificate", element);
  }
  return base64;
}

function readFunctionKey(element: XmlElement): SnomFunctionKey {
  if (element.name !== "fkey") throw new FormatError(`<${element.name}> is not a function key`, element);
  checkAttributes(element, KEY_ATTRIBUTES);
  const context = element.attributes.context ?? "active";
  if (!/^(?:active|[1-9]|1[0-2])$/.test(context))
    throw new FormatError("context is neither active nor 1 to 12", element);
  const [, type = "", argument = ""] = /^(\S*) ?(.*)$/s.exec(element.text) ?? [];
  const isXml = element.children.length > 0;
  if (!isXml && type !== "" && !KEY_TYPES.includes(type))
    throw new FormatError("unknown type of function key", element);
  return {
    idx: readIndex(element),
    context,
    label: element.attributes.label ?? "",
    perm: readPerm(element),
    type: isXml ? "xml" : type,
    argument: isXml ? "" : argument,
    line: element.line,
  };
}

function readIndex(element: XmlElement): number {
  const idx = attributeOf(element, "idx");
  if (!/^\d{1,3}$/.test(idx)) throw new FormatError("idx is not a number", element);
  return Number(idx);
}

function readPerm(element: XmlElement): string | undefined {
  const perm = element.attributes.perm;
  if (perm !== undefined && !PERM.test(perm)) throw new FormatError("perm is none of R & RW $ ! V and blank", element);
  return perm;
}

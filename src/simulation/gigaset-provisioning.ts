import { FormatError } from "./format-error.ts";
import { attributeOf, checkAttributes, childrenOf, parseXml, type XmlElement } from "./xml.ts";

// <provisioning version="1.1"> of Maxwell (MX) and N610/N670/N870 (NX): reference/gigaset.md, sections 3.2 and 3.3.

export type GigasetParameter = { kind: "param"; name: string; value: string; line: number };
export type GigasetOperation = {
  kind: "oper";
  name: string;
  value: string | undefined;
  parameters: readonly GigasetParameter[];
  line: number;
};

export type GigasetProvisioning = {
  /** `e2` for NX, `mx3b` or nothing for Maxwell. */
  productId: string | undefined;
  /** What `<nvm>` holds, in order: order matters for operations. */
  nvm: readonly (GigasetParameter | GigasetOperation)[];
  /** URLs of `<step type="Redirect">`: files to fetch afterwards. */
  redirects: readonly string[];
  /** URLs of `<step type="DownloadWallpaper">`. */
  wallpapers: readonly string[];
  /** What `<firmware>` offers. */
  firmware: readonly { version: string; url: string }[];
};

const OPERATIONS = [
  "DeleteNotProvisionedHS",
  "add_hs",
  "update_dm",
  "assign_handsets_to_trunk",
  "unassign_hs_from_trunk",
];
const STEP_WITHOUT_URL = "UnlockAllFunctionKeys";
const STEPS = ["DownloadWallpaper", STEP_WITHOUT_URL, "Redirect"];

/** Reads a Gigaset provisioning file strictly. Throws `FormatError`. */
export function parseGigasetProvisioning(bytes: Uint8Array): GigasetProvisioning {
  const root = parseXml(bytes);
  if (root.name !== "provisioning") throw new FormatError("the root is not <provisioning>", root);
  checkAttributes(root, ["version", "productID"]);
  if (attributeOf(root, "version") !== "1.1") throw new FormatError("the version is not 1.1", root);
  const nvm: (GigasetParameter | GigasetOperation)[] = [];
  const redirects: string[] = [];
  const wallpapers: string[] = [];
  const firmware: { version: string; url: string }[] = [];
  for (const part of childrenOf(root)) {
    if (part.name === "nvm") nvm.push(...childrenOf(part).map(readItem));
    else if (part.name === "custom") {
      const steps = childrenOf(part).map(readStep);
      redirects.push(...steps.flatMap(({ type, url }) => (type === "Redirect" ? [url] : [])));
      wallpapers.push(...steps.flatMap(({ type, url }) => (type === "DownloadWallpaper" ? [url] : [])));
    } else if (part.name === "firmware") firmware.push(...childrenOf(part).map(readFirmwareFile));
    else throw new FormatError(`a phone knows no <${part.name}> here`, part);
  }
  return { productId: root.attributes.productID, nvm, redirects, wallpapers, firmware };
}

function readItem(element: XmlElement): GigasetParameter | GigasetOperation {
  if (element.name === "param") return readParameter(element);
  if (element.name !== "oper") throw new FormatError(`<${element.name}> is neither param nor oper`, element);
  checkAttributes(element, ["name", "value"]);
  const name = attributeOf(element, "name");
  if (!OPERATIONS.includes(name)) throw new FormatError(`unknown operation ${name}`, element);
  return {
    kind: "oper",
    name,
    value: element.attributes.value,
    parameters: childrenOf(element).map(readParameter),
    line: element.line,
  };
}

function readParameter(element: XmlElement): GigasetParameter {
  if (element.name !== "param") throw new FormatError(`<${element.name}> is not a param`, element);
  checkAttributes(element, ["name", "value"]);
  if (childrenOf(element).length > 0) throw new FormatError("a param has no elements inside", element);
  const name = attributeOf(element, "name");
  if (!/^\w+(?:\.\w+)*$/.test(name)) throw new FormatError("not a parameter's name", element);
  return { kind: "param", name, value: attributeOf(element, "value"), line: element.line };
}

function readStep(element: XmlElement): { type: string; url: string } {
  const type = attributeOf(element, "type");
  if (element.name !== "step" || !STEPS.includes(type)) throw new FormatError("unknown step", element);
  return { type, url: type === STEP_WITHOUT_URL ? "" : attributeOf(element, "url") };
}

function readFirmwareFile(element: XmlElement): { version: string; url: string } {
  if (element.name !== "file") throw new FormatError(`<${element.name}> is not a file`, element);
  return { version: attributeOf(element, "version"), url: attributeOf(element, "url") };
}

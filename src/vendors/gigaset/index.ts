import type { FunctionKey } from "../../provisioning/function-key.ts";
import type { KeyContext, KeyPlace, Vendor, VendorKey } from "../../provisioning/vendor.ts";
import { functionKey as snomKey } from "../snom/function-keys.ts";
import { FAMILIES } from "./families.ts";
import { FILES } from "./file-rules.ts";
import { maxwellKey } from "./function-keys.ts";
import { MAC_PREFIXES } from "./mac-ranges.ts";
import { MODELS } from "./models.ts";
import { parseUserAgent } from "./user-agent.ts";
import { findWords } from "./words.ts";

export const gigaset: Vendor = {
  id: "gigaset",
  name: "Gigaset",
  macPrefixes: MAC_PREFIXES,
  parseUserAgent,
  models: MODELS,
  defaultModel: "N670 IP PRO",
  files: FILES,
  families: FAMILIES,
  functionKey: writeKey,
  words: findWords,
  raw: {
    known: new Set(),
    findFault: () => "is not possible yet",
    lineOf: (name) => new RegExp(`^${name} `),
  },
  discovery: {
    // gigaset.md §1.2: 114 before 66. NX and Maxwell: their class is unknown, so their MAC tells them.
    dhcp: { vendorClass: /^(?:gigaset|[nsc]\d{3}_?ip)/i, urlOptions: [114], maxUrlLength: 74 },
    // The P-series runs Snom's firmware, which spells the place-holder for the MAC its own way.
    settingsUrl: (base, family) => (family === "p" ? `${base}{mac}.xml` : `${base}%MACD.xml`),
    manual:
      "Enter the address with %MACD.xml at its end, exactly so, as provisioning server on the device's web page (P-series: {mac}.xml, as setting server), and start the update there. An N870 must first be set to the role All-in-one",
  },
};

/** DECT bases have no keys. */
function writeKey(key: FunctionKey, position: KeyPlace, context: KeyContext): VendorKey | undefined {
  switch (context.model.family) {
    case "p":
      return snomKey(key, position, context);
    case "mx":
      return maxwellKey(key, context);
    default:
      return undefined;
  }
}

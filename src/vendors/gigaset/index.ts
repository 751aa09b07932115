import type { FunctionKey } from "../../provisioning/function-key.ts";
import type { KeyContext, KeyPlace, Vendor, VendorKey } from "../../provisioning/vendor.ts";
import { functionKey as snomKey } from "../snom/function-keys.ts";
import { byHand } from "./by-hand.ts";
import { checkSync } from "./check-sync.ts";
import { FAMILIES } from "./families.ts";
import { FILES } from "./file-rules.ts";
import { firmware } from "./firmware.ts";
import { maxwellKey } from "./function-keys.ts";
import { MAC_PREFIXES } from "./mac-ranges.ts";
import { MODELS } from "./models.ts";
import { rawSettings } from "./raw-settings.ts";
import { findProduct, parseUserAgent } from "./user-agent.ts";
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
  raw: rawSettings,
  firmware,
  // gigaset.md §3.2: Maxwell's wallpaper; snom.md §6 for the P-series.
  hosts: { ringTone: { encodings: ["pcm"] }, picture: { types: ["png"] } },
  discovery: {
    redirects: ["gigaset-redirect", "gigaset-grape"],
    redirectUrl,
    // gigaset.md §1.2: 114 before 66. NX and Maxwell: their class is unknown, so their MAC tells them.
    dhcp: { vendorClass: /^(?:gigaset|[nsc]\d{3}_?ip)/i, urlOptions: [114], maxUrlLength: 74 },
    settingsUrl,
    // discovery.md §9.2: the product's name in the title of the login page (not confirmed).
    modelOnPage: ({ title }) => (title === undefined ? undefined : findProduct(title)),
    byHand,
  },
  checkSync,
};

/** Families that append the path of their index files to a bare address (gigaset.md §1.3, §1.4). */
const APPENDING_FAMILIES: readonly string[] = ["n510", "n720", "pf"];

/** The P-series runs Snom's firmware, which spells the place-holder for the MAC its own way. */
function settingsUrl(base: string, family: string): string {
  if (APPENDING_FAMILIES.includes(family)) return base;
  return family === "p" ? `${base}{mac}.xml` : `${base}%MACD.xml`;
}

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

/** gigaset.md §9.1: the N610, N670 and N870 the full address of their file, which they ask for in lower case; §1.4: the N510 a file, too. */
function redirectUrl(base: string, family: string, mac: string): string | undefined {
  if (family === "nx") return `${base}${mac.toLowerCase()}.xml`;
  return APPENDING_FAMILIES.includes(family) ? `${base}%MACD.xml` : undefined;
}

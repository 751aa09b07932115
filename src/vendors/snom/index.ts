import type { Vendor } from "../../provisioning/vendor.ts";
import { byHand } from "./by-hand.ts";
import { checkSync } from "./check-sync.ts";
import { dectWords } from "./dect-words.ts";
import { families, isDect } from "./families.ts";
import { files } from "./file-rules.ts";
import { firmware } from "./firmware.ts";
import { functionKey } from "./function-keys.ts";
import { models } from "./models.ts";
import { raw } from "./raw.ts";
import { parseUserAgent } from "./user-agent.ts";
import { words } from "./words.ts";

export const snom: Vendor = {
  id: "snom",
  name: "Snom",
  // snom.md §11. The last one is RTX, who build the DECT bases.
  macPrefixes: ["000413", "1C7126", "00087B"],
  parseUserAgent,
  models,
  defaultModel: "D785",
  files,
  families,
  functionKey,
  words: (settings, context) => (isDect(context.model.family) ? dectWords : words)(settings, context),
  raw,
  firmware,
  // snom.md §2.7, §6.
  hosts: {
    language: { name: /^gui_lang_\w+\.xml$/, example: "gui_lang_DE.xml", format: "xml" },
    ringTone: { encodings: ["pcm"] },
    picture: { types: ["png"] },
  },
  discovery: {
    redirects: ["snom-sraps", "snom-rds"],
    // snom.md §1.3: option 43 wins over the direct options.
    dhcp: { vendorClass: /^snom/i, classPrefix: "snom", urlOptions: [66], encapsulated: [66, 132, 133] },
    // With `{mac}` in the name a desk phone asks for exactly this; without, it asks a second time. That bases know `{mac}` is
    // not confirmed, that they ask a folder for their files is (snom.md §9.1).
    settingsUrl: (base, family) => (isDect(family) ? base : `${base}{mac}.xml`),
    // discovery.md §9.2: `<TITLE>snom 320</TITLE>`.
    modelOnPage: ({ title }) => /^snom ?(\w+)/i.exec(title ?? "")?.[1],
    byHand,
  },
  checkSync,
};

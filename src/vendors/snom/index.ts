import { type FileRule, MAC_IN_NAME, type Vendor } from "../../provisioning/vendor.ts";
import { functionKey } from "./function-keys.ts";
import { families, models, phoneTypeOf } from "./models.ts";
import { parseUserAgent } from "./user-agent.ts";
import { words } from "./words.ts";

const SETTINGS = {
  kind: "phone-settings",
  template: "snom/settings",
  contentType: "text/xml; charset=utf-8",
  escape: "xml",
  carriesSecrets: true,
} as const;

/** snom.md §1.4. */
const files: readonly FileRule[] = [
  { ...SETTINGS, path: new RegExp(`^${MAC_IN_NAME}\\.xml$`, "i"), name: (mac) => `${mac}.xml` },
  {
    // After the general file, when a phone knows a folder only.
    ...SETTINGS,
    path: new RegExp(`^(?:(?<model>snom\\w+)|snom)-${MAC_IN_NAME}\\.htm$`, "i"),
    name: (mac, model) => `${phoneTypeOf(model)}-${mac}.htm`,
  },
  {
    // What a phone makes of a URL whose file name lacks `{mac}`, and what other servers' URLs look like.
    ...SETTINGS,
    path: new RegExp(`^[^/]{1,64}-${MAC_IN_NAME}\\.xml$`, "i"),
    name: (mac) => `snom-${mac}.xml`,
  },
  {
    kind: "common-settings",
    path: /^(?<model>snom\w+)\.htm$/i,
    template: undefined,
    why: "The general file for all phones of a model: everything is in the phone's own file, which is asked for next",
    name: (_mac, model) => `${phoneTypeOf(model)}.htm`,
    contentType: SETTINGS.contentType,
    escape: SETTINGS.escape,
    carriesSecrets: false,
  },
];

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
  words,
  raw: {
    known: new Set(),
    findFault: () => "is not possible yet",
    lineOf: (name) => new RegExp(`^${name} `),
  },
  discovery: {
    // snom.md §1.3: option 43 wins over the direct options.
    dhcp: { vendorClass: /^snom/i, classPrefix: "snom", urlOptions: [66], encapsulated: [66, 132, 133] },
    // With `{mac}` in the name a phone asks for exactly this; without, it asks a second time.
    settingsUrl: (base) => `${base}{mac}.xml`,
    manual:
      "Enter the address with {mac}.xml at its end, exactly so, as setting server (`setting_server`) on the phone's web page and restart the phone",
  },
};

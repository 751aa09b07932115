import { reportRule } from "../../provisioning/answer-static.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";
import { families, isDect } from "./families.ts";
import { snomMenuRule } from "./menu.ts";
import { phoneTypeOf } from "./models.ts";
import { bookRule } from "./phone-book.ts";

/** With those without a configuration, so that they are refused as such. */
const DESK = Object.keys(families).filter((family) => !isDect(family));
const DECT = Object.keys(families).filter(isDect);
const XML = { contentType: "text/xml; charset=utf-8", escape: "xml" } as const;
const DESK_SETTINGS = {
  kind: "phone-settings",
  families: DESK,
  template: "snom/settings",
  carriesSecrets: true,
  ...XML,
} as const;

const OWN_FILE = new RegExp(`^${MAC_IN_NAME}\\.xml$`, "i");
/** What a phone asks for that knows a folder only: the second of two. */
const TYPE_AND_MAC = new RegExp(`^(?:(?<model>snom\\w+)|snom)-${MAC_IN_NAME}\\.htm$`, "i");
/** What a phone makes of a URL whose file name lacks `{mac}`, and what other servers' URLs look like. */
const ANY_AND_MAC = new RegExp(`^[^/]{1,64}-${MAC_IN_NAME}\\.xml$`, "i");

/** snom.md §1.4 and, for the bases, §9.1: they ask for two lists of files and then for the file that the lists name. */
export const files: readonly FileRule[] = [
  { ...DESK_SETTINGS, path: OWN_FILE, name: (mac) => `${mac}.xml` },
  {
    // Before what looks like a phone's settings file.
    kind: "firmware-index",
    families: DESK,
    template: "snom/firmware",
    carriesSecrets: false,
    ...XML,
    path: new RegExp(`^snom-firmware-${MAC_IN_NAME}\\.xml$`, "i"),
    name: (mac) => `snom-firmware-${mac}.xml`,
  },
  { ...DESK_SETTINGS, path: TYPE_AND_MAC, name: (mac, model) => `${phoneTypeOf(model)}-${mac}.htm` },
  // Before whatever else ends in a MAC.
  bookRule(DESK),
  snomMenuRule(DESK.filter((family) => families[family]?.capabilities.includes("xml-menu"))),
  { ...DESK_SETTINGS, path: ANY_AND_MAC, name: (mac) => `snom-${mac}.xml` },
  {
    kind: "phone-settings",
    families: DECT,
    template: "snom/dect",
    carriesSecrets: true,
    ...XML,
    path: OWN_FILE,
    name: (mac) => `${mac}.xml`,
  },
  {
    kind: "boot",
    families: DECT,
    template: "snom/dect-container",
    carriesSecrets: false,
    ...XML,
    path: TYPE_AND_MAC,
    name: (mac, model) => `${phoneTypeOf(model)}-${mac}.htm`,
  },
  {
    kind: "common-settings",
    path: /^(?<model>snom\w+)\.htm$/i,
    template: undefined,
    why: "The general file for all phones of a model: everything is in the phone's own file, which is asked for next",
    name: (_mac, model) => `${phoneTypeOf(model)}.htm`,
    carriesSecrets: false,
    ...XML,
  },
  {
    kind: "phone-settings",
    families: ["other"],
    template: undefined,
    why: "Phones built by VTech ask for it, in a format that is not written",
    path: new RegExp(`^(?<model>m(?:100|200|500)[0-9a-z]*|c(?:520|620)[\\w-]*?)(?:_${MAC_IN_NAME})?\\.cfg$`, "i"),
    name: (mac) => `M500_${mac}.cfg`,
    carriesSecrets: false,
    ...XML,
  },
  reportRule(MAC_IN_NAME),
];

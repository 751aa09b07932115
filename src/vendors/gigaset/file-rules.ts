import { reportRule } from "../../provisioning/answer-static.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";
import { snomMenuRule } from "../snom/menu.ts";
import { bookRule } from "../snom/phone-book.ts";
import { INDEX_FILE, indexFile } from "./index-chain.ts";
import { MENU_RULE } from "./menu.ts";
import { BOOK_RULE } from "./phone-book.ts";

const XML = { contentType: "text/xml; charset=utf-8", escape: "xml" } as const;
/** Its bytes are ISO-8859-1 as well (§3.1, §13). */
const PROVIDER_FRAME = { contentType: "text/xml; charset=iso-8859-1", escape: "latin1-xml" } as const;
const BINARY = { contentType: "application/octet-stream", escape: "xml" } as const;
const NOTHING = { template: undefined, carriesSecrets: false } as const;

/** `.<DHCP option 15>` may follow: Maxwell appends it to the whole text of option 66 (gigaset.md §1.2). */
const DEVICE_FILE = new RegExp(`^${MAC_IN_NAME}\\.xml(?:\\..+)?$`, "i");
/** The same, or `cgi/ap?mac=` and `<folder>/?mac=`, where the query says whose file it is (§1.5). */
const DEVICE_FILE_OR_QUERY = new RegExp(`^(?:${MAC_IN_NAME}\\.xml(?:\\..+)?|(?:ap)?)$`, "i");
/** `GigasetP82x`: the phone type of the P-series in file names (§3.4). */
const P_TYPE = "gigaset(?<model>p[0-9]{2}[0-9x]w?)";

/** What the devices ask for, in each family's order: gigaset.md §1.4, §1.7, §3.4 and §13. */
export const FILES: readonly FileRule[] = [
  {
    path: /^provisioning\.xml$/i,
    kind: "boot",
    families: ["nx", "mx"],
    name: () => "provisioning.xml",
    ...XML,
    ...NOTHING,
    why: "Without it the device asks for the file with its MAC, which holds everything",
  },
  {
    path: DEVICE_FILE_OR_QUERY,
    kind: "phone-settings",
    families: ["nx"],
    template: "gigaset/nx",
    name: (mac) => `${mac.toLowerCase()}.xml`,
    ...XML,
    carriesSecrets: true,
  },
  {
    path: DEVICE_FILE_OR_QUERY,
    kind: "phone-settings",
    families: ["mx"],
    template: "gigaset/mx",
    name: (mac) => `${mac}.xml`,
    ...XML,
    carriesSecrets: true,
  },
  {
    path: INDEX_FILE,
    kind: "index-chain",
    families: ["n510", "n720", "pf"],
    name: () => "master.bin",
    ...BINARY,
    ...NOTHING,
    why: "It is the same for every device, so no template makes it: it leads to the file with the device's MAC",
    bytes: indexFile,
  },
  {
    path: DEVICE_FILE_OR_QUERY,
    kind: "phone-settings",
    families: ["n510"],
    template: "gigaset/n510",
    name: (mac) => `${mac}.xml`,
    ...PROVIDER_FRAME,
    carriesSecrets: true,
  },
  {
    path: DEVICE_FILE_OR_QUERY,
    kind: "phone-settings",
    families: ["n720"],
    template: "gigaset/n720",
    name: (mac) => `${mac}.xml`,
    ...PROVIDER_FRAME,
    carriesSecrets: true,
  },
  {
    path: new RegExp(`^${P_TYPE}\\.htm$`, "i"),
    kind: "common-settings",
    families: ["p"],
    name: (_mac, model) => `Gigaset${phoneTypeOf(model)}.htm`,
    ...XML,
    ...NOTHING,
    why: "Settings for all phones of a type are not needed: each phone's own file holds everything",
  },
  {
    path: new RegExp(`^${P_TYPE}-${MAC_IN_NAME}\\.htm$`, "i"),
    kind: "phone-settings",
    families: ["p"],
    template: "snom/settings",
    name: (mac, model) => `Gigaset${phoneTypeOf(model)}-${mac}.htm`,
    ...XML,
    carriesSecrets: true,
  },
  {
    path: new RegExp(`^${P_TYPE}-firmware\\.htm$`, "i"),
    kind: "firmware-index",
    families: ["p"],
    name: (_mac, model) => `Gigaset${phoneTypeOf(model)}-firmware.htm`,
    ...XML,
    ...NOTHING,
    why: "No firmware is offered",
  },
  {
    path: DEVICE_FILE,
    kind: "phone-settings",
    families: ["p"],
    template: "snom/settings",
    name: (mac) => `${mac}.xml`,
    ...XML,
    carriesSecrets: true,
  },
  {
    path: DEVICE_FILE_OR_QUERY,
    kind: "phone-settings",
    families: ["pf", "other"],
    name: (mac) => `${mac}.xml`,
    ...XML,
    ...NOTHING,
    why: "No source tells enough about these devices to write their files",
  },
  {
    path: /^(?:baselines|version|d_default_\w+|[lc]_\w+|pde_\w+)\.bin$/i,
    kind: "firmware-index",
    families: ["n510", "n720", "pf"],
    name: () => "baselines.bin",
    ...BINARY,
    ...NOTHING,
    why: "No firmware and no languages are offered; the device can do without",
  },
  BOOK_RULE,
  bookRule(["p"]),
  MENU_RULE,
  snomMenuRule(["p"]),
  reportRule(MAC_IN_NAME),
];

/** P820 and P825 are one type; that the others' types are their names is an analogy. */
function phoneTypeOf(model: string): string {
  return /^P82/.test(model) ? "P82x" : model;
}

import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";

const XML = { contentType: "text/xml; charset=utf-8", escape: "xml" } as const;
const BINARY = { contentType: "application/octet-stream", escape: "xml" } as const;
const NOTHING = { template: undefined, carriesSecrets: false } as const;

/** `.<DHCP option 15>` may follow: Maxwell appends it to the whole text of option 66 (gigaset.md §1.2). */
const DEVICE_FILE = new RegExp(`^${MAC_IN_NAME}\\.xml(?:\\..+)?$`, "i");
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
    path: DEVICE_FILE,
    kind: "phone-settings",
    families: ["nx"],
    template: "gigaset/nx",
    name: (mac) => `${mac.toLowerCase()}.xml`,
    ...XML,
    carriesSecrets: true,
  },
  {
    path: DEVICE_FILE,
    kind: "phone-settings",
    families: ["mx"],
    template: "gigaset/mx",
    name: (mac) => `${mac}.xml`,
    ...XML,
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
    path: DEVICE_FILE,
    kind: "phone-settings",
    families: ["pf", "other"],
    name: (mac) => `${mac}.xml`,
    ...XML,
    ...NOTHING,
    why: "These devices take another format, which is not written yet",
  },
  {
    path: /^(?:master|sifsroot|si[htu](?:_\w+)?)\.bin$/i,
    kind: "boot",
    families: ["pf"],
    name: () => "master.bin",
    ...BINARY,
    ...NOTHING,
    why: "The chain of index files of N510 and N720 is not written yet",
  },
  {
    path: /^(?:baselines|version|l_\w+)\.bin$/i,
    kind: "firmware-index",
    families: ["pf"],
    name: () => "baselines.bin",
    ...BINARY,
    ...NOTHING,
    why: "No firmware and no languages are offered; the device can do without",
  },
];

/** P820 and P825 are one type; that the others' types are their names is an analogy. */
function phoneTypeOf(model: string): string {
  return /^P82/.test(model) ? "P82x" : model;
}

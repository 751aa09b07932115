import type { Family, Model } from "../../provisioning/vendor.ts";

// snom.md §12 (models, identities, keys), §1.5 (what they call themselves), §9 (DECT), §4 (what stays when absent).

export const families: Readonly<Record<string, Family>> = {
  desk: {
    name: "Snom desk phones",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [
      { kinds: ["sip"], settings: ["user_pass[{n}]"] },
      { kinds: ["menu"], settings: ["admin_mode_password", "admin_mode_password_confirm"] },
      { kinds: ["web"], settings: ["http_pass", "webserver_admin_password"] },
    ],
    keepsAbsentSettings: {
      value: true,
      source: "snom.md §4: provisioning is a series of set operations on named items (inferred, high confidence)",
    },
  },
  "dect-rtx": {
    name: "Snom DECT bases M300 to M900",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [],
    keepsAbsentSettings: {
      value: true,
      source: "snom.md §9.1: same reasoning as for desk phones, not checked on bases",
    },
  },
  "dect-vtech": {
    name: "Snom M100, M200 SC, M500 and C series",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [],
    keepsAbsentSettings: { value: false, source: "snom.md §9.2: nothing known" },
  },
};

const FOLLOWS = "its configuration follows";

/** The first alias is the phone type: what User-Agent, file names and DHCP option 60 say. */
export const models: Readonly<Record<string, Model>> = {
  D120: { family: "desk", lines: 2, keys: 2, display: "mono", aliases: ["snomD120"], unsupported: FOLLOWS },
  D140: { family: "desk", lines: 2, keys: 2, display: "colour", aliases: ["snomD140"], unsupported: FOLLOWS },
  D150: { family: "desk", lines: 2, keys: 2, display: "colour", aliases: ["snomD150"], unsupported: FOLLOWS },

  D305: { family: "desk", lines: 4, keys: 5, display: "mono", aliases: ["snomD305"] },
  D315: { family: "desk", lines: 4, keys: 5, display: "mono", aliases: ["snomD315"] },
  D335: { family: "desk", lines: 12, keys: 32, display: "colour", aliases: ["snomD335"] },
  D345: { family: "desk", lines: 12, keys: 48, display: "mono", aliases: ["snomD345"] },
  D375: { family: "desk", lines: 12, keys: 12, display: "colour", aliases: ["snomD375"] },
  D385: { family: "desk", lines: 12, keys: 48, display: "colour", aliases: ["snomD385"] },

  D710: { family: "desk", lines: 4, keys: 5, display: "mono", aliases: ["snom710", "snomD710", "710"] },
  D712: { family: "desk", lines: 4, keys: 5, display: "mono", aliases: ["snomD712"] },
  D713: { family: "desk", lines: 4, keys: 4, display: "mono", aliases: ["snomD713"] },
  D715: { family: "desk", lines: 4, keys: 5, display: "mono", aliases: ["snom715", "snomD715", "715"] },
  D717: { family: "desk", lines: 6, keys: 3, display: "colour", aliases: ["snomD717"] },
  D725: { family: "desk", lines: 12, keys: 18, display: "mono", aliases: ["snom725", "snomD725", "725"] },
  D735: { family: "desk", lines: 12, keys: 32, display: "colour", aliases: ["snomD735"] },
  D745: { family: "desk", lines: 12, keys: 32, display: "mono", aliases: ["snomD745"] },
  D765: { family: "desk", lines: 12, keys: 16, display: "colour", aliases: ["snomD765"] },
  D785: { family: "desk", lines: 12, keys: 24, display: "colour", aliases: ["snomD785"] },

  // No source counts the D810's identities: as many as it has keys, like its neighbour D713.
  D810: { family: "desk", lines: 4, keys: 4, display: "colour", aliases: ["snomD810"] },
  D812: { family: "desk", lines: 12, keys: 28, display: "colour", aliases: ["snomD812"] },
  D815: { family: "desk", lines: 12, keys: 40, display: "colour", aliases: ["snomD815"] },
  D862: { family: "desk", lines: 12, keys: 32, display: "colour", aliases: ["snomD862"] },
  D865: { family: "desk", lines: 12, keys: 40, display: "colour", aliases: ["snomD865"] },
  D892: { family: "desk", lines: 12, keys: 36, display: "colour", aliases: ["snomD892"] },
  D895: {
    family: "desk",
    lines: 0,
    keys: 0,
    display: "colour",
    aliases: ["snomD895"],
    unsupported: "no source describes it",
  },
  SP800: { family: "desk", lines: 12, keys: 28, display: "colour", aliases: ["snomSP800"], unsupported: FOLLOWS },

  "300": { family: "desk", lines: 4, keys: 6, display: "mono", aliases: ["snom300"], unsupported: FOLLOWS },
  "320": { family: "desk", lines: 12, keys: 12, display: "mono", aliases: ["snom320"], unsupported: FOLLOWS },
  "360": { family: "desk", lines: 12, keys: 12, display: "mono", aliases: ["snom360"], unsupported: FOLLOWS },
  "370": { family: "desk", lines: 12, keys: 12, display: "mono", aliases: ["snom370"], unsupported: FOLLOWS },
  "720": { family: "desk", lines: 12, keys: 18, display: "mono", aliases: ["snom720"], unsupported: FOLLOWS },
  "760": { family: "desk", lines: 12, keys: 12, display: "colour", aliases: ["snom760"], unsupported: FOLLOWS },
  "820": { family: "desk", lines: 12, keys: 4, display: "colour", aliases: ["snom820"], unsupported: FOLLOWS },
  "821": { family: "desk", lines: 12, keys: 4, display: "colour", aliases: ["snom821"], unsupported: FOLLOWS },
  "870": { family: "desk", lines: 12, keys: 16, display: "touch", aliases: ["snom870"], unsupported: FOLLOWS },
  MP: { family: "desk", lines: 1, keys: 0, display: "mono", aliases: ["snomMP", "MeetingPoint"], unsupported: FOLLOWS },
  PA1: { family: "desk", lines: 4, keys: 0, display: "none", aliases: ["snomPA1"], unsupported: FOLLOWS },
  "PA1+": { family: "desk", lines: 4, keys: 0, display: "none", aliases: ["snomPA1P"], unsupported: FOLLOWS },

  M300: { family: "dect-rtx", lines: 20, keys: 0, display: "none", aliases: ["snomM300"], unsupported: FOLLOWS },
  M400: { family: "dect-rtx", lines: 20, keys: 0, display: "none", aliases: ["snomM400"], unsupported: FOLLOWS },
  M700: { family: "dect-rtx", lines: 1000, keys: 0, display: "none", aliases: ["snomM700"], unsupported: FOLLOWS },
  M900: { family: "dect-rtx", lines: 1000, keys: 0, display: "none", aliases: ["snomM900"], unsupported: FOLLOWS },
  m9: { family: "dect-rtx", lines: 1, keys: 0, display: "none", aliases: ["snomm9", "snom-m9"], unsupported: FOLLOWS },
  m3: {
    family: "dect-rtx",
    lines: 1,
    keys: 0,
    display: "none",
    aliases: ["snomM3"],
    unsupported: "it needs a text format of its own",
  },
  M100: { family: "dect-vtech", lines: 6, keys: 0, display: "none", aliases: ["snomM100"], unsupported: FOLLOWS },
  M200SC: { family: "dect-vtech", lines: 6, keys: 0, display: "none", aliases: ["snomM200SC"], unsupported: FOLLOWS },
  M500: { family: "dect-vtech", lines: 6, keys: 0, display: "none", aliases: ["snomM500"], unsupported: FOLLOWS },
  C520: { family: "dect-vtech", lines: 6, keys: 0, display: "none", aliases: ["C520-WiMi"], unsupported: FOLLOWS },
  C620: { family: "dect-vtech", lines: 6, keys: 0, display: "none", unsupported: FOLLOWS },
};

/** What a phone of this model calls itself in the names of files. */
export function phoneTypeOf(modelName: string): string {
  return models[modelName]?.aliases?.[0] ?? `snom${modelName}`;
}

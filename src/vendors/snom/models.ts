import type { Model } from "../../provisioning/vendor.ts";

// snom.md §12 (models, identities, keys, modules), §1.5 (what they call themselves), §6 (sizes of pictures), §9 (DECT).

/** TAN allows three modules of 18 keys on all D3xx and D7xx, four on the D785, and three of 60 keys on D8xx; WAZO clears the keys of all of them. */
const D3_D7 = { name: "D3 or D7", modules: 3, keys: 18, isClearedWhole: true } as const;
const D3_D7_D7C = { name: "D3, D7 or D7C", modules: 3, keys: 18, isClearedWhole: true } as const;
const D7 = { name: "D7", modules: 3, keys: 18, isClearedWhole: true } as const;
const D7_D7C = { name: "D7 or D7C", modules: 3, keys: 18, isClearedWhole: true } as const;
const D7C = { name: "D7C", modules: 3, keys: 18, isClearedWhole: true } as const;
const D8C = { name: "D8C", modules: 3, keys: 60, isClearedWhole: true } as const;

const QVGA = { width: 320, height: 240 } as const;
const WIDE = { width: 480, height: 272 } as const;
const HD = { width: 1280, height: 720 } as const;

const VTECH = "it is built by VTech and reads another format, of which only a part is known";
const HANDSET = "it is a handset: it gets everything from its base";

/** A base has no keys. Its lines are its accounts; WAZO counts them from 1 to 999. */
function base(family: string, type: string, accounts: number): Model {
  return { family, lines: accounts, keys: 0, display: "none", handsets: accounts, aliases: [type] };
}

function other(unsupported: string, ...aliases: string[]): Model {
  return { family: "other", lines: 0, keys: 0, display: "none", aliases, unsupported };
}

/** The first alias is the phone type: what User-Agent, file names and DHCP option 60 say. */
// biome-ignore format: a table
export const models: Readonly<Record<string, Model>> = {
  D120: { family: "desk-mono", lines: 2, keys: 2, display: "mono", aliases: ["snomD120"] },
  D140: { family: "desk", lines: 2, keys: 2, display: "colour", aliases: ["snomD140"] },
  D150: { family: "desk", lines: 2, keys: 2, display: "colour", aliases: ["snomD150"] },

  D305: { family: "desk-mono", lines: 4, keys: 5, display: "mono", expansion: D3_D7, aliases: ["snomD305"] },
  D315: { family: "desk-mono", lines: 4, keys: 5, display: "mono", expansion: D3_D7, aliases: ["snomD315"] },
  D335: { family: "desk", lines: 12, keys: 32, display: "colour", expansion: D3_D7_D7C, aliases: ["snomD335"] },
  D345: { family: "desk-mono", lines: 12, keys: 48, display: "mono", expansion: D3_D7, aliases: ["snomD345"] },
  D375: { family: "desk", lines: 12, keys: 12, display: "colour", expansion: D3_D7, aliases: ["snomD375"] },
  D385: { family: "desk", lines: 12, keys: 48, display: "colour", displaySize: WIDE, expansion: D7C, aliases: ["snomD385"] },

  D710: { family: "legacy-mono", lines: 4, keys: 5, display: "mono", expansion: D7, aliases: ["snom710", "snomD710", "710"] },
  D712: { family: "desk-mono", lines: 4, keys: 5, display: "mono", expansion: D7, aliases: ["snomD712"] },
  D713: { family: "desk-mono", lines: 4, keys: 4, display: "mono", expansion: D7C, aliases: ["snomD713"] },
  D715: { family: "desk-mono", lines: 4, keys: 5, display: "mono", expansion: D7, aliases: ["snom715", "snomD715", "715"] },
  D717: { family: "desk", lines: 6, keys: 3, display: "colour", displaySize: { width: 426, height: 240 }, expansion: D7C, aliases: ["snomD717"] },
  D725: { family: "desk-mono", lines: 12, keys: 18, display: "mono", expansion: D7, aliases: ["snom725", "snomD725", "725"] },
  D735: { family: "desk", lines: 12, keys: 32, display: "colour", displaySize: QVGA, expansion: D7_D7C, aliases: ["snomD735"] },
  D745: { family: "desk-mono", lines: 12, keys: 32, display: "mono", expansion: D7, aliases: ["snomD745"] },
  D765: { family: "desk", lines: 12, keys: 16, display: "colour", displaySize: QVGA, expansion: D7, aliases: ["snomD765"] },
  D785: { family: "desk", lines: 12, keys: 24, display: "colour", displaySize: WIDE, expansion: { ...D7_D7C, modules: 4 }, aliases: ["snomD785"] },

  // No source counts the D810's identities: as many as it has keys, like its neighbour D713.
  D810: { family: "desk", lines: 4, keys: 4, display: "colour", expansion: D8C, aliases: ["snomD810"] },
  D812: { family: "desk", lines: 12, keys: 28, display: "colour", displaySize: HD, expansion: D8C, aliases: ["snomD812"] },
  D815: { family: "desk", lines: 12, keys: 40, display: "colour", expansion: D8C, aliases: ["snomD815", "snomD815W", "D815W"] },
  // Sources differ by twelve about where its module keys begin, so it takes none.
  D862: { family: "desk", lines: 12, keys: 32, display: "colour", displaySize: HD, aliases: ["snomD862"] },
  D865: { family: "desk", lines: 12, keys: 40, display: "colour", displaySize: HD, expansion: D8C, aliases: ["snomD865"] },
  D892: { family: "desk", lines: 12, keys: 36, display: "colour", expansion: D8C, aliases: ["snomD892"] },
  D895: { ...other("no source describes it", "snomD895"), display: "colour" },
  SP800: { ...other("of this phone only the number of its keys is known, by one source", "snomSP800"), keys: 28, display: "colour" },

  "300": { family: "legacy-3xx", lines: 4, keys: 6, display: "mono", aliases: ["snom300"] },
  "320": { family: "legacy-3xx", lines: 12, keys: 12, display: "mono", aliases: ["snom320"] },
  "360": { family: "legacy-3xx", lines: 12, keys: 12, display: "mono", aliases: ["snom360"] },
  "370": { family: "legacy-3xx", lines: 12, keys: 12, display: "mono", aliases: ["snom370"] },
  "720": { family: "legacy-mono", lines: 12, keys: 18, display: "mono", aliases: ["snom720"] },
  "760": { family: "legacy", lines: 12, keys: 12, display: "colour", aliases: ["snom760"] },
  "820": { family: "legacy", lines: 12, keys: 4, display: "colour", aliases: ["snom820"] },
  "821": { family: "legacy", lines: 12, keys: 4, display: "colour", aliases: ["snom821"] },
  "870": { family: "legacy", lines: 12, keys: 16, display: "touch", aliases: ["snom870"] },
  // No source counts its identities.
  MP: { family: "legacy-mono", lines: 1, keys: 0, display: "mono", aliases: ["snomMP", "MeetingPoint"] },
  PA1: { family: "legacy-mono", lines: 4, keys: 0, display: "none", capabilities: ["srtp", "mtls"], aliases: ["snomPA1"] },
  "PA1+": { family: "legacy-mono", lines: 4, keys: 0, display: "none", capabilities: ["srtp", "mtls"], aliases: ["snomPA1P"] },

  M300: base("dect-300-700", "snomM300", 20),
  M400: { ...base("dect-400-900", "snomM400", 20), aliases: ["snomM400", "M400SC"] },
  M700: base("dect-300-700", "snomM700", 999),
  M900: base("dect-400-900", "snomM900", 999),

  m3: other("it reads a text format of its own, of which three settings are known", "snomM3"),
  m9: other("its file looks like a desk phone's, but which settings it reads and how many lines it has is not known", "snomm9", "snom-m9"),
  M100: other(VTECH, "snomM100", "M100SC", "M100KLE"),
  M200SC: other(VTECH, "snomM200SC"),
  M500: other(VTECH, "snomM500", "M500KLE"),
  M18: other(VTECH),
  M58: other(VTECH),
  C520: other(VTECH, "C520-WiMi", "snomC520"),
  C620: other(VTECH, "snomC620"),

  M5: other("it is a repeater: it is set up by its base"),
  M25: other(HANDSET),
  M30: other(HANDSET),
  M65: other(HANDSET),
  M70: other(HANDSET),
  M80: other(HANDSET),
  M85: other(HANDSET),
  M90: other(HANDSET),
};

/** Module keys are counted on from the phone's own; where they are not, this is the first one's place (snom.md §2.3: the D385's are 126 further on). */
export const FIRST_MODULE_KEY: Readonly<Record<string, number>> = { D385: 48 + 126 };

/** What a phone of this model calls itself in the names of files. */
export function phoneTypeOf(modelName: string): string {
  return models[modelName]?.aliases?.[0] ?? `snom${modelName}`;
}

import type { Family, Model } from "../../provisioning/vendor.ts";

/** Why a family of phones gets no configuration yet; the families without an entry do. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  "desk-v7x": "its firmware ends before V80 and spells its settings differently",
  "desk-t1-t2": "its configuration follows",
  "desk-t7-t8": "its configuration follows",
  video: "its configuration follows",
  conference: "its configuration follows",
  "wifi-handset": "its configuration follows",
  dect: "its configuration follows",
};

/** yealink.md §5.2: with `<mac>.boot` answered 404 nothing is reset by omission (see files.ts). */
const KEEPS_ABSENT_SETTINGS: Family["keepsAbsentSettings"] = {
  value: true,
  source:
    "Yealink's guides (T2/T4 V81; VP59/T58A/CP960 V83+) let only a boot file with overwrite_mode = 1 reset what is absent, and Offhook serves no boot file",
};

function listed(name: string): Family {
  return { name, capabilities: [], zeroTouch: [], cannot: {}, secrets: [], keepsAbsentSettings: KEEPS_ABSENT_SETTINGS };
}

export const families: Readonly<Record<string, Family>> = {
  desk: {
    name: "Yealink T3x, T4x and T5x",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [
      { kinds: ["sip"], settings: ["account.{n}.password"] },
      // The user "admin" opens menu and web page. The second spelling is V80's (yealink.md §4.4).
      { kinds: ["menu", "web"], settings: ["static.security.user_password", "security.user_password"] },
    ],
    keepsAbsentSettings: KEEPS_ABSENT_SETTINGS,
  },
  "desk-t1-t2": listed("Yealink T1x and T2x from V80 on"),
  "desk-v7x": listed("Yealink desk phones that end at V70 to V73"),
  "desk-t7-t8": listed("Yealink T7x and T8x"),
  video: listed("Yealink video phones"),
  conference: listed("Yealink conference phones"),
  "wifi-handset": listed("Yealink Wi-Fi handsets"),
  dect: listed("Yealink DECT bases"),
};

type Row = readonly [
  name: string,
  family: string,
  lines: number,
  keys: number,
  display: Model["display"],
  /** The last three digits of its common file, y000000000NNN.cfg. */
  code: string,
  ...otherNames: string[],
];

/**
 * yealink.md §10, codes from §2. Where its two sources differ in the number of keys, the smaller one.
 * Lines and keys of the DECT bases: accounts, none. A code in [U] or of one source serves listings only.
 */
// biome-ignore format: a table
const ROWS: readonly Row[] = [
  ["T30",      "desk",  1,  0, "mono",   "127"],
  ["T30P",     "desk",  1,  0, "mono",   "127"],
  ["T31",      "desk",  2,  2, "mono",   "123"],
  ["T31P",     "desk",  2,  2, "mono",   "123"],
  ["T31G",     "desk",  2,  2, "mono",   "123"],
  ["T31W",     "desk",  2,  2, "mono",   "172"],
  ["T33P",     "desk",  4, 12, "colour", "124"],
  ["T33G",     "desk",  4, 12, "colour", "124"],
  ["T34W",     "desk",  4, 12, "colour", "171"],
  ["T40P",     "desk",  3,  3, "mono",   "054"],
  ["T40G",     "desk",  3,  3, "mono",   "076"],
  ["T41P",     "desk",  6, 15, "mono",   "036"],
  ["T41S",     "desk",  6, 15, "mono",   "068"],
  ["T41U",     "desk",  6, 15, "mono",   "115"],
  ["T42G",     "desk", 12, 15, "mono",   "029"],
  ["T42S",     "desk", 12, 15, "mono",   "067"],
  ["T42U",     "desk", 12, 15, "mono",   "116"],
  ["T43U",     "desk", 12, 15, "mono",   "107"],
  ["T44U",     "desk", 12, 21, "colour", "173"],
  ["T44W",     "desk", 12, 21, "colour", "174"],
  ["T46G",     "desk", 16, 27, "colour", "028"],
  ["T46S",     "desk", 16, 27, "colour", "066"],
  ["T46U",     "desk", 16, 27, "colour", "108"],
  ["T48G",     "desk", 16, 29, "touch",  "035"],
  ["T48S",     "desk", 16, 29, "touch",  "065"],
  ["T48U",     "desk", 16, 29, "touch",  "109"],
  ["T52S",     "desk", 12, 21, "colour", "074"],
  ["T53",      "desk", 12, 21, "mono",   "095", "T53C"],
  ["T53W",     "desk", 12, 21, "mono",   "095"],
  ["T54S",     "desk", 16, 27, "colour", "070"],
  ["T54W",     "desk", 16, 27, "colour", "096"],
  ["T56A",     "desk", 16, 27, "touch",  "056"],
  ["T57W",     "desk", 16, 29, "touch",  "097"],
  ["T58",      "desk", 16, 27, "touch",  "058"],
  ["T58A",     "desk", 16, 27, "touch",  "058"],
  ["T58V",     "desk", 16, 27, "touch",  "058"],
  ["T58W",     "desk", 16, 27, "touch",  "150"],

  ["T19P_E2",  "desk-t1-t2",  1,  0, "mono",   "053"],
  ["T21P_E2",  "desk-t1-t2",  2,  2, "mono",   "052"],
  ["T23P",     "desk-t1-t2",  3,  3, "mono",   "044"],
  ["T23G",     "desk-t1-t2",  3,  3, "mono",   "044"],
  ["T27P",     "desk-t1-t2",  6, 21, "mono",   "045"],
  ["T27G",     "desk-t1-t2",  6, 21, "mono",   "069"],
  ["T29G",     "desk-t1-t2", 16, 27, "colour", "046"],

  ["T19P",     "desk-v7x", 1,  0, "mono",   "031"],
  ["T20P",     "desk-v7x", 2,  2, "mono",   "007"],
  ["T21P",     "desk-v7x", 2,  2, "mono",   "034", "T21D"],
  ["T22P",     "desk-v7x", 3,  3, "mono",   "005"],
  ["T26P",     "desk-v7x", 3,  3, "mono",   "004"],
  ["T28P",     "desk-v7x", 6,  6, "mono",   "000"],
  ["T32G",     "desk-v7x", 3,  3, "colour", "032"],
  ["T38G",     "desk-v7x", 6,  6, "colour", "038"],
  ["VP530",    "desk-v7x", 4,  0, "colour", "023", "VP530P"],

  ["T73U",     "desk-t7-t8", 12, 40, "colour", "186"],
  ["T73W",     "desk-t7-t8", 12, 40, "colour", "183"],
  ["T74U",     "desk-t7-t8", 16, 50, "colour", "187"],
  ["T74W",     "desk-t7-t8", 16, 50, "colour", "184"],
  ["T77U",     "desk-t7-t8", 16, 56, "colour", "188"],
  ["T85W",     "desk-t7-t8", 16, 60, "colour", "196"],
  ["T87W",     "desk-t7-t8", 16, 84, "colour", "197"],
  ["T88W",     "desk-t7-t8", 16, 84, "colour", "192"],
  ["T88V",     "desk-t7-t8", 16, 84, "colour", "192"],

  ["T49G",     "video", 16,  4, "touch", "051", "VP-T49G"],
  ["VP59",     "video", 16, 27, "touch", "091"],

  ["CP860",    "conference", 1, 0, "mono",  "037"],
  ["CP920",    "conference", 1, 0, "mono",  "078"],
  ["CP925",    "conference", 1, 0, "mono",  "148"],
  ["CP960",    "conference", 1, 0, "touch", "073"],
  ["CP965",    "conference", 1, 0, "touch", "143"],

  ["AX83H",    "wifi-handset", 4, 0, "colour", "180"],
  ["AX86R",    "wifi-handset", 4, 0, "colour", "182"],

  ["W52P",     "dect",   5, 0, "none", "025"],
  ["W56P",     "dect",   5, 0, "none", "025"],
  ["W60B",     "dect",   8, 0, "none", "077", "W53P", "W60P"],
  ["W70B",     "dect",  10, 0, "none", "146", "W73P", "W76P", "W79P"],
  ["W75DM",    "dect",  20, 0, "none", "175", "W75B"],
  ["W80DM",    "dect", 100, 0, "none", "103", "W80B"],
  ["W90DM",    "dect", 250, 0, "none", "130", "W90B"],
];

const codes = new Map(ROWS.map(([name, , , , , code]) => [name, code]));

export const models: Readonly<Record<string, Model>> = Object.fromEntries(ROWS.map((row) => [row[0], toModel(row)]));

function toModel([name, family, lines, keys, display, code, ...otherNames]: Row): Model {
  const reason = UNSUPPORTED[family];
  const spoken = [name, ...otherNames].map((other) => `SIP-${other}`);
  // Several models share some codes; only a code of its own lets a request for the common file tell the model.
  const isOwnCode = ROWS.filter((row) => row[5] === code).length === 1;
  const aliases = [...otherNames, ...spoken, ...(isOwnCode ? [commonFileStem(code)] : [])];
  return { family, lines, keys, display, aliases, ...(reason === undefined ? {} : { unsupported: reason }) };
}

/** The common file that a model asks for, without its ending. */
export function commonFileStemOf(modelName: string): string {
  return commonFileStem(codes.get(modelName) ?? "000");
}

function commonFileStem(code: string): string {
  return `y${code.padStart(12, "0")}`;
}

import type { Capability, Model, ZeroTouch } from "../../provisioning/vendor.ts";
import { families } from "./families.ts";

/** Modules by name: how many a phone takes at most, and how many keys each has (yealink.md §4.6, §10). */
const MODULES = {
  // 40 keys, of which two turn the page; its two sources take 3 or 6 modules.
  EXP20: { name: "EXP20", modules: 3, keys: 38 },
  EXP40: { name: "EXP40", modules: 6, keys: 40 },
  EXP43: { name: "EXP43", modules: 3, keys: 60 },
  EXP50: { name: "EXP50", modules: 3, keys: 60 },
  EXP55: { name: "EXP55", modules: 3, keys: 78 },
} as const satisfies Record<string, Model["expansion"]>;

/** What a row says beyond its columns. */
type More = {
  module?: keyof typeof MODULES;
  /** They follow the line keys in `keys` (yealink.md §4.6). */
  memoryKeys?: number;
  /** Its firmware may be V73 or older, or once was: settings go out in both spellings (yealink.md §4.2). */
  olderNames?: true;
  /** Its firmware may be older than V84, whose spelling of the zones' names the catalogue of names is (yealink.md §4.7). */
  clockByRule?: true;
  /** `line` of a BLF key counts from 0 (yealink.md §4.1). */
  blfLineFrom0?: true;
  /** Ring tones are stored as `Resource:Ring1.wav`, pictures as `Config:name.jpg` (yealink.md §4.9). */
  namesItsStore?: true;
  /** Not in the vendor's redirection service (yealink.md §9.4). */
  noRedirect?: true;
  size?: Model["displaySize"];
  handsets?: number;
  /** A handset's lines for outgoing calls can be chosen (yealink.md §11). */
  dialOutLines?: true;
  /** A handset can be admitted by its IPUI (yealink.md §11). */
  admitsByIpui?: true;
  reportsAs?: readonly string[];
  unsupported?: string;
  otherNames?: readonly string[];
};

type Row = readonly [
  name: string,
  family: string,
  lines: number,
  keys: number,
  display: Model["display"],
  /** The last three digits of its common file, y000000000NNN.cfg; undefined where no source says them. */
  code: string | undefined,
  more?: More,
];

const QVGA = { width: 320, height: 240 };
/** What V7x phones have in common. */
const V7X = { olderNames: true, clockByRule: true, noRedirect: true } as const;
/** T4xG began with V71 to V73 and end at V83. */
const T4XG = V7X;
const NOT_COUNTED = "no source counts its accounts and keys";
const HANDSET = "it is a handset of a DECT base: the base is what gets a configuration";

/**
 * yealink.md §10, codes from §2. Where its two sources differ in the number of keys, the smaller one. `keys` holds memory keys
 * too. Lines of the DECT bases are accounts. A code in [U] or of one source serves listings only.
 */
// biome-ignore format: a table
const ROWS: readonly Row[] = [
  ["T19P_E2", "desk-mono",    1,  0, "mono",   "053"],
  ["T21P_E2", "desk-mono",    2,  2, "mono",   "052"],
  ["T23P",    "desk-mono",    3,  3, "mono",   "044"],
  ["T23G",    "desk-mono",    3,  3, "mono",   "044"],
  ["T27P",    "desk-mono",    6, 21, "mono",   "045", { module: "EXP20", clockByRule: true }],
  ["T27G",    "desk-mono",    6, 21, "mono",   "069", { module: "EXP20" }],
  ["T29G",    "desk-colour", 16, 27, "colour", "046", { module: "EXP20", clockByRule: true }],

  ["T30",     "desk-mono",    1,  0, "mono",   "127"],
  ["T30P",    "desk-mono",    1,  0, "mono",   "127"],
  ["T31",     "desk-mono",    2,  2, "mono",   "123"],
  ["T31P",    "desk-mono",    2,  2, "mono",   "123"],
  ["T31G",    "desk-mono",    2,  2, "mono",   "123"],
  ["T31W",    "desk-mono",    2,  2, "mono",   "172"],
  ["T33P",    "desk-colour",  4, 12, "colour", "124", { size: QVGA }],
  ["T33G",    "desk-colour",  4, 12, "colour", "124", { size: QVGA }],
  ["T34W",    "desk-colour",  4, 12, "colour", "171", { size: QVGA }],

  ["T40P",    "desk-mono",    3,  3, "mono",   "054"],
  ["T40G",    "desk-mono",    3,  3, "mono",   "076"],
  ["T41P",    "desk-mono",    6, 15, "mono",   "036", T4XG],
  ["T41S",    "desk-mono",    6, 15, "mono",   "068"],
  ["T41U",    "desk-mono",    6, 15, "mono",   "115"],
  ["T42G",    "desk-mono",   12, 15, "mono",   "029", T4XG],
  ["T42S",    "desk-mono",   12, 15, "mono",   "067"],
  ["T42U",    "desk-mono",   12, 15, "mono",   "116"],
  ["T43U",    "desk-mono",   12, 15, "mono",   "107", { module: "EXP43" }],
  ["T44U",    "desk-colour", 12, 21, "colour", "173"],
  ["T44W",    "desk-colour", 12, 21, "colour", "174"],
  ["T46G",    "desk-colour", 16, 27, "colour", "028", { module: "EXP40", ...T4XG }],
  ["T46S",    "desk-colour", 16, 27, "colour", "066", { module: "EXP40" }],
  ["T46U",    "desk-colour", 16, 27, "colour", "108", { module: "EXP43" }],
  ["T48G",    "desk-colour", 16, 29, "touch",  "035", { module: "EXP40", ...T4XG }],
  ["T48S",    "desk-colour", 16, 29, "touch",  "065", { module: "EXP40" }],
  ["T48U",    "desk-colour", 16, 29, "touch",  "109", { module: "EXP43" }],

  ["T52S",    "desk-colour", 12, 21, "colour", "074", { module: "EXP50", namesItsStore: true, noRedirect: true }],
  ["T53",     "desk-mono",   12, 21, "mono",   "095", { module: "EXP50", namesItsStore: true, otherNames: ["T53C"] }],
  ["T53W",    "desk-mono",   12, 21, "mono",   "095", { module: "EXP50", namesItsStore: true }],
  ["T54S",    "desk-colour", 16, 27, "colour", "070", { module: "EXP50", namesItsStore: true, noRedirect: true }],
  ["T54W",    "desk-colour", 16, 27, "colour", "096", { module: "EXP50", namesItsStore: true }],
  ["T57W",    "desk-colour", 16, 29, "touch",  "097", { module: "EXP50", namesItsStore: true }],

  ["T73U",    "desk-colour", 12, 40, "colour", "186", { module: "EXP55", namesItsStore: true }],
  ["T73W",    "desk-colour", 12, 40, "colour", "183", { module: "EXP55", namesItsStore: true }],
  ["T74U",    "desk-colour", 16, 50, "colour", "187", { module: "EXP55", namesItsStore: true }],
  ["T74W",    "desk-colour", 16, 50, "colour", "184", { module: "EXP55", namesItsStore: true }],
  ["T77U",    "desk-colour", 16, 56, "colour", "188", { module: "EXP55", namesItsStore: true }],
  ["T85W",    "desk-colour", 16, 60, "colour", "196", { module: "EXP55", namesItsStore: true }],
  ["T87W",    "desk-colour", 16, 84, "colour", "197", { module: "EXP55", namesItsStore: true }],
  ["T88W",    "desk-colour", 16, 84, "colour", "192", { module: "EXP55", namesItsStore: true }],
  ["T88V",    "desk-colour", 16, 84, "colour", "192", { module: "EXP55", namesItsStore: true }],

  ["T49G",    "video",       16,  4, "touch",  "051", { clockByRule: true, otherNames: ["VP-T49G"] }],
  ["T56A",    "video",       16, 27, "touch",  "056", { module: "EXP50", namesItsStore: true }],
  ["T58",     "video",       16, 27, "touch",  "058", { module: "EXP50", namesItsStore: true }],
  ["T58A",    "video",       16, 27, "touch",  "058", { module: "EXP50", namesItsStore: true }],
  ["T58V",    "video",       16, 27, "touch",  "058", { module: "EXP50", namesItsStore: true }],
  ["T58W",    "video",       16, 27, "touch",  "150", { module: "EXP50", namesItsStore: true }],
  ["VP59",    "video",       16, 27, "touch",  "091", { module: "EXP50", namesItsStore: true, clockByRule: true }],

  ["T19P",    "v7x-mono",     1,  0, "mono",   "031", V7X],
  ["T20P",    "v7x-mono",     2,  2, "mono",   "007", V7X],
  ["T21P",    "v7x-mono",     2,  2, "mono",   "034", V7X],
  ["T22P",    "v7x-mono",     3,  3, "mono",   "005", V7X],
  ["T26P",    "v7x-mono",     3, 13, "mono",   "004", { memoryKeys: 10, ...V7X }],
  ["T28P",    "v7x-mono",     6, 16, "mono",   "000", { memoryKeys: 10, ...V7X }],
  ["T32G",    "v7x-colour",   3,  3, "colour", "032", { blfLineFrom0: true, ...V7X }],
  ["T38G",    "v7x-colour",   6, 16, "colour", "038", { memoryKeys: 10, blfLineFrom0: true, ...V7X }],
  ["VP530",   "v7x-colour",   4,  0, "colour", "023", { otherNames: ["VP530P"], ...V7X }],

  ["CP860",   "conference",   1,  0, "mono",   "037", { olderNames: true, clockByRule: true }],
  ["CP920",   "conference",   1,  0, "mono",   "078"],
  ["CP925",   "conference",   1,  0, "mono",   "148"],
  ["CP960",   "conference",   1,  0, "touch",  "073"],
  ["CP965",   "conference",   1,  0, "touch",  "143"],

  ["AX83H",   "wifi-handset", 4,  0, "colour", "180"],
  ["AX86R",   "wifi-handset", 4,  0, "colour", "182"],

  ["W52P",    "dect",           5, 0, "none", "025", { handsets: 5, dialOutLines: true, olderNames: true, clockByRule: true }],
  ["W56P",    "dect",           5, 0, "none", "025", { handsets: 5, dialOutLines: true, olderNames: true, clockByRule: true }],
  ["W60B",    "dect",           8, 0, "none", "077", { handsets: 8, dialOutLines: true, otherNames: ["W53P", "W60P"] }],
  ["W70B",    "dect-multicell", 10, 0, "none", "146", { handsets: 10, dialOutLines: true, otherNames: ["W73P", "W76P", "W79P"] }],
  // A DM may call itself by the name of the base that it is made of (yealink.md §3, §11).
  ["W75DM",   "dect-multicell", 20, 0, "none", "175", { handsets: 20, reportsAs: ["W75B"] }],
  ["W80DM",   "dect-multicell", 100, 0, "none", "103", { handsets: 100, admitsByIpui: true, reportsAs: ["W80B"] }],
  ["W90DM",   "dect-multicell", 250, 0, "none", "130", { handsets: 250, admitsByIpui: true, reportsAs: ["W90B"] }],
  ["W75B",    "dect-base",      0, 0, "none", "175"],
  ["W80B",    "dect-base",      0, 0, "none", "103"],
  ["W90B",    "dect-base",      0, 0, "none", "130"],

  ["T18",     "v7x-mono",    0, 0, "mono",   "009", { unsupported: NOT_COUNTED }],
  ["T54",     "desk-colour", 0, 0, "colour", undefined, { unsupported: NOT_COUNTED }],
  ["T57",     "desk-colour", 0, 0, "touch",  undefined, { unsupported: NOT_COUNTED }],
  ["T64",     "desk-colour", 0, 0, "colour", undefined, { unsupported: NOT_COUNTED }],
  ["T67LTE",  "desk-colour", 0, 0, "colour", undefined, { unsupported: NOT_COUNTED }],
  ["T73",     "desk-colour", 0, 0, "colour", undefined, { unsupported: NOT_COUNTED }],
  ["T74",     "desk-colour", 0, 0, "colour", undefined, { unsupported: NOT_COUNTED }],
  ["T77",     "desk-colour", 0, 0, "colour", undefined, { unsupported: NOT_COUNTED }],
  ["CP930W",  "dect-base",   0, 0, "mono",   undefined, { unsupported: HANDSET }],
  ["CP935W",  "dect-base",   0, 0, "mono",   undefined, { unsupported: HANDSET }],
  ["W52H",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W53H",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W56H",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W57R",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W59R",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W73H",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W74H",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
  ["W78H",    "dect-base",   0, 0, "colour", undefined, { unsupported: HANDSET }],
];

const rows = new Map(ROWS.map((row) => [row[0], row]));

export const models: Readonly<Record<string, Model>> = Object.fromEntries(ROWS.map((row) => [row[0], toModel(row)]));

/** How this model's configuration differs from its neighbours'. */
export function quirksOf(modelName: string): Readonly<More> {
  return rows.get(modelName)?.[6] ?? {};
}

/** The common file that a model asks for, without its ending. */
export function commonFileStemOf(modelName: string): string {
  return commonFileStem(rows.get(modelName)?.[5] ?? "000");
}

function toModel([name, family, lines, keys, display, code, more = {}]: Row): Model {
  const { module, memoryKeys, size, handsets, reportsAs, unsupported, otherNames = [] } = more;
  const spoken = [name, ...otherNames].map((other) => `SIP-${other}`);
  // Several models share some codes; only a code of its own lets a request for the common file tell the model.
  const isOwnCode = code !== undefined && ROWS.filter((row) => row[5] === code).length === 1;
  return {
    family,
    lines,
    keys,
    display,
    capabilities: capabilitiesOf(name, family, keys > 0 || module !== undefined),
    zeroTouch: zeroTouchOf(family, more),
    aliases: [...otherNames, ...spoken, ...(isOwnCode ? [commonFileStem(code)] : [])],
    ...(memoryKeys === undefined ? {} : { memoryKeys }),
    ...(size === undefined ? {} : { displaySize: size }),
    ...(module === undefined ? {} : { expansion: MODULES[module] }),
    ...(handsets === undefined ? {} : { handsets }),
    ...(reportsAs === undefined ? {} : { reportsAs }),
    ...(unsupported === undefined ? {} : { unsupported }),
  };
}

/** Menus and watched extensions are reached by function keys; W at the end of a phone's name stands for Wi-Fi (yealink.md §4.8). */
function capabilitiesOf(name: string, family: string, hasKeys: boolean): Capability[] {
  const all = families[family]?.capabilities ?? [];
  const own = all.filter((capability) => hasKeys || (capability !== "xml-menu" && capability !== "blf"));
  return /^T\d\dW$/.test(name) ? [...own, "wifi"] : own;
}

function zeroTouchOf(family: string, { noRedirect }: More): ZeroTouch[] {
  return (families[family]?.zeroTouch ?? []).filter((way) => way !== "redirect" || noRedirect === undefined);
}

function commonFileStem(code: string): string {
  return `y${code.padStart(12, "0")}`;
}

import type { FirmwareNaming } from "../../provisioning/vendor.ts";

/** By the first number of a ROM's version: the models that it is for (yealink.md §6). */
// biome-ignore format: a table
const MODELS_BY_PREFIX: Readonly<Record<string, readonly string[]>> = {
  2: ["T28P"], 6: ["T26P"], 7: ["T22P"], 9: ["T20P"],
  18: ["T18"], 31: ["T19P"], 34: ["T21P"], 32: ["T32G"], 38: ["T38G"],
  52: ["T21P_E2"], 53: ["T19P_E2"],
  44: ["T23P", "T23G"], 45: ["T27P"], 46: ["T29G"], 69: ["T27G"],
  54: ["T40P"], 76: ["T40G"],
  36: ["T41P"], 29: ["T42G"], 28: ["T46G"], 35: ["T48G"],
  66: ["T41S", "T42S", "T46S", "T48S"],
  108: ["T41U", "T42U", "T43U", "T44U", "T44W", "T46U", "T48U"],
  124: ["T30", "T30P", "T31", "T31G", "T31P", "T31W", "T33G", "T33P", "T34W"],
  70: ["T52S", "T54S"],
  96: ["T53", "T53W", "T54", "T54W", "T57", "T57W"],
  58: ["T56A", "T58", "T58A", "T58V"], 150: ["T58W"], 91: ["VP59"], 51: ["T49G"],
  185: ["T73", "T73U", "T73W", "T74", "T74U", "T74W", "T77", "T77U", "T85W", "T87W"],
  192: ["T88W", "T88V"],
  180: ["AX83H", "AX86R"],
  37: ["CP860"], 78: ["CP920"], 148: ["CP925"], 73: ["CP960"], 143: ["CP965"],
  25: ["W52P", "W56P"], 77: ["W60B"], 146: ["W70B"], 175: ["W75DM", "W75B"], 103: ["W80DM", "W80B"], 130: ["W90DM", "W90B"],
};

/** Handsets by the beginning of their ROM's name, and what `over_the_air.url.<type>` calls them. */
// biome-ignore format: a table
const HANDSETS: Readonly<Record<string, string>> = {
  W52H: "w52h", W53H: "w53h", W56H: "w56h", W57R: "w57r", W59R: "w59r", W73H: "w73h", W74H: "w74h", W78H: "w78h",
  CP930W: "cp930w", CP935W: "cp935w", "T4S-ddphone": "t41s_dd10k", "T54W-ddphone": "t54w_dd10k",
};

/** `T46S(T48S,T42S,T41S)-66.86.0.15.rom`, `T58W-OS12-150.87.0.15.rom`. Test builds have numbers of any length. */
const ROM = /^(?:(?<name>[0-9A-Za-z_,()-]+)-)?(?<version>(?<prefix>\d+)(?:\.\d+){3})\.rom$/i;

const prefixOf = new Map(
  Object.entries(MODELS_BY_PREFIX).flatMap(([prefix, names]) => names.map((name): [string, string] => [name, prefix])),
);

export const firmware: FirmwareNaming = {
  example: "T46S(T48S,T42S,T41S)-66.86.0.15.rom",
  read(fileName) {
    const { name = "", version, prefix = "" } = ROM.exec(fileName)?.groups ?? {};
    if (version === undefined) return undefined;
    const handset = Object.keys(HANDSETS).find((one) => one.toLowerCase() === name.toLowerCase());
    // A handset's ROM for desk phones has the desk phone's number.
    const models = handset === undefined ? MODELS_BY_PREFIX[prefix] : [handset];
    return models && { version, models };
  },
  familyOf: (modelName) => prefixOf.get(modelName),
  // yealink.md §5.4: with the settings go the passwords, which the one-time rule does not give again.
  whyNotBack: "an older image wipes all their settings and passwords",
};

/** How `over_the_air.url.<type>` calls a handset. */
export function handsetTypeOf(handset: string): string | undefined {
  return HANDSETS[handset];
}

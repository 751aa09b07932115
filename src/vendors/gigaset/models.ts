import type { Model } from "../../provisioning/vendor.ts";

const NO_FORMAT = "no provisioning format of it is known";
const WEB_PAGE_ONLY = "it takes no configuration file, only its web page";
const NO_NAMES = "it reads the N510's format, but no source names its settings";
const DESK_UNKNOWN =
  "no source says how many accounts it has, nor which settings its PIN, its web page, its keys and its clock have";
const INTEGRATOR =
  "no source says how many handsets it takes, what it calls itself, nor whether every setting of an N870 is right for it";

/**
 * Every device that gigaset.md names: the 19 of §10 (12 rows), and those that only §0, §1.2, §1.6 and §3.3 name. `lines` of a DECT
 * base is how many handsets it takes, as each handset has an account of its own. Line keys count as keys, soft keys do not. No source
 * says what displays Maxwell and the P-series have: "colour" where a wallpaper or the sister phone's background picture can be set,
 * "mono" else. No sizes are known.
 */
export const MODELS: Readonly<Record<string, Model>> = {
  "N610 IP PRO": { ...base("nx", 8), aliases: ["N610"] },
  "N670 IP PRO": { ...base("nx", 20), aliases: ["N670"] },
  "N770 IP PRO": { ...base("nx", 100), aliases: ["N770"] },
  "N870 IP PRO": { ...base("nx", 250), aliases: ["N870"] },
  "N870E IP PRO": { ...base("nx", 250), aliases: ["N870E"] },
  "N530 IP PRO": {
    ...base("nx", 0),
    aliases: ["N530"],
    unsupported: "how many handsets it takes and whether it reads every setting of its sisters is not known",
  },
  "Embedded Integrator": { ...base("nx", 0), unsupported: INTEGRATOR },
  "Virtual Integrator": { ...base("nx", 0), unsupported: INTEGRATOR },

  "Maxwell Basic": { family: "mx", lines: 4, keys: 0, display: "mono" },
  "Maxwell 2": { family: "mx", lines: 4, keys: 8, display: "colour" },
  "Maxwell 3": { family: "mx", lines: 4, keys: 8, display: "colour" },
  "Maxwell 4": { family: "mx", lines: 4, keys: 8, display: "colour" },
  "Maxwell 10": { family: "other", lines: 0, keys: 0, display: "touch", unsupported: NO_FORMAT },

  // Their phone type stands for both of a pair: `GigasetP82x` (§3.4).
  P710: { family: "p", lines: 12, keys: 4, display: "mono", aliases: ["GigasetP710"] },
  P810: { family: "p", lines: 12, keys: 4, display: "colour", aliases: ["GigasetP810"] },
  P820: { family: "p", lines: 12, keys: 28, display: "colour", aliases: ["GigasetP820", "P82x", "GigasetP82x"] },
  P825: { family: "p", lines: 12, keys: 28, display: "colour", aliases: ["GigasetP825"] },
  P850W: { family: "p", lines: 12, keys: 36, display: "colour", aliases: ["GigasetP850W", "P850"] },
  P855: { family: "p", lines: 12, keys: 36, display: "colour", aliases: ["GigasetP855"] },

  "N510 IP PRO": { ...base("n510", 6), aliases: ["N510", "N510_IP_PRO", "Gigaset_N510_IP_PRO"] },
  "N720 DM PRO": { ...base("n720", 100), aliases: ["N720", "Gigaset_N720_DM_PRO"] },
  "N720 IP PRO": { ...base("n720", 100), aliases: ["Gigaset_N720_IP_PRO"] },
  "C610 IP": { ...base("pf", 0), aliases: ["C610", "C610_IP"], unsupported: NO_NAMES },
  "N300 IP": { ...base("pf", 0), aliases: ["N300"], unsupported: NO_NAMES },
  "DE310 IP PRO": desk("DE310"),
  "DE410 IP PRO": desk("DE410"),
  "DE700 IP PRO": desk("DE700"),
  "DE900 IP PRO": desk("DE900"),
  DX800A: { family: "pf", lines: 0, keys: 0, display: "mono", unsupported: NO_NAMES },

  "C470 IP": { ...base("other", 0), aliases: ["C470IP", "C470_IP"], unsupported: WEB_PAGE_ONLY },
  "C475 IP": { ...base("other", 0), unsupported: WEB_PAGE_ONLY },
  "C590 IP": { ...base("other", 0), aliases: ["C590_IP"], unsupported: WEB_PAGE_ONLY },
  "S675 IP": { ...base("other", 0), aliases: ["S675IP", "S675_IP"], unsupported: WEB_PAGE_ONLY },
  "S685 IP": { ...base("other", 0), unsupported: WEB_PAGE_ONLY },

  "Fusion FX800W": { ...base("other", 0), unsupported: NO_FORMAT },
  "GO-Box 100": { ...base("other", 0), unsupported: NO_FORMAT },
  "C430A GO": { ...base("other", 0), unsupported: NO_FORMAT },
  "C530 GO": { ...base("other", 0), unsupported: NO_FORMAT },
};

function base(family: string, handsets: number): Model {
  return { family, lines: handsets, keys: 0, display: "none", ...(handsets > 0 ? { handsets } : {}) };
}

function desk(shortName: string): Model {
  return { family: "pf", lines: 0, keys: 0, display: "mono", aliases: [shortName], unsupported: DESK_UNKNOWN };
}

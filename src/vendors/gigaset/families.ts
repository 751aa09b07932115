import type { Family } from "../../provisioning/vendor.ts";
import { DESK_CANNOT, DESK_DROPS, DESK_SECRETS } from "../snom/families.ts";
import { MD5_ONLY } from "./login.ts";
import { N510, N720 } from "./provider-frame-families.ts";
import { MX, NX } from "./provisioning-families.ts";

/** gigaset.md §4: where each family keeps its passwords, all in plain text. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  nx: NX,
  mx: MX,
  n510: N510,
  n720: N720,
  p: {
    name: "Gigaset P-series",
    // No source tells of a client certificate in these phones.
    capabilities: ["xml-menu", "blf", "ldap", "srtp"],
    zeroTouch: ["pnp", "dhcp", "redirect"],
    cannot: {
      ...DESK_CANNOT,
      languageFile: "no source tells of language packs for these phones",
      firmware: "no source says what its images are called, nor which model takes which",
    },
    loginSchemes: MD5_ONLY,
    secrets: DESK_SECRETS,
    dropsAccount: DESK_DROPS,
    keepsAbsentSettings: { value: true, source: "gigaset.md §3.4: Snom's format and firmware; snom.md §4" },
  },
  pf: {
    name: "Gigaset C610, N300, DE and DX800A",
    capabilities: [],
    zeroTouch: ["dhcp", "pnp", "redirect"],
    cannot: {},
    secrets: [],
    keepsAbsentSettings: { value: true, source: "gigaset.md §3.1: the maker's guide of 2013, page 40" },
  },
  other: {
    name: "Other Gigaset devices",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [],
    keepsAbsentSettings: { value: false, source: "nothing known" },
  },
};

import type { Family } from "../../provisioning/vendor.ts";

const PIN_DIGITS = 4;

/** gigaset.md §4: where each family keeps its passwords, all in plain text. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  nx: {
    name: "Gigaset N610, N670, N770 and N870",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [
      { kinds: ["sip"], settings: ["SipAccount.{n}.AuthPassword"] },
      { kinds: ["menu"], settings: ["hs.{n}.DECT_AC"] },
      { kinds: ["web"], settings: ["WebUIAccounts.1.Password"] },
    ],
    keepsAbsentSettings: {
      value: true,
      source:
        "gigaset.md §3.3: absent parameters keep their value (implied by the advice on deleting handsets, unconfirmed)",
    },
    menuDigits: { min: PIN_DIGITS, max: PIN_DIGITS },
    menuPasswordOfLine: pinOfSlot,
  },
  mx: {
    name: "Gigaset Maxwell",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    alwaysAsksByPnp: true,
    secrets: [
      { kinds: ["sip"], settings: ["SIP.Account.{n}.AuthPassword"] },
      // The second one opens the same page for a user, with a factory password unless it is set.
      { kinds: ["web"], settings: ["WebUI.AdminPassword", "WebUI.UserPassword"] },
    ],
    keepsAbsentSettings: {
      value: true,
      source: "gigaset.md §3.2: single parameters are set by name, as on the DECT bases (by analogy, unconfirmed)",
    },
  },
  p: {
    name: "Gigaset P-series",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    secrets: [
      { kinds: ["sip"], settings: ["user_pass[{n}]"] },
      { kinds: ["menu"], settings: ["admin_mode_password", "admin_mode_password_confirm"] },
      { kinds: ["web"], settings: ["http_pass", "webserver_admin_password"] },
    ],
    keepsAbsentSettings: { value: true, source: "gigaset.md §3.4: Snom's format and firmware; snom.md §4" },
  },
  pf: {
    name: "Gigaset N510, N720, C610, N300 and DE",
    capabilities: [],
    zeroTouch: [],
    cannot: {},
    // gigaset.md §1.3: a base, to which the device adds `/<DVID>/master.bin`.
    isToldBaseByPnp: true,
    alwaysAsksByPnp: true,
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

/** The PIN tells the base which slot a handset takes, so each slot has its own: the phone's PIN counted on. */
function pinOfSlot(menuPassword: string, lineIndex0: number): string {
  if (!/^[0-9]{4}$/.test(menuPassword)) return menuPassword;
  return String((Number(menuPassword) + lineIndex0) % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, "0");
}

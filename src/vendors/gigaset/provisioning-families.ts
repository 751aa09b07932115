import type { Family } from "../../provisioning/vendor.ts";
import { MD5_ONLY } from "./login.ts";
import { NO_NAME_KNOWN, NO_UPLOADS } from "./no-setting.ts";

const PIN_DIGITS = 4;

/** The two families that read `<provisioning version="1.1">` files (gigaset.md §3.2, §3.3, §4). */
export const NX: Family = {
  name: "Gigaset N610, N670, N770 and N870",
  loginSchemes: MD5_ONLY,
  capabilities: ["xml-menu", "srtp", "mtls", "dect-handsets"],
  zeroTouch: ["dhcp", "pnp", "redirect"],
  cannot: {
    language: "handsets choose their language themselves, and no source names a setting for the web page's",
    webLanguage: NO_NAME_KNOWN,
    timeFormat: NO_NAME_KNOWN,
    codecs: NO_NAME_KNOWN,
    pickupCode: "a DECT base has no keys that watch an extension",
    callerIdSource: NO_NAME_KNOWN,
    simultaneousCalls: NO_NAME_KNOWN,
    callWaiting: NO_NAME_KNOWN,
    vlan: NO_NAME_KNOWN,
    pcVlan: "a DECT base has no port for a computer",
    lldp: NO_NAME_KNOWN,
    dot1x: NO_NAME_KNOWN,
    ldap: "it can do LDAP, but no source names its settings",
    dialNow: NO_NAME_KNOWN,
    emergencyNumbers: NO_NAME_KNOWN,
    ringTone: "handsets choose their ring tones themselves",
    ringers: "handsets choose their ring tones themselves",
    logoUrl: "a DECT base has no display",
    backgroundUrl: "a DECT base has no display",
    languageFile: NO_NAME_KNOWN,
    ringToneFile: "handsets choose their ring tones themselves",
    handsetFirmware: "its handsets are not updated by a setting that any source names",
    featureCodes: "no source names a setting for it; Offhook's menu offers them",
    forwardingBy: NO_NAME_KNOWN,
    dndBy: NO_NAME_KNOWN,
    uploads: NO_UPLOADS,
    reports: "no source names an address that it calls when something happens",
    provisioningIntervalMinutes: "it asks once a day, and no source names a setting for that",
    provisioningWindow: NO_NAME_KNOWN,
  },
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
};

export const MX: Family = {
  name: "Gigaset Maxwell",
  loginSchemes: MD5_ONLY,
  alwaysAsksByPnp: true,
  capabilities: ["blf", "ldap", "srtp"],
  zeroTouch: ["dhcp", "pnp", "redirect"],
  cannot: {
    menu: "no source tells of menus on these phones",
    registrationExpirySeconds: NO_NAME_KNOWN,
    secondOutboundProxy: "it can be told to use a second server, but no source names the setting for its address",
    dtmf: "two sources contradict each other about its codes",
    callerIdSource: "no source says which values its setting takes",
    simultaneousCalls: NO_NAME_KNOWN,
    lldp: NO_NAME_KNOWN,
    dot1x: NO_NAME_KNOWN,
    phoneBook: NO_NAME_KNOWN,
    dialNow: NO_NAME_KNOWN,
    emergencyNumbers: NO_NAME_KNOWN,
    ringTone: "ring tones go by file names, of which sources tell one only",
    ringers: "ring tones go by file names, of which sources tell one only",
    logoUrl: NO_NAME_KNOWN,
    languageFile: NO_NAME_KNOWN,
    ringToneFile: "ring tones go by file names, and no source says how one is uploaded",
    handsetFirmware: "it has no handsets",
    uploads: NO_UPLOADS,
    reports: "no source names an address that it calls when something happens",
    provisioningIntervalMinutes: "no source says in which unit its setting counts",
    provisioningWindow: NO_NAME_KNOWN,
    pnpAfterProvisioning: NO_NAME_KNOWN,
  },
  secrets: [
    { kinds: ["sip"], settings: ["SIP.Account.{n}.AuthPassword"] },
    // The second one opens the same page for a user, with a factory password unless it is set.
    { kinds: ["web"], settings: ["WebUI.AdminPassword", "WebUI.UserPassword"] },
  ],
  dropsAccount: {
    settings: ["SIP.Account.{n}.AuthPassword"],
    // An empty value "can have unpredictable effects" (§3.3), so another one takes its place.
    value: "none",
    source: "gigaset.md §3.2: a parameter that is given replaces what was there, and Active 0 switches the account off",
  },
  keepsAbsentSettings: {
    value: true,
    source: "gigaset.md §3.2: single parameters are set by name, as on the DECT bases (by analogy, unconfirmed)",
  },
};

/** The PIN tells the base which slot a handset takes, so each slot has its own: the phone's PIN counted on. */
function pinOfSlot(menuPassword: string, lineIndex0: number): string {
  if (!/^[0-9]{4}$/.test(menuPassword)) return menuPassword;
  return String((Number(menuPassword) + lineIndex0) % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, "0");
}

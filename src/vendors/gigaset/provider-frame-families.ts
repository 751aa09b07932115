import type { Family } from "../../provisioning/vendor.ts";
import { MD5_ONLY } from "./login.ts";
import { NO_NAME_KNOWN, NO_UPLOADS } from "./no-setting.ts";

/** System PINs and registration PINs have four digits (gigaset.md §3.1, §4). */
const PIN = { min: 4, max: 4 };

/** What neither base has a setting for. */
const CANNOT_EITHER = {
  timeFormat: NO_NAME_KNOWN,
  secondOutboundProxy: NO_NAME_KNOWN,
  srtp: NO_NAME_KNOWN,
  pickupCode: "a DECT base has no keys that watch an extension",
  callerIdSource: NO_NAME_KNOWN,
  simultaneousCalls: NO_NAME_KNOWN,
  callWaiting: NO_NAME_KNOWN,
  pcVlan: "a DECT base has no port for a computer",
  lldp: NO_NAME_KNOWN,
  dot1x: NO_NAME_KNOWN,
  dialNow: NO_NAME_KNOWN,
  emergencyNumbers: NO_NAME_KNOWN,
  ringTone: "handsets choose their ring tones themselves",
  ringers: "handsets choose their ring tones themselves",
  logoUrl: "a DECT base has no display",
  backgroundUrl: "a DECT base has no display",
  languageFile: NO_NAME_KNOWN,
  ringToneFile: "handsets choose their ring tones themselves",
  handsetFirmware: NO_NAME_KNOWN,
  uploads: NO_UPLOADS,
  reports: "no source names an address that it calls when something happens",
  provisioningIntervalMinutes: "it asks once a day, and the one timer that a source names is for firmware",
  provisioningWindow: NO_NAME_KNOWN,
  pnpAfterProvisioning: NO_NAME_KNOWN,
  https: "its file has no place for the scheme of an address",
} as const satisfies Family["cannot"];

const SHARED = {
  capabilities: ["ldap", "xml-menu", "dect-handsets"],
  zeroTouch: ["dhcp", "pnp", "redirect"],
  loginSchemes: MD5_ONLY,
  isToldBaseByPnp: true,
  alwaysAsksByPnp: true,
  keepsAbsentSettings: { value: true, source: "gigaset.md §3.1: the maker's guide of 2013, page 40" },
  menuDigits: PIN,
  menuPasswordAsWritten: pinAsWritten,
} as const satisfies Partial<Family>;

/** The two DECT bases that read `<ProviderFrame>` files (gigaset.md §3.1, §4). */
export const N510: Family = {
  ...SHARED,
  loginSettings: ["S_PROV_USERNAME", "S_PROV_PASSWORD"],
  name: "Gigaset N510",
  cannot: {
    ...CANNOT_EITHER,
    menu: "no source names a setting for the address of a service",
    featureCodes: NO_NAME_KNOWN,
    forwardingBy: NO_NAME_KNOWN,
    dndBy: NO_NAME_KNOWN,
  },
  secrets: [
    // Nothing stands for the first account, `_2` for the second.
    { kinds: ["sip"], settings: ["BS_IP_Data1.aucS_SIP_PASSWORD{n}"] },
    // One PIN opens the base's settings, its web page, and registers handsets.
    { kinds: ["menu", "web"], settings: ["BS_CUSTOM.aucKdsPin[0]"] },
  ],
};

export const N720: Family = {
  ...SHARED,
  keepsFirstToken: true,
  name: "Gigaset N720",
  cannot: {
    ...CANNOT_EITHER,
    country: NO_NAME_KNOWN,
    firmware: "one source shows two addresses for it, with a query whose meaning is not known",
    forwardingBy: "handsets forward by the PBX's codes alone, which are set wherever the PBX has some",
    dndBy: "handsets refuse calls by the PBX's codes alone, which are set wherever the PBX has some",
  },
  secrets: [
    { kinds: ["sip"], settings: ["BS_VOIP_Data.astVoipAccounts[{n}].aucS_SIP_PASSWORD[0]"] },
    { kinds: ["menu"], settings: ["BS_CUSTOM.aucKdsPin[%]"] },
    { kinds: ["web"], settings: ["BS_CUSTOM.WebUIPassword"] },
  ],
};

/** `1234` is written `0x12,0x34`. */
function pinAsWritten(pin: string): string {
  if (!/^(?:[0-9]{2})+$/.test(pin)) return pin;
  return (pin.match(/../g) ?? []).map((pair) => `0x${pair}`).join(",");
}

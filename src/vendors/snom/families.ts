import type { Family } from "../../provisioning/vendor.ts";

// snom.md §3 (settings), §4 (what stays when absent), §7.1 (client certificates), §9.1 (DECT), §12 (which firmware a model has at most).

/** How the settings of one family differ from those of current desk phones. */
export type Dialect = {
  /** 8: call forwarding and its codes are the phone's, not each identity's, and there is an interval but no polling window (§1.7, §3.1). */
  firmware: 8 | 10;
  /** Languages by the ASCII names of older firmware (§2.7). */
  hasAsciiLanguages: boolean;
  hasBackground: boolean;
  /** `codec_priority_list`; 3xx have `codec1_name` and so on instead (§3.1). */
  hasCodecList: boolean;
};

/** Also what phones of another brand with Snom's firmware 10 speak. */
export const CURRENT: Dialect = { firmware: 10, hasAsciiLanguages: false, hasBackground: true, hasCodecList: true };
const FIRMWARE_8: Dialect = { ...CURRENT, firmware: 8, hasAsciiLanguages: true };

export const DIALECTS: Readonly<Record<string, Dialect>> = {
  desk: CURRENT,
  "desk-mono": { ...CURRENT, hasBackground: false },
  legacy: FIRMWARE_8,
  "legacy-mono": { ...FIRMWARE_8, hasBackground: false },
  "legacy-3xx": { ...FIRMWARE_8, hasBackground: false, hasCodecList: false },
};

const NO_SETTING = "no source names a setting for it";
const NO_UPLOADS = "no source tells of files that it saves at a server";

/** What no desk phone with Snom's firmware can be told. */
export const DESK_CANNOT: Family["cannot"] = {
  simultaneousCalls: NO_SETTING,
  dot1x: "no source says how EAP-TLS is chosen, only how it is switched off",
  logoUrl: "these phones have a background picture instead of a logo",
  handsetFirmware: "it has no handsets",
  uploads: NO_UPLOADS,
};
const NO_BACKGROUND: Family["cannot"] = { backgroundUrl: "these phones show no background picture" };
const NO_WINDOW: Family["cannot"] = { provisioningWindow: "firmware 8 has an interval only" };

export const DESK_SECRETS: Family["secrets"] = [
  { kinds: ["sip"], settings: ["user_pass[{n}]"] },
  { kinds: ["menu"], settings: ["admin_mode_password", "admin_mode_password_confirm"] },
  { kinds: ["web"], settings: ["http_pass", "webserver_admin_password"] },
];

/** A line of a shared phone that nobody has any more. */
export const DESK_DROPS: NonNullable<Family["dropsAccount"]> = {
  settings: ["user_pass[{n}]", "user_hash[{n}]"],
  value: "",
  source: "snom.md §4: an element that is present but empty sets an empty value; GS5 switches accounts off so",
};

const desk = {
  oldestFirmware: { version: "7", source: "snom.md §1.4: older firmware reads a text format, not XML" },
  // snom.md §7.3: digest is taken as unsupported there, so Basic comes first; it is offered where passwords may travel only.
  loginSettings: ["http_client_user", "http_client_pass"],
  loginSchemes: ["basic", "digest-md5", "digest-sha256"],
  capabilities: ["xml-menu", "blf", "ldap", "srtp", "mtls"],
  zeroTouch: ["pnp", "dhcp", "redirect"],
  secrets: DESK_SECRETS,
  dropsAccount: DESK_DROPS,
  ha1: { setting: "user_hash[{n}]", source: "snom.md §3.1: user_hash = MD5 HA1 alternative to user_pass" },
  keepsAbsentSettings: {
    value: true,
    source: "snom.md §4: provisioning is a series of set operations on named items (inferred, high confidence)",
  },
} as const satisfies Partial<Family>;

const PIN_DIGITS = 4;

const dect = {
  capabilities: ["dect-handsets", "mtls"],
  zeroTouch: ["pnp", "dhcp", "redirect"],
  keepsAbsentSettings: {
    value: true,
    source: "snom.md §9.1: same reasoning as for desk phones, not checked on bases",
  },
  menuDigits: { min: PIN_DIGITS, max: PIN_DIGITS },
  menuPasswordOfLine: pinOfAccount,
  cannot: {
    uploads: NO_UPLOADS,
    webLanguage: "the bases have one language for handsets and web page",
    timezone: NO_SETTING,
    timeFormat: NO_SETTING,
    registrationExpirySeconds: NO_SETTING,
    outboundProxy: NO_SETTING,
    secondOutboundProxy: NO_SETTING,
    srtp: "only the name srv_srtp_auth is known, not what it takes",
    pickupCode: NO_SETTING,
    callerIdSource: NO_SETTING,
    simultaneousCalls: NO_SETTING,
    callWaiting: NO_SETTING,
    pcVlan: "a base has no socket for a computer",
    lldp: NO_SETTING,
    dot1x: NO_SETTING,
    ldap: "no source names the settings of an LDAP directory on these bases",
    dialNow: NO_SETTING,
    emergencyNumbers: NO_SETTING,
    ringTone: "ring tones are chosen on the handset",
    ringers: NO_SETTING,
    logoUrl: NO_SETTING,
    backgroundUrl: NO_SETTING,
    languageFile: "no source tells of language packs for these bases",
    ringToneFile: "ring tones are chosen on the handset",
    firmware:
      "one source tells a way, by folders of images for the base and each of its handsets, of which older firmware drops the port",
    handsetFirmware: "the same as for the base",
    featureCodes: NO_SETTING,
    menu: "no source tells of a minibrowser on these bases",
    forwardingBy: NO_SETTING,
    dndBy: NO_SETTING,
    reports: "no source names action URLs of these bases",
    provisioningIntervalMinutes: NO_SETTING,
    provisioningWindow: NO_SETTING,
  },
} as const satisfies Partial<Family>;

/** Nothing is written for these: each model says why. */
const unsupported = {
  capabilities: [],
  zeroTouch: [],
  cannot: {},
  secrets: [],
} as const satisfies Partial<Family>;

export const families: Readonly<Record<string, Family>> = {
  desk: { ...desk, takesAuthority: "inline", name: "Snom desk phones with a colour display", cannot: DESK_CANNOT },
  "desk-mono": {
    ...desk,
    takesAuthority: "inline",
    name: "Snom desk phones with a monochrome display",
    cannot: { ...DESK_CANNOT, ...NO_BACKGROUND },
  },
  legacy: {
    ...desk,
    hasOldTls: true,
    name: "Snom 760 and 8xx (firmware 8)",
    cannot: { ...DESK_CANNOT, ...NO_WINDOW },
  },
  "legacy-mono": {
    ...desk,
    hasOldTls: true,
    name: "Snom 710, 720, MeetingPoint and PA1 (firmware 8)",
    cannot: { ...DESK_CANNOT, ...NO_WINDOW, ...NO_BACKGROUND },
  },
  "legacy-3xx": {
    ...desk,
    hasOldTls: true,
    name: "Snom 3xx (firmware 8)",
    // The built-in certificate came after them.
    capabilities: ["xml-menu", "blf", "ldap", "srtp"],
    cannot: {
      ...DESK_CANNOT,
      ...NO_WINDOW,
      ...NO_BACKGROUND,
      codecs: "only the names codec1_name to codec7_name are known, not what they take",
    },
  },
  "dect-300-700": {
    ...dect,
    name: "Snom M300 and M700",
    secrets: [
      { kinds: ["sip"], settings: ["user_pass[{n}]"] },
      { kinds: ["menu"], settings: ["subscr_dect_ac_code[{n}]"] },
      { kinds: ["web"], settings: ["http_pass", "admin_mode_password"] },
    ],
  },
  "dect-400-900": {
    ...dect,
    name: "Snom M400 and M900",
    secrets: [
      { kinds: ["sip"], settings: ["user_pass[{n}]"] },
      { kinds: ["menu"], settings: ["subscr_dect_ac_code[{n}]"] },
      // The lesser roles of firmware 07.40: with their factory passwords they would open the same page.
      { kinds: ["web"], settings: ["http_pass", "http_engineer_pass", "http_basic_pass"] },
    ],
  },
  other: {
    ...unsupported,
    name: "Other Snom devices",
    keepsAbsentSettings: { value: false, source: "snom.md §9.2, §9.3: nothing known" },
  },
};

/** A handset registers for an account by its PIN, so each account has its own: the phone's PIN counted on. */
function pinOfAccount(menuPassword: string, lineIndex0: number): string {
  if (!/^[0-9]{4}$/.test(menuPassword)) return menuPassword;
  return String((Number(menuPassword) + lineIndex0) % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, "0");
}

export function isDect(family: string): boolean {
  return family.startsWith("dect-");
}

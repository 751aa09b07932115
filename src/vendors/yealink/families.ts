import type { Family } from "../../provisioning/vendor.ts";

/** yealink.md §5.2: with `<mac>.boot` answered 404 nothing is reset by omission (see files.ts). */
const KEEPS_ABSENT_SETTINGS: Family["keepsAbsentSettings"] = {
  value: true,
  source:
    "Yealink's guides (T2/T4 V81; VP59/T58A/CP960 V83+) let only a boot file with overwrite_mode = 1 reset what is absent, and Offhook serves no boot file",
};

const SIP: Family["secrets"][number] = { kinds: ["sip"], settings: ["account.{n}.password"] };
/** The second spelling is that of V80 and older (yealink.md §4.4). */
const ADMIN_PASSWORD = ["static.security.user_password", "security.user_password"];
/** The user "admin" opens menu and web page. */
const ADMIN: Family["secrets"][number] = { kinds: ["menu", "web"], settings: ADMIN_PASSWORD };

const NO_SETTING = "no source names a setting for it";
const NO_MENU = "no source tells of an XML browser on it, nor of a key that opens one";
const NO_BACKGROUND = "its display shows no background picture";
const NO_LOGO = "only phones with a monochrome display take a logo";
const NO_COMPUTER = "no source says that it has a socket for a computer";
const NUMBERED_CODECS = "V73 and older number their codecs, and no source says which number is which";
const WI_FI_ONLY = "it has no network socket, only Wi-Fi";
const NO_HANDSETS = "it has no handsets";
const ON_HANDSET = "it is chosen on the handset, and no source names a setting for it";
const NO_UPLOADS = "no source tells which files it saves, and by which settings";
const FROM_DM = "a base gets it from the one in DM role";

const DESK_CAPABILITIES = ["xml-menu", "blf", "ldap", "srtp", "mtls"] as const;
const ZERO_TOUCH = ["pnp", "dhcp", "redirect"] as const;
/** yealink.md §8.2; the second spelling is that of V73 and older. */
const LOGIN_SETTINGS = ["static.", ""].flatMap((prefix) => [
  `${prefix}auto_provision.server.username`,
  `${prefix}auto_provision.server.password`,
]);
const SHARED = {
  zeroTouch: ZERO_TOUCH,
  keepsAbsentSettings: KEEPS_ABSENT_SETTINGS,
  loginSettings: LOGIN_SETTINGS,
} as const;
const DROPS_ACCOUNT: Family["dropsAccount"] = {
  settings: ["account.{n}.password"],
  value: "%NULL%",
  source: "yealink.md §5.2, rule 2: a deleted account gets enable = 0 and %NULL% for its name and password (WZ)",
};
/** yealink.md §7.1: their XML browser logs in by settings of its own. */
const BROWSER_LOGIN = ["features.xml_browser.user_name", "features.xml_browser.pwd"];
const PHONE = {
  ...SHARED,
  capabilities: DESK_CAPABILITIES,
  secrets: [SIP, ADMIN],
  dropsAccount: DROPS_ACCOUNT,
  loginSettings: [...LOGIN_SETTINGS, ...BROWSER_LOGIN],
} as const;

const DECT_CANNOT: Family["cannot"] = {
  menu: NO_MENU,
  simultaneousCalls: NO_SETTING,
  // `custom.handset.time_format` has no known values (yealink.md §11).
  timeFormat: ON_HANDSET,
  ringTone: ON_HANDSET,
  ringers: ON_HANDSET,
  logoUrl: ON_HANDSET,
  backgroundUrl: ON_HANDSET,
  languageFile: ON_HANDSET,
  ringToneFile: ON_HANDSET,
  pcVlan: NO_COMPUTER,
  uploads: NO_UPLOADS,
};
/** The PIN opens a base's settings on its handsets and is asked for when one registers; 0000 from the factory (yealink.md §11). */
const DECT = {
  ...SHARED,
  capabilities: ["dect-handsets", "ldap", "srtp"],
  secrets: [SIP, { kinds: ["menu"], settings: ["base.pin_code"] }, { kinds: ["web"], settings: ADMIN_PASSWORD }],
  menuDigits: { min: 4, max: 4 },
} as const satisfies Partial<Family>;

export const families: Readonly<Record<string, Family>> = {
  "desk-mono": {
    ...PHONE,
    takesAuthority: "file",
    name: "Yealink desk phones with a monochrome display",
    cannot: { simultaneousCalls: NO_SETTING, handsetFirmware: NO_HANDSETS, backgroundUrl: NO_BACKGROUND },
  },
  "desk-colour": {
    ...PHONE,
    takesAuthority: "file",
    name: "Yealink desk phones with a colour display",
    cannot: { simultaneousCalls: NO_SETTING, handsetFirmware: NO_HANDSETS, logoUrl: NO_LOGO },
  },
  video: {
    ...PHONE,
    takesAuthority: "file",
    name: "Yealink video and Android phones",
    cannot: { simultaneousCalls: NO_SETTING, handsetFirmware: NO_HANDSETS, logoUrl: NO_LOGO },
  },
  "v7x-mono": {
    ...PHONE,
    takesAuthority: "file",
    hasOldTls: true,
    name: "Yealink phones that end at V70 to V73, monochrome",
    // Phones of that time have no certificate of their own (yealink.md §8.1).
    capabilities: ["xml-menu", "blf", "ldap", "srtp"],
    cannot: {
      simultaneousCalls: NO_SETTING,
      handsetFirmware: NO_HANDSETS,
      codecs: NUMBERED_CODECS,
      backgroundUrl: NO_BACKGROUND,
      uploads: NO_UPLOADS,
    },
  },
  "v7x-colour": {
    ...PHONE,
    takesAuthority: "file",
    hasOldTls: true,
    name: "Yealink phones that end at V70 to V73, colour",
    capabilities: ["xml-menu", "blf", "ldap", "srtp"],
    cannot: {
      simultaneousCalls: NO_SETTING,
      handsetFirmware: NO_HANDSETS,
      codecs: NUMBERED_CODECS,
      logoUrl: NO_LOGO,
      uploads: NO_UPLOADS,
    },
  },
  conference: {
    ...PHONE,
    takesAuthority: "file",
    name: "Yealink conference phones",
    capabilities: ["ldap", "srtp"],
    cannot: {
      simultaneousCalls: NO_SETTING,
      handsetFirmware: NO_HANDSETS,
      menu: NO_MENU,
      logoUrl: "no source says that conference phones take a logo",
      backgroundUrl: "no source says that conference phones take a picture",
      pcVlan: NO_COMPUTER,
    },
  },
  "wifi-handset": {
    ...PHONE,
    takesAuthority: "file",
    name: "Yealink Wi-Fi handsets",
    capabilities: ["ldap", "srtp", "wifi"],
    cannot: {
      menu: NO_MENU,
      simultaneousCalls: NO_SETTING,
      handsetFirmware: NO_HANDSETS,
      logoUrl: NO_LOGO,
      vlan: WI_FI_ONLY,
      pcVlan: WI_FI_ONLY,
      lldp: WI_FI_ONLY,
      dot1x: WI_FI_ONLY,
      uploads: NO_UPLOADS,
    },
  },
  dect: { ...DECT, name: "Yealink DECT bases W52P, W56P and W60B", cannot: DECT_CANNOT },
  "dect-multicell": {
    ...DECT,
    name: "Yealink DECT bases W70B and W75, W80, W90 in DM role",
    cannot: { ...DECT_CANNOT, registrationExpirySeconds: "no source names it in a template of SIP servers" },
  },
  "dect-base": {
    ...SHARED,
    name: "Yealink DECT bases in B role",
    capabilities: [],
    secrets: [{ kinds: ["web"], settings: ADMIN_PASSWORD }],
    cannot: Object.fromEntries(
      // biome-ignore format: a list
      [
        "timezone", "timeFormat", "country", "ntpServers", "registrationExpirySeconds", "outboundProxy", "secondOutboundProxy",
        "srtp", "codecs", "dtmf", "voicemailNumber", "pickupCode", "callerIdSource", "simultaneousCalls", "callWaiting", "pcVlan",
        "ldap", "phoneBook", "dialNow", "emergencyNumbers", "ringTone", "ringers", "logoUrl", "backgroundUrl", "featureCodes",
        "forwardingBy", "dndBy", "reports", "uploads", "languageFile", "ringToneFile", "handsetFirmware", "menu",
      ].map((name) => [name, FROM_DM]),
    ),
  },
};

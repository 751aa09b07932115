import type { UploadKind } from "../../provisioning/phone-upload.ts";
import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { Family, Model, WordsContext } from "../../provisioning/vendor.ts";
import { describeClock } from "./clock.ts";
import { families } from "./families.ts";
import { handsetTypeOf } from "./firmware.ts";
import { quirksOf } from "./models.ts";

/** Languages whose names the reference knows (yealink.md §4.7); others are left as the phone has them. */
const LANGUAGE_NAMES: Partial<Record<ResolvedSettings["language"], string>> = {
  cs: "Czech",
  da: "Danish",
  de: "German",
  en: "English",
  es: "Spanish",
  fr: "French",
  it: "Italian",
  nl: "Dutch",
  pl: "Polish",
  pt: "Portuguese",
  ru: "Russian",
  sv: "Swedish",
  tr: "Turkish",
};

/** Countries whose tones are built in (yealink.md §4.7); others are left as the phone has them. */
const TONE_COUNTRIES: Readonly<Record<string, string>> = {
  AT: "Austria",
  AU: "Australia",
  BE: "Belgium",
  BR: "Brazil",
  CH: "Switzerland",
  CL: "Chile",
  CN: "China",
  CZ: "Czech",
  DE: "Germany",
  DK: "Denmark",
  ES: "Spain",
  FI: "Finland",
  FR: "France",
  GB: "Great Britain",
  GR: "Greece",
  HU: "Hungary",
  IN: "India",
  IT: "Italy",
  JP: "Japan",
  LT: "Lithuania",
  MX: "Mexico",
  NL: "Netherlands",
  NO: "Norway",
  NZ: "New Zealand",
  PT: "Portugal",
  RU: "Russia",
  SE: "Sweden",
  US: "United States",
};

const TRANSPORT_TYPES = { udp: 0, tcp: 1, tls: 2 } as const;

/** yealink.md §4.3; other comments that circulate have 1 and 2 the wrong way round. */
const SRTP = { off: 0, optional: 1, required: 2 } as const;
const DTMF = { inband: 0, rtp: 1, "sip-info": 2 } as const;
/** `From` comes last in each, as the only header that is always there. */
const CALLER_ID_SOURCES = { from: "0", "p-asserted-identity": "2", "remote-party-id": "5" } as const;
const LDAP_SECURITY = {
  none: { mode: 0, port: 389 },
  starttls: { mode: 1, port: 389 },
  ldaps: { mode: 2, port: 636 },
} as const;
/** `custom.handset.language` of DECT bases (yealink.md §11). */
const HANDSET_LANGUAGES: Partial<Record<ResolvedSettings["language"], string>> = {
  en: "0",
  fr: "1",
  de: "2",
  it: "3",
  pl: "4",
  pt: "5",
  es: "6",
  tr: "7",
  ru: "8",
  cs: "9",
  sv: "10",
};

/** How many dial-now rules can be given, and so must be cleared when they are gone. */
const DIAL_NOW_RULES = 20;
const RINGERS = ["internal", "external", "group"] as const;
/** Newer models fail with more ciphers than these (yealink.md §12, 12). */
const SRTP_CIPHERS = "AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32";

/** Every codec that a phone may have, by its name there; those not wanted are switched off. The spelling "kpbs" is the phones'. */
// biome-ignore format: a list
const CODECS = [
  "pcma", "pcmu", "g722", "g729", "opus", "g726_16", "g726_24", "g726_32", "g726_40", "g723_53", "g723_63",
  "ilbc_13_33kbps", "ilbc_15_2kbps", "g722_1_24kpbs", "g722_1c_24kpbs", "g722_1c_32kpbs", "g722_1c_48kpbs",
] as const;

/** The neutral settings in these phones' words. What is absent is undefined, and mostly cleared by the template. */
export function findWords(
  settings: ResolvedSettings,
  { pbx, server, modelName, model, handsets, hosted }: WordsContext,
) {
  const quirks = quirksOf(modelName);
  const cannot = families[model.family]?.cannot ?? {};
  const srtp = settings.srtp ?? (pbx.isTls ? "required" : "off");
  const sipPort = pbx.isTls ? 5061 : 5060;
  const language = LANGUAGE_NAMES[settings.language];
  return {
    // Device settings begin with `static.` since V80 (yealink.md §4.1); both spellings together are harmless.
    devicePrefixes: quirks.olderNames ? ["static.", ""] : ["static."],
    hasOlderNames: quirks.olderNames === true,
    ...findProvisioning(settings),
    ...findNetwork(settings, cannot),
    ...findBook(settings),
    language,
    webLanguage: settings.webLanguage === undefined ? language : LANGUAGE_NAMES[settings.webLanguage],
    handsetLanguage: HANDSET_LANGUAGES[settings.language],
    toneCountry: TONE_COUNTRIES[settings.country],
    clock: describeClock(settings.timezone, quirks.clockByRule !== true),
    is24h: settings.timeFormat === "24h" ? 1 : 0,
    ntpServer1: settings.ntpServers[0],
    ntpServer2: settings.ntpServers[1],
    voicemailNumber: settings.voicemailNumber,
    pickupCode: settings.pickupCode,
    callWaiting: settings.callWaiting ? 1 : 0,
    emergencyNumbers: settings.emergencyNumbers.join(","),
    transportType: TRANSPORT_TYPES[pbx.transport],
    outboundProxy: splitHostPort(settings.outboundProxy, sipPort),
    secondOutboundProxy: splitHostPort(settings.secondOutboundProxy, sipPort),
    srtpEncryption: SRTP[srtp],
    srtpCiphers: srtp !== "off" && limitsCiphers(modelName, model) ? SRTP_CIPHERS : undefined,
    codecs: cannot.codecs === undefined ? findCodecs(settings.codecs) : [],
    dtmfType: DTMF[settings.dtmf],
    isDtmfBySipInfo: settings.dtmf === "sip-info",
    callerIdSource: settings.callerIdSource && CALLER_ID_SOURCES[settings.callerIdSource],
    codes: findCodes(settings),
    ...findHosted(hosted, quirks.namesItsStore === true, settings.ringTone),
    ringers: RINGERS.map((name, index0) => ({
      index: index0 + 1,
      text: settings.ringers?.[name]?.alertInfo,
      tone: settings.ringers?.[name]?.tone,
    })),
    hasRingers: Object.keys(settings.ringers ?? {}).length > 0,
    takesLogo: cannot.logoUrl === undefined,
    logoUrl: settings.logoUrl,
    takesBackground: cannot.backgroundUrl === undefined,
    backgroundUrl: settings.backgroundUrl,
    backgroundName: nameBackground(settings.backgroundUrl, quirks.namesItsStore === true),
    reportUrl: server.reportUrl,
    uploads: findUploads(cannot.uploads === undefined ? settings.uploads : undefined, server.url),
    handsets: handsets.map(({ index, ipui, name, lines, outgoingLine }) => ({
      index,
      ipui: quirks.admitsByIpui ? ipui : undefined,
      name,
      lines: lines.join(","),
      outgoingLine: quirks.dialOutLines ? outgoingLine : undefined,
    })),
    unusedHandsets: Array.from({ length: (model.handsets ?? 0) - handsets.length }, (_, offset) => ({
      index: handsets.length + offset + 1,
      hasOutgoingLine: quirks.dialOutLines === true,
    })),
  };
}

/** An uploaded tone is chosen by its file's name. Same version: downloaded again at each start, so it is told no more (yealink.md §4.9, §6). */
function findHosted(hosted: WordsContext["hosted"], namesItsStore: boolean, usualTone: number | undefined) {
  const { firmware, ringTone, languageUrl, handsetFirmware } = hosted;
  const store = ringTone === undefined ? "Resource:" : "Config:";
  const toneName = ringTone?.name ?? (usualTone && `Ring${usualTone}.wav`);
  const isDone = firmware === "keep" || firmware?.isReached === true;
  return {
    firmware: firmware && { url: firmware === "keep" || isDone ? undefined : firmware.url },
    handsetFirmware: handsetFirmware.map(({ type, url }) => ({ type: handsetTypeOf(type), url })),
    languageUrl,
    ringToneUrl: ringTone?.url,
    ringTone: toneName && `${namesItsStore ? store : ""}${toneName}`,
  };
}

/** T3x to T8x and AX, but not the T3x of 2012 (yealink.md §4.3). */
function limitsCiphers(modelName: string, { family }: Model): boolean {
  return /^(?:T[3-8]|AX)/.test(modelName) && !family.startsWith("v7x");
}

/** With a window there is one request a day at some moment in it, without one a request in each interval. */
function findProvisioning({ provisioningIntervalMinutes, provisioningWindow, pnpAfterProvisioning }: ResolvedSettings) {
  return {
    repeatMinutes: provisioningIntervalMinutes ?? 1440,
    window: provisioningWindow,
    pnpEnable: pnpAfterProvisioning ? 1 : 0,
  };
}

/** yealink.md §1.5. Each with its address: one that another provider gave it would lead its passwords there. */
function findUploads(uploads: ResolvedSettings["uploads"], url: string) {
  const isOn = (kind: UploadKind) => uploads?.includes(kind) === true;
  return {
    settingsUrl: isOn("settings") ? url : undefined,
    others: uploads && [
      { name: "local_contact", url: isOn("contacts") ? url : undefined },
      { name: "local_calllog", url: isOn("call-log") ? url : undefined },
      { name: "local_log", url: isOn("log") ? url : undefined },
    ],
  };
}

function findNetwork({ vlan, pcVlan, lldp, dot1x }: ResolvedSettings, cannot: Family["cannot"]) {
  const describe = (wanted: typeof vlan) => wanted && { id: wanted.id, priority: wanted.priority?.toString() };
  return {
    vlan: cannot.vlan === undefined ? describe(vlan) : undefined,
    pcVlan: cannot.pcVlan === undefined ? describe(pcVlan) : undefined,
    lldp: lldp === undefined || cannot.lldp !== undefined ? undefined : Number(lldp).toString(),
    dot1x:
      dot1x === undefined || cannot.dot1x !== undefined
        ? undefined
        : { mode: dot1x.mode === "eap-tls" ? 2 : 0, identity: dot1x.identity },
  };
}

function findBook({ ldap, phoneBook, dialNow = [] }: ResolvedSettings) {
  return {
    ldap: ldap && {
      host: ldap.host,
      port: ldap.port ?? LDAP_SECURITY[ldap.security ?? "none"].port,
      tlsMode: LDAP_SECURITY[ldap.security ?? "none"].mode,
      base: ldap.base,
      nameFilter: ldap.nameFilter,
      numberFilter: ldap.numberFilter,
      nameAttributes: ldap.nameAttributes.join(" "),
      numberAttributes: ldap.numberAttributes.join(" "),
    },
    phoneBook,
    // A range of one digit is that digit: the notation is known with two only.
    dialNow: Array.from({ length: DIAL_NOW_RULES }, (_, index0) => ({
      index: index0 + 1,
      rule: dialNow[index0]?.replaceAll(/\[(\d)\]/g, "$1"),
    })),
  };
}

function findCodecs(wanted: readonly string[]) {
  return CODECS.map((name) => {
    const place = wanted.indexOf(name);
    return { name, enable: place === -1 ? 0 : 1, priority: place + 1 };
  });
}

/** Codes are dialled by the phone when somebody switches something on or off; only for what the PBX does. */
function findCodes({ featureCodes, forwardingBy, dndBy }: ResolvedSettings) {
  const forward = forwardingBy === "pbx" ? featureCodes : {};
  const dnd = dndBy === "pbx" ? featureCodes : {};
  return {
    features: [
      // By setting: of the whole phone, and of an account.
      { phone: "features.dnd", account: "dnd", on: dnd.dndOn, off: dnd.dndOff },
      { phone: "forward.always", account: "always_fwd", on: forward.forwardAlwaysOn, off: forward.forwardAlwaysOff },
      { phone: "forward.busy", account: "busy_fwd", on: forward.forwardBusyOn, off: forward.forwardBusyOff },
      {
        phone: "forward.no_answer",
        account: "timeout_fwd",
        on: forward.forwardNoAnswerOn,
        off: forward.forwardNoAnswerOff,
      },
    ],
    park: featureCodes.park,
    parkRetrieve: featureCodes.parkRetrieve,
  };
}

/** `host`, `host:port` or `[IPv6]:port`. Phones want address and port apart. */
function splitHostPort(text: string | undefined, usualPort: number) {
  if (text === undefined) return undefined;
  const [, address = text, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
  return { address, port: port ?? usualPort };
}

/** An uploaded picture is chosen by its file's name. */
function nameBackground(url: string | undefined, namesItsStore: boolean): string | undefined {
  if (url === undefined) return undefined;
  const fileName = new URL(url).pathname.split("/").at(-1);
  return fileName ? `${namesItsStore ? "Config:" : ""}${fileName}` : undefined;
}

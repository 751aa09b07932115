import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { describeClock } from "./clock.ts";

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

const SRTP_OFF = 0;
const SRTP_REQUIRED = 2;
/** Newer models fail with more ciphers than these (yealink.md §12, 12). */
const SRTP_CIPHERS = "AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32";

/** Every codec that a phone may have, by its name there; those not wanted are switched off. The spelling "kpbs" is the phones'. */
// biome-ignore format: a list
const CODECS = [
  "pcma", "pcmu", "g722", "g729", "opus", "g726_16", "g726_24", "g726_32", "g726_40", "g723_53", "g723_63",
  "ilbc_13_33kbps", "ilbc_15_2kbps", "g722_1_24kpbs", "g722_1c_24kpbs", "g722_1c_32kpbs", "g722_1c_48kpbs",
] as const;

/** The neutral settings in these phones' words. */
export function findWords(settings: ResolvedSettings, { pbx }: WordsContext) {
  const { isTls } = pbx;
  const wantedCodecs: readonly string[] = settings.codecs;
  return {
    language: LANGUAGE_NAMES[settings.language],
    toneCountry: TONE_COUNTRIES[settings.country],
    clock: describeClock(settings.timezone),
    ntpServer1: settings.ntpServers[0],
    ntpServer2: settings.ntpServers[1],
    voicemailNumber: settings.voicemailNumber,
    transportType: TRANSPORT_TYPES[pbx.transport],
    srtpEncryption: isTls ? SRTP_REQUIRED : SRTP_OFF,
    srtpCiphers: isTls ? SRTP_CIPHERS : undefined,
    codecs: CODECS.map((name) => {
      const place = wantedCodecs.indexOf(name);
      return { name, enable: place === -1 ? 0 : 1, priority: place + 1 };
    }),
    pnpEnable: settings.pnpAfterProvisioning ? 1 : 0,
  };
}

import type { ResolvedSettings, Settings } from "../../provisioning/settings.ts";
import { describeTimeZone } from "../../provisioning/time-zone.ts";

// The numbers of N510 and N720 for what other phones call by name: gigaset.md §3.1.

/** `ucI_HTTPLANGUAGE`. Further languages have a number for handset menus (§6), but not for the web page. */
const WEB_LANGUAGES: Partial<Record<ResolvedSettings["language"], string>> = {
  en: "0x1",
  de: "0x2",
  es: "0x4",
  it: "0x7",
  fr: "0x9",
  nl: "0xa",
  tr: "0x10",
  pl: "0x11",
};

/** `ucCountryCodeTone`. 4 is Austria in one source and Australia in another, so it stands for neither here. */
const TONES: Readonly<Record<string, string>> = {
  US: "0x1",
  CH: "0x2",
  ZA: "0x3",
  CZ: "0x5",
  ES: "0x6",
  FR: "0x7",
  GB: "0x8",
  NL: "0x9",
  PL: "0xa",
  RU: "0xb",
  DE: "0xc",
  IT: "0xd",
};
const INTERNATIONAL_TONES = "0x0";

/** `uiI_TIME_COUNTRY`. */
const TIME_COUNTRIES: Readonly<Record<string, string>> = { DE: "0x19", FR: "0x18", NL: "0x30", GB: "0x4a" };

/** `uiI_TIME_TIMEZONE` by minutes east of Greenwich. */
// biome-ignore format: a table
const TIME_ZONES: ReadonlyMap<number, string> = new Map([
  [-720, "0x00"], [-660, "0x01"], [-600, "0x02"], [-540, "0x03"], [-480, "0x04"], [-420, "0x07"], [-360, "0x09"],
  [-300, "0x0d"], [-240, "0x10"], [-180, "0x12"], [-120, "0x16"], [-60, "0x18"], [0, "0x1a"], [60, "0x1b"], [120, "0x20"],
  [180, "0x28"], [240, "0x2c"], [270, "0x2d"], [300, "0x2f"], [330, "0x30"], [345, "0x31"], [360, "0x33"], [390, "0x35"],
  [420, "0x36"], [480, "0x38"], [540, "0x3d"], [570, "0x40"], [600, "0x43"], [660, "0x47"], [720, "0x48"], [780, "0x50"],
]);
const SUMMER_SHIFT_MINUTES = 60;

/** `SIP_PREFERRED_VOCODER`: five places, best first. */
const CODECS: Partial<Record<ResolvedSettings["codecs"][number], string>> = {
  pcmu: "0x00",
  pcma: "0x01",
  g729: "0x03",
  g722: "0x05",
};
const NO_CODEC = "0xff";
const CODEC_PLACES = 5;

/** A bit mask. */
const DTMF: Readonly<Record<ResolvedSettings["dtmf"], string>> = { inband: "0x1", rtp: "0x2", "sip-info": "0x4" };

export function webLanguageCode(language: ResolvedSettings["language"]): string | undefined {
  return WEB_LANGUAGES[language];
}

export function toneCode(country: string): string {
  return TONES[country] ?? INTERNATIONAL_TONES;
}

export function timeCountryCode(country: string): string | undefined {
  return TIME_COUNTRIES[country];
}

/**
 * The offset's code, and whether the base changes to summer time by itself. Undefined where no code fits. By which rule a base changes
 * is not known: its time may be an hour off for some weeks in zones that change on other days than the base believes.
 */
export function timeZoneCode(zone: string): { code: string; summerTime: string } | undefined {
  const { standardOffsetMinutes, dst } = describeTimeZone(zone);
  const code = TIME_ZONES.get(standardOffsetMinutes);
  if (code === undefined || (dst !== undefined && dst.shiftMinutes !== SUMMER_SHIFT_MINUTES)) return undefined;
  return { code, summerTime: dst === undefined ? "0x0" : "0x1" };
}

/** Undefined where no codec of the list has a number: the base keeps its own choice. */
export function codecList(codecs: NonNullable<Settings["codecs"]>): string | undefined {
  const known = codecs.flatMap((codec) => CODECS[codec] ?? []);
  const unused = Array<string>(CODEC_PLACES - Math.min(known.length, CODEC_PLACES)).fill(NO_CODEC);
  return known.length === 0 ? undefined : [...known, ...unused].join(",");
}

export function dtmfBits(dtmf: ResolvedSettings["dtmf"]): string {
  return DTMF[dtmf];
}

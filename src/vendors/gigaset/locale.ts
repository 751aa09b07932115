import type { ResolvedSettings, Settings } from "../../provisioning/settings.ts";
import { describeTimeZone, type ZoneRule } from "../../provisioning/time-zone.ts";

/**
 * Zones that NX bases accept (gigaset.md §3.3). Of "most Europe/*" only one per rule, the likeliest to be there.
 * The first of a rule stands for all zones that keep it.
 */
// biome-ignore format: a table
const NX_ZONES = [
  "Greenwich", "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow",
  "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
  "America/Caracas", "America/Sao_Paulo", "Africa/Cairo", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka", "Asia/Hong_Kong",
  "Asia/Tokyo", "Australia/Adelaide", "Australia/Darwin", "Australia/Brisbane", "Australia/Sydney", "Pacific/Noumea",
] as const;

/** The two whose spelling is recorded (gigaset.md §3.2); the full list was not found. */
const MX_ZONES: Readonly<Record<string, string>> = {
  "Europe/Amsterdam": "GMT+1.Europe/Amsterdam",
  "Europe/London": "GMT.Europe/London",
};

const NX_TONES: Readonly<Record<string, string>> = { DE: "Germany", ES: "Spain", FR: "France" };
// biome-ignore format: a table
const MX_TONES: Readonly<Record<string, string>> = {
  AT: "AUT", CZ: "CZE", DE: "DEU", DK: "DNK", ES: "ESP", FI: "FIN", FR: "FRA", GB: "GBR", GR: "GRC", IT: "ITA",
  NL: "NLD", PL: "POL", PT: "PRT", RU: "RUS", SE: "SWE", US: "USA", ZA: "ZAF",
};
/** "Other codes by the same pattern" is unconfirmed, so a phone keeps its language there. */
const MX_LANGUAGES: Partial<Record<ResolvedSettings["language"], string>> = { en: "en-us", it: "it-it" };
/** RTP payload types (RFC 3551). Those of the recorded example `18,0,8`; a code for G.722 or Opus is not recorded. */
const MX_CODECS: Partial<Record<ResolvedSettings["codecs"][number], string>> = { g729: "18", pcma: "8", pcmu: "0" };

/** A zone that NX bases know and that keeps the same time all year; undefined where there is none. */
export function nxTimeZone(zone: string): string | undefined {
  return NX_ZONES.find((known) => known === zone) ?? NX_ZONES.find((known) => keepSameTime(zone, known));
}

/** The same for Maxwell. */
export function mxTimeZone(zone: string): string | undefined {
  const known = Object.keys(MX_ZONES).find((candidate) => keepSameTime(zone, candidate));
  return known === undefined ? undefined : MX_ZONES[known];
}

/** Same offset and same days of change. The hour of the change may differ: no zone list has one of each. */
function keepSameTime(zone: string, other: string): boolean {
  return summarise(describeTimeZone(zone)) === summarise(describeTimeZone(other));
}

function summarise({ standardOffsetMinutes, dst }: ZoneRule): string {
  if (dst === undefined) return `${standardOffsetMinutes}`;
  const days = [dst.start, dst.end].map(({ month, week, weekday }) => `${month}.${week}.${weekday}`);
  return [standardOffsetMinutes, dst.shiftMinutes, ...days].join(" ");
}

export function nxToneScheme(country: string): string {
  return NX_TONES[country] ?? "International";
}

export function mxToneScheme(country: string): string {
  return MX_TONES[country] ?? "INT";
}

export function mxLanguage(language: ResolvedSettings["language"]): string | undefined {
  return MX_LANGUAGES[language];
}

/** The codecs whose codes are known, in order; undefined where none is. */
export function mxCodecs(codecs: NonNullable<Settings["codecs"]>): string | undefined {
  const codes = codecs.flatMap((codec) => MX_CODECS[codec] ?? []);
  return codes.length === 0 ? undefined : codes.join(",");
}

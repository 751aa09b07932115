import { isDeepStrictEqual } from "node:util";
import { type DstChange, describeTimeZone } from "../../provisioning/time-zone.ts";

/**
 * The code that a country's own zone has (snom.md, appendix A with its overrides), only where the zone's rule has not
 * changed within the life of the firmware and still is what the code's number says. The first of several with one rule
 * also stands for every other zone with that rule.
 */
const CODES: Readonly<Record<string, string>> = {
  "Europe/Berlin": "GER+1",
  "Europe/London": "GBR-0",
  "Europe/Tallinn": "EST+2",
  "America/New_York": "USA-5",
  "America/Chicago": "USA-6",
  "America/Denver": "USA-7",
  "America/Los_Angeles": "USA-8",
  "America/Anchorage": "USA-9",
  "America/Halifax": "CAN-4",
  "America/St_Johns": "CAN-3.5",
  "America/Toronto": "CAN-5",
  "America/Winnipeg": "CAN-6",
  "America/Havana": "CUB-5",
  "America/Nassau": "BHS-5",
  "Atlantic/Bermuda": "BMU-4",
  "America/Argentina/Buenos_Aires": "ARG-3",
  "Atlantic/Azores": "PRT-1",
  "Atlantic/Canary": "ESP-0",
  "Atlantic/Faroe": "FRO-0",
  "Europe/Dublin": "IRL-0",
  "Europe/Lisbon": "PRT-0",
  "Europe/Amsterdam": "NLD+1",
  "Europe/Bratislava": "SVK+1",
  "Europe/Brussels": "BEL+1",
  "Europe/Budapest": "HUN+1",
  "Europe/Copenhagen": "DNK+1",
  "Europe/Luxembourg": "LUX+1",
  "Europe/Madrid": "ESP+1",
  "Europe/Oslo": "NOR+1",
  "Europe/Paris": "FRA+1",
  "Europe/Prague": "CZE+1",
  "Europe/Rome": "ITA+1",
  "Europe/Skopje": "MAK+1",
  "Europe/Stockholm": "SWE+1",
  "Europe/Tirane": "ALB+1",
  "Europe/Vienna": "AUT+1",
  "Europe/Warsaw": "POL+1",
  "Europe/Zagreb": "HRV+1",
  "Europe/Zurich": "CHE+1",
  "Asia/Beirut": "LBN+2",
  "Asia/Jerusalem": "ISR+2",
  "Asia/Nicosia": "CYP+2",
  "Europe/Athens": "GRC+2",
  "Europe/Bucharest": "ROU+2",
  "Europe/Helsinki": "FIN+2",
  "Europe/Kiev": "UKR+2",
  "Europe/Riga": "LVA+2",
  "Europe/Sofia": "BGR+2",
  "Africa/Nairobi": "EAT+3",
  "Asia/Kolkata": "IND+5.5",
  "Asia/Bangkok": "THA+7",
  "Asia/Singapore": "SGP+8",
  "Australia/Perth": "AUS+8",
  "Asia/Tokyo": "JPN+9",
  "Australia/Adelaide": "AUS+9.5",
  "Australia/Sydney": "AUS+10",
  "Pacific/Auckland": "NZL+12",
  "Pacific/Chatham": "NZL+12.75",
};

/** A code, or the offset and rule that phones take while `timezone` is empty. */
export type SnomTime = { timezone: string } | { timezone: undefined; utcOffsetSeconds: number; dst: string };

export function describeTime(zone: string): SnomTime {
  const rule = describeTimeZone(zone);
  const code = CODES[zone] ?? (rule.dst === undefined ? undefined : findCodeWithSameRule(rule));
  if (code !== undefined) return { timezone: code };
  const { dst } = rule;
  return {
    timezone: undefined,
    utcOffsetSeconds: rule.standardOffsetMinutes * 60,
    dst: dst === undefined ? "" : `${dst.shiftMinutes * 60} ${formatChange(dst.start)} ${formatChange(dst.end)}`,
  };
}

function findCodeWithSameRule(rule: ReturnType<typeof describeTimeZone>): string | undefined {
  const home = Object.keys(CODES).find((name) => isDeepStrictEqual(describeTimeZone(name), rule));
  return home === undefined ? undefined : CODES[home];
}

/** `03.05.07 02:00:00`: month, week (05 is the last), weekday (07 is Sunday), local time (snom.md §3.4). */
function formatChange({ month, week, weekday, minuteOfDay }: DstChange): string {
  const date = [month, week, weekday === 0 ? 7 : weekday].map(twoDigits).join(".");
  return `${date} ${[Math.floor(minuteOfDay / 60), minuteOfDay % 60, 0].map(twoDigits).join(":")}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

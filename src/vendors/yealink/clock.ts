import { type DstChange, describeTimeZone, type ZoneRule } from "../../provisioning/time-zone.ts";

type Clock = {
  /** Hours from UTC as `+1`, `0`, `-3:30`. */
  timeZone: string;
  /** The phone's own name for a zone; undefined where it has none that fits. */
  timeZoneName: string | undefined;
  /** 0 none, 1 by `dst`, 2 by the zone's name. */
  summerTime: 0 | 1 | 2;
  dst: { start: string; end: string; offsetMinutes: number } | undefined;
};

/**
 * yealink.md §4.7, V84's spelling. The hours are those that the phones know for the name: a zone that moved since
 * (Turkey, Jordan) is not called by its name any more. Of several with the same clock the first stands in for zones
 * that have no name, as tancredi does.
 */
// biome-ignore format: a table
const ZONES: readonly (readonly [zone: string, hours: number, name: string])[] = [
  ["Pacific/Honolulu", -10, "United States-Hawaii-Aleutian"],
  ["America/Anchorage", -9, "United States-Alaska Time"],
  ["America/Los_Angeles", -8, "United States-Pacific Time"],
  ["America/Vancouver", -8, "Canada(Vancouver,Whitehorse)"],
  ["America/Tijuana", -8, "Mexico(Tijuana,Mexicali)"],
  ["America/Denver", -7, "United States-Mountain Time"],
  ["America/Edmonton", -7, "Canada(Edmonton,Calgary)"],
  ["America/Chicago", -6, "United States-Central Time"],
  ["America/Winnipeg", -6, "Canada-Manitoba(Winnipeg)"],
  ["America/Mexico_City", -6, "Mexico(Mexico City,Acapulco)"],
  ["America/New_York", -5, "United States-Eastern Time"],
  ["America/Toronto", -5, "Canada(Montreal,Ottawa,Quebec)"],
  ["America/Nassau", -5, "Bahamas(Nassau)"],
  ["America/Havana", -5, "Cuba(Havana)"],
  ["America/Halifax", -4, "Canada(Halifax,Saint John)"],
  ["America/Santiago", -4, "Chile(Santiago)"],
  ["America/Asuncion", -4, "Paraguay(Asuncion)"],
  ["Atlantic/Bermuda", -4, "United Kingdom(Bermuda)"],
  ["America/St_Johns", -3.5, "Canada-New Foundland(St.Johns)"],
  ["America/Argentina/Buenos_Aires", -3, "Argentina(Buenos Aires)"],
  ["America/Nuuk", -3, "Denmark-Greenland(Nuuk)"],
  ["Atlantic/Azores", -1, "Portugal(Azores)"],
  ["Europe/London", 0, "United Kingdom(London)"],
  ["Europe/Lisbon", 0, "Portugal(Lisboa,Porto,Funchal)"],
  ["Atlantic/Canary", 0, "Spain-Canary Islands(Las Palmas)"],
  ["Atlantic/Faroe", 0, "Denmark-Faroe Islands(Torshavn)"],
  ["Europe/Berlin", 1, "Germany(Berlin)"],
  // Of one source only and never sent by another: the same clock as a neighbour's, which all firmware knows.
  ["Europe/Vienna", 1, "Germany(Berlin)"],
  ["Europe/Brussels", 1, "France(Paris)"],
  ["Europe/Paris", 1, "France(Paris)"],
  ["Europe/Rome", 1, "Italy(Rome)"],
  ["Europe/Madrid", 1, "Spain(Madrid)"],
  ["Europe/Amsterdam", 1, "Netherlands(Amsterdam)"],
  ["Europe/Copenhagen", 1, "Denmark(Kopenhagen)"],
  ["Europe/Prague", 1, "Czech Republic(Prague)"],
  ["Europe/Zagreb", 1, "Croatia(Zagreb)"],
  ["Europe/Budapest", 1, "Hungary(Budapest)"],
  ["Europe/Luxembourg", 1, "Luxembourg(Luxembourg)"],
  ["Europe/Tirane", 1, "Albania(Tirane)"],
  ["Europe/Skopje", 1, "Macedonia(Skopje)"],
  ["Africa/Windhoek", 1, "Namibia(Windhoek)"],
  ["Africa/Ndjamena", 1, "Chad"],
  ["Europe/Helsinki", 2, "Finland(Helsinki)"],
  ["Europe/Tallinn", 2, "Estonia(Tallinn)"],
  ["Europe/Riga", 2, "Latvia(Riga)"],
  ["Europe/Athens", 2, "Greece(Athens)"],
  ["Europe/Bucharest", 2, "Romania(Bucharest)"],
  ["Europe/Kyiv", 2, "Ukraine(Kyiv, Odessa)"],
  ["Europe/Kiev", 2, "Ukraine(Kyiv, Odessa)"],
  ["Europe/Chisinau", 2, "Moldova(Kishinev)"],
  ["Europe/Kaliningrad", 2, "Russia(Kaliningrad)"],
  ["Asia/Jerusalem", 2, "Israel(Tel Aviv)"],
  ["Asia/Amman", 2, "Jordan(Amman)"],
  ["Asia/Beirut", 2, "Lebanon(Beirut)"],
  ["Asia/Damascus", 2, "Syria(Damascus)"],
  ["Asia/Gaza", 2, "Gaza Strip(Gaza)"],
  ["Europe/Istanbul", 2, "Turkey(Ankara)"],
  ["Africa/Nairobi", 3, "East Africa Time"],
  ["Europe/Moscow", 3, "Russia(Moscow)"],
  ["Asia/Baghdad", 3, "Iraq(Baghdad)"],
  ["Asia/Tehran", 3.5, "Iran(Teheran)"],
  ["Europe/Samara", 4, "Russia(Samara)"],
  ["Asia/Yerevan", 4, "Armenia(Yerevan)"],
  ["Asia/Baku", 4, "Azerbaijan(Baku)"],
  ["Asia/Tbilisi", 4, "Georgia(Tbilisi)"],
  ["Asia/Aqtau", 4, "Kazakhstan(Aktau)"],
  ["Asia/Yekaterinburg", 5, "Russia(Chelyabinsk)"],
  ["Asia/Kolkata", 5.5, "India(Calcutta)"],
  ["Asia/Almaty", 6, "Kazakhstan(Astana, Almaty)"],
  ["Asia/Krasnoyarsk", 7, "Russia(Krasnoyarsk)"],
  ["Asia/Singapore", 8, "Singapore(Singapore)"],
  ["Asia/Shanghai", 8, "China(Beijing)"],
  ["Australia/Perth", 8, "Australia(Perth)"],
  ["Asia/Tokyo", 9, "Japan(Tokyo)"],
  ["Asia/Seoul", 9, "Korea(Seoul)"],
  ["Australia/Adelaide", 9.5, "Australia(Adelaide)"],
  ["Australia/Darwin", 9.5, "Australia(Darwin)"],
  ["Australia/Sydney", 10, "Australia(Sydney,Melboume,Canberra)"],
  ["Australia/Melbourne", 10, "Australia(Sydney,Melboume,Canberra)"],
  ["Australia/Brisbane", 10, "Australia(Brisbane)"],
  ["Australia/Hobart", 10, "Australia(Hobart)"],
  ["Asia/Vladivostok", 10, "Russia(Vladivostok)"],
  ["Australia/Lord_Howe", 10.5, "Australia(Lord Howe Islands)"],
  ["Pacific/Noumea", 11, "New Caledonia(Noumea)"],
  ["Pacific/Auckland", 12, "New Zealand(Wellington,Auckland)"],
  ["Pacific/Tongatapu", 13, "Tonga(Nukualofa)"],
];

/**
 * An IANA zone as these phones keep time: by a name where one fits, else by hours and yearly changes. `knowsNames` false: firmware
 * whose spelling of the names is not certain.
 */
export function describeClock(zone: string, knowsNames: boolean): Clock {
  const rule = describeTimeZone(zone);
  const timeZoneName = knowsNames ? findName(zone, rule) : undefined;
  const timeZone = writeOffset(rule.standardOffsetMinutes);
  if (rule.dst === undefined) return { timeZone, timeZoneName, summerTime: 0, dst: undefined };
  if (timeZoneName !== undefined) return { timeZone, timeZoneName, summerTime: 2, dst: undefined };
  const { start, end, shiftMinutes } = rule.dst;
  const dst = { start: writeChange(start), end: writeChange(end), offsetMinutes: shiftMinutes };
  return { timeZone, timeZoneName, summerTime: 1, dst };
}

function findName(zone: string, rule: ZoneRule): string | undefined {
  const sameHours = ZONES.filter(([, hours]) => hours * 60 === rule.standardOffsetMinutes);
  const own = sameHours.find(([named]) => named === zone);
  const clock = JSON.stringify(rule);
  return (own ?? sameHours.find(([named]) => JSON.stringify(describeTimeZone(named)) === clock))?.[2];
}

function writeOffset(minutes: number): string {
  if (minutes === 0) return "0";
  const size = Math.abs(minutes);
  const rest = size % 60;
  return `${minutes < 0 ? "-" : "+"}${Math.floor(size / 60)}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

/** `Month/Week/Day/Hour`, days from Monday 1 to Sunday 7 as wazo writes them. Phones know whole hours only. */
function writeChange({ month, week, weekday, minuteOfDay }: DstChange): string {
  return `${month}/${week}/${weekday === 0 ? 7 : weekday}/${Math.floor(minuteOfDay / 60)}`;
}

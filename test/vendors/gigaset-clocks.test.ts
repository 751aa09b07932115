import { describe, expect, test } from "vitest";
import { DM, MX, N510, NX, renderFlat } from "./gigaset-for-test.ts";
import { ZONES } from "./zones.ts";

/** The first whole year of rules that changed in 2026. */
const JANUARY = Date.UTC(2027, 0, 15, 12);
const JULY = Date.UTC(2027, 6, 15, 12);

/** What a runtime knows of them depends on how new it is. */
const CHANGING: readonly string[] = ["America/Vancouver", "America/Edmonton"];

/** Minutes east of Greenwich in January and in July, as the runtime knows them. */
function offsetsOf(zone: string): [january: number, july: number] {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const at = (moment: number): number => {
    const [, sign, hours = "0", minutes = "0"] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(moment)) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
  return [at(JANUARY), at(JULY)];
}

/** gigaset.md §3.1: the list of codes, in hours. */
// biome-ignore format: a table
const CODES: Readonly<Record<string, number>> = {
  "0x00": -12, "0x01": -11, "0x02": -10, "0x03": -9, "0x04": -8, "0x07": -7, "0x09": -6, "0x0d": -5, "0x10": -4, "0x12": -3,
  "0x16": -2, "0x18": -1, "0x1a": 0, "0x1b": 1, "0x20": 2, "0x28": 3, "0x2c": 4, "0x2d": 4.5, "0x2f": 5, "0x30": 5.5, "0x31": 5.75,
  "0x33": 6, "0x35": 6.5, "0x36": 7, "0x38": 8, "0x3d": 9, "0x40": 9.5, "0x43": 10, "0x47": 11, "0x48": 12, "0x50": 13,
};

/** What a base of this kind shows: a fixed offset, or summer time in the half of the year in which the zone has it. */
function shownByCode(code: string | undefined, summerTime: string | undefined, zone: string): number[] | undefined {
  if (code === undefined) return undefined;
  const standard = (CODES[code] ?? Number.NaN) * 60;
  const [january, july] = offsetsOf(zone);
  if (summerTime === "0x0") return [standard, standard];
  return january < july ? [standard, standard + 60] : [standard + 60, standard];
}

const FAMILIES: readonly {
  name: string;
  shown: (zone: string) => number[] | undefined;
  /** Zones that it cannot be told, whose clock stays as it was. */
  untold: readonly string[];
}[] = [
  {
    name: NX,
    shown: (zone) => {
      const told = renderFlat(NX, { settings: { timezone: zone } }).get("DmGlobal.0.TimeZone");
      return told === undefined ? undefined : offsetsOf(told);
    },
    // biome-ignore format: a list
    untold: [
      "America/Phoenix", "America/Mexico_City", "America/Regina", "America/Bogota",
      "America/Lima", "America/Halifax", "America/Santiago", "Atlantic/Bermuda", "America/St_Johns", "America/Nuuk",
      "Atlantic/Azores", "Atlantic/Cape_Verde", "Africa/Lagos", "Africa/Algiers", "Europe/Kaliningrad", "Asia/Jerusalem",
      "Africa/Johannesburg", "Asia/Tehran", "Asia/Kabul", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Bangkok",
      "Asia/Jakarta", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Chatham", "Pacific/Tongatapu",
    ],
  },
  {
    name: MX,
    shown: (zone) => {
      const told = renderFlat(MX, { settings: { timezone: zone } }).get("System.DateAndTime.TimeZone");
      const [, hours, city = ""] = /^GMT([+-]\d+)?\.(.+)$/.exec(told ?? "") ?? [];
      if (told === undefined) return undefined;
      const offsets = offsetsOf(city);
      return Math.min(...offsets) === Number(hours ?? 0) * 60 ? offsets : [];
    },
    // It knows the zones of Amsterdam and London.
    untold: ZONES.filter((zone) => !["60,120", "0,60"].includes(offsetsOf(zone).join())),
  },
  ...[
    { name: N510, group: "BS_IP_Data1" },
    { name: DM, group: "BS_IP_Data" },
  ].map(({ name, group }) => ({
    name,
    shown: (zone: string) => {
      const flat = renderFlat(name, { settings: { timezone: zone } });
      const code = flat.get(`${group}.uiI_TIME_TIMEZONE`);
      return shownByCode(code, flat.get(`${group}.ucB_TIME_USE_AUTOMATIC_DST`), zone);
    },
    untold: ["America/St_Johns", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Chatham"],
  })),
];

describe.each(FAMILIES)("the clock of $name", ({ shown, untold }) => {
  test("is right in January and in July in every zone that it can be told", () => {
    const told = ZONES.filter((zone) => shown(zone) !== undefined);
    expect(told.length).toBeGreaterThan(0);
    for (const zone of told) expect({ zone, offsets: shown(zone) }).toEqual({ zone, offsets: offsetsOf(zone) });
  });

  test("can be told every zone but those that its list lacks", () => {
    const settled = (zones: readonly string[]) => zones.filter((zone) => !CHANGING.includes(zone));
    expect(settled(ZONES.filter((zone) => shown(zone) === undefined))).toEqual(settled(untold));
  });
});

import { describe, expect, it } from "vitest";
import { describeTimeZone } from "../../src/provisioning/time-zone.ts";
import { describeTime } from "../../src/vendors/snom/time-zones.ts";
import { render } from "./snom-for-test.ts";
import { ZONES } from "./zones.ts";

describe("Snom's time zones", () => {
  it.each([
    ["Europe/Berlin", "GER+1"],
    ["Europe/Vienna", "AUT+1"],
    ["Europe/Zurich", "CHE+1"],
    ["Europe/Dublin", "IRL-0"],
    ["Europe/Riga", "LVA+2"],
    ["Europe/Sofia", "BGR+2"],
    ["Asia/Tokyo", "JPN+9"],
    ["Asia/Bangkok", "THA+7"],
    ["America/New_York", "USA-5"],
  ])("calls %s %s", (zone, timezone) => {
    expect(describeTime(zone)).toEqual({ timezone });
  });

  it("takes the code of a zone with the same rule where a zone has none of its own", () => {
    expect(describeTime("Europe/Belgrade")).toEqual({ timezone: "GER+1" });
    expect(describeTime("Europe/Kyiv")).toEqual({ timezone: "EST+2" });
    expect(describeTime("America/Tijuana")).toEqual({ timezone: "USA-8" });
  });

  it.each([
    ["Etc/UTC", 0, ""],
    ["America/Phoenix", -25_200, ""],
    ["Europe/Istanbul", 10_800, ""],
    ["Asia/Kathmandu", 20_700, ""],
    ["Australia/Lord_Howe", 37_800, "1800 10.01.07 02:00:00 04.01.07 02:00:00"],
    ["Africa/Cairo", 7_200, "3600 04.05.05 00:00:00 10.05.05 00:00:00"],
  ])("says %s by its offset", (zone, utcOffsetSeconds, dst) => {
    expect(describeTime(zone)).toEqual({ timezone: undefined, utcOffsetSeconds, dst });
    const flat = render({ settings: { timezone: zone } });
    expect([flat.get("timezone"), flat.get("utc_offset"), flat.get("dst")]).toEqual([
      "",
      String(utcOffsetSeconds),
      dst,
    ]);
  });

  it("gives every zone a code of its present offset, or its offset", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      const time = describeTime(zone);
      const minutes =
        time.timezone === undefined ? time.utcOffsetSeconds / 60 : Number(/[+-][\d.]+$/.exec(time.timezone)?.[0]) * 60;
      expect(`${zone} ${Math.abs(minutes)}`).toBe(`${zone} ${Math.abs(describeTimeZone(zone).standardOffsetMinutes)}`);
    }
  });
});

/** Minutes east of Greenwich in January and July where the country of a code keeps time (snom.md, appendix A). */
// biome-ignore format: a table
const CODE_OFFSETS: Readonly<Record<string, readonly [january: number, july: number]>> = {
  "USA-9": [-540, -480], "USA-8": [-480, -420], "USA-7": [-420, -360], "USA-6": [-360, -300], "USA-5": [-300, -240],
  "CAN-6": [-360, -300], "CAN-5": [-300, -240], "CAN-4": [-240, -180], "CAN-3.5": [-210, -150], "CUB-5": [-300, -240],
  "BHS-5": [-300, -240], "BMU-4": [-240, -180], "ARG-3": [-180, -180], "PRT-1": [-60, 0], "PRT-0": [0, 60], "ESP-0": [0, 60],
  "FRO-0": [0, 60], "IRL-0": [0, 60], "GBR-0": [0, 60], "GER+1": [60, 120], "AUT+1": [60, 120], "CHE+1": [60, 120],
  "BEL+1": [60, 120], "FRA+1": [60, 120], "ITA+1": [60, 120], "ESP+1": [60, 120], "NLD+1": [60, 120], "DNK+1": [60, 120],
  "SWE+1": [60, 120], "NOR+1": [60, 120], "POL+1": [60, 120], "CZE+1": [60, 120], "HUN+1": [60, 120], "FIN+2": [120, 180],
  "EST+2": [120, 180], "LVA+2": [120, 180], "GRC+2": [120, 180], "ROU+2": [120, 180], "BGR+2": [120, 180], "LBN+2": [120, 180],
  "ISR+2": [120, 180], "EAT+3": [180, 180], "IND+5.5": [330, 330], "THA+7": [420, 420], "SGP+8": [480, 480], "AUS+8": [480, 480],
  "JPN+9": [540, 540], "AUS+9.5": [630, 570], "AUS+10": [660, 600], "NZL+12": [780, 720], "NZL+12.75": [825, 765],
};
/** A whole year by the rules of today: in 2026 some zones still had their old ones. */
const YEAR = 2027;
const MINUTE_MS = 60_000;

describe("Snom's clocks", () => {
  it.each(ZONES)("show the right time in %s, in January and July", (zone) => {
    const file = render({ settings: { timezone: zone } });
    const code = file.get("timezone") ?? "";
    const shown =
      code === ""
        ? [0, 6].map((month) => offsetByRule(file.get("utc_offset") ?? "", file.get("dst") ?? "", month))
        : CODE_OFFSETS[code];
    expect({ code, shown }).toEqual({ code, shown: [0, 6].map((month) => offsetByIntl(zone, month)) });
  });
});

function offsetByIntl(zone: string, month: number): number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const [, sign, hours, minutes] =
    /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(Date.UTC(YEAR, month, 15, 12))) ?? [];
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -offset : offset;
}

/** `3600 03.05.07 02:00:00 10.05.07 03:00:00`: shift in seconds, then start and end by the local clock before each. */
function offsetByRule(utcOffset: string, dst: string, month: number): number {
  expect(utcOffset).toMatch(/^-?\d+$/);
  const standard = Number(utcOffset) / 60;
  if (dst === "") return standard;
  const [shift = "", startDate = "", startTime = "", endDate = "", endTime = ""] = dst.split(" ");
  expect(dst).toMatch(/^\d+(?: \d\d\.0[1-5]\.0[1-7] \d\d:\d\d:00){2}$/);
  const shiftMinutes = Number(shift) / 60;
  const start = changeAt(startDate, startTime) - standard * MINUTE_MS;
  const end = changeAt(endDate, endTime) - (standard + shiftMinutes) * MINUTE_MS;
  const moment = Date.UTC(YEAR, month, 15, 12);
  const isSummer = start < end ? moment >= start && moment < end : moment >= start || moment < end;
  return isSummer ? standard + shiftMinutes : standard;
}

/** The moment of a change as if the local clock were that of Greenwich. */
function changeAt(date: string, time: string): number {
  const [month = 1, week = 1, weekday = 7] = date.split(".").map(Number);
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const days = Array.from({ length: 31 }, (_, index) => new Date(Date.UTC(YEAR, month - 1, index + 1))).filter(
    (day) => day.getUTCMonth() === month - 1 && day.getUTCDay() === weekday % 7,
  );
  const day = week === 5 ? days.at(-1) : days[week - 1];
  return (day?.getTime() ?? Number.NaN) + (hour * 60 + minute) * MINUTE_MS;
}

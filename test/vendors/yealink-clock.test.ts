import { describe, expect, it } from "vitest";
import { describeClock } from "../../src/vendors/yealink/clock.ts";
import { render } from "./yealink-for-test.ts";
import { ZONES } from "./zones.ts";

describe("Yealink's clock", () => {
  it("goes by the phone's own name where there is one", () => {
    expect(describeClock("Europe/Berlin", true)).toEqual({
      timeZone: "+1",
      timeZoneName: "Germany(Berlin)",
      summerTime: 2,
      dst: undefined,
    });
    expect(describeClock("America/St_Johns", true)).toMatchObject({ timeZone: "-3:30", summerTime: 2 });
    expect(describeClock("Asia/Kolkata", true)).toMatchObject({
      timeZone: "+5:30",
      timeZoneName: "India(Calcutta)",
      summerTime: 0,
    });
    expect(describeClock("Europe/London", true)).toMatchObject({
      timeZone: "0",
      timeZoneName: "United Kingdom(London)",
    });
    expect(describeClock("Australia/Sydney", true).timeZoneName).toBe("Australia(Sydney,Melboume,Canberra)");
  });

  it("borrows the name of a zone with the very same clock", () => {
    for (const zone of ["Europe/Zurich", "Europe/Warsaw", "Europe/Vienna", "Europe/Ljubljana"]) {
      expect(describeClock(zone, true)).toMatchObject({
        timeZone: "+1",
        timeZoneName: "Germany(Berlin)",
        summerTime: 2,
      });
    }
    expect(describeClock("Europe/Brussels", true).timeZoneName).toBe("France(Paris)");
    expect(describeClock("Asia/Karachi", true).timeZoneName).toBe("Russia(Chelyabinsk)");
    expect(describeClock("Asia/Bangkok", true).timeZoneName).toBe("Russia(Krasnoyarsk)");
  });

  it("does not call a zone by a name whose hours the phones have outdated", () => {
    expect(describeClock("Europe/Istanbul", true)).toMatchObject({ timeZone: "+3", summerTime: 0 });
    expect(describeClock("Europe/Istanbul", true).timeZoneName).not.toBe("Turkey(Ankara)");
  });

  it("writes the changes by hand, Sunday being day 7, where no name fits", () => {
    expect(describeClock("Pacific/Chatham", true)).toEqual({
      timeZone: "+12:45",
      timeZoneName: undefined,
      summerTime: 1,
      dst: { start: "9/5/7/2", end: "4/1/7/3", offsetMinutes: 60 },
    });
    const file = render({ settings: { timezone: "Pacific/Chatham" } });
    expect(file.get("local_time.time_zone_name")).toBe("%NULL%");
    expect(file.get("local_time.dst_time_type")).toBe("1");
    expect(file.get("local_time.start_time")).toBe("9/5/7/2");
    expect(file.get("local_time.end_time")).toBe("4/1/7/3");
    expect(file.get("local_time.offset_time")).toBe("60");
  });

  it("asks the given time servers, and clears a second one that is gone", () => {
    expect(render({ settings: { ntpServers: ["10.1.3.5"] } }).get("local_time.ntp_server2")).toBe("%NULL%");
    const both = render({ settings: { ntpServers: ["10.1.3.5", "10.1.3.6"] } });
    expect(both.get("local_time.ntp_server1")).toBe("10.1.3.5");
    expect(both.get("local_time.ntp_server2")).toBe("10.1.3.6");
  });
});

/** What the phones' own table makes of a name, as minutes in January and in July. Only names that change their clocks. */
const NAMED: Readonly<Record<string, readonly [january: number, july: number]>> = {
  "United States-Alaska Time": [-540, -480],
  "United States-Pacific Time": [-480, -420],
  "Canada(Vancouver,Whitehorse)": [-480, -420],
  "Mexico(Tijuana,Mexicali)": [-480, -420],
  "United States-Mountain Time": [-420, -360],
  "Canada(Edmonton,Calgary)": [-420, -360],
  "United States-Central Time": [-360, -300],
  "Canada-Manitoba(Winnipeg)": [-360, -300],
  "United States-Eastern Time": [-300, -240],
  "Canada(Montreal,Ottawa,Quebec)": [-300, -240],
  "Bahamas(Nassau)": [-300, -240],
  "Cuba(Havana)": [-300, -240],
  "Canada(Halifax,Saint John)": [-240, -180],
  "United Kingdom(Bermuda)": [-240, -180],
  "Chile(Santiago)": [-180, -240],
  "Canada-New Foundland(St.Johns)": [-210, -150],
  "Portugal(Azores)": [-60, 0],
  "United Kingdom(London)": [0, 60],
  "Portugal(Lisboa,Porto,Funchal)": [0, 60],
  "Spain-Canary Islands(Las Palmas)": [0, 60],
  "Germany(Berlin)": [60, 120],
  "France(Paris)": [60, 120],
  "Italy(Rome)": [60, 120],
  "Spain(Madrid)": [60, 120],
  "Netherlands(Amsterdam)": [60, 120],
  "Denmark(Kopenhagen)": [60, 120],
  "Czech Republic(Prague)": [60, 120],
  "Hungary(Budapest)": [60, 120],
  "Finland(Helsinki)": [120, 180],
  "Estonia(Tallinn)": [120, 180],
  "Latvia(Riga)": [120, 180],
  "Greece(Athens)": [120, 180],
  "Romania(Bucharest)": [120, 180],
  "Ukraine(Kyiv, Odessa)": [120, 180],
  "Israel(Tel Aviv)": [120, 180],
  "Lebanon(Beirut)": [120, 180],
  "Australia(Adelaide)": [630, 570],
  "Australia(Sydney,Melboume,Canberra)": [660, 600],
  "Australia(Hobart)": [660, 600],
  "Australia(Lord Howe Islands)": [660, 630],
  "New Zealand(Wellington,Auckland)": [780, 720],
};

describe.each([
  { generation: "V84 and later", modelName: "T46S" },
  { generation: "older firmware", modelName: "T28P" },
])("On phones of $generation", ({ modelName }) => {
  it.each(ZONES)("%s is as many minutes from UTC as it should be, in January and in July", (timezone) => {
    const file = render({ settings: { timezone } }, modelName);
    expect(minutesOf(file)).toEqual([offsetIn(timezone, 0), offsetIn(timezone, 6)]);
  });
});

/** In January and July, as a phone reckons them. */
function minutesOf(file: ReadonlyMap<string, string>): readonly number[] {
  const [, sign, hours, minutes = "0"] =
    /^([+-]?)(\d+)(?::(\d\d))?$/.exec(file.get("local_time.time_zone") ?? "") ?? [];
  const standard = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const mode = file.get("local_time.summer_time");
  if (mode === "0") return [standard, standard];
  if (mode === "2") {
    const known = NAMED[file.get("local_time.time_zone_name") ?? ""];
    if (known === undefined) throw new Error(`no such name: ${file.get("local_time.time_zone_name")}`);
    return known;
  }
  expect(file.get("local_time.dst_time_type")).toBe("1");
  const start = monthOf(file.get("local_time.start_time"));
  const end = monthOf(file.get("local_time.end_time"));
  const shifted = standard + Number(file.get("local_time.offset_time"));
  return [1, 7].map((month) => {
    const isSummer = start < end ? start < month && month < end : month > start || month < end;
    return isSummer ? shifted : standard;
  });
}

function monthOf(change: string | undefined): number {
  const [, month, week, day, hour] = /^(\d+)\/([1-5])\/([1-7])\/(\d+)$/.exec(change ?? "") ?? [];
  expect(Number(week) * Number(day)).toBeGreaterThan(0);
  expect(Number(hour)).toBeLessThan(24);
  return Number(month);
}

/** In 2027: some zones keep summer time for good from 2026 on, which January 2026 would not show. */
function offsetIn(timeZone: string, month0: number): number {
  const text = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).format(
    Date.UTC(2027, month0, 15),
  );
  const [, sign, hours = "0", minutes = "0"] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(text) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

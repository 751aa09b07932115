import { describe, expect, it } from "vitest";
import { describeTimeZone, isTimeZone } from "../../src/provisioning/time-zone.ts";

describe("isTimeZone", () => {
  it.each(["Europe/Berlin", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata"])("knows %s", (name) => {
    expect(isTimeZone(name)).toBe(true);
  });
  it.each(["", "Europe/Nowhere", "+01:00", "-5", "GMT+1", "europe/berlin", "Europe/Berlin\n", "../etc/passwd"])(
    "refuses %j",
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe("describeTimeZone", () => {
  const at = (month: number, week: number, weekday: number, hours: number, minutes = 0) => ({
    month,
    week,
    weekday,
    minuteOfDay: hours * 60 + minutes,
  });

  it("gives Europe's rule with the local clock before each change", () => {
    expect(describeTimeZone("Europe/Berlin")).toEqual({
      standardOffsetMinutes: 60,
      dst: { shiftMinutes: 60, start: at(3, 5, 0, 2), end: at(10, 5, 0, 3) },
    });
    expect(describeTimeZone("Europe/London")).toEqual({
      standardOffsetMinutes: 0,
      dst: { shiftMinutes: 60, start: at(3, 5, 0, 1), end: at(10, 5, 0, 2) },
    });
  });

  it("gives counted weeks where a country counts them", () => {
    expect(describeTimeZone("America/New_York")).toEqual({
      standardOffsetMinutes: -300,
      dst: { shiftMinutes: 60, start: at(3, 2, 0, 2), end: at(11, 1, 0, 2) },
    });
  });

  it("starts summer time late in the year on the southern half", () => {
    expect(describeTimeZone("Australia/Sydney")).toEqual({
      standardOffsetMinutes: 600,
      dst: { shiftMinutes: 60, start: at(10, 1, 0, 2), end: at(4, 1, 0, 3) },
    });
    expect(describeTimeZone("Pacific/Auckland")).toEqual({
      standardOffsetMinutes: 720,
      dst: { shiftMinutes: 60, start: at(9, 5, 0, 2), end: at(4, 1, 0, 3) },
    });
  });

  it("knows shifts of other than an hour, and offsets in quarters", () => {
    expect(describeTimeZone("Australia/Lord_Howe")).toMatchObject({
      standardOffsetMinutes: 630,
      dst: { shiftMinutes: 30 },
    });
    expect(describeTimeZone("Asia/Kathmandu")).toEqual({ standardOffsetMinutes: 345, dst: undefined });
    expect(describeTimeZone("America/St_Johns")).toMatchObject({
      standardOffsetMinutes: -210,
      dst: { shiftMinutes: 60 },
    });
  });

  it.each([
    ["Etc/UTC", 0],
    ["Asia/Tokyo", 540],
    ["Asia/Kolkata", 330],
    ["America/Phoenix", -420],
    ["Europe/Istanbul", 180],
  ])("gives no summer time for %s", (name, standardOffsetMinutes) => {
    expect(describeTimeZone(name)).toEqual({ standardOffsetMinutes, dst: undefined });
  });

  it("keeps to the usual offset where changes follow no yearly rule", () => {
    expect(describeTimeZone("Africa/Casablanca")).toEqual({ standardOffsetMinutes: 60, dst: undefined });
  });

  it("describes every zone of this runtime, and its rule agrees with the runtime in both halves of 2026", () => {
    for (const name of Intl.supportedValuesOf("timeZone")) {
      const { standardOffsetMinutes, dst } = describeTimeZone(name);
      if (dst === undefined) continue;
      const northern = dst.start.month < dst.end.month;
      expect(`${name} ${offsetIn(name, 0)}`).toBe(
        `${name} ${standardOffsetMinutes + (northern ? 0 : dst.shiftMinutes)}`,
      );
      expect(`${name} ${offsetIn(name, 6)}`).toBe(
        `${name} ${standardOffsetMinutes + (northern ? dst.shiftMinutes : 0)}`,
      );
    }
  });

  it("throws for what is no zone", () => {
    expect(() => describeTimeZone("Europe/Nowhere")).toThrow(RangeError);
  });
});

/** Minutes east of Greenwich in the middle of a month of 2026, worked out from the wall clock. */
function offsetIn(timeZone: string, month: number): number {
  const at = new Date(Date.UTC(2026, month, 15, 12));
  const wall = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "medium" })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return (Date.UTC(wall.year ?? 0, (wall.month ?? 0) - 1, wall.day, wall.hour, wall.minute) - at.getTime()) / 60_000;
}

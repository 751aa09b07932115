import { describe, expect, test } from "vitest";
import { isOpen, type MaintenanceWindow, nextOpening } from "../../src/provisioning/maintenance-window.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** Half-hour shifts, changes at midnight, both hemispheres, and one that follows Ramadan. */
const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Casablanca"];
const WINDOWS: Record<string, Omit<MaintenanceWindow, "timezone">> = {
  "the hour of the change": { intervals: [{ from: "02:00", to: "03:00" }] },
  "half of it": { intervals: [{ from: "02:15", to: "02:45" }] },
  "over midnight": { intervals: [{ from: "22:30", to: "05:00", days: ["sat", "sun"] }] },
  "around midnight": { intervals: [{ from: "23:50", to: "00:10" }] },
  "the first hour, and days that touch": {
    intervals: [
      { from: "00:00", to: "01:00" },
      { from: "20:00", to: "24:00", days: ["sat"] },
    ],
  },
};

/** What a site's clock shows, from the runtime's own formatter. */
function createClock(timeZone: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, hourCycle: "h23", weekday: "short", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  });
  return (at: number) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const date = `${part.year}-${part.month}-${part.day}`;
    return { date, weekday: String(part.weekday).toLowerCase(), time: `${part.hour}:${part.minute}` };
  };
}

function dayBefore(date: string): { date: string; weekday: string } {
  const at = new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS);
  const weekday = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][at.getUTCDay()] ?? "";
  return { date: at.toISOString().slice(0, 10), weekday };
}

/** The rule in other words: the clock's text lies between two texts, on the day itself or as the tail of the day before. */
function isOpenByTheClock(window: MaintenanceWindow, shown: ReturnType<ReturnType<typeof createClock>>): boolean {
  const before = dayBefore(shown.date);
  return window.intervals.some(({ from, to, days }) => {
    const may = (weekday: string) => days === undefined || days.some((day) => day === weekday);
    if (to > from) return may(shown.weekday) && shown.time >= from && shown.time < to;
    return (may(shown.weekday) && shown.time >= from) || (may(before.weekday) && shown.time < to);
  });
}

/** The hours in which a zone's clock jumps, 2026 and 2027. */
function changesOf(zone: string): number[] {
  const clock = createClock(zone);
  const offset = (at: number) => Date.parse(`${clock(at).date}T${clock(at).time}:00Z`) - at;
  const found: number[] = [];
  const hour = 60 * MINUTE_MS;
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2028, 0, 1); at += hour)
    if (offset(at) !== offset(at + hour)) found.push(at);
  return found;
}

describe.each(ZONES)("%s", (timezone) => {
  const clock = createClock(timezone);
  const changes = changesOf(timezone);

  test("every minute around every change of clocks of two years is open or closed as the site's clock says", () => {
    expect(changes.length).toBeGreaterThan(2);
    const wrong: unknown[] = [];
    for (const change of changes) {
      const minutes = Array.from({ length: 36 * 60 }, (_, minute) => change + (minute - 18 * 60) * MINUTE_MS);
      const shown = minutes.map(clock);
      for (const [name, settings] of Object.entries(WINDOWS)) {
        const window = { ...settings, timezone };
        const open = minutes.map((at) => isOpen(window, at));
        minutes.forEach((at, index) => {
          const is = shown[index];
          if (is && open[index] !== isOpenByTheClock(window, is)) wrong.push({ name, at, is });
        });
        // The next opening, asked at every 29th minute: its ends are those that the minutes themselves show.
        for (let index = 1; index < 24 * 60; index += 29) {
          const at = minutes[index] ?? 0;
          const first = open.indexOf(true, index);
          const end = first === -1 ? -1 : open.indexOf(false, first);
          if (end === -1) continue;
          const expected = { from: minutes[first], to: minutes[end] };
          const next = nextOpening(window, at);
          if (next?.from !== expected.from || next?.to !== expected.to) wrong.push({ name, at, next, expected });
        }
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test("every hour of two years is open or closed as the site's clock says", () => {
    const wrong: unknown[] = [];
    for (const [name, settings] of Object.entries(WINDOWS)) {
      const window = { ...settings, timezone };
      for (let at = Date.UTC(2026, 0, 1, 0, 20); at < Date.UTC(2028, 0, 1); at += 5 * 60 * MINUTE_MS)
        if (isOpen(window, at) !== isOpenByTheClock(window, clock(at))) wrong.push({ name, at });
    }
    expect(wrong).toEqual([]);
  });
});

const BERLIN = "Europe/Berlin";
const night: MaintenanceWindow = { timezone: BERLIN, intervals: [{ from: "02:00", to: "03:00" }] };
const at = (text: string) => Date.parse(text);
const saying = (window: MaintenanceWindow, moment: string) => {
  const next = nextOpening(window, at(moment));
  return next && [next.from, next.to].map((end) => end && new Date(end).toISOString());
};

describe("a window", () => {
  test("from 02:00 to 03:00 does not open in the night that lacks this hour, and is open for both of those that come twice", () => {
    expect(saying(night, "2026-03-29T00:00:00Z")).toEqual(["2026-03-30T00:00:00.000Z", "2026-03-30T01:00:00.000Z"]);
    expect(saying(night, "2026-10-24T12:00:00Z")).toEqual(["2026-10-25T00:00:00.000Z", "2026-10-25T02:00:00.000Z"]);
  });

  test("inside the hour that comes twice opens twice, with a pause between", () => {
    const half: MaintenanceWindow = { timezone: BERLIN, intervals: [{ from: "02:00", to: "02:30" }] };
    expect(saying(half, "2026-10-24T12:00:00Z")).toEqual(["2026-10-25T00:00:00.000Z", "2026-10-25T00:30:00.000Z"]);
    expect(saying(half, "2026-10-25T00:30:00Z")).toEqual(["2026-10-25T01:00:00.000Z", "2026-10-25T01:30:00.000Z"]);
  });

  test("that is open now opens now", () => {
    expect(saying(night, "2026-01-10T01:30:30Z")).toEqual(["2026-01-10T01:30:30.000Z", "2026-01-10T02:00:00.000Z"]);
  });

  test("keeps to its dates and its days, and to the day on which it begins", () => {
    const window: MaintenanceWindow = {
      timezone: BERLIN,
      intervals: [{ from: "22:00", to: "04:00", days: ["fri"], dates: [{ from: "2026-12-25", to: "2026-12-31" }] }],
    };
    // The 25th is a Friday; Saturday's small hours are its tail.
    expect(saying(window, "2026-01-01T00:00:00Z")).toEqual(["2026-12-25T21:00:00.000Z", "2026-12-26T03:00:00.000Z"]);
    expect(saying(window, "2026-12-26T03:00:00Z")).toBeUndefined();
  });

  test.each([
    ["closed", "2026-12-26T01:00:00.000Z", "2026-12-26T02:00:00.000Z"],
    ["open", "2026-12-24T23:00:00.000Z", "2026-12-25T23:00:00.000Z"],
    ["as-usual", "2026-12-25T01:00:00.000Z", "2026-12-25T02:00:00.000Z"],
  ] as const)("is %s on a public holiday where it says so", (onHolidays, from, to) => {
    const window: MaintenanceWindow = { ...night, holidays: ["2026-12-25"], onHolidays };
    expect(saying(window, "2026-12-24T12:00:00Z")).toEqual([from, to]);
  });

  test("that never closes says so", () => {
    const always: MaintenanceWindow = { timezone: BERLIN, intervals: [{ from: "00:00", to: "24:00" }] };
    expect(saying(always, "2026-03-29T00:59:59Z")).toEqual(["2026-03-29T00:59:59.000Z", null]);
    const same: MaintenanceWindow = { timezone: BERLIN, intervals: [{ from: "06:00", to: "06:00" }] };
    expect(isOpen(same, at("2026-03-29T03:00:00Z"))).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { planBatch } from "../../src/provisioning/command-window.ts";

const at = (text: string) => Date.parse(text);
const daily = (from: string, to: string) => ({ intervals: [{ from, to }], timezone: "Europe/Berlin" });
const times = (slots: readonly { notBefore: number }[] | undefined) =>
  slots?.map(({ notBefore }) => new Date(notBefore).toISOString());

describe("a batch", () => {
  test("is spread evenly", () => {
    const now = at("2026-06-01T10:00:00Z");
    const slots = planBatch(4, { now, perMinute: 3, window: undefined });
    expect(slots?.map(({ notBefore }) => notBefore - now)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(slots?.[0]?.deadline).toBe(now + 3_600_000);
  });

  test("keeps to its window, over midnight, and goes on the next day", () => {
    const window = daily("23:59", "00:01");
    const slots = planBatch(4, { now: at("2026-06-01T10:00:00Z"), perMinute: 1, window });
    expect(times(slots)).toEqual([
      "2026-06-01T21:59:00.000Z",
      "2026-06-01T22:00:00.000Z",
      "2026-06-02T21:59:00.000Z",
      "2026-06-02T22:00:00.000Z",
    ]);
    expect(slots?.[0]?.deadline).toBe(at("2026-06-01T22:01:00Z"));
    expect(slots?.[2]?.deadline).toBe(at("2026-06-02T22:01:00Z"));
  });

  test("begins at once inside the window, and knows that clocks change", () => {
    const window = daily("02:00", "04:00");
    // 25 October 2026, 03:00 summer time becomes 02:00: the window is three hours long.
    const inside = planBatch(1, { now: at("2026-10-25T00:30:30Z"), perMinute: 30, window });
    expect(inside).toEqual([{ notBefore: at("2026-10-25T00:30:30Z"), deadline: at("2026-10-25T03:00:00Z") }]);
    // 29 March 2026: 02:00 becomes 03:00, so a window from 02:30 to 02:45 opens on the next day.
    const gap = daily("02:30", "02:45");
    expect(times(planBatch(1, { now: at("2026-03-29T00:00:00Z"), perMinute: 30, window: gap }))).toEqual([
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("keeps to days and dates of a maintenance window, and is not planned where that ends before all had their turn", () => {
    const dates = [{ from: "2026-06-05", to: "2026-06-06" }];
    const window = { intervals: [{ from: "22:00", to: "22:02", dates }], timezone: "Europe/Berlin" };
    const now = at("2026-06-01T10:00:00Z");
    expect(times(planBatch(4, { now, perMinute: 1, window }))).toEqual([
      "2026-06-05T20:00:00.000Z",
      "2026-06-05T20:01:00.000Z",
      "2026-06-06T20:00:00.000Z",
      "2026-06-06T20:01:00.000Z",
    ]);
    expect(planBatch(5, { now, perMinute: 1, window })).toBeUndefined();
  });
});

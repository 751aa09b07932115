import { describe, expect, test } from "vitest";
import { planBatch } from "../../src/provisioning/command-window.ts";

const at = (text: string) => Date.parse(text);
const times = (slots: readonly { notBefore: number }[]) =>
  slots.map(({ notBefore }) => new Date(notBefore).toISOString());

describe("a batch", () => {
  test("is spread evenly", () => {
    const now = at("2026-06-01T10:00:00Z");
    const slots = planBatch(4, { now, perMinute: 3, window: undefined });
    expect(slots.map(({ notBefore }) => notBefore - now)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(slots[0]?.deadline).toBe(now + 3_600_000);
  });

  test("keeps to its window, over midnight, and goes on the next day", () => {
    const window = { fromMinute: 23 * 60 + 59, toMinute: 1, timezone: "Europe/Berlin" };
    const slots = planBatch(4, { now: at("2026-06-01T10:00:00Z"), perMinute: 1, window });
    expect(times(slots)).toEqual([
      "2026-06-01T21:59:00.000Z",
      "2026-06-01T22:00:00.000Z",
      "2026-06-02T21:59:00.000Z",
      "2026-06-02T22:00:00.000Z",
    ]);
    expect(slots[0]?.deadline).toBe(at("2026-06-01T22:01:00Z"));
    expect(slots[2]?.deadline).toBe(at("2026-06-02T22:01:00Z"));
  });

  test("begins at once inside the window, and knows that clocks change", () => {
    const window = { fromMinute: 120, toMinute: 240, timezone: "Europe/Berlin" };
    // 25 October 2026, 03:00 summer time becomes 02:00: the window is three hours long.
    const inside = planBatch(1, { now: at("2026-10-25T00:30:30Z"), perMinute: 30, window });
    expect(inside).toEqual([{ notBefore: at("2026-10-25T00:30:30Z"), deadline: at("2026-10-25T03:00:00Z") }]);
    // 29 March 2026: 02:00 becomes 03:00, so a window from 02:30 to 02:45 opens on the next day.
    const gap = { fromMinute: 150, toMinute: 165, timezone: "Europe/Berlin" };
    expect(times(planBatch(1, { now: at("2026-03-29T00:00:00Z"), perMinute: 30, window: gap }))).toEqual([
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("of thousands is planned in no time", () => {
    const began = performance.now();
    const window = { fromMinute: 60, toMinute: 120, timezone: "Europe/Berlin" };
    expect(planBatch(5000, { now: at("2026-06-01T10:00:00Z"), perMinute: 30, window })).toHaveLength(5000);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

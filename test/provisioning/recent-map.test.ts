import { expect, test } from "vitest";
import { createRecentMap } from "../../src/provisioning/recent-map.ts";

test("holds at least the half of its size that was set last, and never more than its size", () => {
  const map = createRecentMap<number, string>(100);
  for (let key = 0; key < 1000; key++) {
    map.set(key, `${key}`);
    const kept = [...map.entries()];
    expect(kept.length).toBeLessThanOrEqual(100);
    for (let recent = Math.max(0, key - 49); recent <= key; recent++) expect(map.get(recent)).toBe(`${recent}`);
  }
});

test("gives the younger value of a key that was set again, and forgets both when it is deleted", () => {
  const map = createRecentMap<string, number>(4);
  map.set("a", 1);
  map.set("b", 1);
  map.set("a", 2);
  expect(map.get("a")).toBe(2);
  expect([...map.entries()].sort()).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  map.delete("a");
  expect(map.get("a")).toBeUndefined();
});

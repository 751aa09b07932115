import { expect, test } from "vitest";
import { EMPTY_KEY, isSameLayout, replayKeys } from "../../src/staff/page/key-layout.ts";

const key = (value: string) => ({ ...EMPTY_KEY, type: "speed-dial" as const, value });

test("keys that were edited are put into what the keys are by now, and others stay as somebody else left them", () => {
  const basis = { keys: [key("1"), key("2"), key("3")], modules: [[key("7")]] };
  const edited = { keys: [key("1"), key("20"), EMPTY_KEY, EMPTY_KEY, key("5")], modules: [[key("7"), key("8")]] };
  const now = { keys: [key("10"), key("2"), key("3"), key("4")], modules: [[key("70")], [key("9")]] };
  expect(replayKeys(basis, edited, now)).toEqual({
    keys: [key("10"), key("20"), EMPTY_KEY, key("4"), key("5")],
    modules: [[key("70"), key("8")], [key("9")]],
  });
  expect(isSameLayout(replayKeys(basis, edited, basis), edited)).toBe(true);
  expect(isSameLayout(replayKeys(basis, basis, now), now)).toBe(true);
});

test("a module that was added or taken away is, whatever somebody else did to the others", () => {
  const basis = { keys: [], modules: [[key("1")]] };
  const now = { keys: [], modules: [[key("2")]] };
  expect(replayKeys(basis, { keys: [], modules: [[key("1")], []] }, now).modules).toEqual([[key("2")], []]);
  expect(replayKeys(basis, { keys: [], modules: [] }, now).modules).toEqual([]);
});

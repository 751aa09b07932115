import { expect, test } from "vitest";
import { ROLLED_STATES, type RolledState } from "../../src/provisioning/rollout.ts";
import { moveDots } from "../../src/staff/page/move-dots.ts";
import type { Counts } from "../../src/staff/page/records/rollouts.ts";

const counts = (some: Partial<Counts>): Counts =>
  ({ ...Object.fromEntries(ROLLED_STATES.map((state) => [state, 0])), ...some }) as Counts;
const moved = (before: readonly RolledState[], after: readonly RolledState[]) =>
  before.filter((state, at) => after[at] !== state).length;

test("a dot is a phone, and only those dots move whose phones do", () => {
  const first = moveDots([], counts({ waiting: 5 }));
  expect(first).toEqual(Array(5).fill("waiting"));
  const second = moveDots(first, counts({ waiting: 3, updating: 2 }));
  expect(second.toSorted()).toEqual(["updating", "updating", "waiting", "waiting", "waiting"]);
  expect(moved(first, second)).toBe(2);
  const third = moveDots(second, counts({ waiting: 3, done: 1, failed: 1 }));
  expect(moved(second, third)).toBe(2);
  expect(second.map((state, at) => state === "waiting" || third[at] !== "updating")).not.toContain(false);
  expect(moveDots(third, counts({ waiting: 3, done: 1, failed: 1 }))).toEqual(third);
});

test("of many phones one dot stands for several, and none that failed is lost among them", () => {
  const dots = moveDots([], counts({ waiting: 4999, failed: 1 }));
  expect(dots.length).toBeLessThanOrEqual(201);
  expect(dots.filter((state) => state === "failed")).toHaveLength(1);
  const none = moveDots(dots, counts({}));
  expect(none).toEqual([]);
});

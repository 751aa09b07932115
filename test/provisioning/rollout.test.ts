import { expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { isTooMany, judgeRolled, type RolledFacts } from "../../src/provisioning/rollout.ts";

const BEGUN = 1_000_000;
const ROLLOUT = { version: "2.0.0", withinMs: 1000 };
const facts = (firmware: string | null, at: number | null, more: Partial<RolledFacts> = {}): RolledFacts => ({
  ...{ mac: "0004137447D0" as Mac, state: "updating", stage: 0, previous: "1.0.0", begunAt: BEGUN, toldAt: null },
  ...{ words: null, hasFetched: false, seen: { firmware, at }, ...more },
});

test.each<[string, RolledFacts, number, string | undefined, RegExp?]>([
  ["says the version", facts("2.0", BEGUN + 1), 1, "done"],
  ["may still come", facts("1.0.0", BEGUN + 1), 999, undefined],
  ["asked for nothing", facts("1.0.0", BEGUN - 1), 1000, "failed", /silent/],
  ["was never seen", facts(null, null), 1000, "failed", /silent/],
  ["never fetched the image", facts("1.0.0", BEGUN + 1), 1000, "failed", /never fetched/],
  ["came back old", facts("1.0.0", BEGUN + 1, { hasFetched: true }), 1000, "failed", /came back with the old/],
  ["did not come back", facts("1.0.0", BEGUN - 1, { hasFetched: true }), 1000, "failed", /has not come back/],
  ["says another version", facts("3.0.0", BEGUN + 1), 1000, "failed", /another version: 3\.0\.0/],
  ["failed and is still so", facts("1.0.0", BEGUN + 1, { state: "failed" }), 9999, undefined],
  ["failed and came back late", facts("2.0.0", BEGUN + 1, { state: "failed" }), 9999, "done"],
  ["is back", facts("1.0.0", BEGUN + 1, { state: "returning" }), 1, "returned"],
  ["does not go back", facts("2.0.0", BEGUN + 1, { state: "returning", hasFetched: true }), 1000, "stuck", /2\.0\.0/],
  ["is gone", facts(null, null, { seen: undefined }), 0, "skipped", /no longer/],
])("a phone that %s", (_, phone, after, state, words = /^null$/) => {
  const verdict = judgeRolled(phone, ROLLOUT, BEGUN + after);
  expect(verdict?.state).toBe(state);
  if (verdict !== undefined) expect(String(verdict.words)).toMatch(words);
});

test("a stage is halted above its percentage, not at it", () => {
  expect([isTooMany(5, 50, 10), isTooMany(6, 50, 10), isTooMany(0, 50, 0), isTooMany(1, 50, 0)]).toEqual([
    ...[false, true, false, true],
  ]);
});

import { expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { judgeRotated, type RotatedFacts } from "../../src/provisioning/rotation.ts";

const BEGUN = 1_000_000;
type Account = RotatedFacts["accounts"][number];

function facts(account: Partial<Account>, more: Partial<RotatedFacts> = {}): RotatedFacts {
  const accounts = [{ username: "20", atPbxSince: undefined, isDelivered: false, registeredAt: undefined, ...account }];
  return {
    ...{ mac: "0004137447D0" as Mac, state: "changing", begunAt: BEGUN, toldAt: null, words: null, pbxId: "main" },
    ...{ accounts, ...more },
  };
}

test.each<[string, RotatedFacts, boolean, string]>([
  ["the PBX comes first and has it not", facts({}), true, "wait"],
  ["the phone comes first, or both take both", facts({}), false, "tell"],
  ["the PBX has it", facts({ atPbxSince: BEGUN + 5 }), true, "tell"],
  ["it was told a moment ago", facts({ atPbxSince: BEGUN }, { toldAt: BEGUN + 10 }), true, "wait"],
  ["it was told some minutes ago", facts({ atPbxSince: BEGUN }, { toldAt: BEGUN + 1000 - 150_000 }), true, "tell"],
  ["it has fetched, and the PBX has it not yet", facts({ isDelivered: true }), false, "wait"],
  ["both have it, and nobody tells who is registered", facts({ isDelivered: true, atPbxSince: BEGUN }), true, "done"],
  ["there is no link", facts({ isDelivered: true, atPbxSince: null }), true, "done"],
  ["it is not registered", facts({ isDelivered: true, atPbxSince: BEGUN, registeredAt: null }), true, "wait"],
  [
    "it registered before the change",
    facts({ isDelivered: true, atPbxSince: BEGUN, registeredAt: BEGUN - 1 }),
    true,
    "wait",
  ],
  [
    "it registered with the old password",
    facts({ isDelivered: true, atPbxSince: BEGUN + 9, registeredAt: BEGUN + 8 }),
    true,
    "wait",
  ],
  [
    "it registered after both had it",
    facts({ isDelivered: true, atPbxSince: BEGUN + 9, registeredAt: BEGUN + 9 }),
    true,
    "done",
  ],
])("a phone under way, when %s", (_, phone, isPbxFirst, verdict) => {
  expect(judgeRotated(phone, BEGUN + 1000, isPbxFirst)).toBe(verdict);
});

test("a phone that lost its accounts is through", () => {
  expect(judgeRotated(facts({}, { accounts: [] }), BEGUN, true)).toBe("done");
});

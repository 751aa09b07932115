import { describe, expect, test } from "vitest";
import { advance, type CommandProgress, meet } from "../../src/provisioning/phone-command.ts";

const NOW = 1_000_000;
function progress(more: Partial<CommandProgress> = {}): CommandProgress {
  return {
    ...{ state: "sent", words: null, acceptedAt: null, fetchedAt: null, backAt: null, deadline: NOW + 1 },
    ...{ isAnswerUnknown: false, awaitsReturn: false, ...more },
  };
}

describe("a command", () => {
  test("is done only by a fetch that a phone made which was told; never by its answer", () => {
    expect(advance(progress({ state: "accepted", acceptedAt: 1 }), NOW)).toBeUndefined();
    expect(advance(progress({ fetchedAt: 2 }), NOW)).toBeUndefined();
    expect(advance(progress({ state: "accepted", acceptedAt: 1, fetchedAt: 2 }), NOW)).toMatchObject({ state: "done" });
    expect(advance(progress({ isAnswerUnknown: true }), NOW)).toBeUndefined();
    expect(advance(progress({ isAnswerUnknown: true, fetchedAt: 2 }), NOW)).toMatchObject({ state: "done" });
  });

  test("to reboot waits for the phone's return where that can be seen", () => {
    const fetched = { state: "accepted", acceptedAt: 1, fetchedAt: 2, awaitsReturn: true } as const;
    expect(advance(progress(fetched), NOW)).toBeUndefined();
    expect(advance(progress({ ...fetched, backAt: 3 }), NOW)).toMatchObject({ state: "done" });
    expect(advance(progress({ ...fetched, backAt: 3, fetchedAt: null }), NOW)).toBeUndefined();
  });

  test("that is too late says what was missing", () => {
    const late = { deadline: NOW } as const;
    const wordsOf = (more: Partial<CommandProgress>) => advance(progress({ ...late, ...more }), NOW)?.words;
    expect(wordsOf({ fetchedAt: 2 })).toMatch(/did not say/);
    expect(wordsOf({ state: "accepted", acceptedAt: 1 })).toMatch(/did not fetch/);
    expect(wordsOf({ state: "accepted", acceptedAt: 1, fetchedAt: 2, awaitsReturn: true })).toMatch(/come back/);
    expect(wordsOf({ state: "waiting", words: "A call is up" })).toBe("It was not sent in time: A call is up");
  });

  test.each(["done", "timed-out", "refused", "cancelled"] as const)(
    "that is %s stays so, whatever the phone does",
    (state) => {
      expect(advance(progress({ state, acceptedAt: 1, fetchedAt: 2, deadline: 0 }), NOW)).toBeUndefined();
    },
  );

  test("meets another of its phone: one that does it all is joined, any other is replaced", () => {
    const live = (kind: "resync" | "reboot", state: "waiting" | "accepted", notBefore: number) => ({
      kind,
      state,
      notBefore,
    });
    expect(meet(live("resync", "waiting", 5), { kind: "resync", notBefore: 5 })).toBe("join");
    expect(meet(live("resync", "waiting", 9), { kind: "resync", notBefore: 5 })).toBe("replace");
    // It may have fetched before what is to be fetched now.
    expect(meet(live("resync", "accepted", 5), { kind: "resync", notBefore: 6 })).toBe("replace");
    expect(meet(live("resync", "waiting", 5), { kind: "reboot", notBefore: 6 })).toBe("replace");
    expect(meet(live("reboot", "waiting", 9), { kind: "resync", notBefore: 5 })).toBe("join");
  });
});

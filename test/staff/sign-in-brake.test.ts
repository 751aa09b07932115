import { describe, expect, test } from "vitest";
import { createSignInBrake, sourceOf } from "../../src/staff/sign-in-brake.ts";

const LANE = { name: "login:anna", free: 3, longestMs: 8000 };

/** A brake whose clock moves only when somebody waits. */
function brakeWithClock() {
  const clock = { now: 1_000_000 };
  const waits: number[] = [];
  const brake = createSignInBrake(
    () => clock.now,
    async (ms) => {
      waits.push(ms);
      clock.now += ms;
    },
  );
  return { brake, clock, waits };
}

describe("the brake on guessing", () => {
  test("lets the first ones pass, makes each further one wait twice as long, and locks nobody", async () => {
    const { brake, waits } = brakeWithClock();
    for (let attempt = 0; attempt < 12; attempt++) expect(await brake.enter([LANE])).toBe("entered");
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000]);
  });

  test("counts those who come at once before they have failed, and sends away who would wait too long", async () => {
    const clock = { now: 1_000_000 };
    const held: number[] = [];
    const brake = createSignInBrake(
      () => clock.now,
      (ms) => {
        held.push(ms);
        return new Promise(() => {});
      },
    );
    const answers: unknown[] = [];
    for (let attempt = 0; attempt < 50; attempt++) void brake.enter([LANE]).then((answer) => answers.push(answer));
    await new Promise(setImmediate);
    expect(held).toEqual([500, 1500, 3500, 7500]);
    expect(answers.filter((answer) => answer === "entered")).toHaveLength(3);
    expect(answers.filter((answer) => typeof answer === "number" && answer > 10_000)).toHaveLength(43);
  });

  test("forgives who succeeds, and forgets after an hour", async () => {
    const { brake, clock, waits } = brakeWithClock();
    for (let attempt = 0; attempt < 5; attempt++) await brake.enter([LANE]);
    brake.forgive([LANE.name]);
    for (let attempt = 0; attempt < 3; attempt++) await brake.enter([LANE]);
    expect(waits).toEqual([500, 1000]);
    for (let attempt = 0; attempt < 5; attempt++) await brake.enter([LANE]);
    waits.length = 0;
    clock.now += 3_600_000 + 8000;
    for (let attempt = 0; attempt < 3; attempt++) await brake.enter([LANE]);
    expect(waits).toEqual([]);
  });

  test("slows one lane without the other", async () => {
    const { brake, waits } = brakeWithClock();
    for (let attempt = 0; attempt < 6; attempt++) await brake.enter([LANE]);
    waits.length = 0;
    await brake.enter([{ ...LANE, name: "login:bert" }]);
    expect(waits).toEqual([]);
  });
});

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "::ffff:192.0.2.7"],
  ["2001:db8:0:1:aaaa::1", "2001:db8:0:1"],
  ["2001:0db8:0:1::2", "2001:db8:0:1"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
])("%s belongs to %s", (address, source) => {
  expect(sourceOf(address)).toBe(source);
});

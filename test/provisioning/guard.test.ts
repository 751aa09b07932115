import { describe, expect, test } from "vitest";
import { createGuard, type GuardAlarm, type WatchedSource } from "../../src/provisioning/guard.ts";
import { networkOf } from "../../src/provisioning/guard-levels.ts";
import type { Mac } from "../../src/provisioning/mac.ts";

const HOUR = 3_600_000;
const WALKER = "192.0.2.7";

function start(options: { guesses?: number; trusted?: string; honeypots?: string[] } = {}) {
  const alarms: GuardAlarm[] = [];
  const ended: WatchedSource[] = [];
  const guard = createGuard({
    guesses: options.guesses ?? 256,
    isTrusted: (address) => address === options.trusted,
    honeypots: new Set(options.honeypots),
    raise: (alarm) => alarms.push(alarm),
    ended: (source) => ended.push(source),
  });
  return { guard, alarms, ended };
}

function macAt(index: number): Mac {
  return `000413${index.toString(16).toUpperCase().padStart(6, "0")}` as Mac;
}

/** Asks for `count` MACs in a row, and says how often each verdict came. */
function walk(
  guard: ReturnType<typeof start>["guard"],
  count: number,
  options: { from?: string; first?: number; now?: number } = {},
) {
  const { from = WALKER, first = 0, now = 0 } = options;
  const verdicts = { free: 0, slow: 0, held: 0 };
  for (let index = first; index < first + count; index++) verdicts[guard.guess(from, macAt(index), now)] += 1;
  return verdicts;
}

describe("one source", () => {
  test("may guess a few, is slowed from a quarter of the limit on, and held from the limit on", () => {
    const { guard } = start();
    expect(walk(guard, 300)).toEqual({ free: 63, slow: 192, held: 45 });
  });

  test("may ask for the same phones again and again, as phones do", () => {
    const { guard, alarms } = start();
    for (let turn = 0; turn < 1000; turn++)
      for (let phone = 0; phone < 50; phone++) guard.guess(WALKER, macAt(phone), turn);
    expect(guard.watched(1000)).toEqual([]);
    expect(alarms).toEqual([]);
  });

  test("that walks 2^20 MACs raises one alarm, and learns no more than its limit", () => {
    const { guard, alarms } = start();
    const { held } = walk(guard, 2 ** 20);
    expect(held).toBe(2 ** 20 - 255);
    expect(alarms).toEqual([{ cause: "source", address: WALKER, key: "192.0.2.0/24", guesses: 256 }]);
  });

  test("stays held while it goes on, and is free an hour after it stopped", () => {
    const { guard, alarms, ended } = start();
    walk(guard, 300);
    for (let minute = 1; minute <= 600; minute++) walk(guard, 10, { first: 300 + 10 * minute, now: minute * 60_000 });
    const stopped = 600 * 60_000;
    expect(guard.isHeld(WALKER, macAt(0), stopped)).toBe(true);
    guard.sweep(stopped);
    expect(ended).toEqual([]);
    guard.sweep(stopped + HOUR);
    expect(ended).toMatchObject([{ address: WALKER, firstSeen: 0, lastSeen: stopped }]);
    expect(guard.isHeld(WALKER, macAt(0), stopped + HOUR)).toBe(false);
    expect(alarms).toHaveLength(1);
  });

  test("is weighed as it is held, and a weighing counts nothing", () => {
    const { guard } = start();
    const weighed = () => Array.from({ length: 300 }, (_, index) => guard.weigh(WALKER, macAt(1000 + index), 0));
    expect(new Set(weighed())).toEqual(new Set(["free"]));
    walk(guard, 64);
    expect(new Set(weighed())).toEqual(new Set(["slow"]));
    walk(guard, 300);
    expect(new Set(weighed())).toEqual(new Set(["held"]));
    expect(guard.watched(0)).toMatchObject([{ address: WALKER, guesses: 256 }]);
  });

  test("does not hold its neighbours", () => {
    const { guard } = start();
    walk(guard, 10_000);
    expect(guard.isHeld("192.0.2.8", macAt(0), 0)).toBe(false);
    expect(guard.guess("192.0.2.8", macAt(0), 0)).toBe("free");
  });

  test("is free at once when staff pardon it", () => {
    const { guard } = start();
    walk(guard, 300);
    expect(guard.watched(0)).toMatchObject([{ address: WALKER, verdict: "held", guesses: 256 }]);
    expect(guard.pardon(WALKER)).toBe(true);
    expect(guard.watched(0)).toEqual([]);
    expect(guard.isHeld(WALKER, macAt(0), 0)).toBe(false);
    expect(guard.pardon("192.0.2.99")).toBe(false);
  });

  test("that is trusted is never counted", () => {
    const { guard, alarms } = start({ trusted: WALKER });
    expect(walk(guard, 10_000)).toEqual({ free: 10_000, slow: 0, held: 0 });
    expect(guard.isHeld(WALKER, macAt(0), 0)).toBe(false);
    expect(alarms).toEqual([]);
  });
});

test("a MAC that no phone has gives whoever asks for it away at the first request", () => {
  const { guard, alarms } = start({ honeypots: [macAt(77)] });
  expect(guard.guess(WALKER, macAt(77), 0)).toBe("held");
  expect(guard.guess(WALKER, macAt(77), 0)).toBe("held");
  expect(guard.isHeld(WALKER, macAt(1), 0)).toBe(true);
  expect(alarms).toEqual([{ cause: "honeypot", address: WALKER, key: macAt(77), guesses: 256 }]);
});

describe("a walk from many addresses", () => {
  test("of one network holds all of that network", () => {
    const { guard, alarms } = start();
    for (let host = 1; host <= 20; host++) walk(guard, 100, { from: `198.51.100.${host}`, first: host * 100 });
    expect(alarms.map(({ cause, key }) => [cause, key])).toEqual([["network", "198.51.100.0/24"]]);
    expect(guard.isHeld("198.51.100.200", macAt(0), 0)).toBe(true);
    expect(guard.isHeld("198.51.101.200", macAt(0), 0)).toBe(false);
  });

  test("of one IPv6 network holds all of that network, however many addresses it takes", () => {
    const { guard, alarms } = start();
    for (let host = 0; host < 5000; host++) guard.guess(`2001:db8:0:1::${host.toString(16)}`, macAt(host), 0);
    expect(alarms.map(({ cause, key }) => [cause, key])).toEqual([["network", "2001:db8:0:1::/64"]]);
    expect(guard.isHeld("2001:db8:0:1:a:b:c:d", macAt(0), 0)).toBe(true);
    expect(guard.isHeld("2001:db8:0:2::1", macAt(0), 0)).toBe(false);
  });

  test("along a prefix holds those who take part, and no bystander", () => {
    const { guard, alarms } = start();
    for (let network = 0; network < 250; network++) walk(guard, 10, { from: `10.0.${network}.1`, first: network * 10 });
    expect(alarms.map(({ cause, key }) => [cause, key])).toEqual([["prefix", "00041300"]]);
    expect(guard.isHeld("10.0.3.1", macAt(5), 0)).toBe(true);
    expect(guard.isHeld("10.0.3.1", "0004137447D0" as Mac, 0)).toBe(false);
    expect(guard.isHeld("203.0.113.1", macAt(5), 0)).toBe(false);
  });

  test("over all MACs raises an alarm in total", () => {
    const { guard, alarms } = start({ guesses: 16 });
    for (let guess = 0; guess < 3000; guess++)
      guard.guess(`10.${guess >> 8}.${guess & 255}.1`, macAt((guess * 65_537) & 0xffffff), 0);
    expect(alarms.map(({ cause }) => cause)).toEqual(["total"]);
  });
});

test("refusals wait, only so many at once, and then there is silence", () => {
  const { guard } = start();
  walk(guard, 300);
  const waits = Array.from({ length: 100 }, () => guard.wait(WALKER, 1000));
  expect(waits.filter((wait) => wait === 2000)).toHaveLength(32);
  expect(waits.filter((wait) => wait === "silence")).toHaveLength(68);
  expect(guard.wait(WALKER, 3001)).toBe(2000);
});

test("remembers a bounded number of sources, whatever comes", () => {
  const { guard } = start({ guesses: 4 });
  for (let source = 0; source < 20_000; source++)
    walk(guard, 6, { from: `2001:db8:${(source >> 8).toString(16)}:${source & 255}::1` });
  expect(guard.watched(0).length).toBeLessThanOrEqual(10_000);
});

test.each([
  ["192.0.2.7", "192.0.2.0/24"],
  ["2001:db8::1", "2001:db8::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["::1", "::/64"],
  ["fe80::", "fe80::/64"],
])("%s is of the network %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

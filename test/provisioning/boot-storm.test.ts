import { expect, test } from "vitest";
import { findBootStorm, MINUTE_MS } from "../../src/provisioning/overview.ts";

const HOUR_MS = 60 * MINUTE_MS;
/** Phones by minute since the beginning of an hour. */
function storm(perMinute: readonly number[]) {
  const visits = perMinute.flatMap((phones, minute) =>
    phones === 0 ? [] : [{ phones, first: minute * MINUTE_MS + 1000, last: minute * MINUTE_MS + 59_000 }],
  );
  return findBootStorm(visits, 0, HOUR_MS);
}

test("a few phones now and then are no storm", () => {
  expect(storm([])).toBeUndefined();
  expect(storm([1, 0, 4, 2, 0, 0, 3])).toBeUndefined();
  expect(storm(Array.from({ length: 60 }, (_, minute) => 70 + (minute % 7)))).toBeUndefined();
});

test("the last minutes with many more than usual are one", () => {
  expect(storm([9, 0, 0, 0, 0, 1, 12, 30, 3, 8, 0, 0, 0, 2])).toEqual({
    phones: 53,
    begunAt: 6 * MINUTE_MS + 1000,
    endedAt: 9 * MINUTE_MS + 59_000,
    perMinute: [12, 30, 3, 8],
  });
  const busy = Array.from({ length: 60 }, (_, minute) => (minute === 20 || minute === 22 ? 900 : 70));
  expect(storm(busy)).toMatchObject({ phones: 1870, perMinute: [900, 70, 900] });
});

import { expect, test } from "vitest";
import { parseRange } from "../../src/protocols/http/byte-range.ts";

test.each([
  ["bytes=0-0", { start: 0, end: 1 }],
  ["bytes=0-", { start: 0, end: 100 }],
  ["bytes=10-19", { start: 10, end: 20 }],
  ["bytes=90-1000", { start: 90, end: 100 }],
  ["bytes=-1", { start: 99, end: 100 }],
  ["bytes=-1000", { start: 0, end: 100 }],
  ["bytes= 5-6 ", { start: 5, end: 7 }],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=100-200", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  // RFC 9110, section 14.2: what makes no sense, and what is more than one range, is as if it were not there.
  ["bytes=20-10", undefined],
  ["bytes=0-1,5-6", undefined],
  ["bytes=-", undefined],
  ["bytes=a-b", undefined],
  ["bytes=1", undefined],
  ["items=0-1", undefined],
  ["bytes=99999999999999999999-", undefined],
  [undefined, undefined],
])("%s of 100 bytes", (header, range) => {
  expect(parseRange(header, 100)).toEqual(range);
});

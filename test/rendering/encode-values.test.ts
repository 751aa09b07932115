import { expect, test } from "vitest";
import { encodeValues } from "../../src/rendering/encode-values.ts";

test("encodes every string wherever it is, and leaves what it was given as it was", () => {
  const data = { label: "a<b", plain: { text: "c" }, list: [{ text: "d&e", index: 1 }, "f", null], none: undefined };
  const before = structuredClone(data);
  expect(encodeValues(data, "xml")).toEqual({
    label: "a&lt;b",
    plain: { text: "c" },
    list: [{ text: "d&amp;e", index: 1 }, "f", null],
    none: undefined,
  });
  expect(data).toEqual(before);
});

test("names the place of a value that the format cannot carry, and not the value", () => {
  const bad = (value: string) => () => encodeValues({ lines: [{ label: "ok" }, { label: value }] }, "cfg-line");
  expect(bad("hidden\nline")).toThrow(/^lines\[1\]\.label holds a control character/);
  expect(bad(" hidden")).toThrow(/^lines\[1\]\.label starts or ends with a blank/);
  expect(bad("%NULL%")).toThrow(/^lines\[1\]\.label is a word/);
  expect(() => encodeValues({ label: "\u0000" }, "xml")).toThrow(/^label holds a character that XML cannot carry/);
});

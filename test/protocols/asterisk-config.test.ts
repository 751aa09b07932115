import fc from "fast-check";
import { expect, test } from "vitest";
import { readSections, writeSections } from "../../src/protocols/asterisk-config.ts";
import { parseAsAsterisk } from "../servers/pbx/fake-asterisk.ts";

test("a section is written as the reference shows it", () => {
  const items = [
    ["type", "wizard"],
    ["inbound_auth/password", "s3;cr=>et"],
  ] as const;
  const text = writeSections([{ name: "101", items }]);
  expect(text).toBe("[101]\ntype = wizard\ninbound_auth/password = s3\\;cr=>et\n");
  expect(readSections(text)).toEqual([{ name: "101", items }]);
});

test("a value comes back as it was, to us and to Asterisk, or is refused; it never opens a line or section", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.string({
      unit: fc.constantFrom("\\", ";", "-", "[", "]", "#", "=", ">", " ", "\n", "\r", "a", "\u2028"),
      maxLength: 30,
    }),
    fc.constantFrom("x\n[evil]\ntype = wizard", ";--", "#exec /bin/sh", "y".repeat(10_000), "\"&<>'"),
  );
  let written = 0;
  fc.assert(
    fc.property(hostile, hostile, (name, value) => {
      const sections = [{ name, items: [["a/b", value]] as [string, string][] }];
      let text: string;
      try {
        text = writeSections(sections);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        return;
      }
      written += 1;
      expect(text.split("\n")).toHaveLength(3);
      expect(readSections(text)).toEqual(sections);
      expect([...parseAsAsterisk(text)]).toEqual([[name, new Map([["a/b", value]])]]);
    }),
    { numRuns: 800 },
  );
  expect(written).toBeGreaterThan(50);
});

test("what we did not write is not read", () => {
  for (const text of [
    "key = before a section\n",
    "[101]\n#include other.conf\n",
    "[101](template)\n",
    "[101]\nkey=value\n",
  ])
    expect(readSections(text)).toBeUndefined();
});

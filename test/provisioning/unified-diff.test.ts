import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts } from "../../src/provisioning/unified-diff.ts";

const lines = fc
  .array(fc.constantFrom("a", "b", "c", "a = 1", "b = 2", ""), { maxLength: 30 })
  .chain((all) => fc.constantFrom(all.join("\n"), all.map((line) => `${line}\n`).join("")));

/** What `patch` does: finds each hunk by its line number, insists on what goes and stays, and counts both sides. */
function applyDiff(before: string, unified: string): string {
  const source = before.split(/(?<=\n)/);
  const made: string[] = [];
  let position = 0;
  for (const hunk of unified.split(/^(?=@@ )/m)) {
    const [head = "", ...body] = hunk.split("\n").slice(0, -1);
    const [, start, count, startAfter, countAfter] = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(head) ?? [];
    const from = Number(start) - (count === "0" ? 0 : 1);
    made.push(...source.slice(position, from));
    expect(made.length).toBe(Number(startAfter) - (countAfter === "0" ? 0 : 1));
    position = from;
    const [atBefore, atAfter] = [position, made.length];
    body.forEach((line, index) => {
      if (line.startsWith("\\")) return;
      const text = line.slice(1) + (body[index + 1]?.startsWith("\\") ? "" : "\n");
      if (line[0] !== "+") expect(source[position++]).toBe(text);
      if (line[0] !== "-") made.push(text);
    });
    expect([position - atBefore, made.length - atAfter]).toEqual([Number(count), Number(countAfter)]);
  }
  return [...made, ...source.slice(position)].join("");
}

test("the text after comes of the text before and the diff, whatever the texts are", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffTexts(before, after);
      expect(diff === undefined).toBe(before === after);
      if (diff !== undefined) expect(applyDiff(before, diff.unified)).toBe(after);
    }),
    { numRuns: 1000 },
  );
});

test("a line that changes is one that goes and one that comes, with three lines around it", () => {
  const text = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const diff = diffTexts(text.join("\n"), text.with(10, "other").join("\n"));
  expect(diff?.changed).toEqual(["-line 10", "+other"]);
  expect(diff?.unified).toBe(
    "@@ -8,7 +8,7 @@\n line 7\n line 8\n line 9\n-line 10\n+other\n line 11\n line 12\n line 13\n",
  );
});

test("texts that have nothing in common are shown as a whole in reasonable time", () => {
  const many = (word: string) => Array.from({ length: 5000 }, (_, index) => `${word} ${index}`).join("\n");
  const begun = performance.now();
  expect(diffTexts(many("a"), many("b"))?.changed).toHaveLength(10_000);
  expect(performance.now() - begun).toBeLessThan(5000);
});

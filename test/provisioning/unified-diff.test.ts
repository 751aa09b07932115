import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { diffTexts } from "../../src/provisioning/unified-diff.ts";

const folder = mkdtempSync(join(tmpdir(), "offhook-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

const lines = fc
  .array(fc.constantFrom("a", "b", "c", "a = 1", "b = 2", ""), { maxLength: 30 })
  .chain((all) => fc.constantFrom(all.join("\n"), all.map((line) => `${line}\n`).join("")));

const hasPatch = spawnSync("patch", ["--version"]).status === 0;

test.skipIf(!hasPatch)("patch makes the text after of the text before and the diff, whatever the texts are", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffTexts(before, after);
      expect(diff === undefined).toBe(before === after);
      if (diff === undefined) return;
      const body = diff.unified;
      writeFileSync(file("text"), before);
      const run = spawnSync("patch", ["-s", "-o", file("made"), file("text")], {
        input: `--- text\n+++ text\n${body}`,
        encoding: "utf8",
      });
      expect({ status: run.status, out: run.stdout + run.stderr }).toEqual({ status: 0, out: "" });
      expect(readFileSync(file("made"), "utf8")).toBe(after);
    }),
    { numRuns: 100 },
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

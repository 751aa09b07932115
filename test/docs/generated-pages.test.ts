import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generatePages } from "../../docs/generate.ts";
import { loadConfig } from "../../src/config/load-config.ts";

test.each(Object.entries(generatePages()))("%s is what npm run docs makes", (path, text) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")).toBe(text);
});

test("the example settings file is valid, also when every default in it is uncommented", () => {
  const text = generatePages()["offhook.example.yaml"] ?? "";
  const uncommented = text
    .split("\n")
    .filter((line) => line.startsWith("#") && !line.startsWith("##"))
    .map((line) => line.slice(1));
  expect(uncommented.length).toBeGreaterThan(20);
  expect(loadConfig({ yaml: uncommented.join("\n"), env: {} })).toEqual(loadConfig({ yaml: undefined, env: {} }));
});

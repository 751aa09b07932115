import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { TemplateData } from "../../src/provisioning/template-data.ts";
import { TemplateError } from "../../src/provisioning/template-error.ts";
import { createHandlebarsRenderer } from "../../src/rendering/handlebars-renderer.ts";

const LINES = Array.from({ length: 1000 }, (_, index) => ({ label: `Line ${index}` }));
/** Only what these templates look at. */
const DATA = { words: {}, lines: LINES, server: { url: "http://192.0.2.1/" } } as unknown as TemplateData;

/** Renders that text as an operator's template. */
function render(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "offhook-templates-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "snom"));
  writeFileSync(join(folder, "snom", "own.hbs"), text);
  return createHandlebarsRenderer({ operator: folder, shipped: folder }).render("snom/own", DATA, "xml").toString();
}

test("repeats for each of a thousand lines, twice over", () => {
  const twice = "{{#each lines}}{{label}}\n{{/each}}".repeat(2);
  expect(render(twice).split("\n")).toHaveLength(2001);
});

test("`or` writes the second where the first is empty, as `if` sees it", () => {
  expect(render('{{or server.url "none"}} {{or words.absent "none"}} {{or words.absent server.url}}')).toBe(
    "http://192.0.2.1/ none http://192.0.2.1/",
  );
  expect(() => render("{{or server.url}}")).toThrow('snom/own: "or" takes two values, and got 1');
});

test.each([
  [
    "repeats itself endlessly",
    `${"{{#each @root.lines}}".repeat(6)}x${"{{/each}}".repeat(6)}`,
    "more than 100000 times",
  ],
  ["writes without end", `{{#each lines}}${"x".repeat(20_000)}{{/each}}`, "more than 8388608 characters"],
  ["is too long itself", " ".repeat((1 << 20) + 1), "allowed: 1048576"],
])("refuses a template that %s, by its name", (_, text, why) => {
  expect(() => render(text)).toThrow(TemplateError);
  expect(() => render(text)).toThrow(why);
  expect(() => render(text)).toThrow("snom/own");
});

test.each([
  ["a partial", "{{> snom/settings}}"],
  ["an inline partial", '{{#*inline "a"}}x{{/inline}}{{> a}}'],
  ["a decorator", "{{* anything}}"],
  ["a helper of its own", "{{anything server.url}}"],
  ["the helper that logs", "{{log server.url}}"],
  ["a constructor", "{{server.constructor}}"],
  [
    "a constructor by look-up",
    '{{lookup server "constructor"}}{{#with (lookup server "constructor")}}{{name}}{{/with}}',
  ],
  ["a constructor by `or`", '{{or server.constructor ""}}{{or server.url.constructor ""}}'],
  ["a prototype", "{{server.__proto__.toString}}"],
  ["a method", "{{server.url.toUpperCase}}"],
  [
    "code by way of a constructor",
    '{{#with server.url as |s|}}{{#with (lookup s "sub") as |f|}}{{f.constructor}}{{/with}}{{/with}}',
  ],
])("lets a template have no %s", (_, text) => {
  let made = "";
  try {
    made = render(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateError);
  }
  expect(made.trim()).toBe("");
});

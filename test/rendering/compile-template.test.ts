import fc from "fast-check";
import Handlebars from "handlebars";
import { describe, expect, test } from "vitest";
import { compileTemplate } from "../../src/rendering/compile-template.ts";

const DATA = {
  on: true,
  off: false,
  none: undefined,
  nothing: null,
  zero: 0,
  empty: "",
  label: "Desk <1>",
  list: [{ label: "a", index: 1, on: false, list: ["x"] }, { label: "", index: 2, on: true, list: [] }, "text", 0],
  emptyList: [],
  object: { label: "inner", object: { label: "innermost", list: [1, 2] }, list: ["p", "q"], zero: 0 },
};
type Data = typeof DATA;

const print = (text: string, data: object = DATA) => compileTemplate(text)(data);

/** What Handlebars itself makes of it, as strictly as we are. */
function printByHandlebars(text: string, data: Data): string | Error {
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper("log");
  const compile = handlebars.compile(text, {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    preventIndent: true,
  });
  return outcomeOf(() => compile(data));
}

function outcomeOf(work: () => string): string | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

const NAMES = ["on", "off", "none", "nothing", "zero", "empty", "label", "list", "object", "unknown", "index"] as const;
const name = fc.constantFrom(...NAMES);
const path = fc.oneof(
  { weight: 6, arbitrary: name },
  { weight: 2, arbitrary: fc.constantFrom("this", ".", "..", "@index", "@key", "@first", "@last", "@../index") },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("", "../", "../../", "this.", "./", "@root.", "one.", "two."), name)
      .map(([from, to]) => from + to),
  },
  { weight: 2, arbitrary: fc.tuple(name, name).map(([from, to]) => `${from}.${to}`) },
  { weight: 1, arbitrary: fc.constantFrom("one", "two", "label.length", "list.0", "list.0.label", "list.length") },
);
const value = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 1, arbitrary: fc.constantFrom('"text"', "12", "0", "true", "false", "null", "undefined") },
  {
    weight: 2,
    arbitrary: fc
      .tuple(path, fc.oneof(path, fc.constantFrom('"label"', "0", "@index")))
      .map(([from, key]) => `(lookup ${from} ${key})`),
  },
);
const { body } = fc.letrec<{ body: string; part: string; block: string }>((tie) => ({
  // A text between two values: Handlebars adds up numbers that stand side by side.
  body: fc.array(tie("part"), { maxLength: 4, depthIdentifier: "t" }).map((parts) => parts.join("|")),
  part: fc.oneof(
    { depthIdentifier: "t", withCrossShrink: true },
    fc.constantFrom("text", " \n", "line\n  ", "{{! comment }}", "{{~! }}"),
    path.map((of) => `{{${of}}}`),
    value.filter((of) => of.startsWith("(lookup")).map((of) => `{{${of.slice(1, -1)}}}`),
    path.map((of) => `\n{{~${of}~}}\n`),
    tie("block"),
  ),
  block: fc
    .tuple(
      fc.constantFrom("if", "unless", "each", "with"),
      value,
      fc.constantFrom("", " as |one|", " as |one two|"),
      tie("body"),
      fc.option(tie("body")),
      fc.constantFrom("", "\n"),
    )
    .map(([block, of, names, inside, otherwise, end]) => {
      const named = block === "each" || (block === "with" && names !== " as |one two|") ? names : "";
      // Each over the data itself would go into null, where Handlebars is strict in some places only; ours is in all.
      const list = block === "each" && /^(this|\.+)$/.test(of) ? "list" : of;
      const rest = otherwise === null ? "" : `{{else}}${end}${otherwise}`;
      return `{{#${block} ${list}${named}}}${end}${inside}${rest}{{/${block}}}${end}`;
    }),
}));

describe("templates", () => {
  test("print what Handlebars prints, and fail where it fails", () => {
    let printed = 0;
    fc.assert(
      fc.property(body, (text) => {
        const theirs = printByHandlebars(text, DATA);
        const ours = outcomeOf(() => print(text));
        if (theirs instanceof Error) expect(ours, text).toBeInstanceOf(Error);
        else {
          expect(ours, text).toBe(theirs);
          printed++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(printed).toBeGreaterThan(500);
  });

  test("repeat and choose by a bare name, as Handlebars does", () => {
    for (const text of [
      "{{#list}}{{@index}}{{else}}none{{/list}}",
      "{{#emptyList}}x{{else}}none{{/emptyList}}",
      "{{#object}}{{label}}{{../label}}{{/object}}",
      "{{#on}}yes{{/on}}{{^off}}no{{/off}}{{#none}}x{{/none}}",
      "{{#zero}}zero{{/zero}}",
      "{{#if zero includeZero=true}}counts{{/if}}{{#unless zero includeZero=on}}x{{/unless}}",
      "{{#if off}}a{{else if on}}b{{else}}c{{/if}}",
      "{{#each object}}{{@key}}{{@first}}{{@last}} {{/each}}",
    ])
      expect(print(text), text).toBe(printByHandlebars(text, DATA));
  });

  test("reach nothing that is not data", () => {
    for (const text of [
      "{{constructor}}",
      "{{__proto__}}",
      "{{object.toString}}",
      "{{list.push}}",
      "{{@root.constructor}}",
    ])
      expect(() => print(text), text).toThrow();
    for (const text of [
      "{{lookup object 'constructor'}}",
      "{{lookup object '__proto__'}}",
      "{{#if list.map}}x{{/if}}",
      "{{#with object.__proto__}}x{{/with}}",
    ])
      expect(print(text), text).toBe("");
  });

  test("name the line and the name in an error, never a value", () => {
    expect(() => print("a\n{{no.such}}")).toThrow("line 2: no.such is not there");
    expect(() => print("{{#with object}}\n\n{{label.no}}{{/with}}")).toThrow("line 3: label.no is not there");
  });

  test.each([
    ["{{> other}}", "line 1: Partial is not allowed"],
    ["{{#> other}}{{/other}}", "line 1: PartialBlock is not allowed"],
    ["\n{{* decorate}}", "line 2: Decorator is not allowed"],
    ["{{#*inline 'x'}}{{/inline}}", "line 1: DecoratorBlock is not allowed"],
    ["{{log label}}", "line 1: log cannot be called"],
    ["{{if on}}", "line 1: if cannot be called"],
    ["{{#each (shout label)}}{{/each}}", "line 1: shout cannot be called"],
    ["{{#shout label}}{{/shout}}", "line 1: there is no block shout; there are if, unless, each, with"],
    ["{{lookup list}}", "line 1: lookup takes exactly two values"],
    ["{{#if on off}}{{/if}}", "line 1: if takes exactly one value"],
    ["{{#if on as |it|}}{{it}}{{/if}}", "line 1: if and unless give nothing a name"],
    ["{{#each list}}", "Parse error on line 1"],
  ])("refuse what they cannot say: %s", (text, message) => {
    expect(() => print(text)).toThrow(message);
  });
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TEXT_FORMATS } from "../../src/provisioning/text-formats.ts";
import { readFieldFault } from "../../src/staff/page/field-faults.ts";
import { PAGE_LANGUAGES } from "../../src/staff/page/languages.ts";
import { loadEventNames } from "../../src/staff/page/texts/event-names.ts";
import { loadProblemHelp } from "../../src/staff/page/texts/problems.ts";
import { loadTexts, type Texts } from "../../src/staff/page/texts/texts.ts";
import { PROBLEMS } from "../../src/staff/problems.ts";
import { SAME_AS_ENGLISH } from "./same-as-english.ts";

const OTHERS = PAGE_LANGUAGES.filter((language) => language !== "en");

/** Every text by its path; of one with blanks what it says of three, or of "3". */
function textsIn(node: unknown, path = ""): [string, string][] {
  if (typeof node === "string") return [[path, node]];
  if (typeof node === "function") return [[path, String(node(3, 3, 3, 3))]];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]) => textsIn(inner, path === "" ? name : `${path}.${name}`));
}

test.each(OTHERS)("in %s no text was left in English, but those that are the same word", async (language) => {
  const english = new Map(textsIn(await loadTexts("en")));
  const same = textsIn(await loadTexts(language)).filter(
    ([path, text]) => english.get(path) === text && /\p{L}/u.test(text),
  );
  const allowed = [...(SAME_AS_ENGLISH.all ?? []), ...(SAME_AS_ENGLISH[language] ?? [])];
  expect(same.filter(([, text]) => !allowed.includes(text))).toEqual([]);
});

test("no part of the texts hides another of the same name", async () => {
  const source = readFileSync(new URL("../../src/staff/page/texts/en.ts", import.meta.url), "utf8");
  const files = [...source.matchAll(/from "\.\/en\/([\w-]+)\.ts"/g)].flatMap((match) => match[1] ?? []);
  expect(files.length).toBeGreaterThan(8);
  const folder = new URL("../../src/staff/page/texts/en/", import.meta.url);
  const parts = await Promise.all(
    files.map(async (file) => Object.values((await import(`${folder}${file}.ts`)) as Record<string, object>)),
  );
  const names = parts.flat().flatMap((part) => Object.keys(part));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("each problem of the API is explained in every language, in words of its own", async () => {
  for (const code of Object.keys(PROBLEMS)) {
    const helps = await Promise.all(PAGE_LANGUAGES.map((language) => loadProblemHelp(code, language)));
    expect(helps.filter((help) => (help ?? "").length > 10).length, code).toBe(PAGE_LANGUAGES.length);
    expect(new Set(helps).size, code).toBe(PAGE_LANGUAGES.length);
  }
  expect(await loadProblemHelp("constructor", "de")).toBeUndefined();
});

test("each event has a name in every language, and no two have the same", async () => {
  for (const language of PAGE_LANGUAGES) {
    const names = Object.values(await loadEventNames(language));
    expect(
      names.filter((name, index) => names.indexOf(name) !== index),
      language,
    ).toEqual([]);
  }
  const english = Object.entries(await loadEventNames("en"));
  for (const language of OTHERS) {
    const own = Object.entries(await loadEventNames(language)).map(([event, name]) => `${event}: ${name}`);
    expect(
      own.filter((line) => english.some(([event, name]) => line === `${event}: ${name}`)),
      language,
    ).toEqual([]);
  }
});

test("what is wrong with a field is said in the reader's words where the API names the kind, else as the API says it", async () => {
  const texts = await Promise.all(PAGE_LANGUAGES.map((language) => loadTexts(language)));
  const say = (error: object, into: Texts) =>
    readFieldFault({ pointer: "/x", detail: "as said", ...error }, "invalid-body", into);
  const [de] = texts;
  if (de === undefined) throw new Error("no texts");
  expect(say({ kind: "too-long", limit: "1" }, de).detail).toBe("Höchstens 1 Zeichen.");
  expect(say({ kind: "choice", limit: "a, b" }, de).detail).toBe("Muss eines davon sein: a, b.");
  for (const error of [{}, { kind: "too-long" }, { kind: "too-long", limit: "many" }, { kind: "new" }, { kind: 7 }])
    expect(say(error, de)).toEqual({ pointer: "/x", detail: "as said", isAsSaidByServer: true });
  expect(readFieldFault({ pointer: "/login", detail: "is taken" }, "login-exists", de).detail).toBe(
    "Diesen Anmeldenamen hat schon jemand.",
  );
  for (const format of Object.keys(TEXT_FORMATS))
    expect(new Set(texts.map((into) => say({ kind: "form", limit: format }, into).detail)).size, format).toBe(7);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { renderToString } from "preact-render-to-string";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS, OPEN_CALLS } from "../../src/staff/access.ts";
import { readFault } from "../../src/staff/page/api.ts";
import { PAGE_LANGUAGES, type PageLanguage } from "../../src/staff/page/languages.ts";
import { type Page, PageProvider } from "../../src/staff/page/page-context.ts";
import { FaultNote } from "../../src/staff/page/parts/fault-note.tsx";
import { faultsOfFields } from "../../src/staff/page/phone-form.ts";
import { loadTexts, type Texts } from "../../src/staff/page/texts/texts.ts";
import { type Schema, sampleJson } from "../fuzz/sample-json.ts";
import { documentOf } from "../staff/check-answer.ts";
import { startStaff, type TestStaff } from "../staff/start-staff.ts";
import { firmwareViews } from "./records/firmware.tsx";
import { pbxsViews } from "./records/pbxs.tsx";
import { peopleViews } from "./records/people.tsx";
import { phoneViews } from "./records/phone.tsx";
import { phonesViews } from "./records/phones.tsx";
import { templatesViews } from "./records/templates.tsx";
import type { Views } from "./records/views.ts";

const RUNS = Number(process.env.OFFHOOK_PAGE_RUNS ?? 60);
const SOURCE = fileURLToPath(new URL("../../src/staff/page", import.meta.url));

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await staff.app.ready();
});
afterAll(() => staff.close());

/** What the page shows of the answer to each call. */
const VIEWS: Views = {
  ...{ ...phonesViews, ...phoneViews, ...pbxsViews, ...firmwareViews },
  ...{ ...peopleViews, ...templatesViews },
};
const TEXTS = Object.fromEntries(
  await Promise.all(PAGE_LANGUAGES.map(async (language) => [language, await loadTexts(language)] as const)),
) as Record<PageLanguage, Texts>;

function pageIn(language: PageLanguage): Page {
  return {
    texts: TEXTS[language],
    language,
    api: async () => ({ ok: true, value: null }),
    who: { login: "anna", name: "Anna", role: "admin", isScoped: false },
    announce: () => undefined,
  };
}

function show(call: string, raw: unknown, language: PageLanguage): string {
  const page = pageIn(language);
  return renderToString(<PageProvider value={page}>{VIEWS[call]?.(raw, page)}</PageProvider>);
}

/** mulberry32, so that a failure's seed says everything. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The schema of a call's good answer, as the API describes itself. */
function schemaOf(call: string): Schema {
  const [method = "", path = ""] = call.split(" ");
  const operation = documentOf(staff.app).paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
  return (operation?.responses["200"]?.content?.["application/json"]?.schema ?? {}) as Schema;
}

const sourceText = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => readFileSync(join(SOURCE, path), "utf8"))
  .join("\n");
const callsMade = [...new Set(sourceText.match(/(?<=["`])(?:GET|POST|PUT|PATCH|DELETE) \/[\w/:-]+/g))];

test("the page makes only calls that the API has, and every answer that it reads has a view here", () => {
  expect(callsMade.length).toBeGreaterThan(20);
  const known = [...Object.keys(ACCESS), ...OPEN_CALLS];
  // One name is put together from an action.
  const unknown = callsMade.filter((call) => !known.includes(call) && !call.endsWith("/passwords/"));
  expect(unknown).toEqual([]);
  const reads = (call: string) => call.startsWith("GET ");
  expect(callsMade.filter(reads).sort()).toEqual(Object.keys(VIEWS).filter(reads).sort());
  expect(Object.keys(VIEWS).filter((call) => !callsMade.includes(call))).toEqual([]);
});

test("an answer as the API describes it is shown, and one with anything missing or malformed breaks nothing", () => {
  const { schemas } = documentOf(staff.app).components;
  for (const call of Object.keys(VIEWS)) {
    const schema = schemaOf(call);
    if (!/preview$|content$|export$|:upload$/.test(call))
      expect(Object.keys(schema.properties ?? {}), call).not.toEqual([]);
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(0, 0.05, 0.3, 0.8),
        fc.constantFrom(...PAGE_LANGUAGES),
        (seed, wildness, language) => {
          const raw = sampleJson(randomOf(seed), schema, schemas as Record<string, Schema>, wildness);
          show(call, raw, language);
        },
      ),
      { numRuns: RUNS },
    );
  }
});

test("anything at all in place of an answer breaks nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(VIEWS)), fc.jsonValue(), (call, raw) => {
      show(call, raw, "en");
      show(call, { items: raw, next: raw }, "de");
      show(call, { items: [raw], stages: [raw], reasons: [raw], findings: [raw] }, "fr");
    }),
    { numRuns: RUNS * 5 },
  );
});

test("a problem of any form is said in words", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...PAGE_LANGUAGES), (raw, language) => {
      const page = pageIn(language);
      for (const problem of [raw, { code: raw, detail: raw, errors: [raw] }]) {
        const fault = readFault(problem, 422, "5", page.texts);
        faultsOfFields(fault, page.texts);
        const html = renderToString(
          <PageProvider value={page}>
            <FaultNote fault={fault} />
          </PageProvider>,
        );
        expect(html).toMatch(/role="alert"><p>\S/);
      }
    }),
    { numRuns: RUNS },
  );
});

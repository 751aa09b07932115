import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LANGUAGES } from "../../src/provisioning/language.ts";
import { ACCESS, OPEN_CALLS } from "../../src/staff/access.ts";
import { mayCall, readWho } from "../../src/staff/page/access-of-page.ts";
import { readFault } from "../../src/staff/page/api.ts";
import { type Page, PageProvider } from "../../src/staff/page/page-context.ts";
import { Examination } from "../../src/staff/page/pages/doctor.tsx";
import { EventsList } from "../../src/staff/page/pages/events.tsx";
import { LinkLight, PbxsTable } from "../../src/staff/page/pages/pbxs.tsx";
import { PhoneFacts } from "../../src/staff/page/pages/phone.tsx";
import { FilesList } from "../../src/staff/page/pages/phone-files.tsx";
import { choiceOf, GrantsTable } from "../../src/staff/page/pages/phone-passwords.tsx";
import { SettingsTable } from "../../src/staff/page/pages/phone-settings.tsx";
import { PhoneStages } from "../../src/staff/page/pages/phone-stages.tsx";
import { PhonesTable } from "../../src/staff/page/pages/phones.tsx";
import { readProblemText } from "../../src/staff/page/pages/problem.tsx";
import { SightingsTable } from "../../src/staff/page/pages/waiting.tsx";
import { FaultNote } from "../../src/staff/page/parts/fault-note.tsx";
import { Findings } from "../../src/staff/page/parts/findings.tsx";
import { faultsOfFields, suggestVendor } from "../../src/staff/page/phone-form.ts";
import { readListPage, readText } from "../../src/staff/page/read.ts";
import * as others from "../../src/staff/page/records/others.ts";
import { readListedPhone, readPhone } from "../../src/staff/page/records/phone.ts";
import * as states from "../../src/staff/page/records/phone-state.ts";
import { TEXTS } from "../../src/staff/page/texts/texts.ts";
import { type Schema, sampleJson } from "../fuzz/sample-json.ts";
import { documentOf } from "../staff/check-answer.ts";
import { startStaff, type TestStaff } from "../staff/start-staff.ts";

const RUNS = Number(process.env.OFFHOOK_PAGE_RUNS ?? 60);
const NOW = Date.UTC(2030, 0, 1);
const SOURCE = fileURLToPath(new URL("../../src/staff/page", import.meta.url));

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await staff.app.ready();
});
afterAll(() => staff.close());

/** What the page shows of the answer to each call. */
const VIEWS: Record<string, (raw: unknown, page: Page) => ComponentChildren> = {
  "GET /api/v1/session": (raw) => {
    const who = readWho(raw);
    return [who.login, who.role, mayCall(who, "GET /api/v1/phones")].join(" ");
  },
  "GET /problems/:code": (raw) => readProblemText(readText(raw)).help,
  "GET /api/v1/phones": (raw, { texts }) => (
    <PhonesTable phones={readListPage(raw, readListedPhone).items} texts={texts} />
  ),
  "GET /api/v1/phones/:mac": (raw, { texts }) => <PhoneFacts phone={readPhone(raw)} texts={texts} />,
  "GET /api/v1/phones/:mac/status": (raw, { texts }) => <PhoneStages status={states.readStatus(raw)} texts={texts} />,
  "GET /api/v1/phones/:mac/passwords": (raw, { texts }) => {
    const grants = readListPage(raw, states.readGrant).items;
    return [JSON.stringify(choiceOf(grants)), <GrantsTable key="table" grants={grants} texts={texts} now={NOW} />];
  },
  "GET /api/v1/phones/:mac/diagnosis": (raw) => <Findings findings={states.readDiagnosis(raw)} />,
  "GET /api/v1/phones/:mac/settings": (raw, { texts }) => (
    <SettingsTable settings={readListPage(raw, states.readSetting).items} texts={texts} />
  ),
  "GET /api/v1/phones/:mac/files": (raw, { texts }) => (
    <FilesList
      files={readListPage(raw, states.readFile).items}
      shown={undefined}
      texts={texts}
      onShow={() => undefined}
    />
  ),
  "GET /api/v1/phones/:mac/preview": (raw) => readText(raw),
  "GET /api/v1/phones/:mac/events": (raw, { texts }) => (
    <EventsList events={readListPage(raw, others.readEvent).items} texts={texts} ofPhone />
  ),
  "GET /api/v1/events": (raw, { texts }) => (
    <EventsList events={readListPage(raw, others.readEvent).items} texts={texts} />
  ),
  "GET /api/v1/sightings": (raw, { texts }) => (
    <SightingsTable sightings={readListPage(raw, others.readSighting).items} texts={texts} onAdmit={() => undefined} />
  ),
  "GET /api/v1/pbxs": (raw, { texts }) => <PbxsTable pbxs={readListPage(raw, others.readPbx).items} texts={texts} />,
  "GET /api/v1/pbxs/:id/link": (raw, { texts }) => <LinkLight link={others.readLink(raw)} texts={texts} />,
  "GET /api/v1/doctor": (raw) => <Examination found={others.readExamination(raw)} />,
  "GET /api/v1/vendors": (raw) => suggestVendor("0004137447D0", readListPage(raw, others.readVendor).items),
  "GET /api/v1/vendors/:id/models": (raw) =>
    readListPage(raw, others.readModel).items.map(({ name }) => <p key={name}>{name}</p>),
  "GET /api/v1/pbxs/:id/accounts": (raw) =>
    readListPage(raw, others.readAccount).items.map(({ username, displayName }) => username + displayName),
  "GET /api/v1/pbxs/:id/profiles": (raw) =>
    readListPage(raw, others.readProfile).items.map(({ id, label }) => id + label),
  "GET /api/v1/pbxs/:id/redirects/:service": (raw) => others.readMacIdRule(raw).vendor,
};

function pageIn(language: (typeof LANGUAGES)[number]): Page {
  return {
    texts: TEXTS[language],
    language,
    api: async () => ({ ok: true, value: null }),
    who: { login: "anna", name: "Anna", role: "admin", isScoped: false },
    announce: () => undefined,
  };
}

function show(call: string, raw: unknown, language: (typeof LANGUAGES)[number]): string {
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
  const known = [...Object.keys(ACCESS), ...OPEN_CALLS, "GET /problems/:code"];
  // One name is put together from an action.
  const unknown = callsMade.filter((call) => !known.includes(call) && !call.endsWith("/passwords/"));
  expect(unknown).toEqual([]);
  expect(callsMade.filter((call) => call.startsWith("GET ")).sort()).toEqual(Object.keys(VIEWS).sort());
});

test("an answer as the API describes it is shown, and one with anything missing or malformed breaks nothing", () => {
  const { schemas } = documentOf(staff.app).components;
  for (const call of Object.keys(VIEWS)) {
    const schema = schemaOf(call);
    if (!/preview$|problems/.test(call)) expect(Object.keys(schema.properties ?? {}), call).not.toEqual([]);
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(0, 0.05, 0.3, 0.8),
        fc.constantFrom(...LANGUAGES),
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
    fc.property(fc.jsonValue(), fc.constantFrom(...LANGUAGES), (raw, language) => {
      const page = pageIn(language);
      for (const problem of [raw, { code: raw, detail: raw, errors: [raw] }]) {
        const fault = readFault(problem, 422, "5");
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

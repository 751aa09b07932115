import { expect, it } from "vitest";
import {
  DOCTOR_SEVERITIES,
  DOCTOR_TEXTS,
  type DoctorCodes,
  type DoctorFinding,
  sayFinding,
} from "../../src/provisioning/doctor/doctor-finding.ts";
import { LANGUAGES } from "../../src/provisioning/language.ts";

const CODES = Object.keys(DOCTOR_SEVERITIES) as (keyof DoctorCodes)[];
/** Stands for any parameter: each text that uses one shows it. */
const NUMBERS = ["mtu", "blockSize", "fits", "port", "freeMb", "free", "ms", "seconds", "days"];
const TIMES = ["now", "newest", "until", "from"];
const ANY_PARAMS = new Proxy(
  {},
  {
    get: (_, name) => {
      if (TIMES.includes(String(name))) return Date.UTC(2026, 0, 2);
      return NUMBERS.includes(String(name)) ? 17 : `<${String(name)}>`;
    },
  },
);

it.each(CODES)("%s says what it is, why it matters and what to do in German, English and French", (code) => {
  const said = LANGUAGES.map((language) => {
    const write = DOCTOR_TEXTS[language][code] as (params: unknown) => Record<string, string>;
    return write(ANY_PARAMS);
  });
  for (const text of said) {
    for (const part of [text.title, text.why, text.fix]) expect(part).toMatch(/^\S.{8,}\S$/);
    expect(JSON.stringify(text)).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(new Set(said.map(({ title }) => title)).size).toBe(LANGUAGES.length);
  // What is the matter in one language is the matter in all.
  const shown = said.map(({ title }) =>
    [...new Set(title?.match(/<\w+>/g))].filter((name) => name !== "<door>").toSorted(),
  );
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[2]).toEqual(shown[0]);
});

it("what another server says stands in a sentence as plain text, and only its beginning", () => {
  const server = `\u001b[2J${"x".repeat(500)}`;
  const params = { url: "http://192.0.2.1/", address: "192.0.2.1", status: "200", server };
  const { title } = sayFinding({ code: "url-other-server", severity: "error", params } as DoctorFinding, "en");
  expect(title).not.toContain("\u001b");
  expect(title.length).toBeLessThan(300);
});

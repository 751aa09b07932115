import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LANGUAGES } from "../../../src/provisioning/language.ts";
import { PAGE_LANGUAGES } from "../../../src/staff/page/languages.ts";
import { findCutText, findViolations } from "../judge-page.ts";
import { fillSite, PLACES } from "../places.ts";
import { buildPage, type Site, startSite, type Visit } from "../site.ts";

const NARROW = { name: "320 pixels", colorScheme: "light" as const, viewport: { width: 320, height: 700 } };
/** Everything in the languages that are spoken by the server too; in the others, where their words are cut off first. */
const LOOKS = PAGE_LANGUAGES.flatMap((locale) => [
  ...(LANGUAGES.some((one) => one === locale)
    ? [
        { name: "light", locale, colorScheme: "light" as const },
        { name: "dark", locale, colorScheme: "dark" as const },
      ]
    : []),
  { ...NARROW, locale },
]);

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

describe.each(LOOKS)("$locale, $name", ({ name: _, ...options }) => {
  let insider: Visit;
  let stranger: Visit;
  beforeAll(async () => {
    insider = await site.signIn("anna", options);
    stranger = await site.open(options);
  });
  afterAll(async () => {
    await insider.context.close();
    await stranger.context.close();
  });

  test.each(PLACES)("$name: axe finds nothing, no text is cut off", async (place) => {
    const { page } = place.isOpen ? stranger : insider;
    await place.show(page);
    if (place.isFault !== true) expect(await page.getByRole("alert").allTextContents()).toEqual([]);
    expect(await findViolations(page)).toEqual([]);
    expect(await findCutText(page)).toEqual([]);
  });

  test("no other host was asked and nothing was held back by the content security policy", () => {
    const requests = [...insider.requests, ...stranger.requests];
    expect(requests.length).toBeGreaterThan(50);
    expect(requests.filter((url) => new URL(url).origin !== site.origin)).toEqual([]);
    expect([...insider.complaints, ...stranger.complaints]).toEqual([]);
  });
});

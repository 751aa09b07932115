import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LANGUAGES } from "../../../src/provisioning/language.ts";
import { findCutText, findViolations } from "../judge-page.ts";
import { fillSite, PLACES } from "../places.ts";
import { buildPage, type Site, startSite } from "../site.ts";

const NARROW = { width: 320, height: 700 };

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

describe.each(LANGUAGES)("in %s", (locale) => {
  test.each(PLACES)(
    "axe finds nothing wrong with $name, light and dark, and nothing leaves the host",
    async (place) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const options = { locale, colorScheme };
        const visit = place.isOpen ? await site.open(options) : await site.signIn("anna", options);
        await place.show(visit.page);
        expect(await findViolations(visit.page), colorScheme).toEqual([]);
        expect(visit.complaints).toEqual([]);
        expect(visit.requests.filter((url) => new URL(url).origin !== site.origin)).toEqual([]);
        await visit.context.close();
      }
    },
  );

  test.each(PLACES)("no text of $name is cut off at 320 pixels, and axe finds nothing wrong there", async (place) => {
    const options = { locale, viewport: NARROW };
    const { page, context } = place.isOpen ? await site.open(options) : await site.signIn("anna", options);
    await place.show(page);
    expect(await findCutText(page)).toEqual([]);
    expect(await findViolations(page)).toEqual([]);
    await context.close();
  });
});

import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fillSite, PLACES } from "./places.ts";
import { buildPage, startSite } from "./site.ts";

/** Pictures of every page for people to look at: `npm run screenshots`, optionally with the languages wanted. */
const folder = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const SIZES = [
  { name: "desktop", viewport: { width: 1280, height: 860 } },
  { name: "mobile", viewport: { width: 390, height: 844 } },
  { name: "narrow", viewport: { width: 320, height: 700 } },
];
const languages = process.argv.length > 2 ? process.argv.slice(2) : ["de"];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
buildPage();
const site = await startSite();
try {
  await fillSite(site);
  for (const locale of languages) {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const { name, viewport } of SIZES) {
        for (const place of PLACES) {
          const options = { viewport, colorScheme, locale };
          const { page, context, complaints } = place.isOpen
            ? await site.open(options)
            : await site.signIn("anna", options);
          await place.show(page);
          await page.screenshot({
            path: `${folder}${place.name}-${locale}-${colorScheme}-${name}.png`,
            fullPage: !place.isDialog,
          });
          for (const complaint of complaints) process.stdout.write(`${place.name}: ${complaint}\n`);
          await context.close();
        }
      }
    }
  }
} finally {
  await site.close();
}

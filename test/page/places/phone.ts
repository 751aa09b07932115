import { SNOM } from "../site.ts";
import { type PagePlace, settle } from "./place.ts";

export const phonePlaces: readonly PagePlace[] = [
  {
    name: "phone",
    async show(page) {
      await settle(page, `/phones/${SNOM}`);
      for (const fold of await page.locator("details.card > summary").all()) await fold.click();
      await page.locator("details.card li button").first().click();
      await page.locator("pre").waitFor();
    },
  },
  {
    name: "release",
    isDialog: true,
    async show(page) {
      await settle(page, `/phones/${SNOM}`);
      await page.locator("[aria-labelledby=passwords] .actions button").first().click();
    },
  },
];

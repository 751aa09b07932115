import { SNOM } from "../site.ts";
import { type PagePlace, settle } from "./place.ts";

export const phonePlaces: readonly PagePlace[] = [
  {
    name: "phone",
    async show(page) {
      await settle(page, `/phones/${SNOM}`);
      for (const fold of await page.locator("details.card > summary").all()) await fold.click();
      await page.locator("#key-0-0").click();
      await page.locator("[name=key-type]").selectOption("blf");
      await page.locator(".settings [role=switch]").first().click();
      await page.locator(".files button").first().click();
      await page.locator("pre.code").waitFor();
      await page.locator("svg.phone-label").waitFor();
    },
  },
  {
    name: "phone-edit",
    isDialog: true,
    async show(page) {
      await settle(page, `/phones/${SNOM}`);
      await page.locator("[aria-labelledby=facts] .actions button").first().click();
      await page.locator("[name=account-0]").waitFor();
    },
  },
  {
    name: "rotate-proofs",
    isDialog: true,
    async show(page) {
      await settle(page, `/phones/${SNOM}`);
      await page.locator("details.card > summary").nth(-2).click();
      await page.locator("details.card[open] > div > button").first().click();
      await page.locator("[name=rotate-reason]").waitFor();
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

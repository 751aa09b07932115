import { type PagePlace, settle } from "./place.ts";

export const phonesPlaces: readonly PagePlace[] = [
  {
    name: "overview",
    async show(page) {
      await settle(page, "/");
      await page.locator("details.card > summary").click();
      await page.locator(".grid details li").last().waitFor();
    },
  },
  { name: "phones", show: (page) => settle(page, "/phones") },
  {
    name: "new-phone",
    isDialog: true,
    async show(page) {
      await settle(page, "/phones");
      await page.locator(".heading button.main").click();
      await page.locator("[name=mac]").fill("00:04:13:aa:bb:cc");
      await page.locator("[name=pbx]").selectOption("main");
      await page.locator("[name=account]").fill("77");
      await page.locator("[name=displayName]").waitFor();
    },
  },
];

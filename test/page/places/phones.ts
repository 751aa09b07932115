import type { Page } from "playwright-core";
import { type PagePlace, settle } from "./place.ts";

export const phonesPlaces: readonly PagePlace[] = [
  {
    name: "overview",
    async show(page) {
      await settle(page, "/");
      await page.locator(".stage-ring svg").waitFor();
    },
  },
  {
    name: "phones",
    async show(page) {
      await settle(page, "/phones");
      await page.locator("th[scope=row]").first().waitFor();
    },
  },
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
  {
    name: "bulk",
    isDialog: true,
    async show(page) {
      await settle(page, "/phones");
      await page.locator("main table input[type=checkbox]").first().check();
      await page.locator(".bulk .actions button").first().click();
      await page.locator("dialog [type=submit]").waitFor();
    },
  },
  {
    name: "columns",
    isDialog: true,
    async show(page) {
      await settle(page, "/phones");
      await page.locator(".tools button").nth(1).click();
    },
  },
  {
    name: "views",
    isDialog: true,
    async show(page) {
      await settle(page, "/phones");
      await page.locator(".tools button").first().click();
    },
  },
  { name: "import", show: (page) => settle(page, "/phones/import") },
  {
    name: "import-columns",
    show: (page) => pasteList(page),
  },
  {
    name: "import-results",
    async show(page) {
      await pasteList(page);
      await page.locator("[type=submit]").click();
      await page.locator("#refused").waitFor();
    },
  },
];

async function pasteList(page: Page): Promise<void> {
  await settle(page, "/phones/import");
  await page
    .locator("[name=text]")
    .fill(
      "MAC-Adresse;Nebenstelle;Anzeigename;Standort\n00:04:13:aa:bb:01;801;Empfangsmitarbeiterin;Erdgeschoss\n0004 13;802;x;y\n00:04:13:aa:bb:01;803;Pförtner;Tor",
    );
  await page.locator("form [type=submit]").click();
  await page.locator("[name=pbx]").selectOption("main");
}

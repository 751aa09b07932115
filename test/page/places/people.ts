import { type PagePlace, settle } from "./place.ts";

export const peoplePlaces: readonly PagePlace[] = [
  {
    name: "events",
    async show(page) {
      await settle(page, "/events");
      await page.locator("summary").first().click();
    },
  },
  { name: "doctor", show: (page) => settle(page, "/doctor") },
  { name: "audit", show: (page) => settle(page, "/audit") },
  { name: "guard", show: (page) => settle(page, "/guard") },
  {
    name: "settings",
    async show(page) {
      await settle(page, "/settings");
      await page.locator("th summary").first().click();
    },
  },
  { name: "people", show: (page) => settle(page, "/people") },
  {
    name: "invite",
    isDialog: true,
    async show(page) {
      await settle(page, "/people");
      await page.locator(".heading button.main").click();
      await page.locator("dialog [name=scope]").selectOption("some");
      await page.locator("dialog [name=customer]").fill("acme");
      await page.locator("dialog [name=customer]").press("Enter");
    },
  },
  {
    name: "change-person",
    isDialog: true,
    async show(page) {
      await settle(page, "/people");
      await page.locator("td .actions button").nth(3).click();
    },
  },
  { name: "keys", show: (page) => settle(page, "/keys") },
  {
    name: "new-key",
    isDialog: true,
    async show(page) {
      await settle(page, "/keys");
      await page.locator(".heading button.main").click();
    },
  },
  { name: "own", show: (page) => settle(page, "/account") },
];

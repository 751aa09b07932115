import type { Page } from "playwright-core";
import { type PagePlace, settle } from "./place.ts";

/** A dialog that one of the heading's buttons opens. */
async function openByHeading(page: Page, path: string, index: number): Promise<void> {
  await settle(page, path);
  await page.locator(".heading button").nth(index).click();
  await page.locator("dialog h2").waitFor();
}

export const pbxsPlaces: readonly PagePlace[] = [
  {
    name: "waiting-room",
    async show(page) {
      await settle(page, "/waiting-room");
      await page.locator("table.cards").waitFor();
      for (const fold of await page.locator("details.card > summary").all()) await fold.click();
      await page.locator("tbody input[type=checkbox]").first().check();
    },
  },
  {
    name: "admit-many",
    isDialog: true,
    async show(page) {
      await settle(page, "/waiting-room");
      await page.locator("tbody input[type=checkbox]").first().check();
      await page.locator(".chosen button.main").click();
      await page.locator("[name=way]").selectOption("new");
      await page.locator("[name=first]").fill("701");
    },
  },
  { name: "pbxs", show: (page) => settle(page, "/pbxs") },
  { name: "new-pbx", isDialog: true, show: (page) => openByHeading(page, "/pbxs", 0) },
  {
    name: "pbx",
    async show(page) {
      await settle(page, "/pbxs/branch-office");
      for (const fold of await page.locator("details.card > summary").all()) await fold.click();
      await page.locator(".folds dl").waitFor();
    },
  },
  {
    name: "account-new",
    isDialog: true,
    async show(page) {
      await settle(page, "/pbxs/main");
      await page.locator(".folds summary").first().click();
      await page.locator(".folds button.main").first().click();
    },
  },
  {
    name: "account-reset",
    isDialog: true,
    async show(page) {
      await settle(page, "/pbxs/main");
      await page.locator(".folds summary").first().click();
      await page.locator(".folds td .actions button").nth(1).click();
    },
  },
  {
    name: "link-edit",
    isDialog: true,
    async show(page) {
      await settle(page, "/pbxs/main");
      await page.locator(".folds summary").nth(1).click();
      await page.locator(".folds button.main").click();
      await page.locator("[name=kind]").selectOption("asterisk-pjsip");
    },
  },
  {
    name: "policy-edit",
    isDialog: true,
    async show(page) {
      await settle(page, "/pbxs/branch-office");
      await page.locator(".folds summary").nth(2).click();
      await page.locator(".folds .actions button").first().click();
      await page.locator("[name=pool]").selectOption("range");
    },
  },
  { name: "customers", show: (page) => settle(page, "/customers") },
  {
    name: "customer-pause",
    isDialog: true,
    async show(page) {
      await settle(page, "/customers");
      await page.locator("td .actions button").first().click();
      await page.locator("dialog .plain li").waitFor();
    },
  },
  {
    name: "pbx-edit",
    isDialog: true,
    async show(page) {
      await openByHeading(page, "/pbxs/branch-office", 0);
      await page.locator("dialog details summary").click();
      await page.locator("dialog textarea").first().fill("10.1.0.0/16");
    },
  },
  { name: "pbx-pause", isDialog: true, show: (page) => openByHeading(page, "/pbxs/branch-office", 1) },
  { name: "pbx-delete", isDialog: true, show: (page) => openByHeading(page, "/pbxs/branch-office", 2) },
];

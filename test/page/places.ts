import type { Page } from "playwright-core";
import { GIGASET, type Site, SNOM, YEALINK } from "./site.ts";

type PagePlace = {
  name: string;
  /** For people who are not signed in. */
  isOpen?: boolean;
  isDialog?: boolean;
  /** Goes there, and waits until everything is there. */
  show(page: Page): Promise<void>;
};

async function settle(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("h1").waitFor();
  await page.waitForLoadState("networkidle");
}

/** Every page and every dialog. */
export const PLACES: readonly PagePlace[] = [
  { name: "sign-in", isOpen: true, show: (page) => settle(page, "/") },
  { name: "welcome", isOpen: true, show: (page) => settle(page, "/welcome#first=abc") },
  { name: "problem", isOpen: true, show: (page) => settle(page, "/problems/mac-elsewhere") },
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
  { name: "waiting-room", show: (page) => settle(page, "/waiting-room") },
  { name: "pbxs", show: (page) => settle(page, "/pbxs") },
  {
    name: "new-pbx",
    isDialog: true,
    async show(page) {
      await settle(page, "/pbxs");
      await page.locator(".heading button.main").click();
    },
  },
  {
    name: "events",
    async show(page) {
      await settle(page, "/events");
      await page.locator("summary").first().click();
    },
  },
  { name: "doctor", show: (page) => settle(page, "/doctor") },
];

/** Phones in every state that a page shows. */
export async function fillSite({ daemon }: Site): Promise<void> {
  await daemon.api("POST", "/api/v1/phones", {
    ...{ mac: SNOM, pbx: "main", model: "D785", label: "Empfang im Erdgeschoss, links" },
    lines: [{ account: "20" }, { account: "21", displayName: "Werkstatt" }],
  });
  await daemon.api("POST", "/api/v1/phones", { mac: YEALINK, pbx: "main", label: "Meeting room" });
  await daemon.api("POST", "/api/v1/phones", { mac: GIGASET, pbx: "main", vendor: "gigaset" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "branch-office", host: "sip.branch.example.org", customer: "acme" });
  await daemon.fetch(`/${SNOM}.xml`, {
    headers: { "user-agent": "Mozilla/4.0 (compatible; snomD785-SIP 10.1.175.16)" },
  });
  await daemon.fetch("/000413A0B0C0.xml", {
    headers: { "user-agent": "Mozilla/4.0 (compatible; snomD717-SIP 10.1.175.16)" },
  });
}

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillSite } from "../places.ts";
import { buildPage, type Site, SNOM, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

const MOST_STEPS = 60;

/** Goes on with the tabulator until the named element has the focus, which must be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (element === null) return { name: "", isSeen: false };
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
      const name = element.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? element.textContent ?? "";
      return { name, isSeen: getComputedStyle(element).outlineStyle !== "none" };
    });
    if (!name.test(focused.name.trim())) continue;
    expect(focused).toMatchObject({ isSeen: true });
    return;
  }
  throw new Error(`the tabulator does not lead to ${name}`);
}

test("a phone is admitted, found, released and deleted by keyboard alone", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await tabTo(page, /^Phones$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Phones" }).waitFor();
  await tabTo(page, /^New phone$/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  // The dialog begins at the MAC.
  await page.keyboard.type("0004 13aa bbcc");
  await page.getByText("This is not the MAC address of a phone.").first().waitFor();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0004.13aa.bbcc");
  await page.getByText("✓ This is a MAC address.").waitFor();
  await tabTo(page, /^PBX/);
  await page.keyboard.type("main");
  await tabTo(page, /^Extension/);
  await page.keyboard.type("44");
  await tabTo(page, /^Name of the new extension/);
  await page.keyboard.type("Lobby");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // Who closes a dialog is back where it was opened.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("New phone");
  await tabTo(page, /^00:04:13:AA:BB:CC$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Phone 00:04:13:AA:BB:CC" }).waitFor();
  await page.getByRole("button", { name: "Release" }).waitFor();
  await tabTo(page, /^Release$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Reason/);
  await page.keyboard.type("moved");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("passwords-released").waitFor();
  await tabTo(page, /^Delete the phone$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Delete$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Phones" }).waitFor();
  expect((await site.daemon.api("GET", "/api/v1/phones/000413AABBCC")).status).toBe(404);
});

test("a waiting phone is admitted as it was seen", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/waiting-room");
  await page.getByRole("button", { name: "Admit 00:04:13:A0:B0:C0" }).click();
  await page.getByText("The phone has already asked, as D717.").waitFor();
  await page.getByLabel("PBX").last().selectOption("main");
  await page.getByRole("button", { name: "Admit the phone" }).click();
  await page.getByText("No phone is waiting.").waitFor();
  const { json } = await site.daemon.api("GET", "/api/v1/phones/000413A0B0C0");
  expect(json).toMatchObject({ vendor: "snom", model: "D717", pbx: "main" });
});

test("who only looks on is offered nothing that changes anything", async () => {
  const { page } = await site.signIn("vera");
  await page.goto(`/phones/${SNOM}`);
  await page.getByRole("table").first().waitFor();
  for (const name of ["Release", "Reset", "Close", "Delete the phone"])
    expect([name, await page.getByRole("button", { name, exact: true }).count()]).toEqual([name, 0]);
  await page.goto("/phones");
  await page.getByRole("table").waitFor();
  expect(await page.getByRole("button", { name: "New phone" }).count()).toBe(0);
});

test("a session that ends elsewhere leads to signing in, and back to the same page", async () => {
  const { page, context } = await site.signIn("tom");
  await page.goto(`/phones/${SNOM}`);
  await page.getByRole("table").first().waitFor();
  // As another window of the same browser would do it.
  await context.request.delete("/api/v1/session", { headers: { "x-offhook-request": "1" } });
  await page.getByText("You were signed out.").waitFor();
  await page.getByLabel("Login").fill("tom");
  await page.getByLabel("Password").fill("correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Phone 00:04:13:74:47:D0" }).waitFor();
});

test("a long list is turned page by page on a small screen, and a search begins at the first", async () => {
  for (let number = 0; number < 60; number++) {
    const mac = `001565${number.toString(16).padStart(6, "0")}`;
    expect(
      (await site.daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", label: `Suite ${number}` })).status,
    ).toBe(201);
  }
  const { page } = await site.signIn("anna", { viewport: { width: 600, height: 800 } });
  await page.goto("/phones?search=suite");
  const first = page.getByRole("rowheader").first();
  await first.getByText("00:15:65:00:00:00").waitFor();
  expect(await page.getByRole("rowheader").count()).toBe(50);
  expect(await page.getByRole("button", { name: "Previous page" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Next page" }).press("Enter");
  await first.getByText("00:15:65:00:00:32").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Next page");
  expect(await page.getByRole("rowheader").count()).toBe(10);
  expect(await page.getByRole("button", { name: "Next page" }).isDisabled()).toBe(true);
  await page.getByText("Page 2").waitFor();
  await page.getByRole("button", { name: "Previous page" }).click();
  await first.getByText("00:15:65:00:00:00").waitFor();
  // There is no third page to go to, however fast somebody is.
  await page.getByRole("button", { name: "Next page" }).dblclick();
  await first.getByText("00:15:65:00:00:32").waitFor();
  await page.getByText("Page 2").waitFor();
  await page.getByLabel("Search").fill("suite 7");
  await first.getByText("00:15:65:00:00:07").waitFor();
  await page.getByText("Page 1").waitFor();
  await page.reload();
  await first.getByText("00:15:65:00:00:07").waitFor();
});

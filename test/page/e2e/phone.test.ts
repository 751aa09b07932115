import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCutText, findViolations } from "../judge-page.ts";
import { fillSite } from "../places.ts";
import { buildPage, type Site, SNOM, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

async function phoneOf(): Promise<Record<string, unknown>> {
  return (await site.daemon.api("GET", `/api/v1/phones/${SNOM}`)).json as Record<string, unknown>;
}

/** What the phone would get now. */
async function fileOfPhone(): Promise<string> {
  return (await site.daemon.fetch(`/${SNOM}.xml`)).body;
}

async function openFold(page: Page, title: string): Promise<Locator> {
  const fold = page.locator("details.card", { has: page.getByRole("heading", { name: title, exact: true }) });
  await fold.locator("summary").first().click();
  return fold;
}

test("function keys are set and moved by mouse, taken back, saved, and arrive in the phone's file", async () => {
  const { page, complaints } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Function keys");
  const slot = (number: number) => fold.locator(`#key-0-${number - 1}`);
  await slot(1).click();
  await fold.getByLabel("Function", { exact: true }).selectOption("blf");
  await fold.getByLabel("Value").fill("20");
  await fold.getByLabel("Label on the phone").fill("Reception");
  await slot(2).click();
  await fold.getByLabel("Function", { exact: true }).selectOption("speed-dial");
  await fold.getByText("This value does not fit the function.").waitFor();
  await fold.getByLabel("Value").fill("0123456789");
  expect(await fold.getByText("This value does not fit the function.").count()).toBe(0);
  await slot(1).dragTo(slot(5));
  expect(await slot(5).textContent()).toContain("Reception");
  expect(await slot(1).textContent()).toContain("empty");
  await fold.getByRole("button", { name: "Undo" }).click();
  expect(await slot(1).textContent()).toContain("Reception");
  await fold.getByRole("button", { name: "Redo" }).click();
  expect(await slot(5).textContent()).toContain("Reception");
  await fold.getByText("Not saved yet.").waitFor();
  expect(await findViolations(page)).toEqual([]);
  await fold.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect((await phoneOf()).keys).toEqual([
    { type: "none" },
    { type: "speed-dial", value: "0123456789" },
    { type: "none" },
    { type: "none" },
    { type: "blf", value: "20", label: "Reception" },
  ]);
  const file = await fileOfPhone();
  expect(file).toMatch(/<fkey idx="4"[^>]*label="Reception"[^>]*>blf 20/);
  expect(file).toMatch(/<fkey idx="1"[^>]*>speed 0123456789/);
  expect(complaints).toEqual([]);
});

test("function keys are set, moved and saved by keyboard alone, each move announced", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [{ type: "dnd" }] });
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const summary = page.locator("summary", { has: page.getByRole("heading", { name: "Function keys" }) });
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.locator("#key-0-0").waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("key-0-0");
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("status").getByText("Do not disturb is now Key 2.").waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("key-0-1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  // The panel opens at the function.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("key-type");
  await page.keyboard.type("Speed");
  await page.keyboard.press("Tab");
  await page.keyboard.type("99");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("key-0-2");
  await page.keyboard.press("Home");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("key-0-0");
  const save = page.getByRole("button", { name: "Save" }).first();
  for (let step = 0; step < 10 && !(await save.evaluate((button) => button === document.activeElement)); step++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect((await phoneOf()).keys).toEqual([{ type: "none" }, { type: "dnd" }, { type: "speed-dial", value: "99" }]);
});

test("who was slower than somebody else is told, and keeps the edit", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [] });
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Function keys");
  await fold.locator("#key-0-0").click();
  await fold.getByLabel("Function", { exact: true }).selectOption("dnd");
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { label: "Moved" });
  await fold.getByRole("button", { name: "Save" }).click();
  await fold.getByText("Somebody else changed it in the meantime").waitFor();
  expect((await phoneOf()).keys).toEqual([]);
  await fold.getByRole("button", { name: "Load it again and keep my changes" }).click();
  expect(await fold.locator("#key-0-0").textContent()).toContain("Do not disturb");
  await fold.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect(await phoneOf()).toMatchObject({ keys: [{ type: "dnd" }], label: "Moved" });
});

test("the keys fit into 320 pixels in German, and axe finds nothing", async () => {
  const { page } = await site.signIn("anna", { locale: "de", viewport: { width: 320, height: 700 } });
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Funktionstasten");
  await fold.locator("#key-0-0").click();
  await fold.getByLabel("Beschriftung am Telefon").waitFor();
  expect(await findCutText(page)).toEqual([]);
  expect(await findViolations(page)).toEqual([]);
});

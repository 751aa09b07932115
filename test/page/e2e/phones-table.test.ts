import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findViolations } from "../judge-page.ts";
import { buildPage, type Site, startSite } from "../site.ts";

const PHONES = 1200;
const SOON = { timeout: 20_000 };

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  for (let from = 0; from < PHONES; from += 300) {
    const rows = Array.from({ length: 300 }, (_, index) => ({
      ...{ mac: macOf(from + index), pbx: "main", label: `Room ${from + index}` },
      ...((from + index) % 100 === 0 ? { model: "D785" } : {}),
    }));
    const { json } = await site.daemon.api("POST", "/api/v1/phones/import", { rows });
    expect(json).toMatchObject({ ok: 300 });
  }
}, 300_000);
afterAll(() => site?.close());

function macOf(number: number): string {
  return `000413${number.toString(16).padStart(6, "0")}`.toUpperCase();
}

function spelt(number: number): string {
  return (macOf(number).match(/../g) ?? []).join(":");
}

async function open(page: Page, path = "/phones"): Promise<void> {
  await page.goto(path);
  await page.getByRole("rowheader").first().waitFor();
}

/** The labels of the rows that can be seen, from top to bottom. */
async function labelsInSight(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".rows tbody tr")]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > 80 && top < innerHeight;
      })
      .map((row) => row.textContent?.match(/Room \d+/)?.[0] ?? "blank"),
  );
}

test("all phones are one table, of which the rows in sight are drawn: at its beginning, in its middle and at its end", async () => {
  const { page, complaints } = await site.signIn("anna");
  await open(page);
  const table = page.getByRole("table", { name: "Admitted phones" });
  await expect.poll(() => table.getAttribute("aria-rowcount"), SOON).toBe(String(PHONES + 1));
  await page.getByText("1200 phones").first().waitFor();
  expect(await page.getByRole("rowheader").count()).toBeLessThan(60);
  expect(await findViolations(page)).toEqual([]);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (const share of [0.5, 1, 0.25, 0]) {
    await page.evaluate((top) => scrollTo(0, top), height * share);
    const middle = Math.round(PHONES * share);
    await expect.poll(async () => (await labelsInSight(page)).includes("blank"), SOON).toBe(false);
    const numbers = (await labelsInSight(page)).map((label) => Number(label.split(" ")[1]));
    expect(numbers.length, String(share)).toBeGreaterThan(5);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(Math.abs((numbers[0] ?? 0) - middle)).toBeLessThan(60);
    const rowIndex = await page
      .getByRole("row")
      .filter({ hasText: `Room ${numbers[0]} ` })
      .or(page.getByRole("row").filter({ hasText: new RegExp(`Room ${numbers[0]}(?!\\d)`) }))
      .first()
      .getAttribute("aria-rowindex");
    expect(rowIndex).toBe(String((numbers[0] ?? 0) + 2));
  }
  expect(complaints).toEqual([]);
});

test("arrows lead from phone to phone, Home and End to the first and the last, and a row with the focus stays when one scrolls away", async () => {
  const { page } = await site.signIn("anna");
  await open(page);
  await page.getByRole("link", { name: spelt(0) }).focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  for (let step = 0; step < 40; step++) await page.keyboard.press("ArrowDown");
  await expect.poll(focused, SOON).toBe(spelt(40));
  await page.keyboard.press("End");
  await expect.poll(focused, SOON).toBe(spelt(PHONES - 1));
  await page.keyboard.press("Home");
  await expect.poll(focused, SOON).toBe(spelt(0));
  await page.mouse.move(640, 500);
  await page.mouse.wheel(0, 8000);
  await expect.poll(async () => (await labelsInSight(page)).includes("Room 0"), SOON).toBe(false);
  expect(await focused()).toBe(spelt(0));
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused, SOON).toBe(spelt(1));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Phone ${spelt(1)}` }).waitFor();
});

test("a phone that comes and one that goes are seen without loading the page again", async () => {
  const { page } = await site.signIn("anna");
  await open(page);
  await page.getByText("1200 phones").first().waitFor();
  await site.daemon.api("POST", "/api/v1/phones", { mac: "000412FFFFFF", vendor: "snom", pbx: "main", label: "New" });
  await page.getByRole("rowheader").first().getByText("00:04:12:FF:FF:FF").waitFor();
  await page.getByText("1201 phones").first().waitFor();
  await site.daemon.api("DELETE", "/api/v1/phones/000412FFFFFF");
  await page.getByRole("rowheader").first().getByText(spelt(0)).waitFor();
  await page.getByText("1200 phones").first().waitFor();
});

test("columns are chosen and stay chosen, and a search is kept under a name and found again", async () => {
  const { page } = await site.signIn("anna");
  await open(page);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Firmware" }).check();
  await page.getByRole("checkbox", { name: "Manufacturer" }).uncheck();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  const heads = () => page.getByRole("columnheader").allTextContents();
  const wanted = ["MAC address", "Model", "Label", "Extension", "PBX", "State", "Passwords", "Last seen", "Firmware"];
  expect((await heads()).filter((text) => text !== "")).toEqual(wanted);
  await page.getByLabel("Search").fill("D785");
  await page.getByText("12 phones").first().waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Name for the current search").fill("Big desks");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Big desks" }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await open(page);
  expect((await heads()).filter((text) => text !== "")).toEqual(wanted);
  await page.getByText("1200 phones").first().waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("link", { name: "Big desks" }).click();
  await page.getByText("12 phones").first().waitFor();
  expect(await page.getByLabel("Search").inputValue()).toBe("D785");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: "Forget the view Big desks" }).click();
  await page.getByText("No search is kept yet.").waitFor();
});

test("what the search finds is exported with the columns that are shown, and runs in no spreadsheet", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${macOf(100)}`, { label: '=HYPERLINK("x")' });
  const { page } = await site.signIn("vera");
  await open(page, "/phones?search=D785");
  await page.getByText("12 phones").first().waitFor();
  await page.getByRole("button", { name: "Export as CSV" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Make the file" }).click(),
  ]);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines[0]).toBe("MAC address,Manufacturer,Model,Label,Extension,PBX,State,Passwords,Last seen");
  expect(lines).toHaveLength(13);
  expect(lines[1]).toBe(`${spelt(0)},Snom,D785,Room 0,,main,not known,wait to be fetched,`);
  expect(lines[2]).toContain(`,"'=HYPERLINK(""x"")",`);
});

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PAGE_LANGUAGES } from "../../../src/staff/page/languages.ts";
import { findCutText, findViolations } from "../judge-page.ts";
import { templatesPlaces } from "../places/templates.ts";
import { fillSite } from "../places.ts";
import { buildPage, type Site, SNOM, startSite, type Visit } from "../site.ts";

const SECOND = "000413AABB01";
const TEMPLATE = "/templates/snom/settings";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
  await site.daemon.api("POST", "/api/v1/phones", { mac: SECOND, pbx: "main", model: "D717", label: "Second" });
});
afterAll(() => site?.close());

/** As a phone asks for its settings. */
async function fetchSettings(mac: string): Promise<string> {
  const headers = { "user-agent": "Mozilla/4.0 (compatible; snomD785-SIP 10.1.175.16)" };
  return (await site.daemon.fetch(`/${mac}.xml`, { headers })).body;
}

async function openTemplate(visit: Visit): Promise<Page> {
  const { page } = visit;
  await page.goto(TEMPLATE);
  await page.getByRole("textbox", { name: "Text snom/settings" }).waitFor();
  return page;
}

async function writeSecondLine(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Text snom/settings" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const check = (page: Page) => page.getByRole("button", { name: "Check and show what changes" });
const save = (page: Page) => page.getByRole("button", { name: "Save and use" });

test("a change is shown with the phones that it changes, saved, fetched by phones, rolled back and taken away", async () => {
  const visit = await site.signIn("anna");
  const page = await openTemplate(visit);
  expect(await check(page).isDisabled()).toBe(true);
  await writeSecondLine(page, "<!-- Hello -->");
  // As it is typed, and without a password.
  const preview = page.getByRole("region", { name: `${SNOM}.xml` });
  await preview.getByText("<!-- Hello -->").waitFor();
  expect(await preview.textContent()).toContain("********");
  expect(await save(page).count()).toBe(0);
  await check(page).click();
  await page.getByText("2 phones of 2 will get another file, in 1 distinct way.").waitFor();
  const diff = page.getByRole("region", { name: `Changes of ${SNOM}.xml` });
  expect(await diff.textContent()).toContain("added: +<!-- Hello -->");

  // What was shown is about that text only.
  await page.getByRole("textbox", { name: "Text snom/settings" }).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Enter");
  await save(page).waitFor({ state: "detached" });
  await page.keyboard.press("Backspace");
  await save(page).click();
  await page.getByText("your own, version 1").waitFor();
  expect(await fetchSettings(SNOM)).toContain("<!-- Hello -->");
  expect(await fetchSettings(SECOND)).toContain("<!-- Hello -->");

  await writeSecondLine(page, "<!-- Again -->");
  await check(page).click();
  await save(page).click();
  await page.getByText("your own, version 2").waitFor();
  await page.getByRole("button", { name: "Show version 1" }).click();
  expect(await page.getByRole("region", { name: "Changes of Version 1" }).textContent()).toContain(
    "removed: -<!-- Again -->",
  );
  await page.getByRole("button", { name: "Use version 1 again" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("2 phones of 2 will get another file").waitFor();
  await dialog.getByRole("button", { name: "Use it again" }).click();
  await page.getByText("your own, version 3").waitFor();
  const rolledBack = await fetchSettings(SECOND);
  expect([rolledBack.includes("Hello"), rolledBack.includes("Again")]).toEqual([true, false]);

  await page.getByRole("button", { name: "Back to the built-in text" }).click();
  await dialog.getByText("2 phones of 2 will get another file").waitFor();
  await dialog.getByRole("button", { name: "Use the built-in text" }).click();
  await page.getByText("built in", { exact: true }).waitFor();
  expect(await fetchSettings(SECOND)).not.toContain("Hello");
  expect(visit.complaints).toEqual([]);
});

test.each([
  ["{{#if phone.mac}}", /inside a block/],
  ["<unclosed>", /unexpected close tag|unclosed/],
  ["{{phone.nothing}}", /not defined/],
])("%s is shown at its line and cannot be saved", async (wrong, why) => {
  const visit = await site.signIn("anna");
  const page = await openTemplate(visit);
  await writeSecondLine(page, wrong);
  await check(page).click();
  await page.getByRole("alert").getByText("This text cannot be used.").waitFor();
  expect(await save(page).count()).toBe(0);
  const way = page.getByRole("alert").getByRole("button", { name: /^Line \d+$/ });
  const line = ((await way.textContent()) ?? "").slice("Line ".length);
  await way.click();
  const fault = page.locator(".cm-content .fault");
  expect(await fault.textContent()).toMatch(why);
  expect(await page.locator(".fault-number").textContent()).toBe(line);
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className)).toContain(
    "cm-content",
  );
  await page.getByRole("button", { name: "Discard changes" }).click();
  await fault.waitFor({ state: "detached" });
  expect(await page.getByText("Nothing is changed.").count()).toBe(1);
  expect((await site.daemon.api("GET", `/api/v1${TEMPLATE}`)).json).toMatchObject({ isOverridden: false });
  expect(visit.complaints).toEqual([]);
});

test("what somebody else saved meanwhile is not overwritten unseen, and an unsaved text outlasts another page", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/templates/snom/dect");
  const editor = page.getByRole("textbox", { name: "Text snom/dect" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText("\n");
  await page.getByText("Changed, and not saved yet.").waitFor();
  await page.getByRole("link", { name: "Events" }).click();
  await page.getByRole("heading", { name: "Events" }).waitFor();
  await page.goBack();
  await page.getByText("Changed, and not saved yet.").waitFor();
  await check(page).click();
  await page.getByText("No phone's file changes.").waitFor();
  const { shipped } = (await site.daemon.api("GET", "/api/v1/templates/snom/dect")).json as { shipped: string };
  await site.daemon.api("PUT", "/api/v1/templates/snom/dect", { text: `${shipped}\n\n` });
  await save(page).click();
  await page.getByText("Somebody changed it in the meantime.").waitFor();
  expect((await site.daemon.api("GET", "/api/v1/templates/snom/dect")).json).toMatchObject({ version: 1 });
});

test("by keyboard alone: the tabulator leads into the text and out of it", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/templates/snom/settings");
  await page.getByRole("textbox", { name: /Text snom\/settings\. The Tab key leaves the text\./ }).waitFor();
  await page.locator("main").focus();
  await page.keyboard.press("Tab");
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return (element?.shadowRoot?.activeElement ?? element)?.getAttribute("aria-label") ?? element?.textContent;
    });
  expect(await focused()).toMatch(/^Text snom/);
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("<!-- keys -->\n");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Check and show what changes");
  await page.keyboard.press("Enter");
  await save(page).waitFor();
  for (let step = 0; step < 30 && (await focused()) !== "Save and use"; step++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText(/your own, version \d/).waitFor();
  expect(await fetchSettings(SNOM)).toContain("<!-- keys -->");
  await site.daemon.api("DELETE", `/api/v1${TEMPLATE}`);
});

test("who may not see templates is not offered them", async () => {
  const { page } = await site.signIn("tom");
  await page.goto("/");
  await page.getByRole("link", { name: "Events" }).waitFor();
  expect(await page.getByRole("link", { name: "Templates" }).count()).toBe(0);
});

test.each(
  PAGE_LANGUAGES.flatMap((locale) => [
    { locale, look: "dark", options: { colorScheme: "dark" as const } },
    { locale, look: "320 pixels", options: { viewport: { width: 320, height: 700 } } },
  ]),
)("$locale, $look: axe finds nothing, no text is cut off, nothing is held back", async ({ locale, options }) => {
  const visit = await site.signIn("anna", { locale, ...options });
  for (const place of templatesPlaces) {
    await place.show(visit.page);
    expect([place.name, await findViolations(visit.page)]).toEqual([place.name, []]);
    expect([place.name, await findCutText(visit.page)]).toEqual([place.name, []]);
  }
  expect(visit.complaints).toEqual([]);
  expect(visit.requests.filter((url) => new URL(url).origin !== site.origin)).toEqual([]);
  await visit.context.close();
});

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillSite } from "../places.ts";
import { buildPage, PASSWORD, type Site, SNOM, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

const PROFILE = "/api/v1/pbxs/main/profiles/desks";
const jsonOf = async (path: string) => (await site.daemon.api("GET", path)).json;

function foldOf(page: Page, title: string) {
  return page.locator("details.card", { has: page.getByRole("heading", { name: title, exact: true }) });
}

/** To another page of the page, and back. */
async function lookElsewhere(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Events" }).click();
  await page.getByRole("heading", { name: "Events" }).waitFor();
  await page.goBack();
}

async function beginKeys(page: Page): Promise<void> {
  await page.goto(`/phones/${SNOM}`);
  const keys = foldOf(page, "Function keys");
  await keys.locator("summary").first().click();
  await keys.locator("#key-0-0").click();
  await keys.getByLabel("Function", { exact: true }).selectOption("dnd");
  await keys.getByText("Not saved yet.").waitFor();
}

test("edits of a phone wait while another page is looked at, over the end of the session, and for their own person only", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [], settings: {} });
  const { page, context, complaints } = await site.signIn("anna");
  await beginKeys(page);
  const settings = foldOf(page, "Settings");
  await settings.locator("summary").first().click();
  await settings.getByLabel("Find a setting").fill("language");
  const row = settings.locator(".setting", { has: page.locator("code", { hasText: /^language$/ }) });
  await row.getByRole("switch").check();
  await row.getByRole("combobox", { name: "language" }).selectOption("sv");

  await lookElsewhere(page);
  await settings.getByText("Not saved yet.").waitFor();
  expect(await foldOf(page, "Function keys").locator("#key-0-0").textContent()).toContain("Do not disturb");

  const signInAs = async (login: string) => {
    await context.request.delete("/api/v1/session", { headers: { "x-offhook-request": "1" } });
    await page.getByText("You were signed out.").waitFor();
    await page.getByLabel("Login").fill(login);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Phone 00:04:13:74:47:D0" }).waitFor();
  };
  await signInAs("tom");
  await foldOf(page, "Function keys").waitFor();
  expect(await page.getByText("Not saved yet.").count()).toBe(0);
  await signInAs("anna");
  await foldOf(page, "Function keys").getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  await settings.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The settings are saved.").waitFor();
  expect(await jsonOf(`/api/v1/phones/${SNOM}`)).toMatchObject({
    keys: [{ type: "dnd" }],
    settings: { language: "sv" },
  });
  await lookElsewhere(page);
  await foldOf(page, "Function keys").waitFor();
  expect(await page.getByText("Not saved yet.").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("what somebody else did to a phone's keys meanwhile stays, beside what was edited", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [{ type: "speed-dial", value: "1" }] });
  const { page } = await site.signIn("anna");
  await beginKeys(page);
  const others = [
    { type: "speed-dial", value: "1" },
    { type: "speed-dial", value: "2" },
  ];
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: others });
  await lookElsewhere(page);
  const keys = foldOf(page, "Function keys");
  await keys.getByText("Not saved yet.").waitFor();
  await keys.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect(await jsonOf(`/api/v1/phones/${SNOM}`)).toMatchObject({ keys: [{ type: "dnd" }, others[1]] });
});

test("a profile that somebody else changed meanwhile is loaded again, and what was edited is done to that", async () => {
  await site.daemon.api("POST", "/api/v1/pbxs/main/profiles", { id: "desks", settings: { language: "de" } });
  const { page } = await site.signIn("anna");
  await page.goto("/profiles/main/desks");
  await page.getByRole("textbox", { name: "Label" }).fill("Desks");
  await lookElsewhere(page);
  await page.getByText("Not saved yet.").waitFor();
  expect(await page.getByRole("textbox", { name: "Label" }).inputValue()).toBe("Desks");
  await site.daemon.api("PATCH", PROFILE, { settings: { language: "fr" } });
  const dialog = page.getByRole("dialog");
  const save = async () => {
    await page.getByRole("button", { name: "Show what changes, and save" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
  };
  await save();
  await page.getByText("Somebody else changed it in the meantime").waitFor();
  await page.getByRole("button", { name: "Load it again and keep my changes" }).click();
  await page.getByText("Somebody else changed it in the meantime").waitFor({ state: "detached" });
  await save();
  await page.getByText("Not saved yet.").waitFor({ state: "detached" });
  expect(await jsonOf(PROFILE)).toMatchObject({ label: "Desks", settings: { language: "fr" } });
});

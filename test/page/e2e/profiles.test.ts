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

async function fetchSettings(): Promise<string> {
  const headers = { "user-agent": "Mozilla/4.0 (compatible; snomD785-SIP 10.1.175.16)" };
  return (await site.daemon.fetch(`/${SNOM}.xml`, { headers })).body;
}

const profileNow = async () => (await site.daemon.api("GET", "/api/v1/pbxs/main/profiles/desks")).json;
const showChanges = (page: Page) => page.getByRole("button", { name: "Show what changes, and save" });

test("a profile is made, given settings and keys, and saved once its phones are named; the phone gets it", async () => {
  const { page, complaints } = await site.signIn("anna");
  await page.goto("/profiles");
  await page.getByLabel("PBX").selectOption("main");
  await page.getByText("This PBX has no profile yet.").waitFor();
  await page.getByRole("button", { name: "New profile" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Short name").fill("Not a name");
  await dialog.getByRole("button", { name: "Make the profile" }).click();
  await dialog.locator(".field-error").waitFor();
  await dialog.getByLabel("Short name").fill("desks");
  await dialog.getByLabel("Label").fill("Desks");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Profile desks" }).waitFor();
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { profile: "desks" });

  await page.getByLabel("Find a setting").fill("language");
  await page.getByRole("switch", { name: "language: set by this profile", exact: true }).click();
  await page
    .getByRole("combobox", { name: "language", exact: true })
    .or(page.getByRole("textbox", { name: "language", exact: true }))
    .first()
    .waitFor();
  await page.getByLabel("Add keys for a model").selectOption("D785");
  await page.locator(".key-editor button").first().click();
  await page.getByLabel("Function", { exact: true }).selectOption("blf");
  await page.getByLabel("Value").fill("20");
  await showChanges(page).click();
  await dialog.getByText("1 phone of 1 will get another file").waitFor();
  expect(await dialog.locator(".diff").textContent()).toContain("20");
  expect(await profileNow()).toMatchObject({ layouts: {}, settings: {} });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Not saved yet.").waitFor({ state: "detached" });
  expect(await profileNow()).toMatchObject({
    label: "Desks",
    settings: { language: expect.any(String) },
    layouts: { D785: { keys: [{ type: "blf", value: "20" }] } },
  });
  expect(await fetchSettings()).toMatch(/<fkey idx="0"[^>]*>blf/);
  await page.getByText("Phones with this profile").click();
  await page.getByRole("link", { name: "00:04:13:74:47:D0" }).waitFor();
  expect(complaints).toEqual([]);
});

test("what the API refuses is said in the dialog and at its key, and nothing is saved", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/profiles/main/desks");
  await page.getByText("D785", { exact: true }).click();
  await page.locator(".key-editor button").first().click();
  await page.getByLabel("Function", { exact: true }).selectOption("url");
  await page.getByLabel("Value").fill("no address");
  await showChanges(page).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("alert").waitFor();
  expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await page.keyboard.press("Escape");
  await page.locator(".key-panel .field-error").first().waitFor();
  expect(await profileNow()).toMatchObject({ layouts: { D785: { keys: [{ type: "blf" }] } } });
});

test("a profile that a phone has is not deleted; without phones it is, by keyboard alone", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/profiles/main/desks");
  const dialog = page.getByRole("dialog");
  const remove = async () => {
    await page.getByRole("button", { name: "Delete the profile" }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByText("Delete the profile desks?").waitFor();
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement?.textContent)) === "Delete") break;
    }
    await page.keyboard.press("Enter");
  };
  await remove();
  await dialog.getByRole("alert").waitFor();
  await page.keyboard.press("Escape");
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { profile: null });
  await remove();
  await page.getByRole("heading", { name: "Profiles" }).waitFor();
  expect((await site.daemon.api("GET", "/api/v1/pbxs/main/profiles/desks")).status).toBe(404);
});

test("who only looks on sees a profile, and is offered no change", async () => {
  await site.daemon.api("POST", "/api/v1/pbxs/main/profiles", { id: "lobby", settings: { language: "de" } });
  const { page } = await site.signIn("vera");
  await page.goto("/profiles/main/lobby");
  await page.getByText("from the profile").first().waitFor();
  expect(await page.getByRole("switch").count()).toBe(0);
  for (const name of ["Show what changes, and save", "Delete the profile", "Discard changes"])
    expect([name, await page.getByRole("button", { name }).count()]).toEqual([name, 0]);
});

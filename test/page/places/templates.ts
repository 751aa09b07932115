import type { Page } from "playwright-core";
import { type PagePlace, settle } from "./place.ts";

const TEMPLATE = "/templates/gigaset/n720";

/** The page of a template, with its editor and its preview. */
async function showTemplate(page: Page, path: string): Promise<void> {
  await settle(page, path);
  await page.locator(".cm-content").waitFor();
  await page.locator("[aria-labelledby=preview] pre").first().waitFor();
}

/** Writes at the beginning of the second line. */
async function write(page: Page, text: string): Promise<void> {
  await page
    .locator(".cm-line")
    .nth(1)
    .click({ position: { x: 1, y: 8 } });
  await page.keyboard.press("Home");
  await page.keyboard.insertText(text);
}

export const templatesPlaces: readonly PagePlace[] = [
  {
    name: "profiles",
    async show(page) {
      await makeProfile(page);
      await settle(page, "/profiles?pbx=main");
      await page.locator("td a, th a").first().waitFor();
    },
  },
  {
    name: "new-profile",
    isDialog: true,
    async show(page) {
      await settle(page, "/profiles?pbx=main");
      await page.locator(".heading button.main").click();
      await page.locator("dialog [name=id]").waitFor();
    },
  },
  {
    name: "profile",
    async show(page) {
      await makeProfile(page);
      await settle(page, "/profiles/main/desks");
      await page.locator(".settings li").first().waitFor();
      for (const fold of await page.locator("details > summary").all()) await fold.click();
      await page.locator(".key-editor").first().waitFor();
    },
  },
  {
    name: "profile-change",
    isDialog: true,
    async show(page) {
      await makeProfile(page);
      await settle(page, "/profiles/main/desks");
      await page.locator(".settings li [role=switch]").first().click();
      await page.locator(".save-bar button.main").click();
      await page.locator("dialog .note").waitFor();
    },
  },
  { name: "templates", show: (page) => settle(page, "/templates") },
  {
    name: "template",
    async show(page) {
      await useOwnText(page);
      await showTemplate(page, TEMPLATE);
      await page.locator("details.card > summary").click();
      await page.locator("[aria-labelledby=versions] td button").first().click();
      await page.locator("[aria-labelledby=version] h4").waitFor();
      await page.locator("[aria-labelledby=preview] .actions button").last().click();
    },
  },
  {
    name: "template-change",
    async show(page) {
      await showTemplate(page, "/templates/snom/settings");
      await write(page, "<!-- ours -->\n");
      await page.locator("[aria-labelledby=text] button.main").click();
      await page.locator("[aria-labelledby=change] .diff").waitFor();
    },
  },
  {
    name: "template-fault",
    isFault: true,
    async show(page) {
      await showTemplate(page, "/templates/snom/settings");
      await write(page, "{{#if phone.mac}}\n");
      await page.locator("[aria-labelledby=text] button.main").click();
      await page.locator(".note.bad .actions button").waitFor();
    },
  },
  {
    name: "template-removal",
    isDialog: true,
    async show(page) {
      await useOwnText(page);
      await showTemplate(page, TEMPLATE);
      await page.locator("button.grave").click();
      await page.locator("dialog .note").waitFor();
    },
  },
];

/** There is a version to look at, and an own text in use, whoever comes first. */
async function useOwnText(page: Page): Promise<void> {
  const { shipped } = (await (await page.request.get(`/api/v1${TEMPLATE}`)).json()) as { shipped: string };
  const data = { text: shipped.replace("<ProviderFrame", "<!-- ours -->\n$&") };
  const answer = await page.request.put(`/api/v1${TEMPLATE}`, { data, headers: { "x-offhook-request": "1" } });
  if (!answer.ok()) throw new Error(await answer.text());
}

/** As others made it before, or now. */
async function makeProfile(page: Page): Promise<void> {
  const data = {
    ...{ id: "desks", label: "Schreibtische im Erdgeschoss", settings: { language: "de" } },
    layouts: { D785: { keys: [{ type: "blf", value: "20" }] } },
  };
  const answer = await page.request.post("/api/v1/pbxs/main/profiles", { data, headers: { "x-offhook-request": "1" } });
  if (answer.status() !== 201 && answer.status() !== 409) throw new Error(await answer.text());
}

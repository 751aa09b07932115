import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findCutText, findViolations } from "../judge-page.ts";
import { buildPage, type Site, SNOM, startSite, type Visit } from "../site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const SOON = { timeout: 20_000 };
const LANGUAGE = Buffer.from("<gui-lang><t>Ja</t></gui-lang>");

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
});
afterAll(() => site?.close());

async function judge({ page }: Visit): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findViolations(page), colorScheme).toEqual([]);
  }
  expect(await findCutText(page)).toEqual([]);
}

const table = (text: string) => ({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("a phone book is made by keyboard alone, filled by hand, searched and changed", async () => {
  const visit = await site.signIn("anna");
  const { page } = visit;
  await page.goto("/phone-books?pbx=main");
  await page.getByText("This PBX has no phone book yet.").waitFor();
  await page.getByRole("button", { name: "New phone book" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Company!");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect.poll(() => dialog.locator("[name=id]").getAttribute("aria-invalid"), SOON).toBe("true");
  await judge(visit);
  await dialog.locator("[name=id]").fill("company");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Firma");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Firma" }).waitFor();
  // The PBX's extension stands in it, and is changed elsewhere.
  await page.getByRole("rowheader", { name: "Front desk" }).waitFor();
  await page.getByText("extension of the PBX", { exact: true }).waitFor();

  await page.getByRole("button", { name: "New entry" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Byron");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Ada");
  await dialog.getByLabel("Number 1", { exact: true }).fill("not a number!");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => dialog.getByLabel("Number 1", { exact: true }).getAttribute("aria-invalid"), SOON)
    .toBe("true");
  await dialog.getByLabel("Number 1", { exact: true }).fill("+49 (0)30 123-45");
  await dialog.getByRole("button", { name: "Another number" }).click();
  await dialog.getByLabel("Number 2", { exact: true }).fill("0170 1");
  await judge(visit);
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row").filter({ hasText: "Byron, Ada" });
  await row.getByText("+493012345").waitFor();
  await page.getByLabel("Search").fill("byr");
  await expect.poll(() => page.getByRole("rowheader").count(), SOON).toBe(1);
  await page.getByRole("button", { name: "Change Byron, Ada" }).click();
  await dialog.getByLabel("Company").fill("Babbage & Co");
  await dialog.getByRole("button", { name: "Remove number 2" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await row.getByText("Babbage & Co").waitFor();
  expect(await row.locator(".number").allTextContents()).toEqual(["+493012345"]);
  await judge(visit);
});

test("a table is tried, told where it is wrong, imported, exported again, and the phone gets the book", async () => {
  const visit = await site.signIn("anna", { locale: "de" });
  const { page } = visit;
  await page.goto("/phone-books/main/company");
  await page.getByRole("button", { name: "Importieren" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.locator("input[type=file]");
  const submit = dialog.locator(".actions button.main");
  const head = "Nachname;Vorname;Geschäftlich;Schuhgröße\n";
  await field.setInputFiles(table(`${head}Müller;Eva;0301;38\nKaputt;;keine Nummer!;39\n`));
  await dialog.getByText("Zeile 3:").waitFor();
  await dialog.getByText("Schuhgröße").waitFor();
  expect(await submit.isDisabled()).toBe(true);
  await judge(visit);
  await field.setInputFiles(table(`${head}Müller;Eva;0301;38\nÖzil;Ali;0302;44\n`));
  await dialog.getByText("2 Einträge neu").waitFor();
  await dialog.locator("[name=mode]").selectOption("replace");
  await dialog.getByText("1 Eintrag entfernt").waitFor();
  await dialog.locator("[name=mode]").selectOption("merge");
  await expect.poll(() => submit.isEnabled(), SOON).toBe(true);
  await submit.click();
  await dialog.getByText("Die Einträge sind importiert.").waitFor();
  await judge(visit);
  await page.keyboard.press("Escape");
  await page.getByRole("rowheader", { name: "Özil, Ali" }).waitFor();
  await page.getByText("3 Einträge.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Exportieren" }).click(),
  ]);
  const exported = readFileSync(await download.path(), "utf8");
  expect(download.suggestedFilename()).toBe("company.csv");
  expect(exported).toContain("Özil");

  const phone = { mac: SNOM, pbx: "main", model: "D785", settings: { phoneBook: "company" } };
  expect((await site.daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
  const headers = { "user-agent": "Mozilla/4.0 (compatible; snomD785-SIP 10.1.175.16)" };
  const shown = await site.daemon.fetch(`/phone-book-${SNOM}.xml`, { headers });
  expect(shown.body).toContain("Özil");
});

test("a book is deleted after a question, and who only looks on changes nothing", async () => {
  const vera = await site.signIn("vera");
  await vera.page.goto("/phone-books/main/company");
  await vera.page.getByRole("rowheader", { name: "Müller, Eva" }).waitFor();
  expect(await vera.page.locator("main button:not(:disabled)").count()).toBe(0);
  const { page } = await site.signIn("anna");
  await page.goto("/phone-books/main/company");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByText("3 entries go with it.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("This PBX has no phone book yet.").waitFor();
});

test("a language file is uploaded, named in a setting, fetched by the phone, and stays while it is used", async () => {
  const visit = await site.signIn("anna");
  const { page } = visit;
  await page.goto("/files");
  const dialog = page.getByRole("dialog");
  await page.getByLabel("Upload a file").setInputFiles({ name: "tone.wav", mimeType: "audio/wav", buffer: LANGUAGE });
  await expect.poll(() => dialog.locator("[name=kind]").inputValue(), SOON).toBe("ring-tone");
  await dialog.getByRole("button", { name: "Upload" }).click();
  await dialog.getByRole("alert").getByText("is no WAV file").waitFor({ state: "attached" });
  await judge(visit);
  await page.keyboard.press("Escape");
  const huge = { name: "tone.wav", mimeType: "audio/wav", buffer: Buffer.alloc(6_000_000) };
  await page.getByLabel("Upload a file").setInputFiles(huge);
  await dialog.getByRole("button", { name: "Upload" }).click();
  await dialog.getByText("The file is too large.").waitFor();
  await page.keyboard.press("Escape");
  const file = { name: "gui_lang_DE.xml", mimeType: "text/xml", buffer: LANGUAGE };
  await page.getByLabel("Upload a file").setInputFiles(file);
  await dialog.getByText("Its name must look like").waitFor();
  await dialog.getByRole("button", { name: "Upload" }).click();
  await dialog.getByText("languageFile: gui_lang_DE.xml").waitFor();
  await page.keyboard.press("Escape");

  const settings = { languageFile: "gui_lang_DE.xml", language: "de" };
  expect((await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { settings })).status).toBe(200);
  const headers = { "user-agent": "Mozilla/4.0 (compatible; snomD785-SIP 10.1.175.16)" };
  const config = (await site.daemon.fetch(`/${SNOM}.xml`, { headers })).body;
  const [url = ""] = /http:\S+gui_lang_DE\.xml/.exec(config) ?? [];
  const fetched = await site.daemon.fetch(new URL(url).pathname, { headers });
  expect(fetched).toMatchObject({ status: 200, body: LANGUAGE.toString() });

  await page.getByRole("button", { name: "Details of gui_lang_DE.xml" }).click();
  await dialog.getByText("It cannot be deleted while these use it:").waitFor();
  expect(await dialog.getByRole("button", { name: "Delete" }).count()).toBe(0);
  await judge(visit);
  await dialog.getByRole("link", { name: "Settings of the phone 00:04:13:74:47:D0" }).click();
  await page.getByRole("heading", { name: "00:04:13:74:47:D0" }).waitFor();
  expect(visit.complaints).toEqual([]);
});

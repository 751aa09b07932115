import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findViolations } from "../judge-page.ts";
import { buildPage, type Site, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
});
afterAll(() => site?.close());

const LONG = { timeout: 120_000 };

function macOf(number: number): string {
  return `000413${number.toString(16).padStart(6, "0")}`.toUpperCase();
}

async function phonesBelow(prefix: string): Promise<{ mac: string; label: string; lines: object[] }[]> {
  const found: { mac: string; label: string; lines: object[] }[] = [];
  let cursor = "";
  do {
    const { json } = await site.daemon.api("GET", `/api/v1/phones?limit=500&search=${prefix}&cursor=${cursor}`);
    const { items, next } = json as { items: typeof found; next: string | null };
    found.push(...items);
    cursor = next ?? "";
  } while (cursor !== "");
  return found;
}

async function dropList(page: Page, name: string, text: string): Promise<void> {
  await page.locator("[name=list]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
}

async function downloadBy(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFileSync(await file.path(), "utf8");
}

test("of a German list of 500 phones 3 are bad: they are said before anything is written, 497 are admitted, and the mended report brings the rest", async () => {
  const { page, complaints, requests } = await site.signIn("anna", { locale: "de" });
  await page.goto("/phones");
  await page.getByRole("link", { name: "Liste importieren" }).click();
  await page.getByRole("heading", { name: "Telefone importieren" }).waitFor();
  const lines = Array.from({ length: 500 }, (_, index) => [macOf(index), `${3000 + index}`, `Büro ${index}`, "Haus 3"]);
  lines[10] = ["00:04:13:00:00", "3010", "Büro 10", "=Keller"];
  lines[200] = [macOf(5).replaceAll(/(..)(?!$)/g, "$1:"), "3200", "Büro 200", "Haus 3"];
  lines[499] = ["123456000000", "3499", "Büro 499", "Haus 3"];
  const csv = ["MAC-Adresse;Durchwahl;Anzeigename;Standort", ...lines.map((cells) => cells.join(";"))].join("\r\n");
  await dropList(page, "telefone.csv", csv);
  await page.getByText("500 Telefone in der Liste.").first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Liste prüfen" }).click();
  await page.getByText("497 Telefone können zugelassen werden.").first().waitFor(LONG);
  expect(await phonesBelow("000413")).toEqual([]);
  await page.getByText("497 neue Nebenstellen werden dabei angelegt.").waitFor();
  const refused = page.getByRole("table", { name: "3 Telefone nicht zugelassen" });
  expect(await refused.getByRole("row").allInnerTexts()).toEqual([
    expect.stringMatching(/Zeile.*Problem/s),
    expect.stringMatching(/12.*00:04:13:00:00.*MAC-Adresse: Das ist keine gültige MAC-Adresse\./s),
    expect.stringMatching(/202.*00:04:13:00:00:05.*Zeile 7 hat diese MAC-Adresse auch\./s),
    expect.stringMatching(/501.*12:34:56:00:00:00.*Hersteller: Die MAC-Adresse verrät den Hersteller nicht/s),
  ]);
  expect(await findViolations(page)).toEqual([]);

  await page.getByRole("button", { name: "497 Telefone zulassen" }).click();
  await page.getByText("497 Telefone sind zugelassen.").first().waitFor(LONG);
  const admitted = await phonesBelow("000413");
  expect(admitted.length).toBe(497);
  expect(admitted[0]).toMatchObject({ label: "Haus 3", lines: [{ account: "3000", displayName: "Büro 0" }] });

  const report = await downloadBy(page, "Als CSV zum Ausbessern herunterladen");
  expect(report).toContain("MAC-Adresse,Nebenstelle,Name,Bezeichnung,Problem,Code,Zeile");
  expect(report).toContain("00:04:13:00:00,3010,Büro 10,'=Keller,");
  const mended = report
    .replace("00:04:13:00:00,", `${macOf(0x900)},`)
    .replace("00:04:13:00:00:05,", `${macOf(0x901)},`)
    .replace("123456000000,", `${macOf(0x902)},`);
  await page.getByRole("button", { name: "Andere Liste" }).click();
  await dropList(page, "ausgebessert.csv", mended);
  await page.getByRole("button", { name: "Liste prüfen" }).click();
  await page.getByRole("button", { name: "3 Telefone zulassen" }).click(LONG);
  await page.getByText("3 Telefone sind zugelassen.").first().waitFor(LONG);
  expect(await phonesBelow("000413")).toHaveLength(500);
  expect((await phonesBelow(macOf(0x900)))[0]?.label).toBe("=Keller");
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => new URL(url).origin !== site.origin)).toEqual([]);
});

test.each([
  {
    locale: "fr",
    csv: "Fabricant\tAdresse MAC\tPoste\tNom\nYealink\t80:5e:c0:aa:00:01\t4001\tAtelier\n",
    check: "Vérifier la liste",
    admit: "Admettre 1 téléphone",
    done: "1 téléphone est admis.",
    phone: { mac: "805EC0AA0001", vendor: "yealink", lines: [{ account: "4001", displayName: "Atelier" }] },
  },
  {
    locale: "pl",
    csv: "Adres MAC,Producent,Identyfikator Gigaset,Etykieta\n7c2e.80aa.0001,Gigaset,AB12,Hol\n",
    check: "Sprawdź listę",
    admit: "Dopuść 1 telefon",
    done: "Dopuszczono 1 telefon.",
    phone: { mac: "7C2E80AA0001", vendor: "gigaset", macId: "AB12", label: "Hol" },
  },
])("a pasted list with heads in $locale is admitted", async ({ locale, csv, check, admit, done, phone }) => {
  const { page } = await site.signIn("anna", { locale });
  await page.goto("/phones/import");
  await page.locator("[name=text]").fill(csv);
  await page.locator("form [type=submit]").click();
  await page.getByRole("button", { name: check }).click();
  await page.getByRole("button", { name: admit }).click();
  await page.getByText(done).first().waitFor();
  expect((await site.daemon.api("GET", `/api/v1/phones/${phone.mac}`)).json).toMatchObject(phone);
});

test("a column that was taken for another is corrected, an import is stopped and goes on, by keyboard alone", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/phones/import");
  const csv = Array.from({ length: 60 }, (_, index) => `805EC0BB${(index + 4096).toString(16)},Room ${index}`).join(
    "\n",
  );
  await page.locator("[name=text]").focus();
  await page.keyboard.insertText(csv);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const second = page.locator("[name=column-1]");
  expect(await second.inputValue()).toBe("label");
  await second.focus();
  await page.keyboard.type("Model");
  expect(await second.inputValue()).toBe("model");
  // Browsers take letters that follow quickly as the same word.
  await page.waitForTimeout(1500);
  await page.keyboard.type("Lab");
  await page.getByRole("button", { name: "Check the list" }).press("Enter");
  const admit = page.getByRole("button", { name: "Admit 60 phones" });
  await admit.waitFor();
  // The server takes its time, so that somebody can stop it.
  await page.route("**/phones/import", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await admit.press("Enter");
  await page.getByRole("button", { name: "Stop" }).press("Enter");
  await page.getByText(/Stopped after 25 of 60/).waitFor();
  expect(await phonesBelow("805EC0BB")).toHaveLength(25);
  await page.getByRole("button", { name: "Go on" }).press("Enter");
  await page.getByText("60 phones are admitted.").first().waitFor();
  expect((await phonesBelow("805EC0BB")).at(-1)?.label).toBe("Room 59");
});

test("a part whose answer gets lost is sent again and not done twice", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/phones/import");
  await page.locator("[name=text]").fill("805EC0CC0001\n805EC0CC0002\n");
  await page.locator("form [type=submit]").click();
  await page.getByRole("button", { name: "Check the list" }).click();
  await page.getByRole("button", { name: "Admit 2 phones" }).waitFor();
  let lost = 0;
  await page.route("**/phones/import", async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.getByRole("button", { name: "Admit 2 phones" }).click();
  await page.getByRole("alert").getByText("The server does not answer.").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("2 phones are admitted.").first().waitFor();
});

test("who may not admit phones is not offered to import them", async () => {
  const { page } = await site.signIn("tom");
  await page.goto("/phones");
  await page.getByRole("table").waitFor();
  expect(await page.getByRole("link", { name: "Import a list" }).count()).toBe(0);
});

test("a PBX beyond the first five hundred can be chosen for a new phone", async () => {
  for (let number = 0; number < 510; number++) {
    const id = `z${String(number).padStart(3, "0")}`;
    expect((await site.daemon.api("POST", "/api/v1/pbxs", { id, host: "pbx.example.org" })).status).toBe(201);
  }
  const { page } = await site.signIn("anna");
  await page.goto("/phones");
  await page.getByRole("button", { name: "New phone" }).click();
  const choice = page.getByRole("dialog").getByLabel("PBX", { exact: true });
  await choice.selectOption("z509");
  expect(await choice.inputValue()).toBe("z509");
});

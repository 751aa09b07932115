import type { Page } from "playwright-core";
import { fetchAs, imageOf } from "../../daemon/updating-desks.ts";
import { type Site, SNOM } from "../site.ts";
import { type PagePlace, settle } from "./place.ts";

const OLD = "10.1.175.16";
const NEW = "10.1.215.13";
const BYTES = { "content-type": "application/octet-stream" };
/** Smaller than any limit, and what it is said to be. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function openDetails(page: Page, path: string): Promise<void> {
  await settle(page, path);
  await page.locator("table button").first().click();
  await page.locator("dialog h3").waitFor();
  await page.waitForLoadState("networkidle");
}

export const firmwarePlaces: readonly PagePlace[] = [
  { name: "firmware", show: (page) => settle(page, "/firmware") },
  { name: "firmware-details", isDialog: true, show: (page) => openDetails(page, "/firmware") },
  {
    name: "upload-firmware",
    isDialog: true,
    async show(page) {
      await settle(page, "/firmware");
      const file = { name: "GC_MAX_2.14.5-release.bin", mimeType: "application/octet-stream", buffer: PICTURE };
      await page.locator(".drop input").setInputFiles(file);
      await page.locator("dialog fieldset").waitFor();
    },
  },
  { name: "rollouts", show: (page) => settle(page, "/roll-outs?pbx=main") },
  {
    name: "rollout",
    async show(page) {
      await settle(page, "/roll-outs?pbx=main");
      await page.locator("tbody a").first().click();
      await page.locator(".board circle").first().waitFor();
      await page.locator("tbody a").first().waitFor();
    },
  },
  {
    name: "roll-back",
    isDialog: true,
    async show(page) {
      await settle(page, "/roll-outs?pbx=main");
      await page.locator("tbody a").first().click();
      await page.locator(".heading .actions button").nth(1).click();
    },
  },
  {
    name: "new-rollout",
    isDialog: true,
    async show(page) {
      await settle(page, "/roll-outs?pbx=branch-office");
      await page.locator(".heading button.main").click();
      await page.locator("dialog details summary").click();
    },
  },
  { name: "files", show: (page) => settle(page, "/files") },
  { name: "file-details", isDialog: true, show: (page) => openDetails(page, "/files") },
  {
    name: "upload-file",
    isDialog: true,
    async show(page) {
      await settle(page, "/files");
      await page.locator(".drop input").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: PICTURE });
      await page.locator("dialog [name=model]").waitFor();
    },
  },
  { name: "phone-books", show: (page) => settle(page, "/phone-books?pbx=main") },
  { name: "phone-book", show: (page) => settle(page, "/phone-books/main/company") },
  {
    name: "book-entry",
    isDialog: true,
    async show(page) {
      await settle(page, "/phone-books/main/company");
      await page.locator("tbody button").first().click();
    },
  },
  {
    name: "book-import",
    isDialog: true,
    async show(page) {
      await settle(page, "/phone-books/main/company");
      await page.locator(".heading .actions button").first().click();
      const text = "Nachname;Vorname;Mobil;Haustier\nNoether;Emmy;0160 123;Hund\nKaputt;;;Katze\n";
      const file = { name: "Ansprechpartner.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
      await page.locator("dialog input[type=file]").setInputFiles(file);
      await page.locator("dialog .note li").first().waitFor();
    },
  },
];

async function fillBooks({ daemon }: Site): Promise<void> {
  await daemon.api("PUT", "/api/v1/files/snom/gui_lang_DE.xml?kind=language", Buffer.from("<gui-lang/>"), BYTES);
  await daemon.api("PUT", "/api/v1/files/snom/logo_werk.png?kind=picture", PICTURE, BYTES);
  const settings = { languageFile: "gui_lang_DE.xml" };
  await daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { settings });
  const book = { id: "company", label: "Hauptverwaltung", includeAccounts: true };
  await daemon.api("POST", "/api/v1/pbxs/main/phone-books", book);
  const people = [
    ["Byron", "Ada", "Babbage & Co", "Lieferanten"],
    ["Müller-Lüdenscheidt", "Wolfgang", "", "Vertrieb"],
    ["", "", "Schlüsseldienst Nord", "Haustechnik"],
  ];
  for (const [at, [lastName, firstName, company, group]] of people.entries()) {
    const numbers = [
      { kind: "work", number: `+49 30 123450${at}` },
      { kind: "mobile", number: `0170 555${at}` },
    ];
    const entry = { lastName, firstName, company, group, numbers };
    await daemon.api("POST", "/api/v1/pbxs/main/phone-books/company/entries", entry);
  }
}

/** Images, and a roll-out in the middle of its way. */
export async function fillFirmware(site: Site): Promise<void> {
  const { daemon } = site;
  await fillBooks(site);
  for (const version of [OLD, NEW]) {
    const image = Buffer.alloc(28_311_552, version);
    await daemon.api("PUT", `/api/v1/firmware/snom/${imageOf(version)}`, image, BYTES);
  }
  const rom = encodeURIComponent("T46S(T48S,T42S,T41S)-66.86.0.15.rom");
  await daemon.api("PUT", `/api/v1/firmware/yealink/${rom}`, Buffer.alloc(41_000_000, 1), BYTES);
  const macs = Array.from({ length: 40 }, (_, at) =>
    `000413C0${(at + 16).toString(16).padStart(4, "0")}`.toUpperCase(),
  );
  for (const mac of macs) await daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785" });
  const body = { version: NEW, stages: [5, 50, 100], haltAbove: 20, reason: "Sprachqualität im Freisprechen" };
  const { id } = (await daemon.api("POST", "/api/v1/pbxs/main/rollouts", body)).json as { id: string };
  const updating = async () =>
    (
      (await daemon.api("GET", `/api/v1/rollouts/${id}/phones?state=updating&limit=500`)).json as {
        items: { mac: string }[];
      }
    ).items.map(({ mac }) => mac);
  const comeBack = async (macsBack: readonly string[]) => {
    for (const mac of macsBack)
      await fetchAs(daemon, { mac, address: "127.0.0.1", firmware: NEW, takes: () => true }, `/${mac}.xml`);
  };
  const until = async (count: number) => {
    for (let tries = 0; tries < 100 && (await updating()).length < count; tries++)
      await new Promise((resolve) => setTimeout(resolve, 200));
  };
  await until(2);
  await comeBack(await updating());
  await until(18);
  await comeBack((await updating()).slice(0, 11));
}

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { findViolations } from "./judge-page.ts";
import { buildPage, GIGASET, PASSWORD, type Site, SNOM, startSite, type Visit, YEALINK } from "./site.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const BUILT = fileURLToPath(new URL("../../dist/page/", import.meta.url));
const MOST_SCRIPT_BYTES = 250_000;
const SOON = { timeout: 20_000 };

let site: Site;
const visits: Visit[] = [];
beforeAll(async () => {
  buildPage();
  site = await startSite();
});
afterAll(() => site?.close());

async function signIn(login: string, options?: Parameters<Site["signIn"]>[1]): Promise<Visit> {
  const visit = await site.signIn(login, options);
  visits.push(visit);
  return visit;
}

test("somebody signs in by keyboard alone, is told what is wrong, and signs out", async () => {
  const visit = await site.open();
  visits.push(visit);
  const { page } = visit;
  await page.goto("/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.type("anna");
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("Login, password or code is wrong.").waitFor();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  await page.goto("/phones");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("somebody who was invited chooses a password by the link, whose token leaves the address at once", async () => {
  const { link } = (await site.daemon.api("POST", "/api/v1/people", { login: "ines", role: "viewer" })).json as {
    link: string;
  };
  const visit = await site.open({ locale: "de" });
  visits.push(visit);
  const { page } = visit;
  await page.goto(link);
  await page.getByRole("heading", { name: "Willkommen bei Offhook" }).waitFor();
  expect(page.url()).toBe(`${site.origin}/welcome`);
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel("Passwort").fill("aaaaaaaaaaaaa");
  await page.keyboard.press("Enter");
  await page.getByText("Zu leicht zu erraten").waitFor();
  await page.getByLabel("Passwort").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Überblick" }).waitFor();
  expect(await page.getByRole("link", { name: "Selbsttest" }).count()).toBe(0);
});

test("three phones are admitted in the dialog, whose MAC field turns green, and what is wrong is said at its field in three languages", async () => {
  const { page } = await signIn("anna");
  await page.goto("/phones");
  const admit = async (mac: string, vendor?: string, extension?: { account: string; name: string }) => {
    await page.getByRole("button", { name: "New phone" }).click();
    const field = page.getByLabel("MAC address", { exact: true });
    await field.fill(mac.slice(0, 10));
    await page.getByText("10 digits of 12").waitFor();
    await field.fill(mac);
    await page.getByText("✓ This is a MAC address.").waitFor();
    expect(await field.getAttribute("class")).toContain("right");
    if (vendor === undefined) await page.getByText("Suggested by the MAC address.").waitFor();
    else await page.getByLabel("Manufacturer").last().selectOption({ label: vendor });
    if (extension !== undefined) {
      await page.getByLabel("Extension", { exact: false }).last().fill(extension.account);
      await page.getByLabel("Name of the new extension").fill(extension.name);
    }
    await page.getByRole("button", { name: "Admit the phone" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await admit(SNOM, undefined, { account: "31", name: "Workshop" });
  await admit(YEALINK);
  await admit(GIGASET, "Gigaset");
  await page.getByRole("rowheader").nth(2).waitFor();
  expect(await page.getByRole("rowheader").allTextContents()).toEqual([
    "00:04:13:74:47:D0",
    "7C:2E:80:20:76:BC",
    "80:5E:C0:17:DE:13",
  ]);
  await page.getByLabel("Search").fill("workshop");
  await expect.poll(() => page.getByRole("rowheader").count(), SOON).toBe(1);
  await page.getByLabel("Search").fill("80-5e-c0-17");
  await expect.poll(() => page.getByRole("rowheader").allTextContents(), SOON).toEqual(["80:5E:C0:17:DE:13"]);

  for (const [language, add, send, inUse, invalid] of [
    ["en", "New phone", "Admit the phone", "This MAC address is already in use.", "This is not a valid MAC address."],
    [
      "de",
      "Neues Telefon",
      "Telefon zulassen",
      "Diese MAC-Adresse wird bereits verwendet.",
      "Das ist keine gültige MAC-Adresse.",
    ],
    [
      "fr",
      "Nouveau téléphone",
      "Admettre le téléphone",
      "Cette adresse MAC est déjà utilisée.",
      "Cette adresse MAC n’est pas valable.",
    ],
  ] as const) {
    await page.locator("header select").first().selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    await page.getByRole("button", { name: add }).click();
    const field = page.locator("[name=mac]");
    const error = () =>
      field.evaluate((input) =>
        (input.getAttribute("aria-describedby") ?? "")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent)
          .join(" "),
      );
    for (const [mac, said] of [
      ["00:04:13:74:47:d0", inUse],
      ["805EC00418F", invalid],
    ] as const) {
      await field.fill(mac);
      await page.getByRole("button", { name: send }).click();
      await expect.poll(error, SOON).toContain(said);
      expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    }
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
});

test("a phone is seen to boot, its passwords close as one watches, and a technician releases them on a small screen", async () => {
  const { page } = await signIn("tom", { viewport: { width: 390, height: 844 } });
  await page.goto(`/phones/${SNOM}`);
  const rows = page.getByRole("table", { name: "Which passwords" }).getByRole("row");
  await rows.filter({ hasText: "Phone menu" }).getByText("ready to be fetched").waitFor();
  const phone = createSimulatedPhone({
    ...{ vendor: "snom", model: "D785", mac: parseMac(SNOM) as Mac },
    base: `http://${site.daemon.doors.http}/${SNOM}.xml`,
  });
  await phone.boot();
  expect(phone.holds().accounts.map(({ user }) => user)).toEqual(["31"]);
  const menu = rows.filter({ hasText: "Phone menu" });
  await menu.getByText("open", { exact: true }).waitFor();
  const left = async () =>
    /closes in (\d+):(\d\d)/
      .exec((await menu.textContent()) ?? "")
      ?.slice(1)
      .map(Number) ?? [];
  const before = await left();
  await expect.poll(left, SOON).not.toEqual(before);
  await page.locator(".stages > li.done", { hasText: "Fetched its configuration" }).waitFor();
  await page.getByText("passwords-delivered").first().waitFor();

  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await menu.getByText("closed").waitFor();
  await page.getByRole("button", { name: "Release" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Web page").uncheck();
  await dialog.getByLabel("Reason").fill("reset at the desk");
  await dialog.getByRole("button", { name: "Release" }).click();
  await menu.getByText("ready to be fetched").waitFor();
  await rows.filter({ hasText: "Web page" }).getByText("closed").waitFor();
  expect(await page.getByRole("button", { name: "Delete the phone" }).count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const { items } = (await site.daemon.api("GET", `/api/v1/phones/${SNOM}/events?name=passwords-released`)).json as {
    items: { actor: string; detail: object }[];
  };
  expect(items).toMatchObject([{ actor: "tom", detail: { kinds: ["sip", "menu"], reason: "reset at the desk" } }]);
});

test("axe finds nothing wrong with the phones table, its dialog and a phone, light and dark", async () => {
  const { page } = await signIn("anna", { locale: "de" });
  const judge = async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findViolations(page), colorScheme).toEqual([]);
    }
  };
  await page.goto("/phones");
  await page.getByRole("rowheader").first().waitFor();
  await judge();
  await page.getByRole("button", { name: "Neues Telefon" }).click();
  await judge();
  await page.goto(`/phones/${SNOM}`);
  await page.locator(".countdown").first().waitFor();
  await judge();
});

test("nothing of all that asked another host, or was held back by the content security policy", () => {
  expect(visits.length).toBeGreaterThan(4);
  expect(visits.flatMap(({ requests }) => requests).length).toBeGreaterThan(50);
  expect(visits.flatMap(({ requests }) => requests).filter((url) => new URL(url).origin !== site.origin)).toEqual([]);
  expect(visits.flatMap(({ complaints }) => complaints)).toEqual([]);
});

test("the first view loads at most 250 kB of compressed script, and has no script or style of its own", async () => {
  const { headers } = await site.daemon.api("GET", "/");
  expect(headers["content-security-policy"]).not.toContain("unsafe");
  const html = readFileSync(`${BUILT}index.html`, "utf8");
  expect(html).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=/);
  const { page } = await signIn("anna");
  await page.goto("/");
  await page.locator(".stage-ring svg").waitFor();
  const sizes = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ encodedBodySize }) => encodedBodySize),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES);
});

test("a problem's address explains it, to browsers in the reader's language and to programs as text", async () => {
  const { page } = await site.open({ locale: "fr" });
  await page.goto("/problems/mac-elsewhere");
  await page.getByRole("heading", { name: "Cette adresse MAC est enregistrée chez un autre fournisseur." }).waitFor();
  await page.getByText("mac-elsewhere").waitFor();
  const asProgram = await site.daemon.api("GET", "/problems/mac-elsewhere");
  expect(asProgram.headers["content-type"]).toBe("text/plain; charset=utf-8");
  const unknown = await fetch(`${site.origin}/problems/nothing`, { headers: { accept: "text/html" } });
  expect(unknown.status).toBe(404);
});

test("a page that fails all the same says so in its own place, and the menu leads on", async () => {
  const { page } = await site.signIn("anna");
  await page.addInitScript(() => {
    Intl.RelativeTimeFormat.prototype.format = () => {
      throw new Error("by design");
    };
  });
  await page.goto(`/phones/${SNOM}`);
  await page.getByRole("alert").getByText("This page could not be shown.").waitFor();
  await page.getByRole("link", { name: "PBXs" }).click();
  await page.getByRole("rowheader", { name: "main" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("the phones' door has nothing of the page", async () => {
  const refusal = await site.daemon.fetch("/no-such-file-of-any-phone");
  for (const path of ["/", "/phones", "/assets/index.js", "/waiting-room"])
    expect(await site.daemon.fetch(path)).toMatchObject({ status: 404, body: refusal.body });
});

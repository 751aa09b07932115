import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PAGE_LANGUAGES } from "../../../src/staff/page/languages.ts";
import { loadTexts } from "../../../src/staff/page/texts/texts.ts";
import { buildPage, PASSWORD, type Site, startSite } from "../site.ts";

const OTHER_PASSWORD = "another horse battery";
const SOON = { timeout: 20_000 };

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
});
afterAll(() => site?.close());

/** What an authenticator app shows for a secret in base32 (RFC 6238). */
function codeOf(secret: string, at = Date.now()): string {
  const bits = [...secret.replaceAll(" ", "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac.readUInt8(19) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function signInByPage(page: Page, login: string, password: string): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("somebody is invited, chooses a password by the link, sets a second factor up and signs in with it; and is deleted by typing the login", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/people");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Login").fill("not a login");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await dialog.getByText("1 to 64 letters, digits or . _ @ + - beginning with a letter or digit.").waitFor();
  await dialog.getByLabel("Login").fill("ines");
  await dialog.getByLabel("Role").selectOption("technician");
  await dialog.getByLabel("May see").selectOption("some");
  await dialog.locator("[name=pbx]").fill("main");
  await dialog.locator("[name=pbx]").press("Enter");
  await dialog.getByRole("button", { name: "Take main away" }).waitFor();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await dialog.getByRole("heading", { name: "Link for ines" }).waitFor();
  const link = (await dialog.locator("pre").textContent()) ?? "";
  expect(link).toMatch(/\/welcome#invitation=[\w-]{43}$/);
  await dialog.getByRole("button", { name: "Copy" }).click();
  await dialog.getByText("Copied.", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row").filter({ hasText: "ines" });
  await row.getByText("invited").waitFor();
  await row.getByText("main").waitFor();

  const invited = await site.open();
  await invited.page.goto(link);
  await invited.page.getByLabel("Password").fill(OTHER_PASSWORD);
  await invited.page.keyboard.press("Enter");
  await invited.page.getByRole("heading", { name: "Overview" }).waitFor();
  await invited.page.getByRole("link", { name: "My account" }).click();
  await invited.page.getByRole("button", { name: "Set it up" }).waitFor();
  await invited.page.getByRole("region", { name: "Second factor" }).getByLabel("Present password").fill(OTHER_PASSWORD);
  await invited.page.getByRole("button", { name: "Set it up" }).click();
  await invited.page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  const secret = (await invited.page.locator("code.secret").textContent()) ?? "";
  await invited.page.getByLabel("The six digits").fill("000000");
  await invited.page.getByRole("button", { name: "Switch on" }).click();
  await invited.page.getByText("The code is wrong, too old or was used before.").waitFor();
  const at = Date.now();
  await invited.page.getByLabel("The six digits").fill(codeOf(secret, at));
  await invited.page.getByRole("button", { name: "Switch on" }).click();
  await invited.page.getByText("The second factor is on.").first().waitFor();
  const codes = ((await invited.page.locator(".printed pre").textContent()) ?? "").split("\n");
  expect(codes).toHaveLength(10);
  await invited.page.getByRole("button", { name: "Done" }).click();
  await invited.page.getByRole("button", { name: "Switch off" }).waitFor();
  await invited.page.getByRole("button", { name: "Sign out" }).click();

  await signInByPage(invited.page, "ines", OTHER_PASSWORD);
  await invited.page.getByLabel("Code of the authenticator app").fill(codeOf(secret, at + 30_000));
  await invited.page.keyboard.press("Enter");
  await invited.page.getByRole("heading", { name: "Overview" }).waitFor();
  // She sees one PBX only: nothing of the machine is offered to her.
  for (const name of ["Audit log", "Settings", "Guard", "People"])
    expect([name, await invited.page.getByRole("link", { name, exact: true }).count()]).toEqual([name, 0]);

  await page.reload();
  await row.getByText("active").waitFor();
  await page.getByRole("button", { name: "Change ines" }).click();
  await dialog.getByLabel("Blocked").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await row.getByText("blocked").waitFor();
  await invited.page.reload();
  await invited.page.getByRole("heading", { name: "Sign in" }).waitFor();

  await page.getByRole("button", { name: "Delete ines" }).click();
  const grave = dialog.getByRole("button", { name: "Delete", exact: true });
  expect(await grave.isDisabled()).toBe(true);
  await dialog.getByLabel("Type “ines” to confirm").fill("ines");
  await grave.click();
  await row.waitFor({ state: "detached" });
  // Who works by keyboard goes on in the list.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("TABLE");
  expect((await site.daemon.api("GET", "/api/v1/people/ines")).status).toBe(404);
});

test("a key is made, works, and is good for nothing once it was revoked", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/keys");
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("the PBX");
  await dialog.getByLabel("Role").selectOption("pbx");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  // A PBX never sees all.
  await dialog.getByText("This is needed.").waitFor();
  await dialog.getByLabel("May see").selectOption("some");
  await dialog.locator("[name=pbx]").fill("main");
  await dialog.getByRole("button", { name: "Add PBX" }).click();
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await dialog.getByRole("heading", { name: "Key of the PBX" }).waitFor();
  const key = (await dialog.locator("pre").textContent()) ?? "";
  const call = () => fetch(`${site.origin}/api/v1/phones`, { headers: { authorization: `Bearer ${key}` } });
  expect((await call()).status).toBe(200);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText(key).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Revoke the PBX" }).click();
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByRole("button", { name: "Revoke the PBX" }).waitFor({ state: "detached" });
  expect((await call()).status).toBe(401);
});

test("somebody changes their own password, and sees and ends their sessions", async () => {
  const elsewhere = await site.signIn("vera");
  const { page } = await site.signIn("vera");
  await page.goto("/account");
  const sessions = page.getByRole("table", { name: "Where you are signed in" }).getByRole("row");
  // One of them is that of the link by which she chose her password.
  await expect.poll(() => sessions.count(), SOON).toBe(4);
  await page.getByRole("button", { name: "End the session of Chrome, Linux" }).click();
  await expect.poll(() => sessions.count(), SOON).toBe(3);
  await elsewhere.page.goto("/");
  await elsewhere.page.getByRole("heading", { name: "Sign in" }).waitFor();

  const form = page.getByRole("region", { name: "Change the password" });
  await form.getByLabel("Present password").fill("not the password");
  await form.getByLabel("New password").fill("aaaaaaaaaaaaa");
  await form.getByRole("button").click();
  await form.getByText("Too easy to guess").waitFor();
  await form.getByLabel("New password").fill(OTHER_PASSWORD);
  await form.getByRole("button").click();
  await form.getByRole("alert").getByText("Login, password or code is wrong.").waitFor();
  await form.getByLabel("Present password").fill(PASSWORD);
  await form.getByRole("button").click();
  await form.getByText("The password was changed.").waitFor();
  const again = await site.open();
  await signInByPage(again.page, "vera", OTHER_PASSWORD);
  await again.page.getByRole("heading", { name: "Overview" }).waitFor();
});

test("the audit log is filtered, its chain is found whole, and a head that it never had is missed", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/audit");
  await page.getByRole("button", { name: "Check the chain" }).click();
  await page.getByText(/The chain is whole: \d+ entries are as they were written\./).waitFor();
  const head = (await page.getByRole("status").locator("code.wrap").textContent()) ?? "";
  await page
    .getByLabel("Head that was noted down earlier")
    .fill(head.replace(/.$/, (last) => (last === "0" ? "1" : "0")));
  await page.getByRole("button", { name: "Check the chain" }).click();
  await page.getByText(/The chain is broken: entry \d+/).waitFor();
  await page.getByLabel("Action").selectOption({ label: "PBX made" });
  await expect.poll(() => page.locator("th summary").allTextContents(), SOON).toEqual(["PBX made"]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "All entries as JSON lines, signed" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\n");
  expect(lines.length).toBeGreaterThan(5);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ signature: expect.any(String) });
});

test("settings say where they were said, and no secret", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/settings");
  const row = (name: string) => page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  await row("log.level").getByText("warn", { exact: true }).waitFor();
  await row("log.level").getByText("environment").waitFor();
  await row("OFFHOOK_ADMIN_KEY").getByText("********").waitFor();
  await row("secrets.window").getByText("default", { exact: true }).waitFor();
  await page.getByLabel("Only those that were set").check();
  await row("secrets.window").waitFor({ state: "detached" });
  await page.getByLabel("Only those that were set").uncheck();
  await page.getByRole("searchbox").fill("pnpwatch");
  await expect.poll(() => page.getByRole("rowheader").count(), SOON).toBe(1);
});

test("an address that is held back is freed", async () => {
  for (let guess = 0; guess < 80; guess++)
    await site.daemon.fetch(`/0004137${guess.toString(16).padStart(5, "0").toUpperCase()}.xml`);
  const { page } = await site.signIn("tom");
  await page.goto("/guard");
  await page.getByRole("button", { name: /^Free 127\./ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Free", exact: true }).click();
  await page.getByText("Nobody is slowed or held back.").waitFor();
  await page.getByRole("heading", { name: "Certificate of the HTTPS doors" }).waitFor();
});

test("each page speaks the language that is chosen", async () => {
  const { page } = await site.signIn("anna");
  const titles = {
    audit: "audit",
    guard: "guard",
    settings: "serverSettings",
    people: "people",
    keys: "apiKeys",
  } as const;
  for (const language of PAGE_LANGUAGES) {
    const texts = await loadTexts(language);
    await page.goto("/account");
    await page.locator(".choices select").first().selectOption(language);
    await page.getByRole("heading", { name: texts.own.title }).waitFor();
    for (const [path, part] of Object.entries(titles)) {
      await page.goto(`/${path}`);
      await page.getByRole("heading", { level: 1, name: texts[part].title }).waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    }
    await page.goto("/problems/rotation-by-hand");
    await page.getByRole("heading", { level: 1, name: texts.faults["rotation-by-hand"] }).waitFor();
    await page.getByText("OFFHOOK_MASTER_KEY_OTHER").waitFor();
  }
});

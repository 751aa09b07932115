import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import decodeQR from "qr/decode.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { phone as texts } from "../../../src/staff/page/texts/en/phone.ts";
import { findCutText, findViolations } from "../judge-page.ts";
import { fillSite } from "../places.ts";
import { buildPage, type Site, SNOM, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

async function phoneOf(): Promise<Record<string, unknown>> {
  return (await site.daemon.api("GET", `/api/v1/phones/${SNOM}`)).json as Record<string, unknown>;
}

/** What the phone would get now. */
async function fileOfPhone(): Promise<string> {
  return (await site.daemon.fetch(`/${SNOM}.xml`)).body;
}

async function openFold(page: Page, title: string): Promise<Locator> {
  const fold = page.locator("details.card", { has: page.getByRole("heading", { name: title, exact: true }) });
  await fold.locator("summary").first().click();
  return fold;
}

/** What a scanner reads of the first path of a label. */
function readQr(svg: string): string {
  const path = /<path[^>]* d="([^"]+)"/.exec(svg)?.[1] ?? "";
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((match) => match.slice(1).map(Number));
  const [margin, scale] = [4, 4];
  const size = (Math.max(...runs.map(([, y = 0]) => y)) + 1 + 2 * margin) * scale;
  const data = new Uint8Array(size * size).fill(255);
  for (const [x = 0, y = 0, length = 0] of runs)
    for (let row = 0; row < scale; row++) {
      const start = ((y + margin) * scale + row) * size + (x + margin) * scale;
      data.fill(0, start, start + length * scale);
    }
  const rgba = Uint8Array.from({ length: data.length * 4 }, (_, index) =>
    index % 4 === 3 ? 255 : (data[index >> 2] ?? 0),
  );
  return decodeQR({ width: size, height: size, data: rgba });
}

test("function keys are set and moved by mouse, taken back, saved, and arrive in the phone's file", async () => {
  const { page, complaints } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Function keys");
  const slot = (number: number) => fold.locator(`#key-0-${number - 1}`);
  await slot(1).click();
  await fold.getByLabel("Function", { exact: true }).selectOption("blf");
  await fold.getByLabel("Value").fill("20");
  await fold.getByLabel("Label on the phone").fill("Reception");
  await slot(2).click();
  await fold.getByLabel("Function", { exact: true }).selectOption("speed-dial");
  await fold.getByText("This value does not fit the function.").waitFor();
  await fold.getByLabel("Value").fill("0123456789");
  expect(await fold.getByText("This value does not fit the function.").count()).toBe(0);
  await slot(1).dragTo(slot(5));
  expect(await slot(5).textContent()).toContain("Reception");
  expect(await slot(1).textContent()).toContain("empty");
  await fold.getByRole("button", { name: "Undo" }).click();
  expect(await slot(1).textContent()).toContain("Reception");
  await fold.getByRole("button", { name: "Redo" }).click();
  expect(await slot(5).textContent()).toContain("Reception");
  await fold.getByText("Not saved yet.").waitFor();
  expect(await findViolations(page)).toEqual([]);
  await fold.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect((await phoneOf()).keys).toEqual([
    { type: "none" },
    { type: "speed-dial", value: "0123456789" },
    { type: "none" },
    { type: "none" },
    { type: "blf", value: "20", label: "Reception" },
  ]);
  // No profile gives it keys that it could go back to.
  expect(await fold.getByRole("button", { name: "Back to the keys" }).count()).toBe(0);
  const file = await fileOfPhone();
  expect(file).toMatch(/<fkey idx="4"[^>]*label="Reception"[^>]*>blf 20/);
  expect(file).toMatch(/<fkey idx="1"[^>]*>speed 0123456789/);
  expect(complaints).toEqual([]);
});

test("function keys are set, moved and saved by keyboard alone, each move announced", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [{ type: "dnd" }] });
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const summary = page.locator("summary", { has: page.getByRole("heading", { name: "Function keys" }) });
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.locator("#key-0-0").waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("key-0-0");
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("status").getByText("Do not disturb is now Key 2.").waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("key-0-1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  // The panel opens at the function.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("key-type");
  await page.keyboard.type("Speed");
  await page.keyboard.press("Tab");
  await page.keyboard.type("99");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("key-0-2");
  await page.keyboard.press("Home");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("key-0-0");
  const save = page.getByRole("button", { name: "Save" }).first();
  for (let step = 0; step < 10 && !(await save.evaluate((button) => button === document.activeElement)); step++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect((await phoneOf()).keys).toEqual([{ type: "none" }, { type: "dnd" }, { type: "speed-dial", value: "99" }]);
});

test("who was slower than somebody else is told, and keeps the edit", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [] });
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Function keys");
  await fold.locator("#key-0-0").click();
  await fold.getByLabel("Function", { exact: true }).selectOption("dnd");
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { label: "Moved" });
  await fold.getByRole("button", { name: "Save" }).click();
  await fold.getByText("Somebody else changed it in the meantime").waitFor();
  expect((await phoneOf()).keys).toEqual([]);
  await fold.getByRole("button", { name: "Load it again and keep my changes" }).click();
  expect(await fold.locator("#key-0-0").textContent()).toContain("Do not disturb");
  await fold.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  expect(await phoneOf()).toMatchObject({ keys: [{ type: "dnd" }], label: "Moved" });
});

test("an edit stays while its part is closed, by Alt with an arrow, and while another part of the page is saved", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { keys: [], settings: {} });
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const keys = await openFold(page, "Function keys");
  await keys.locator("#key-0-0").click();
  await keys.getByLabel("Function", { exact: true }).selectOption("dnd");
  await keys.locator("#key-0-0").focus();
  await page.keyboard.press("Alt+ArrowLeft");
  await keys.locator("summary").first().click();
  await openFold(page, "Function keys");
  expect(await keys.locator("#key-0-0").textContent()).toContain("Do not disturb");
  const settings = await openFold(page, "Settings");
  await settings.getByLabel("Find a setting").fill("language");
  const row = settings.locator(".setting", { has: page.locator("code", { hasText: /^language$/ }) });
  await row.getByRole("switch").check();
  await row.getByRole("combobox", { name: "language" }).selectOption("sv");
  await keys.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The keys are saved.").waitFor();
  await settings.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The settings are saved.").waitFor();
  expect(await phoneOf()).toMatchObject({ keys: [{ type: "dnd" }], settings: { language: "sv" } });
});

test("the name of a setting may be another's while it is typed", async () => {
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { settings: { raw: { snom: { dim: "1" } } } });
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Settings");
  const raw = fold.locator("section", { has: page.getByRole("heading", { name: /^Settings under the names/ }) });
  await raw.getByRole("button", { name: "Add" }).click();
  await raw.getByLabel("snom: Name 2").pressSequentially("dim_lcd");
  expect(await raw.getByLabel("snom: Name 1").inputValue()).toBe("dim");
  expect(await raw.getByLabel("snom: Name 2").inputValue()).toBe("dim_lcd");
  expect(await raw.getByLabel("snom: dim", { exact: true }).inputValue()).toBe("1");
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { settings: {} });
});

test("the keys fit into 320 pixels in German, and axe finds nothing", async () => {
  const { page } = await site.signIn("anna", { locale: "de", viewport: { width: 320, height: 700 } });
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Funktionstasten");
  await fold.locator("#key-0-0").click();
  await fold.getByLabel("Beschriftung am Telefon").waitFor();
  expect(await findCutText(page)).toEqual([]);
  expect(await findViolations(page)).toEqual([]);
});

test("a setting is overridden by the switch, arrives in the file, and falls back to the layer below, which is named", async () => {
  await site.daemon.api("PATCH", "/api/v1/pbxs/main", { settings: { language: "fr" } });
  await site.daemon.api("PATCH", `/api/v1/phones/${SNOM}`, { settings: {} });
  const { page, complaints } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Settings");
  await fold.getByLabel("Find a setting").fill("language");
  const row = fold.locator(".setting", { has: page.locator("code", { hasText: /^language$/ }) });
  await row.getByText("fr", { exact: true }).waitFor();
  await row.getByText("from the PBX").waitFor();
  expect(await fileOfPhone()).toContain(">Français<");
  await row.getByRole("switch").check();
  await row.getByRole("combobox", { name: "language" }).selectOption("sv");
  await row.getByText("Without it: fr, from the PBX.").waitFor();
  await fold.getByLabel("Find a setting").fill("ringTone");
  const tone = fold.locator(".setting", { has: page.locator("code", { hasText: /^ringTone$/ }) });
  await tone.getByRole("switch").check();
  await tone.getByRole("spinbutton").fill("99");
  await fold.getByRole("button", { name: "Save" }).click();
  await tone.locator(".field-error").waitFor();
  expect((await phoneOf()).settings).toEqual({});
  await tone.getByRole("spinbutton").fill("3");
  expect(await findViolations(page)).toEqual([]);
  await fold.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The settings are saved.").waitFor();
  expect((await phoneOf()).settings).toEqual({ language: "sv", ringTone: 3 });
  expect(await fileOfPhone()).toContain(">Svenska<");

  await fold.getByLabel("Find a setting").fill("");
  await fold.getByLabel("Only what is set here").check();
  expect(await fold.locator(".setting").count()).toBe(2);
  await fold.getByRole("switch", { name: "language: override" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("status").getByText("Without it: fr, from the PBX.").waitFor();
  await fold.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("The settings are saved.").waitFor();
  expect((await phoneOf()).settings).toEqual({ ringTone: 3 });
  expect(await fileOfPhone()).toContain(">Français<");
  expect(complaints).toEqual([]);
});

test("lines are edited, an extension that the PBX does not have is made, and what is refused is said at its field", async () => {
  const { page } = await site.signIn("anna");
  await page.goto(`/phones/${SNOM}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label", { exact: false }).first().fill("Porter's lodge");
  await dialog.getByRole("button", { name: "Add a line" }).click();
  const line = dialog.getByRole("group", { name: "Line 3" });
  await line.getByLabel("Extension", { exact: true }).fill("77");
  await dialog.getByRole("button", { name: "Save" }).click();
  await line.getByText("With a name it is made.").waitFor();
  await line.getByLabel("Name shown to others").fill("Night porter");
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("77 Night porter").first().waitFor();
  expect(await phoneOf()).toMatchObject({
    label: "Porter's lodge",
    lines: [{ account: "20" }, { account: "21" }, { account: "77", displayName: "Night porter" }],
  });
  // Names that the lines only show are still those of their accounts.
  await site.daemon.api("PATCH", "/api/v1/pbxs/main/accounts/20", { displayName: "Front office" });
  expect(await phoneOf()).toMatchObject({ lines: [{ displayName: "Front office" }, {}, {}] });
});

test("a label is drawn, printed alone, and saved as a picture that holds the phone's address and MAC", async () => {
  const { page, complaints } = await site.signIn("vera");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Label to print");
  const label = fold.getByRole("img", { name: "Label of the phone 00:04:13:74:47:D0" });
  await label.waitFor();
  const saved = page.waitForEvent("download");
  await fold.getByRole("button", { name: "Save as SVG" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe(`${SNOM}.svg`);
  const svg = readFileSync(await download.path(), "utf8");
  expect(svg).toContain("00:04:13:74:47:D0");
  expect(readQr(svg)).toBe(`${site.origin}/phones/${SNOM}`);
  await page.evaluate(() => Object.assign(globalThis, { print: () => undefined }));
  await fold.getByRole("button", { name: "Print" }).click();
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("heading").count()).toBe(0);
  expect(
    await page.locator(".phone-label").evaluate((element) => Math.round(element.getBoundingClientRect().width)),
  ).toBe(234);
  expect(complaints).toEqual([]);
});

test("a technician has the phone fetch, sees what became of it, and is not offered to change it", async () => {
  const { page } = await site.signIn("tom");
  await page.goto(`/phones/${SNOM}`);
  const fold = await openFold(page, "Commands");
  await fold.getByLabel("Reason").fill("new keys");
  await fold.getByRole("button", { name: "Fetch the configuration again" }).click();
  await page.getByRole("status").getByText("The phone is told to fetch its configuration.").waitFor();
  const row = fold.getByRole("row").filter({ hasText: "tom: new keys" });
  await row.waitFor();
  // Whatever becomes of it: nothing that is a phone listens here.
  const said = async () => {
    const { items } = (await site.daemon.api("GET", `/api/v1/phones/${SNOM}/commands`)).json as {
      items: { state: keyof typeof texts.commands.states }[];
    };
    const word = items[0] === undefined ? "" : texts.commands.states[items[0].state];
    return word !== "" && (await row.locator(".state").textContent()) === word;
  };
  await expect.poll(said, { timeout: 20_000 }).toBe(true);
  await fold.getByRole("button", { name: "Ask now" }).click();
  await fold.getByRole("alert").getByText("in no network that can be asked from here").waitFor();
  expect(await page.getByRole("button", { name: "Edit", exact: true }).count()).toBe(0);
  const settings = await openFold(page, "Settings");
  await settings.locator(".setting").first().waitFor();
  expect(await settings.getByRole("switch").count()).toBe(0);
  expect(await settings.getByRole("button", { name: "Save" }).count()).toBe(0);
});

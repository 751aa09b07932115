import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { boot, type Desk, imageOf, listen } from "../../daemon/updating-desks.ts";
import type { NotifyPhoneFixture } from "../../servers/notify-phone.ts";
import { findCutText, findViolations } from "../judge-page.ts";
import { buildPage, type Site, startSite, type Visit } from "../site.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const OLD = "10.1.100.1";
const NEW = "10.1.200.2";
const NEWER = "10.1.215.13";
const SOON = { timeout: 30_000 };
const BYTES = { "content-type": "application/octet-stream" };
const PHONES = 12;

let site: Site;
const sockets: NotifyPhoneFixture[] = [];
/** While phones are held, they hear that they shall fetch and do not. */
let isHeld = false;
const desks: Desk[] = Array.from({ length: PHONES }, (_, at) => ({
  mac: `000413BC${(at + 0x10).toString(16).toUpperCase().padStart(4, "0")}`,
  address: `127.77.62.${at + 1}`,
  firmware: OLD,
  takes: () => true,
}));

beforeAll(async () => {
  buildPage();
  site = await startSite();
  for (const [at, desk] of desks.entries()) {
    const lines = [{ account: String(30 + at), displayName: `Desk ${at}` }];
    const body = { mac: desk.mac, pbx: "main", model: "D785", lines };
    expect((await site.daemon.api("POST", "/api/v1/phones", body)).status).toBe(201);
    await boot(site.daemon, desk);
    sockets.push(await listen(desk, async () => (isHeld ? undefined : boot(site.daemon, desk))));
  }
});
afterAll(async () => {
  for (const socket of sockets) await socket.close();
  await site?.close();
});

async function judge({ page }: Visit): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findViolations(page), colorScheme).toEqual([]);
  }
  expect(await findCutText(page)).toEqual([]);
}

async function slowDown({ page, context }: Visit, bytesPerSecond: number): Promise<void> {
  const devtools = await context.newCDPSession(page);
  const free = { offline: false, latency: 0, downloadThroughput: -1 };
  await devtools.send("Network.emulateNetworkConditions", { ...free, uploadThroughput: bytesPerSecond });
}

const image = (version: string, size = 400_000) => ({
  ...{ name: imageOf(version), mimeType: "application/octet-stream", buffer: randomBytes(size) },
});

test("an image is uploaded with a bar that grows, and is shown with what the API says of it", async () => {
  const visit = await site.signIn("tom");
  const { page } = visit;
  await page.goto("/firmware");
  await page.getByText("There is no firmware image yet.").waitFor();
  const file = image(OLD, 1_500_000);
  await page.getByLabel("Upload an image").setInputFiles(file);
  const dialog = page.getByRole("dialog");
  await dialog.getByText(`By its name: firmware of Snom, version ${OLD}.`).waitFor();
  await dialog.getByText("For D785").waitFor();
  await judge(visit);
  await slowDown(visit, 500_000);
  await dialog.getByRole("button", { name: "Upload" }).click();
  const bar = dialog.getByRole("progressbar");
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        if ((await bar.count()) > 0) seen.add(Number(await bar.getAttribute("value").catch(() => 0)));
        return await dialog.getByText(createHash("sha256").update(file.buffer).digest("hex")).count();
      },
      { ...SOON, interval: 50 },
    )
    .toBe(1);
  expect([...seen].filter((sent) => sent > 0 && sent < file.buffer.length).length).toBeGreaterThan(2);
  await slowDown(visit, -1);
  await page.keyboard.press("Escape");
  await page.getByRole("table", { name: "Firmware images" }).getByText(OLD).waitFor();
  await judge(visit);
});

test("an image is dropped, an upload is stopped and leaves nothing, and what is no image is refused in words", async () => {
  const visit = await site.signIn("tom", { locale: "de" });
  const { page } = visit;
  await page.goto("/firmware");
  const field = page.locator(".drop input");
  const drop = async (name: string, text: string) => {
    const data = await page.evaluateHandle(
      ([called, holds]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([holds ?? ""], called ?? ""));
        return transfer;
      },
      [name, text],
    );
    await page.locator(".drop").dispatchEvent("drop", { dataTransfer: data });
  };
  const dialog = page.getByRole("dialog");
  const submit = dialog.locator("button.main");

  await drop(imageOf(NEW), "an image");
  await submit.click();
  await dialog.getByText(createHash("sha256").update("an image").digest("hex")).waitFor();
  await page.keyboard.press("Escape");

  await drop(imageOf(NEWER), "<!DOCTYPE html><h1>404</h1>");
  await submit.click();
  await dialog.getByRole("alert").getByText("is a page or an XML file").waitFor({ state: "attached" });
  await page.keyboard.press("Escape");

  await drop("holiday.jpg", "x");
  await dialog.getByRole("alert").getByText("snomD785-10.1.215.13-SIP-r.bin").waitFor();
  expect(await submit.isDisabled()).toBe(true);
  await judge(visit);
  await page.keyboard.press("Escape");

  await slowDown(visit, 200_000);
  await field.setInputFiles(image(NEWER, 3_000_000));
  await submit.click();
  await expect.poll(() => dialog.getByRole("progressbar").getAttribute("value"), SOON).not.toBe("0");
  await dialog.locator(".actions button").last().click();
  await dialog.getByRole("progressbar").waitFor({ state: "detached" });
  expect(await dialog.getByRole("alert").count()).toBe(0);
  const { items } = (await site.daemon.api("GET", "/api/v1/firmware")).json as { items: { version: string }[] };
  expect(items.map(({ version }) => version).sort()).toEqual([OLD, NEW]);
});

test("a roll-out is begun by keyboard alone after it was tried, and its dots move until all phones are done", async () => {
  const visit = await site.signIn("anna");
  const { page } = visit;
  await expect
    .poll(async () => {
      const { items } = (await site.daemon.api("GET", "/api/v1/phones?limit=500")).json as {
        items: { firmware: string | null }[];
      };
      return items.filter(({ firmware }) => firmware === OLD).length;
    }, SOON)
    .toBe(PHONES);
  isHeld = true;
  await page.goto("/roll-outs?pbx=main");
  await page.getByRole("button", { name: "New roll-out" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("option", { name: NEW }).waitFor({ state: "attached" });
  await page.keyboard.type(NEW);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("50 20 100");
  await page.keyboard.press("Enter");
  await dialog.getByText("must grow and end with 100").waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("stages");
  await judge(visit);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("25, 100");
  await page.keyboard.press("Enter");
  await dialog.getByText(`12 phones get version ${NEW}.`).waitFor();
  expect(await dialog.locator("ol li").allTextContents()).toEqual(["3 phones, up to 25 %", "9 phones, up to 100 %"]);
  await judge(visit);
  await dialog.getByRole("button", { name: "Begin the roll-out" }).focus();
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: `Roll-out of ${NEW}` }).waitFor();
  const dots = (state: string) => page.locator(`.board circle.${state}`).count();
  await expect.poll(() => dots("updating"), SOON).toBe(3);
  expect(await dots("waiting")).toBe(9);
  await page.getByText("Stage 1 of 2").waitFor();
  await judge(visit);
  const motion = async (reducedMotion: "reduce" | "no-preference") => {
    await page.emulateMedia({ reducedMotion });
    return page
      .locator(".board circle")
      .first()
      .evaluate((dot) => getComputedStyle(dot).transitionDuration);
  };
  expect(await motion("no-preference")).toContain("0.9s");
  expect(await motion("reduce")).toBe("0s");
  const placeOf = () => page.locator(".board circle").first().getAttribute("cx");
  const before = await placeOf();
  isHeld = false;
  for (const desk of desks) await boot(site.daemon, desk);
  await expect.poll(() => dots("done"), SOON).toBe(PHONES);
  expect(await placeOf()).not.toBe(before);
  await page.getByText("The roll-out is done.").first().waitFor();
  expect(await page.locator("[data-state=done] dd").textContent()).toBe(String(PHONES));
  expect(desks.filter(({ firmware }) => firmware !== NEW)).toEqual([]);
  await page.goto("/firmware");
  await page.getByRole("button", { name: `Details of ${imageOf(NEW)}` }).click();
  await page.getByText("12 of 12 fitting phones run this version.").waitFor();
  await page.getByText("12 phones were given its version by a roll-out").waitFor();
  expect(await page.getByRole("button", { name: "Delete" }).count()).toBe(0);
  await page.getByRole("link", { name: "New roll-out" }).click();
  await page.getByRole("button", { name: "New roll-out" }).click();
  await expect.poll(() => page.locator("dialog [name=version]").inputValue(), SOON).toBe(NEW);
  expect(visit.complaints).toEqual([]);
});

test("a roll-out is paused, halts by itself with the reasons, and is rolled back by a technician on a small screen", async () => {
  const { daemon } = site;
  const path = `/api/v1/firmware/snom/${imageOf(NEWER)}`;
  await daemon.api("PUT", path, Buffer.from("newer"), BYTES);
  for (const desk of desks) desk.takes = (version) => version !== NEWER;
  isHeld = true;
  const body = { version: NEWER, stages: [50, 100], withinMinutes: 1 };
  const { id } = (await daemon.api("POST", "/api/v1/pbxs/main/rollouts", body)).json as { id: string };
  const visit = await site.signIn("tom", { viewport: { width: 390, height: 844 } });
  const { page } = visit;
  await page.goto(`/roll-outs/${id}`);
  await expect.poll(() => page.locator(".board circle.updating").count(), SOON).toBe(6);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("No more phones are begun").waitFor();
  expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(0);
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await page.getByText("Stage 1 of 2").waitFor();
  isHeld = false;
  for (const desk of desks) await boot(daemon, desk);
  await page.getByText("The roll-out has halted").first().waitFor({ timeout: 90_000 });
  await page.getByText("Look at the failed phones below and their reasons.").waitFor();
  await page.getByText("came back with the old version").first().waitFor();
  await judge(visit);
  await page.getByRole("button", { name: "Roll back" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("6 phones get their version from before again").waitFor();
  await judge(visit);
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("The roll-out was rolled back.").first().waitFor(SOON);
  await expect.poll(() => page.locator(".board circle.returned").count(), SOON).toBe(6);
  expect(await page.locator(".board circle.skipped").count()).toBe(6);
  expect(desks.filter(({ firmware }) => firmware !== NEW)).toEqual([]);
});

test("an image that nothing uses is deleted after a second word, and who only looks on is offered none of it", async () => {
  const { page } = await site.signIn("vera");
  await page.goto("/firmware");
  await page.getByRole("table").waitFor();
  expect(await page.locator(".drop").count()).toBe(0);
  const spare = "snomD717-10.1.1.1-SIP-r.bin";
  await site.daemon.api("PUT", `/api/v1/firmware/snom/${spare}`, Buffer.from("spare"), BYTES);
  const tom = await site.signIn("tom");
  await tom.page.goto("/firmware");
  await tom.page.getByRole("button", { name: `Details of ${spare}` }).click();
  await tom.page.getByText("No setting and no roll-out uses it.").waitFor();
  const [download] = await Promise.all([
    tom.page.waitForEvent("download"),
    tom.page.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(spare);
  await tom.page.getByRole("button", { name: "Delete" }).click();
  await tom.page.getByRole("button", { name: "Delete for good" }).click();
  await tom.page.getByRole("dialog").waitFor({ state: "detached" });
  expect((await site.daemon.api("GET", `/api/v1/firmware/snom/${spare}`)).status).toBe(404);
});

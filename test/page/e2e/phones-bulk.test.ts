import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findViolations } from "../judge-page.ts";
import { buildPage, type Site, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await site.daemon.api("POST", "/api/v1/pbxs", { id: "branch", host: "branch.example.org" });
  await site.daemon.api("POST", "/api/v1/pbxs/main/profiles", { id: "desk" });
  const rows = Array.from({ length: 130 }, (_, index) => ({
    mac: macOf(index),
    pbx: index < 120 ? "main" : "branch",
    label: `Room ${index}`,
  }));
  expect((await site.daemon.api("POST", "/api/v1/phones/import", { rows })).json).toMatchObject({ ok: 130 });
});
afterAll(() => site?.close());

const LONG = { timeout: 60_000 };

function macOf(number: number): string {
  return `805EC0${number.toString(16).padStart(6, "0")}`.toUpperCase();
}

function spelt(number: number): string {
  return (macOf(number).match(/../g) ?? []).join(":");
}

async function countWith(query: string): Promise<number> {
  return ((await site.daemon.api("GET", `/api/v1/phones/outline?${query}`)).json as { total: number }).total;
}

async function selectOnes(page: Page, ...numbers: number[]): Promise<void> {
  await page.goto("/phones");
  for (const number of numbers) await page.getByRole("checkbox", { name: `Select ${spelt(number)}` }).check();
}

test("all phones of a search are closed, then some released, after a look at how many of which PBX it is", async () => {
  const { page, complaints } = await site.signIn("tom");
  await page.goto("/phones?search=room");
  await page.getByText("130 phones").first().waitFor();
  await page.getByRole("checkbox", { name: "Select all phones that were found" }).check();
  const bar = page.getByRole("region", { name: "Selected phones" });
  await bar.getByText("130 phones selected").waitFor();
  // A technician deletes nothing and sets no profile.
  expect(await bar.getByRole("button", { name: "Delete" }).count()).toBe(0);
  expect(await bar.getByRole("button", { name: "Set profile" }).count()).toBe(0);
  await bar.getByRole("button", { name: "Close passwords" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("130 phones.", { exact: true }).waitFor(LONG);
  expect((await dialog.getByRole("listitem").allTextContents()).sort()).toEqual(["branch: 10", "main: 120"]);
  await dialog.getByText("130 phones have passwords that can be fetched now.").waitFor();
  expect(await findViolations(page)).toEqual([]);
  expect(await countWith("status=waiting")).toBe(130);
  await dialog.getByLabel("Reason").fill("moving house");
  await dialog.getByRole("button", { name: "Close passwords (130)" }).click();
  await dialog.getByText("Done with 130 phones.").waitFor(LONG);
  expect(await countWith("status=provisioned")).toBe(130);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await bar.waitFor({ state: "detached" });

  await selectOnes(page, 3, 4, 5);
  await bar.getByRole("button", { name: "Release passwords" }).click();
  await dialog.getByText("3 phones.", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Release passwords (3)" }).click();
  await dialog.getByText("Done with 3 phones.").waitFor();
  expect(await countWith("status=waiting")).toBe(3);
  const { items } = (await site.daemon.api("GET", `/api/v1/phones/${macOf(3)}/events?name=passwords-closed`)).json as {
    items: object[];
  };
  expect(items).toMatchObject([{ actor: "tom", detail: { reason: "moving house" } }]);
  expect(complaints).toEqual([]);
});

test("what cannot be done is said before, and left out: a profile of one PBX for phones of two", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/phones?search=room");
  await page.getByRole("checkbox", { name: "Select all phones that were found" }).check();
  await page.getByRole("button", { name: "Set profile" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("A profile belongs to one PBX.").waitFor();
  await page.keyboard.press("Escape");
  await selectOnes(page, 0, 1);
  await page.getByRole("button", { name: "Set profile" }).click();
  await dialog.getByLabel("Profile").selectOption("desk");
  await dialog.getByRole("button", { name: "See what would happen" }).click();
  await dialog.getByText("2 phones.", { exact: true }).waitFor();
  // Somebody moves one of them to another PBX at this moment.
  await site.daemon.api("DELETE", `/api/v1/phones/${macOf(1)}`);
  await dialog.getByRole("button", { name: "Set profile (2)" }).click();
  await dialog.getByText("Done with 1 phone.").waitFor();
  await dialog.getByText("Not done with 1 phone").waitFor();
  await dialog.getByText(spelt(1)).waitFor();
  expect((await site.daemon.api("GET", `/api/v1/phones/${macOf(0)}`)).json).toMatchObject({ profile: "desk" });
});

test("phones are told to fetch as one batch of their PBX, at a pace that is said before", async () => {
  const { page } = await site.signIn("tom");
  await selectOnes(page, 2, 3);
  await page.getByRole("button", { name: "Fetch settings" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("30 are told in a minute; with all it takes 1 minute.").waitFor();
  await dialog.getByRole("button", { name: "Fetch settings (2)" }).click();
  await dialog.getByText("Done with 2 phones.").waitFor();
  const { items } = (await site.daemon.api("GET", `/api/v1/phones/${macOf(2)}/commands`)).json as { items: object[] };
  expect(items).toMatchObject([{ kind: "resync", requestedBy: "tom", batch: expect.any(String) }]);
});

test("phones are deleted by keyboard alone, once their number was typed", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/phones");
  const box = page.getByRole("checkbox", { name: `Select ${spelt(10)}` });
  await box.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.getByText("2 phones selected").waitFor();
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  const dialog = page.getByRole("dialog");
  const remove = dialog.getByRole("button", { name: "Delete (2)" });
  await remove.waitFor();
  expect(await remove.isDisabled()).toBe(true);
  await dialog.getByLabel("To delete them, type their number: 2").focus();
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await dialog.getByText("Done with 2 phones.").waitFor();
  for (const number of [10, 11])
    expect((await site.daemon.api("GET", `/api/v1/phones/${macOf(number)}`)).status).toBe(404);
});

test("who only looks on has nothing to select", async () => {
  const { page } = await site.signIn("vera");
  await page.goto("/phones");
  await page.getByRole("rowheader").first().waitFor();
  expect(await page.getByRole("table").getByRole("checkbox").count()).toBe(0);
});

test("a label is scanned where the browser can, and the button is nowhere else", async () => {
  const plain = await site.signIn("anna");
  await plain.page.goto("/phones");
  await plain.page.getByRole("button", { name: "New phone" }).click();
  await plain.page.locator("[name=mac]").waitFor();
  expect(await plain.page.getByRole("button", { name: "Scan the label" }).count()).toBe(0);
  const { page, context, complaints } = await site.signIn("anna");
  await context.addInitScript(() => {
    // A camera that shows a drawing, and a detector that needs a moment to see the code in it.
    const canvas = document.createElement("canvas");
    const drawing = canvas.getContext("2d");
    setInterval(() => drawing?.fillRect(0, 0, Math.random() * 100, 10), 50);
    let looks = 0;
    Object.assign(globalThis, {
      BarcodeDetector: class {
        async detect() {
          return ++looks < 3 ? [{ rawValue: "SN 0123456789" }] : [{ rawValue: "P/N:123 MAC:00:04:13:AA:BB:CD S/N:77" }];
        }
      },
    });
    Object.defineProperty(navigator, "mediaDevices", {
      value: { getUserMedia: async () => canvas.captureStream() },
    });
  });
  await page.goto("/phones");
  await page.getByRole("button", { name: "New phone" }).click();
  await page.getByRole("button", { name: "Scan the label" }).click();
  await page.getByText("✓ This is a MAC address.").waitFor();
  expect(await page.locator("[name=mac]").inputValue()).toBe("00:04:13:AA:BB:CD");
  expect(await page.locator("video").count()).toBe(0);
  expect(complaints).toEqual([]);
});

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "../../daemon/proof-fixture.ts";
import { fillSite } from "../places.ts";
import { buildPage, type Site, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await fillSite(site);
});
afterAll(() => site?.close());

const api = (method: string, path: string, body?: object) => site.daemon.api(method, `/api/v1${path}`, body);
const MOST_STEPS = 80;

/** Goes on with the tabulator until what is focused has that name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
      return element?.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? element?.textContent ?? "";
    });
    if (name.test(focused.trim())) return;
  }
  throw new Error(`the tabulator does not lead to ${name}`);
}

/** An unknown Snom asks for its file. */
async function knock(mac: string): Promise<void> {
  await site.daemon.fetch(`/${mac}.xml`, {
    headers: { "user-agent": "Mozilla/4.0 (compatible; snomD717-SIP 10.1.175.16)" },
  });
}

const row = (page: Page, mac: string) => page.getByRole("row").filter({ hasText: mac });

test("provisioning is paused and resumed, which a phone sees, and the list, and the phone's diagnosis", async () => {
  const mac = "000413D10001";
  await api("POST", "/phones", { mac, pbx: "main", model: "D785", lines: [{ account: "31", displayName: "Hall" }] });
  const base = `http://${site.daemon.doors.http}/`;
  const { page } = await site.signIn("anna");
  await page.goto("/pbxs/main");
  await page.getByRole("button", { name: "Pause provisioning" }).click();
  await page.getByRole("dialog").getByText("They keep what they have").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Pause provisioning" }).click();
  await page.getByText("Provisioning is paused: the phones of this PBX").waitFor();

  const inVain = await start(mac, "snom", "D785", { base });
  expect(inVain.password ?? null).toBeNull();
  expect(inVain.report.requests.map(({ status }) => status)).not.toContain("200");
  await page.goto("/pbxs");
  await row(page, "main").getByText("paused").waitFor();
  await page.goto(`/phones/${mac}`);
  await page.getByText("Provisioning of its PBX is paused").waitFor();

  await page.goto("/pbxs/main");
  await page.getByRole("button", { name: "Resume provisioning" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume provisioning" }).click();
  await page.getByText("Provisioning is paused: the phones of this PBX").waitFor({ state: "detached" });
  const served = await start(mac, "snom", "D785", { base, flash: inVain.flash });
  expect(served.password).toMatch(/^\S{20}$/);
});

test("a PBX is deleted only by whoever types its name, and not while phones belong to it", async () => {
  await api("POST", "/pbxs", { id: "old", host: "old.example.org" });
  await api("POST", "/phones", { mac: "000413D10002", pbx: "old" });
  const { page } = await site.signIn("anna");
  await page.goto("/pbxs/old");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete", exact: true });
  for (const typed of ["", "ol", "Old"]) {
    await dialog.getByLabel("Type “old” to confirm").fill(typed);
    expect(await confirm.isDisabled()).toBe(true);
  }
  await dialog.getByLabel("Type “old” to confirm").fill("old");
  await confirm.click();
  await dialog.getByText("Phones still point at this PBX.").waitFor();
  await api("DELETE", "/phones/000413D10002");
  await confirm.click();
  await page.getByRole("heading", { name: "PBXs" }).waitFor();
  expect((await api("GET", "/pbxs/old")).status).toBe(404);
});

test("a PBX is edited, and what is wrong is said at its field", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/pbxs/branch-office");
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("SIP server").fill("sip2.branch.example.org");
  await dialog.getByLabel("Networks where phones may ask").fill("10.1.0.0/16\n10.300.0.0/16");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.locator(".field-error").waitFor();
  expect(await dialog.locator("textarea[aria-invalid=true]").count()).toBe(1);
  await dialog.getByLabel("Networks where phones may ask").fill("10.1.0.0/16\n10.3.0.0/16");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect((await api("GET", "/pbxs/branch-office")).json).toMatchObject({
    host: "sip2.branch.example.org",
    customer: "acme",
    access: { proof: [], allow: ["10.1.0.0/16", "10.3.0.0/16"] },
  });
});

test("a technician is offered neither to change nor to pause nor to delete a PBX", async () => {
  const { page } = await site.signIn("tom");
  await page.goto("/pbxs/main");
  await page.getByRole("heading", { name: "PBX main" }).waitFor();
  await page.getByText("What it is").waitFor();
  expect(await page.locator(".heading button").count()).toBe(0);
});

test("many phones are admitted by keyboard with numbered extensions, and of each is said what became of it", async () => {
  const macs = ["000413D20001", "000413D20002", "000413D20003"];
  for (const mac of macs) await knock(mac);
  await api("POST", "/pbxs/branch-office/accounts", { username: "702" });
  const { page } = await site.signIn("anna");
  await page.goto("/waiting-room");
  for (const mac of ["00:04:13:D2:00:01", "00:04:13:D2:00:02", "00:04:13:D2:00:03"]) {
    await page.getByLabel(`Choose ${mac}`).focus();
    await page.keyboard.press("Space");
  }
  await page.getByText("3 phones chosen").waitFor();
  await page.getByRole("button", { name: "Admit them …" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("PBX").selectOption("branch-office");
  await tabTo(page, /^Extensions/);
  await page.keyboard.type("new");
  await tabTo(page, /^First number/);
  await page.keyboard.type("701");
  // Somebody else was quicker with one of them.
  await api("POST", `/sightings/${macs[1]}/admit`, { pbx: "main" });
  await page.keyboard.press("Enter");
  await dialog.getByText("admitted with extension 701").waitFor();
  await dialog.getByText("This MAC address is already in use.").waitFor();
  await dialog.getByText("admitted with extension 703").waitFor();
  expect((await api("GET", `/phones/${macs[0]}`)).json).toMatchObject({
    pbx: "branch-office",
    vendor: "snom",
    model: "D717",
    lines: [{ account: "701", displayName: "Extension 701" }],
  });
  // Nothing is left of what failed.
  expect((await api("GET", "/pbxs/branch-office/accounts/704")).status).toBe(404);
});

test("a phone is ignored, stays away however often it asks, and is shown again", async () => {
  await knock("000413D30001");
  const { page } = await site.signIn("tom");
  await page.goto("/waiting-room");
  const name = "00:04:13:D3:00:01";
  await page.getByRole("button", { name: `Ignore ${name}` }).click();
  await row(page, name).waitFor({ state: "detached" });
  await knock("000413D30001");
  await page.getByLabel("Show").selectOption("ignored");
  await row(page, name).waitFor();
  await page.getByRole("button", { name: `Show ${name} again` }).click();
  await page.getByText("No phone is ignored.").waitFor();
  await page.getByLabel("Show").selectOption("waiting");
  await row(page, name).waitFor();
});

test("a teach-in is begun, counts down, admits a phone, and is ended", async () => {
  await api("PUT", "/pbxs/main/admission", { mode: "allow-list", networks: ["127.0.0.0/8"] });
  const { page } = await site.signIn("anna");
  await page.goto("/waiting-room");
  await page.locator("summary").filter({ hasText: "Teach-in" }).click();
  await page.getByLabel("PBX").selectOption("main");
  await page.getByLabel("For").selectOption("5");
  await page.getByRole("button", { name: "Begin the teach-in" }).click();
  const timer = page.locator("section").filter({ hasText: "admitted to main" }).getByRole("timer");
  await timer.waitFor();
  const first = await timer.textContent();
  expect(first).toMatch(/^Ends in [45]:\d\d$/);
  await expect.poll(() => timer.textContent()).not.toBe(first);
  await knock("000413D40001");
  await expect.poll(async () => (await api("GET", "/phones/000413D40001")).status).toBe(200);
  await page.getByRole("button", { name: "End it now: teach-in of main" }).click();
  await timer.waitFor({ state: "detached" });
  expect((await api("GET", "/pbxs/main/admission")).json).toMatchObject({ teachInUntil: null });
});

test("a network that is not ours is refused at its field, and own ones are searched where there are any", async () => {
  const { page } = await site.signIn("tom");
  await page.goto("/waiting-room");
  await page.locator("summary").filter({ hasText: "Search the network" }).click();
  await page.getByLabel("Network").fill("8.8.8.0/24");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("Network").fill("");
  await page.getByLabel("Ask every address").uncheck();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  // A machine without a private network has none to search, and the page says so.
  await page
    .getByText(/^Searched .* found$/)
    .or(page.getByRole("alert").filter({ hasText: "This network is not directly connected" }))
    .waitFor();
});

test("an extension is made, shown its password once, edited, reset, given a PIN, and deleted by its name", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/pbxs/main");
  await page.locator("summary").filter({ hasText: "Extensions" }).click();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "New extension" }).click();
  await dialog.getByLabel("Extension", { exact: true }).fill("20");
  await dialog.getByRole("button", { name: "Make the extension" }).click();
  await dialog.locator(".field-error").waitFor();
  await dialog.getByLabel("Extension", { exact: true }).fill("901");
  await dialog.getByLabel("Name", { exact: false }).first().fill("Kiosk");
  await dialog.getByLabel("Show me the password once").check();
  await dialog.getByRole("button", { name: "Make the extension" }).click();
  const shown = (await dialog.locator("pre").textContent()) ?? "";
  expect(shown).toMatch(/^\S{20}$/);
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await page.content()).not.toContain(shown);

  await row(page, "901").getByRole("button", { name: "Edit – 901" }).click();
  await dialog.getByLabel("Name", { exact: false }).first().fill("Foyer");
  await dialog.getByRole("button", { name: "Save" }).click();
  await row(page, "Foyer").waitFor();
  expect(await row(page, "Foyer").locator(".light.grey").count()).toBe(1);

  await page.getByRole("button", { name: "New password – 901" }).click();
  await dialog.getByLabel("Show me the password once").check();
  await dialog.getByRole("button", { name: "New password" }).click();
  const second = (await dialog.locator("pre").textContent()) ?? "";
  expect(second).toMatch(/^\S{20}$/);
  expect(second).not.toBe(shown);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "PIN – 901" }).click();
  await dialog.getByLabel("PIN").fill("1111");
  await dialog.getByRole("button", { name: "Set the PIN" }).click();
  await dialog.locator(".field-error").waitFor();
  await dialog.getByLabel("PIN").fill("2580");
  await dialog.getByRole("button", { name: "Set the PIN" }).click();
  await row(page, "901").getByText("set", { exact: true }).waitFor();
  await page.getByRole("button", { name: "PIN – 901" }).click();
  await dialog.getByRole("button", { name: "Take the PIN away" }).click();
  await row(page, "901").getByText("set", { exact: true }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Delete – 901" }).click();
  await dialog.getByLabel("Type “901” to confirm").fill("901");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await row(page, "901").waitFor({ state: "detached" });
  expect((await api("GET", "/pbxs/main/accounts/901")).status).toBe(404);
});

test("a link is set up, its fault is said at the field, and it is removed", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/pbxs/branch-office");
  await page.locator("summary").filter({ hasText: "Link to the PBX" }).click();
  await page.getByRole("button", { name: "Set up a link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kind").selectOption("freeswitch");
  await dialog.getByLabel("Event socket, as host:port").fill("127.0.0.1:8021");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.locator(".field-error").waitFor();
  await dialog.getByLabel("Password of the event socket").fill("ClueCon");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("127.0.0.1:8021").waitFor();
  expect(await page.content()).not.toContain("ClueCon");
  expect((await api("GET", "/pbxs/branch-office/link")).json).toMatchObject({
    settings: { kind: "freeswitch", eventSocket: { host: "127.0.0.1", port: 8021 } },
  });
  await page.getByRole("button", { name: "Try again now" }).click();
  await page.getByRole("button", { name: "Remove the link" }).click();
  await dialog.getByRole("button", { name: "Remove the link" }).click();
  await page.getByRole("button", { name: "Set up a link" }).waitFor();
});

test("the rules for phones that nobody admitted are changed", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/pbxs/branch-office");
  await page.locator("summary").filter({ hasText: "Phones that nobody admitted" }).click();
  await page.getByRole("button", { name: "Change the rules" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("From these networks").fill("8.8.8.0/24");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.locator(".field-error").waitFor();
  await dialog.getByLabel("From these networks").fill("10.7.0.0/16");
  await dialog.getByLabel("Their extension").selectOption("range");
  await dialog.getByLabel("From number").fill("300");
  await dialog.getByLabel("To number").fill("349");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("300–349").waitFor();
  expect((await api("GET", "/pbxs/branch-office/admission")).json).toMatchObject({
    networks: ["10.7.0.0/16"],
    pool: { fromNumber: "300", toNumber: "349" },
  });
});

test("a customer is made, named, paused with all PBXs, and deleted once nothing belongs to it", async () => {
  const { page } = await site.signIn("anna");
  await page.goto("/customers");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "New customer" }).click();
  await dialog.getByLabel("Id").fill("globex");
  await dialog.getByRole("button", { name: "Make the customer" }).click();
  await row(page, "globex").waitFor();
  for (const id of ["globex-1", "globex-2"]) await api("POST", "/pbxs", { id, host: "x.example", customer: "globex" });
  await page.getByRole("button", { name: "Rename – globex" }).click();
  await dialog.getByLabel("Name").fill("Globex Corp.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await row(page, "Globex Corp.").waitFor();
  await page.getByRole("button", { name: "Pause … – globex" }).click();
  await dialog.getByRole("button", { name: "Pause all PBXs" }).click();
  await dialog.getByRole("button", { name: "Pause all PBXs" }).waitFor({ state: "detached" });
  for (const id of ["globex-1", "globex-2"])
    expect((await api("GET", `/pbxs/${id}`)).json).toMatchObject({ pausedAt: expect.any(String) });
  await dialog.getByRole("button", { name: "Resume all PBXs" }).click();
  await dialog.getByRole("button", { name: "Resume all PBXs" }).waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Close" }).first().click();
  await page.getByRole("button", { name: "Delete – globex" }).click();
  await dialog.getByLabel("Type “globex” to confirm").fill("globex");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("alert").waitFor();
  for (const id of ["globex-1", "globex-2"]) await api("DELETE", `/pbxs/${id}`);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await row(page, "globex").waitFor({ state: "detached" });
});

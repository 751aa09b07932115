import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const dataDir = makeDataDir();
let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon(dataDir, { OFFHOOK_SECRETS_WINDOW: "2s" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20" });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

async function admit(mac: string): Promise<void> {
  const phone = { mac, pbx: "main", model: "D785", lines: [{ account: "20" }] };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
}

async function statesOf(mac: string): Promise<string[]> {
  const { items } = (await daemon.api("GET", `/api/v1/phones/${mac}/passwords`)).json as { items: { state: string }[] };
  return [...new Set(items.map(({ state }) => state))];
}

test("a template that is edited by hand is used once every admitted phone can read what it writes, and not before", async () => {
  const mac = "000413B0B0B0";
  await admit(mac);
  const folder = join(dataDir, "templates", "snom");
  mkdirSync(folder, { recursive: true });
  const save = (text: string) => writeFileSync(join(folder, "settings.hbs"), text);
  const events = async () => (await daemon.api("GET", `/api/v1/events?name=template-refused`)).text;
  const look = async () => (await daemon.fetch(`/${mac}.xml`, { method: "HEAD" })).status;
  save("<settings>{{no.such.name}}</settings>");
  await expect.poll(events, { timeout: 10_000 }).toMatch(/snom\/settings/);
  expect(await look()).toBe(200);
  expect((await daemon.api("GET", "/api/v1/templates/snom/settings")).json).toMatchObject({ isOverridden: false });
  expect(await statesOf(mac)).toEqual(["armed"]);

  save(
    "<settings><!-- the operator's own -->{{#each lines}}{{#if password}}<user_pass>{{password}}</user_pass>{{/if}}{{/each}}</settings>",
  );
  await expect
    .poll(async () => (await daemon.fetch(`/${mac}.xml`)).body, { timeout: 10_000 })
    .toMatch(/own --><user_pass>\w{20}</);
  // What was in use is so again after a restart, though the file was spoilt meanwhile.
  await daemon.stop();
  save("<settings>");
  daemon = await startDaemon(dataDir, { OFFHOOK_SECRETS_WINDOW: "2s" });
  expect((await daemon.fetch(`/${mac}.xml`)).body).toContain("the operator's own");
  expect((await daemon.api("GET", "/api/v1/doctor")).text).toContain("template-refused");

  rmSync(folder, { recursive: true });
  await expect
    .poll(async () => (await daemon.fetch(`/${mac}.xml`)).body, { timeout: 10_000 })
    .toContain("<phone-settings");
});

test("when the window is over, the phone itself gets the configuration without passwords, and the grants are written as closed", async () => {
  const mac = "000413B1B1B1";
  await admit(mac);
  const first = await daemon.fetch(`/${mac}.xml`, { from: "127.0.0.9" });
  expect(first.body).toContain("<user_pass ");
  expect((await daemon.fetch(`/${mac}.xml`, { from: "127.0.0.9" })).body).toContain("<user_pass ");
  await expect.poll(() => statesOf(mac), { timeout: 10_000 }).toEqual(["closed"]);
  const later = await daemon.fetch(`/${mac}.xml`, { from: "127.0.0.9" });
  expect(later.body).not.toMatch(/<(?:user_pass|http_pass|webserver_admin_password|admin_mode_password)/);
  expect(later.body).toContain("<user_name ");
  await expect
    .poll(async () => (await daemon.api("GET", `/api/v1/phones/${mac}/events`)).text)
    .toContain("secret-closed");
});

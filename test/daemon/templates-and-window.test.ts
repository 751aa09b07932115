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

test("a template of the operator that fails uses up no grant, is an event, and is mended without a restart", async () => {
  const mac = "000413B0B0B0";
  await admit(mac);
  const folder = join(dataDir, "templates", "snom");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "settings.hbs"), "<settings>{{no.such.name}}</settings>");
  // A changed template is noticed within a second. HEAD uses up nothing meanwhile.
  const look = () => daemon.fetch(`/${mac}.xml`, { method: "HEAD" });
  await expect.poll(async () => (await look()).status, { timeout: 5000 }).toBe(500);
  expect((await daemon.fetch(`/${mac}.xml`)).body).toBe("Internal error\n");
  expect(await statesOf(mac)).toEqual(["armed"]);
  await expect
    .poll(async () => (await daemon.api("GET", `/api/v1/phones/${mac}/events`)).text)
    .toMatch(/template-failed.*snom\/settings/);

  writeFileSync(
    join(folder, "settings.hbs"),
    "<settings><!-- the operator's own -->{{#each lines}}{{#if password}}<user_pass>{{password}}</user_pass>{{/if}}{{/each}}</settings>",
  );
  await expect
    .poll(async () => (await daemon.fetch(`/${mac}.xml`)).body, { timeout: 5000 })
    .toMatch(/own --><user_pass>\w{20}</);
  rmSync(folder, { recursive: true });
  await expect
    .poll(async () => (await daemon.fetch(`/${mac}.xml`)).body, { timeout: 5000 })
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

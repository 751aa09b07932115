import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { createSimulatedPhone, type SimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { offhook } from "../command-line/run.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon(makeDataDir(), { OFFHOOK_HTTPS: "127.0.0.1:0", OFFHOOK_HTTPS_LEGACY: "127.0.0.1:0" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org", settings: { https: "after-ca" } });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20" });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(daemon.dataDir);
});

async function admit(vendor: string, model: string, mac: string, more: object = {}): Promise<void> {
  const phone = { mac, pbx: "main", vendor, model, lines: [{ account: "20" }], ...more };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
}

function createPhone(vendor: string, model: string, mac: string, roots: string[] = []): SimulatedPhone {
  return createSimulatedPhone({ vendor, model, mac: mac as Mac, base: `http://${daemon.doors.http}/`, roots });
}

/** One start: over which doors files came, and what could not be fetched. */
async function boot(phone: SimulatedPhone): Promise<string[]> {
  const { requests } = await phone.boot();
  const applied = requests.filter(({ outcome }) => outcome !== "absent");
  return [...new Set(applied.map(({ url, outcome }) => `${new URL(url).protocol} ${outcome}`))];
}

function command(...args: string[]) {
  return offhook(["ca", ...args, "--json"], { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY });
}

/** How many phones took each authority, by its role. */
async function taken(): Promise<Record<string, number>> {
  const { authorities } = JSON.parse((await command("show")).out) as {
    authorities: { role: string; phones: number }[];
  };
  return Object.fromEntries(authorities.map(({ role, phones }) => [role, phones]));
}

test("a Snom gets the authority in its first configuration and the https address in the next", async () => {
  await admit("snom", "D785", "000413990001");
  const phone = createPhone("snom", "D785", "000413990001");
  expect(await boot(phone)).toEqual(["http: applied"]);
  const { settings } = phone.holds();
  expect(settings.setting_server).toBe(`http://${daemon.doors.http}/{mac}.xml`);
  expect(Object.keys(settings).filter((name) => name.startsWith("certificate["))).toHaveLength(1);

  expect(await boot(phone)).toEqual(["http: applied"]);
  expect(phone.holds().settings.setting_server).toBe(`https://${daemon.doors.https}/{mac}.xml`);
  expect(await boot(phone)).toEqual(["https: applied"]);
  expect(phone.holds().settings.setting_server).toBe(`https://${daemon.doors.https}/{mac}.xml`);
});

test("a Yealink fetches the authority as a file, and is told https only when it has", async () => {
  await admit("yealink", "T46S", "805EC0990001");
  const phone = createPhone("yealink", "T46S", "805EC0990001");
  const own = "805ec0990001.cfg";
  // Only its file, without what that names: the phone has not taken the authority yet.
  for (let round = 0; round < 2; round++)
    expect((await daemon.fetch(`/${own}`)).body).toContain(`server.url = http://${daemon.doors.http}/`);
  expect((await daemon.fetch(`/${own}`, { method: "HEAD" })).status).toBe(200);

  expect(await boot(phone)).toEqual(["http: applied"]);
  const { settings } = phone.holds();
  expect(settings["static.auto_provision.server.url"]).toBe(`http://${daemon.doors.http}/`);
  expect(settings["static.trusted_certificates.url"]).toMatch(/\/offhook-ca-[0-9a-f]{16}-805ec0990001\.crt$/);
  expect(await boot(phone)).toEqual(["http: applied"]);
  expect(phone.holds().settings["static.auto_provision.server.url"]).toBe(`https://${daemon.doors.https}/`);
  // The authority's address is now by https, too.
  expect(await boot(phone)).toEqual(["https: applied"]);
  expect(await boot(phone)).toEqual(["https: unchanged"]);
});

test("a Yealink with TLS of 2012 is sent to the door for it", async () => {
  await admit("yealink", "T28P", "001565990001");
  const phone = createPhone("yealink", "T28P", "001565990001");
  await boot(phone);
  await boot(phone);
  expect(phone.holds().settings["auto_provision.server.url"]).toBe(`https://${daemon.doors.httpsLegacy}/`);
  expect(await boot(phone)).toEqual(["https: applied"]);
});

test("a Gigaset, for which no source names a way to trust, stays on http, and moves at once where staff say that it trusts", async () => {
  await admit("gigaset", "N670 IP PRO", "7C2F80990001");
  const phone = createPhone("gigaset", "N670", "7C2F80990001");
  for (let round = 0; round < 3; round++) expect(await boot(phone)).toEqual(["http: applied"]);

  await admit("gigaset", "N670 IP PRO", "7C2F80990002", { settings: { https: "always" } });
  const root = readFileSync(join(daemon.dataDir, "tls", "ca.crt"), "utf8");
  const trusting = createPhone("gigaset", "N670", "7C2F80990002", [root]);
  expect(await boot(trusting)).toEqual(["http: applied"]);
  expect(JSON.stringify(trusting.holds().settings)).toContain(`https://${daemon.doors.https}/`);
});

test("nobody else's phone learns of an authority's file: it is there for admitted phones alone", async () => {
  const { authorities } = JSON.parse((await command("show")).out) as { authorities: { id: string }[] };
  const name = (mac: string) => `/offhook-ca-${authorities[0]?.id}-${mac}.crt`;
  const stranger = await daemon.fetch(name("805ec0ffffff"));
  expect(stranger.status).toBe(404);
  expect((await daemon.fetch(name("805ec0990001"))).body).toContain("BEGIN CERTIFICATE");
  const { body, status } = await daemon.fetch(`/offhook-ca-${"0".repeat(16)}-805ec0990001.crt`);
  expect({ body, status }).toEqual({ body: stranger.body, status: 404 });
});

test("an authority is replaced while both are handed out, and no phone that took the next one is lost", async () => {
  const [snom, yealink] = [createPhone("snom", "D785", "000413990002"), createPhone("yealink", "T46S", "805EC0990002")];
  await admit("snom", "D785", "000413990002");
  await admit("yealink", "T46S", "805EC0990002");
  const late = createPhone("snom", "D785", "000413990003");
  await admit("snom", "D785", "000413990003");
  for (const phone of [snom, yealink, late]) for (let round = 0; round < 2; round++) await boot(phone);

  expect(await command("renew", "--switch")).toMatchObject({ code: 1 });
  expect(await command("renew", "--authority")).toMatchObject({ code: 0 });
  expect(await command("renew", "--authority")).toMatchObject({ code: 1 });
  const before = await taken();
  expect(before.next).toBe(0);
  // A phone that is new in between needs both.
  const fresh = createPhone("yealink", "T46S", "805EC0990003");
  await admit("yealink", "T46S", "805EC0990003");
  await boot(fresh);
  await boot(fresh);
  await boot(fresh);
  for (const phone of [snom, yealink]) expect(await boot(phone)).toContain("https: applied");
  expect(await taken()).toEqual({ active: (before.active ?? 0) + 1, next: 3 });

  const exported = (
    await offhook(["ca", "export"], { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY })
  ).out;
  expect(exported.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(exported).not.toContain("KEY");
  expect(await command("renew", "--switch")).toMatchObject({ code: 0 });
  expect(await taken()).toEqual({ active: 3 });
  for (const phone of [snom, yealink, fresh])
    expect((await boot(phone)).every((line) => line.startsWith("https: "))).toBe(true);
  // That the others were told in time is what saved them.
  expect(await boot(late)).toContain("https: unreachable");
});

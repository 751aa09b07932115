import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const MAC = parseMac("000413922D24") as Mac;
let daemon: Daemon;
const dataDir = makeDataDir();
beforeAll(async () => {
  daemon = await startDaemon(dataDir);
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

test("a seat outlives kill -9; who leaves is told to, and the phone drops them", async () => {
  const made = async (path: string, body: object) => {
    const { status, text } = await daemon.api("POST", `/api/v1${path}`, body);
    expect(status, text).toBe(201);
  };
  await made("/pbxs", { id: "main", host: "pbx.example.org" });
  await made("/pbxs/main/accounts", { username: "201", password: "AmselSecret12345678A" });
  await made("/phones", { mac: MAC, pbx: "main", model: "D785", shared: true });
  let flash: ReturnType<ReturnType<typeof createSimulatedPhone>["flash"]> | undefined;
  const boot = async () => {
    const base = `http://${daemon.doors.http}/`;
    const known = flash === undefined ? {} : { flash };
    const phone = createSimulatedPhone({
      vendor: "snom",
      model: "D785",
      mac: MAC,
      base,
      localAddress: "127.0.5.9",
      ...known,
    });
    await phone.boot();
    flash = phone.flash();
    // The memory of a phone that moved to another port would ask the old one.
    delete flash.settings.setting_server;
    return phone.holds();
  };
  expect((await boot()).accounts).toEqual([]);
  await made(`/phones/${MAC}/seat`, { extension: "201" });

  await daemon.stop("SIGKILL");
  daemon = await startDaemon(dataDir);
  expect(await daemon.api("GET", "/api/v1/desks")).toMatchObject({ json: { items: [{ mac: MAC, account: "201" }] } });
  expect((await boot()).accounts).toMatchObject([{ user: "201", password: "AmselSecret12345678A" }]);

  expect(await daemon.api("DELETE", `/api/v1/phones/${MAC}/seat`)).toMatchObject({ status: 204 });
  const { json } = await daemon.api("GET", `/api/v1/phones/${MAC}/commands`);
  expect(json).toMatchObject({
    items: [{ kind: "resync", requestedBy: "desk: 201 left" }, { requestedBy: "desk: 201 signed in" }],
  });
  expect(JSON.stringify(await boot())).not.toContain("AmselSecret12345678A");
  expect(await daemon.api("GET", "/api/v1/audit/verify")).toMatchObject({ json: { broken: null } });
});

test("a person signs in by the phone's menu and out again, and nothing holds the PIN (acceptance 6)", async () => {
  const PIN = "83549017";
  const api = async (method: string, path: string, body?: object) => {
    const { status, text } = await daemon.api(method, `/api/v1${path}`, body);
    expect(status, text).toBeLessThan(300);
    return text;
  };
  await api("PUT", "/pbxs/main/accounts/201/desk-pin", { pin: PIN });
  await api("PATCH", "/pbxs/main/accounts/201", { desk: { keys: [{ type: "blf", value: "202", label: "Desk" }] } });
  await api("PATCH", `/phones/${MAC}`, { keys: [{ type: "menu" }] });
  const get = async (path: string) => {
    const { status, body } = await daemon.fetch(path, { from: "127.0.5.9" });
    expect(status, path).toBe(200);
    return body;
  };
  const menu = async () => {
    const [, path = ""] =
      new RegExp(`http://${daemon.doors.http}(/m/[\\w-]+/menu-${MAC})\\.xml`).exec(await get(`/${MAC}.xml`)) ?? [];
    return path;
  };
  const path = await menu();
  expect(await get(`${path}.xml`)).toContain("Sign in");
  expect(await get(`${path}-desk-in.xml?extension=201&pin=11111111`)).toContain("Extension or PIN is wrong");
  expect((await daemon.fetch(`${path.replace(/[\w-]+(?=\/menu)/, "x".repeat(22))}-desk.xml`)).status).toBe(404);
  expect(await get(`${path}-desk-in.xml?extension=201&pin=${PIN}`)).toContain("201 is signed in");
  expect(await get(`/${MAC}.xml`)).toContain("AmselSecret12345678A");
  // Whoever guesses the MAC comes too late.
  const later = (await daemon.fetch(`/${MAC}.xml`, { from: "127.0.5.10" })).body;
  expect(later).not.toContain("AmselSecret12345678A");
  // Their keys come along, and the way out stays.
  expect(later).toContain("202");
  expect(await menu()).toBe(path);
  expect(await get(`${path}-desk-out.xml`)).toContain("You are signed out");
  expect(await daemon.api("GET", "/api/v1/desks")).toMatchObject({ json: { items: [] } });
  expect(await get(`/${MAC}.xml`)).toContain('<user_pass idx="1" perm="R"></user_pass>');

  const known = [
    await api("GET", "/events?limit=500"),
    await api("GET", `/phones/${MAC}`),
    daemon.stdout(),
    daemon.stderr(),
  ];
  await daemon.stop();
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const kept = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
  expect(files.length).toBeGreaterThan(1);
  for (const text of [...known, ...kept]) expect(text.includes(PIN)).toBe(false);
});

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

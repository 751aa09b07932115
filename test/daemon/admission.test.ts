import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { makeNetworkLab } from "./network-lab.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

// Simulated phones that nobody admitted, at the real daemon.

const PHONES = [
  ["000413922D24", "snom", "D785"],
  ["805EC017DE13", "yealink", "T46S"],
  ["7C2F80E0D605", "gigaset", "N670"],
] as const;
const ON_LOOPBACK = { OFFHOOK_PNP: "127.0.0.1", OFFHOOK_PNP_PORT: "0" };
const LOOPBACK = ["127.0.0.0/8"];

let dataDir: string;
let daemon: Daemon;
beforeEach(async () => {
  dataDir = makeDataDir();
  daemon = await startDaemon(dataDir, ON_LOOPBACK);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  for (const username of ["20", "21", "22"])
    await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username, displayName: `Desk ${username}` });
});
afterEach(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

async function setPolicy(body: Record<string, unknown>): Promise<void> {
  const { status } = await daemon.api("PUT", "/api/v1/pbxs/main/admission", body);
  expect([200, 201]).toContain(status);
}

/** Boots a simulated phone that holds nothing. */
async function boot([mac, vendor, model]: readonly [string, string, string], ...way: string[]) {
  const { code, out, err } = await offhook([
    "simulate",
    "--mac",
    mac,
    "--vendor",
    vendor,
    "--model",
    model,
    "--json",
    ...way,
  ]);
  return { code, err, report: code === 0 ? JSON.parse(out) : undefined };
}

async function eventsOf(mac: string): Promise<{ name: string; detail: Record<string, unknown> }[]> {
  const { json } = await daemon.api("GET", `/api/v1/events?limit=500`);
  return (json as { items: { mac: string; name: string; detail: Record<string, unknown> }[] }).items.filter(
    (event) => event.mac === mac,
  );
}

async function sighting(mac: string): Promise<Record<string, unknown> | undefined> {
  const { json } = await daemon.api("GET", "/api/v1/sightings");
  return (json as { items: Record<string, unknown>[] }).items.find((item) => item.mac === mac);
}

/** The one account that the phone holds with its password is the one of the pool that it was given. */
async function expectAdmitted(mac: string, report: { holds: { accounts: { user: string; password: string }[] } }) {
  const { status, json } = await daemon.api("GET", `/api/v1/phones/${mac}`);
  expect(status).toBe(200);
  const [line] = (json as { lines: { account: string }[] }).lines;
  expect(report.holds.accounts).toMatchObject([{ user: line?.account, password: expect.stringMatching(/^.{20}$/) }]);
  await expect
    .poll(async () => (await eventsOf(mac)).filter(({ name }) => name === "phone-admitted-automatically"))
    .toMatchObject([{ detail: { account: line?.account, mode: "auto" } }]);
  return line?.account;
}

describe("a phone of each vendor that nobody admitted", () => {
  test.each([
    ["HTTP", () => ["--url", `http://${daemon.doors.http}/`]],
    ["TFTP", () => ["--tftp", daemon.doors.tftp ?? ""]],
    ["SIP PnP alone", () => ["--pnp", daemon.doors.pnp ?? "", "--local-address", "127.0.0.1"]],
  ])("boots into auto by %s and ends configured, each with an account of the pool", async (_, way) => {
    await setPolicy({ mode: "auto", networks: LOOPBACK, pool: { free: true } });
    const accounts = [];
    for (const phone of PHONES) {
      const { code, err, report } = await boot(phone, ...way());
      expect({ code, err }).toEqual({ code: 0, err: "" });
      accounts.push(await expectAdmitted(phone[0], report));
    }
    expect(accounts.sort()).toEqual(["20", "21", "22"]);
    const late = ["000413922D25", "snom", "D785"] as const;
    await boot(late, ...way());
    expect((await daemon.api("GET", `/api/v1/phones/${late[0]}`)).status).toBe(404);
    await expect.poll(async () => (await sighting(late[0]))?.reason).toBe("pool-empty");
    expect((await eventsOf(late[0])).map(({ name }) => name)).toContain("admission-pool-empty");
  });

  test("waits in approve, led here by SIP PnP, until one word admits it; deleted, it is left alone", async () => {
    await setPolicy({ mode: "approve", networks: LOOPBACK, pool: { accounts: ["22"] } });
    const [phone] = PHONES;
    const byPnp = ["--pnp", daemon.doors.pnp ?? "", "--local-address", "127.0.0.1"];
    expect((await boot(phone, ...byPnp)).report?.holds.accounts ?? []).toEqual([]);
    await expect
      .poll(() => sighting(phone[0]))
      .toMatchObject({ reason: "approve", pbx: "main", via: "http", model: "D785" });
    const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
    expect((await offhook(["sightings", "admit", phone[0]], env)).code).toBe(0);
    const { report } = await boot(phone, ...byPnp);
    expect(report.holds.accounts).toMatchObject([{ user: "22", password: expect.any(String) }]);

    await setPolicy({ mode: "auto", networks: LOOPBACK, pool: { free: true } });
    await daemon.api("DELETE", `/api/v1/phones/${phone[0]}`);
    expect(await boot(phone, ...byPnp)).toMatchObject({ code: 3, err: expect.stringContaining("nobody answered") });
    await boot(phone, "--url", `http://${daemon.doors.http}/`);
    await expect.poll(() => sighting(phone[0])).toMatchObject({ reason: "deleted-before" });
    expect((await daemon.api("GET", `/api/v1/phones/${phone[0]}`)).status).toBe(404);
  });

  test("is admitted during a teach-in over a restart, and not after its end", async () => {
    await setPolicy({ mode: "allow-list", networks: LOOPBACK });
    const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
    const begun = await offhook(["admission", "teach-in", "main", "30", "--json"], env);
    const { teachInUntil } = JSON.parse(begun.out);
    await daemon.stop();
    daemon = await startDaemon(dataDir, ON_LOOPBACK);
    const { json } = await daemon.api("GET", "/api/v1/pbxs/main/admission");
    expect(json).toMatchObject({ mode: "allow-list", effectiveMode: "auto", teachInUntil });
    const [first, second] = PHONES;
    await boot(first, "--url", `http://${daemon.doors.http}/`);
    await expect
      .poll(async () => (await eventsOf(first[0])).find(({ name }) => name === "phone-admitted-automatically")?.detail)
      .toMatchObject({ mode: "teach-in", account: null });
    await daemon.api("DELETE", "/api/v1/pbxs/main/admission/teach-in");
    await boot(second, "--url", `http://${daemon.doors.http}/`);
    expect((await daemon.api("GET", `/api/v1/phones/${second[0]}`)).status).toBe(404);
  });
});

test("in a network of its own: an unknown phone finds its server by multicast, is admitted and ends configured", async (context) => {
  const lab = await makeNetworkLab(context);
  const [server, phone] = [await lab.host("server"), await lab.host("phone")];
  await lab.ip("server", "addr", "add", "192.168.1.35/24", "dev", "eth0");
  await lab.ip("phone", "addr", "add", "192.168.1.100/24", "dev", "eth0");
  const folder = makeDataDir();
  onTestFinished(() => removeFolder(folder));
  const doors = { OFFHOOK_HTTP: "0.0.0.0:8080", OFFHOOK_TFTP: "off", OFFHOOK_PNP: undefined };
  const inLab = await startDaemon(folder, doors, server);
  onTestFinished(() => void inLab.stop());
  const env = { OFFHOOK_URL: `http://${inLab.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
  const staff = async (...args: string[]) => {
    const { code, out, err } = await offhook([...args, "--json"], env, "", server);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return JSON.parse(out);
  };
  await staff("pbx", "add", "main", "pbx.example.org");
  await staff("account", "add", "main", "20", "--display-name", "Desk");
  await staff("admission", "set", "main", "--mode", "auto", "--network", "192.168.1.0/24", "--free-accounts");
  const [mac, vendor, model] = PHONES[1];
  const args = ["simulate", "--mac", mac, "--vendor", vendor, "--model", model, "--pnp", "--json"];
  const booted = await offhook(args, {}, "", phone);
  expect(booted).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(booted.out)).toMatchObject({
    pnp: { url: expect.stringMatching(/^http:\/\/192\.168\.1\.35:8080\//) },
    holds: { accounts: [{ user: "20", password: expect.any(String) }] },
  });
  expect(await staff("phone", "show", mac)).toMatchObject({ pbx: "main", lastAddress: "192.168.1.100" });
});

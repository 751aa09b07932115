import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RedirectServiceId } from "../../src/provisioning/redirect.ts";
import type { FakeService } from "../servers/redirect/fake-server.ts";
import { startFakeRds } from "../servers/redirect/fake-xml-rpc.ts";
import { FAKES } from "../servers/redirect/fakes.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const ENV = { OFFHOOK_REDIRECT_URL: "https://prov.example.com/p/" };
const WAIT = { timeout: 30_000, interval: 50 };
vi.setConfig({ testTimeout: 120_000 });

/** A phone for each service, and the address that it must get: in its vendor's form, and its family's. */
const CASES: Record<RedirectServiceId, { mac: string; model: string; url: string; macId?: string }> = {
  "snom-sraps": { mac: "0004137447D0", model: "D785", url: "https://prov.example.com/p/{mac}.xml" },
  "snom-rds": { mac: "0004137447D1", model: "D785", url: "https://prov.example.com/p/{mac}.xml" },
  "yealink-ymcs": { mac: "805EC017DE13", model: "T46S", url: "https://prov.example.com/p/" },
  "yealink-rps": { mac: "805EC017DE14", model: "T46S", url: "https://prov.example.com/p/" },
  "gigaset-redirect": {
    mac: "7C2F80AABBCC",
    model: "Maxwell 3",
    macId: "AB12",
    url: "https://prov.example.com/p/%MACD.xml",
  },
  "gigaset-grape": { mac: "7C2F80AABBCD", model: "N670 IP PRO", url: "https://prov.example.com/p/7c2f80aabbcd.xml" },
};

async function setAccount(daemon: Daemon, service: RedirectServiceId, fake: FakeService): Promise<void> {
  const body = { credentials: fake.credentials, baseUrl: fake.baseUrl };
  expect((await daemon.api("PUT", `/api/v1/pbxs/main/redirects/${service}`, body)).status).toBe(201);
}

async function stateOf(daemon: Daemon, mac: string): Promise<Record<string, unknown>> {
  return (await daemon.api("GET", `/api/v1/phones/${mac}/redirect`)).json as Record<string, unknown>;
}

async function eventsOf(daemon: Daemon, mac: string): Promise<string[]> {
  const { json } = await daemon.api("GET", `/api/v1/events?limit=500`);
  const { items } = json as { items: { name: string; mac: string | null }[] };
  return items.filter((event) => event.mac === mac).map(({ name }) => name);
}

/** Resolves when the service has done what changes its number of phones to that; the answer to it never leaves. */
function holdAnswerAt(fake: FakeService, count: number): Promise<void> {
  return new Promise((resolve) => {
    fake.whenDone(() => {
      if (fake.devices.size !== count) return;
      fake.setFault({ kind: "silence", isDone: true });
      resolve();
    });
  });
}

function answerAgain(fake: FakeService): void {
  fake.whenDone(undefined);
  fake.setFault(undefined);
}

describe.each(Object.keys(CASES) as RedirectServiceId[])("%s", (service) => {
  const { mac, model, url, macId } = CASES[service];
  const dataDir = makeDataDir();
  afterAll(() => removeFolder(dataDir));

  test("ends the same when the daemon is killed between the service's work and its own note of it", async () => {
    const fake = await FAKES[service]();
    let daemon = await startDaemon(dataDir, ENV);
    await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
    await setAccount(daemon, service, fake);
    const registered = holdAnswerAt(fake, 1);
    const phone = { mac, pbx: "main", model, ...(macId === undefined ? {} : { macId }) };
    const admitted = await daemon.api("POST", "/api/v1/phones", phone);
    expect(admitted.status, admitted.text).toBe(201);
    await registered;
    await daemon.stop("SIGKILL");

    answerAgain(fake);
    daemon = await startDaemon(dataDir, ENV);
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "registered", url }), WAIT);
    expect([...fake.devices]).toEqual([[mac, url]]);
    expect(await eventsOf(daemon, mac)).toContain("redirect-registered");

    const released = holdAnswerAt(fake, 0);
    expect((await daemon.api("DELETE", `/api/v1/phones/${mac}`)).status).toBe(204);
    await released;
    await daemon.stop("SIGKILL");
    answerAgain(fake);
    daemon = await startDaemon(dataDir, ENV);
    await vi.waitFor(async () => expect(await eventsOf(daemon, mac)).toContain("redirect-released"), WAIT);
    expect(fake.devices.size).toBe(0);
    expect(fake.refusals).toEqual([]);
    expect((await daemon.api("DELETE", "/api/v1/pbxs/main")).status).toBe(204);
    expect(await daemon.stop()).toBe(0);
    await fake.close();
  });
});

describe("the outbox of a running daemon", () => {
  let fake: FakeService;
  let daemon: Daemon;
  let dataDir: string;
  beforeEach(async () => {
    dataDir = makeDataDir();
    fake = await startFakeRds();
    daemon = await startDaemon(dataDir, ENV);
    await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  });
  afterEach(async () => {
    await daemon.stop();
    await fake.close();
    removeFolder(dataDir);
  });
  const macOf = (index: number) => `0004137400${index.toString(16).toUpperCase().padStart(2, "0")}`;
  const admit = (mac: string) => daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785" });

  test("loses nothing over five kills in the middle of thirty phones", async () => {
    await setAccount(daemon, "snom-rds", fake);
    for (let round = 0; round < 5; round++) {
      const macs = Array.from({ length: 6 }, (_, index) => macOf(round * 6 + index));
      await Promise.all(macs.map(admit));
      // Every other time some are told already.
      if (round % 2 === 0) await vi.waitFor(() => expect(fake.devices.size).toBeGreaterThan(round * 6), WAIT);
      await daemon.stop("SIGKILL");
      daemon = await startDaemon(dataDir, ENV);
    }
    for (let index = 0; index < 30; index++)
      await vi.waitFor(
        async () => expect(await stateOf(daemon, macOf(index))).toMatchObject({ state: "registered" }),
        WAIT,
      );
    expect([...fake.devices.keys()].sort()).toEqual(Array.from({ length: 30 }, (_, index) => macOf(index)).sort());
  });

  test("waits as long as a service asks, shows until when, and tells at once when somebody asks for it", async () => {
    await setAccount(daemon, "snom-rds", fake);
    fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": "600" } } });
    const mac = macOf(1);
    await admit(mac);
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "retrying" }), WAIT);
    const { error, nextTry, attempts } = await stateOf(daemon, mac);
    expect([error, attempts]).toEqual([{ code: "rate-limited", words: "HTTP 429" }, 1]);
    expect(Date.parse(String(nextTry)) - Date.now()).toBeGreaterThan(500_000);
    fake.setFault(undefined);
    const retried = await daemon.api("POST", `/api/v1/phones/${mac}/redirect/retry`);
    expect(retried.json).toMatchObject({ service: "snom-rds", error: null });
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "registered" }), WAIT);
    expect(await eventsOf(daemon, mac)).toEqual([
      "redirect-registered",
      "redirect-retried",
      "redirect-delayed",
      "phone-admitted",
    ]);
  });

  test("goes on by itself when a service that was down is back", async () => {
    await setAccount(daemon, "snom-rds", fake);
    fake.setFault({ kind: "reply", reply: { status: 503, headers: { "Retry-After": "1" } } });
    const mac = macOf(2);
    await admit(mac);
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "retrying" }), WAIT);
    fake.setFault(undefined);
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "registered" }), WAIT);
  });

  test("tells why it failed for good, and goes on with the right password", async () => {
    const wrong = { ...fake.credentials, password: "quite another" };
    const path = "/api/v1/pbxs/main/redirects/snom-rds";
    await daemon.api("PUT", path, { credentials: wrong, baseUrl: fake.baseUrl });
    const mac = macOf(3);
    await admit(mac);
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "failed" }), WAIT);
    expect(await stateOf(daemon, mac)).toMatchObject({ error: { code: "not-authorised", words: "HTTP 401" } });
    expect(await eventsOf(daemon, mac)).toContain("redirect-failed");
    await daemon.api("PUT", path, { credentials: fake.credentials, baseUrl: fake.baseUrl });
    await vi.waitFor(async () => expect(await stateOf(daemon, mac)).toMatchObject({ state: "registered" }), WAIT);
    const { json } = await daemon.api("GET", path);
    expect(json).toMatchObject({ phones: { waiting: 0, registered: 1, failed: 0, releasing: 0 }, warnings: [] });
  });
});

test("an address of this machine alone is registered nowhere; one of a private network is, with a warning", async () => {
  const dataDir = makeDataDir();
  const fake = await startFakeRds();
  let daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await setAccount(daemon, "snom-rds", fake);
  const mac = "000413740001";
  await daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785" });
  await vi.waitFor(async () => {
    expect(await stateOf(daemon, mac)).toMatchObject({ state: "failed", error: { code: "url-invalid" } });
  }, WAIT);
  expect(fake.devices.size).toBe(0);
  await daemon.stop();
  daemon = await startDaemon(dataDir, { OFFHOOK_ADVERTISE: "http://10.1.2.3:8080/" });
  await daemon.api("POST", `/api/v1/phones/${mac}/redirect/retry`);
  await vi.waitFor(() => expect(fake.devices.get(mac)).toBe("http://10.1.2.3:8080/{mac}.xml"), WAIT);
  const { warnings } = (await daemon.api("GET", "/api/v1/pbxs/main/redirects/snom-rds")).json as {
    warnings: unknown[];
  };
  expect(JSON.stringify(warnings)).toMatch(/not https.*private address/);
  await daemon.stop();
  await fake.close();
  removeFolder(dataDir);
});

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RedirectServiceId } from "../../src/provisioning/redirect.ts";
import type { FakeService } from "../servers/redirect/fake-server.ts";
import { DEVICE_PASSWORD } from "../servers/redirect/fake-xml-rpc.ts";
import { FAKES } from "../servers/redirect/fakes.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const WAIT = { timeout: 60_000, interval: 50 };
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const SERVICES = Object.keys(FAKES) as RedirectServiceId[];
/** Given to a service that does not know them, and echoes them. */
const WRONG = { username: "canary-user-Tq4m", password: "canary-secret-Lw8r" };
const MACS: Record<RedirectServiceId, string> = {
  "snom-sraps": "000413CA0001",
  "snom-rds": "000413CA0002",
  "yealink-ymcs": "805EC0CA0003",
  "yealink-rps": "805EC0CA0004",
  "gigaset-redirect": "7C2F80CA0005",
  "gigaset-grape": "7C2F80CA0006",
};

let daemon: Daemon;
const dataDir = makeDataDir();
const fakes: FakeService[] = [];
/** Everything that may appear nowhere: as given, as HTTP Basic, and what the services made of it. */
const words = [WRONG.username, WRONG.password, basicOf(WRONG), DEVICE_PASSWORD];
const said: { path: string; text: string }[] = [];

function basicOf({ username, password }: typeof WRONG): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const answer = await daemon.api(method, path, body);
  said.push({ path: `${method} ${path}`, text: answer.text + JSON.stringify(answer.headers) });
  return answer;
}

async function untilState(mac: string, state: string): Promise<void> {
  const path = `/api/v1/phones/${mac}/redirect`;
  await vi.waitFor(async () => expect((await call("GET", path)).json).toMatchObject({ state }), WAIT);
}

beforeAll(async () => {
  daemon = await startDaemon(dataDir, {
    OFFHOOK_LOG_LEVEL: "trace",
    OFFHOOK_REDIRECT_URL: "https://prov.example.com/",
  });
});
afterAll(async () => {
  for (const fake of fakes) await fake.close();
  removeFolder(dataDir);
});

describe("with unique words as credentials of redirect services", () => {
  test.each(SERVICES)("a whole life of an account at %s goes by", async (service) => {
    const fake = await FAKES[service]();
    fakes.push(fake);
    const { username, password } = fake.credentials;
    words.push(username, password, basicOf(fake.credentials));
    const pbx = `pbx-${service}`;
    const path = `/api/v1/pbxs/${pbx}/redirects/${service}`;
    await call("POST", "/api/v1/pbxs", { id: pbx, host: "pbx.example.org" });
    const echo = `no ${WRONG.password} for ${WRONG.username}, sent ${basicOf(WRONG)}`;
    fake.setFault({ kind: "reply", reply: { status: 400, body: { message: echo, code: echo, error: echo } } });
    expect((await call("PUT", path, { credentials: WRONG, baseUrl: fake.baseUrl })).status).toBe(201);
    expect((await call("PUT", path, { credentials: { ...WRONG, token: WRONG.password } })).status).toBe(422);
    expect((await call("PUT", path, { credentials: { ...WRONG, username: `${WRONG.username}:` } })).status).toBe(422);
    const mac = MACS[service];
    expect((await call("POST", "/api/v1/phones", { mac, pbx, macId: "AB12" })).status).toBe(201);
    await untilState(mac, "failed");
    fake.setFault(undefined);
    await call("POST", `/api/v1/phones/${mac}/redirect/retry`);
    await untilState(mac, "failed");
    expect((await call("PUT", path, { credentials: fake.credentials, baseUrl: fake.baseUrl })).status).toBe(200);
    await untilState(mac, "registered");
    await call("GET", path);
    await call("GET", `/api/v1/phones/${mac}/events`);
    expect((await call("DELETE", `/api/v1/phones/${mac}`)).status).toBe(204);
    await vi.waitFor(() => expect(fake.devices.size).toBe(0), WAIT);
  });

  test("no staff answer, event or document holds one", async () => {
    for (const path of ["/api/v1/events?limit=500", "/api/v1/pbxs", "/openapi.json", "/metrics", "/healthz"])
      expect((await call("GET", path)).status).toBe(200);
    for (const word of words)
      expect(
        said.filter(({ text }) => text.includes(word)).map(({ path }) => path),
        word,
      ).toEqual([]);
  });

  test("no log line holds one", async () => {
    expect(await daemon.stop()).toBe(0);
    for (const word of words) expect(`${daemon.stdout()}${daemon.stderr()}`).not.toContain(word);
  });

  test("no file of the data folder holds one", () => {
    const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).map((name) => join(dataDir, name));
    const bytes = Buffer.concat(files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
    expect(bytes.length).toBeGreaterThan(10_000);
    for (const word of words) expect(bytes.includes(word), word).toBe(false);
  });
});

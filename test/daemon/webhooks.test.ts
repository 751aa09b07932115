import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const ENV = { OFFHOOK_WEBHOOKS_PRIVATE: "true" };
const WAIT = { timeout: 60_000, interval: 50 };
const PHONES = 6;
const STEPS = ["phone.admitted", "phone.released", "phone.reset", "phone.deleted"];
vi.setConfig({ testTimeout: 180_000 });

type Message = { id: string; type: string; mac: string; signature: string; expected: string; raw: string };

let server: Server;
let messages: Message[];
let secret: string;
/** What the receiver answers: a status, or nothing at all. */
let answer: (count: number) => number | "silence";
let daemon: Daemon;
let dataDir: string;

beforeEach(async () => {
  messages = [];
  answer = () => 204;
  server = createServer((request, response) => {
    let raw = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      raw += text;
    });
    request.on("end", () => {
      const header = (name: string) => String(request.headers[`webhook-${name}`]);
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
      const signed = `${header("id")}.${header("timestamp")}.${raw}`;
      const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
      const { type, data } = JSON.parse(raw) as { type: string; data: { mac: string } };
      messages.push({ id: header("id"), type, mac: data.mac, signature: header("signature"), expected, raw });
      const status = answer(messages.length);
      if (status === "silence") request.socket.destroy();
      else response.writeHead(status, { location: "/elsewhere" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  dataDir = makeDataDir();
  daemon = await startDaemon(dataDir, ENV);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  const { port } = server.address() as AddressInfo;
  const made = await daemon.api("POST", "/api/v1/pbxs/main/webhooks", { url: `http://127.0.0.1:${port}/hook` });
  expect(made.status, made.text).toBe(201);
  secret = (made.json as { secret: string }).secret;
});
afterEach(async () => {
  await daemon.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  removeFolder(dataDir);
});

const macOf = (index: number) => `0004137500${index.toString(16).toUpperCase().padStart(2, "0")}`;
const macs = Array.from({ length: PHONES }, (_, index) => macOf(index));

async function step(mac: string, type: string): Promise<void> {
  const path = `/api/v1/phones/${mac}`;
  const calls: Record<string, () => Promise<{ status: number }>> = {
    "phone.admitted": () => daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785" }),
    "phone.released": () => daemon.api("POST", `${path}/passwords/release`, {}),
    "phone.reset": () => daemon.api("POST", `${path}/passwords/reset`, {}),
    "phone.deleted": () => daemon.api("DELETE", path),
  };
  const done = await calls[type]?.();
  expect(done?.status, `${type} ${mac}`).toBeLessThan(300);
}

/** Each message once, as a receiver that looks at the id takes them. */
function taken(mac: string): string[] {
  const byId = new Map(messages.filter((message) => message.mac === mac).map(({ id, type }) => [id, type]));
  return [...byId.values()];
}

test("arrive signed, in order for each phone, over a kill -9 between any two steps and a receiver that fails now and then", async () => {
  answer = (count) => (count % 8 === 2 ? 503 : count % 11 === 3 ? "silence" : 200);
  for (const type of STEPS) {
    await Promise.all(macs.map((mac) => step(mac, type)));
    await daemon.stop("SIGKILL");
    daemon = await startDaemon(dataDir, ENV);
  }
  await vi.waitFor(() => {
    for (const mac of macs) expect(taken(mac)).toEqual(STEPS);
  }, WAIT);
  for (const { signature, expected, raw } of messages) {
    expect(signature).toBe(expected);
    expect(raw).not.toMatch(/password/i);
  }
  await vi.waitFor(async () => {
    const { json } = await daemon.api("GET", "/api/v1/pbxs/main/webhooks");
    expect((json as { items: object[] }).items).toMatchObject([{ waiting: 0 }]);
  }, WAIT);
  const { json } = await daemon.api("GET", "/api/v1/audit/verify");
  expect(json).toMatchObject({ intact: true });
});

test("are not taken elsewhere by a redirect, and say why they wait", async () => {
  answer = () => 302;
  await step(macOf(0), "phone.admitted");
  await vi.waitFor(async () => {
    const { json } = await daemon.api("GET", "/api/v1/pbxs/main/webhooks");
    expect((json as { items: object[] }).items).toMatchObject([
      { waiting: 1, lastError: "it answered 302, and redirects are not followed" },
    ]);
  }, WAIT);
  const { text } = await daemon.api("GET", "/api/v1/events?search=webhook-delayed");
  expect(text).toContain("it answered 302");
});

test("go to no private address unless the setting says so, whatever name it has", async () => {
  await daemon.stop();
  daemon = await startDaemon(dataDir);
  const refused = await daemon.api("POST", "/api/v1/pbxs/main/webhooks", { url: "http://pbx.example.org/" });
  expect([refused.status, refused.json]).toMatchObject([422, { errors: [{ pointer: "/url" }] }]);
  const { port } = server.address() as AddressInfo;
  for (const host of ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "169.254.169.254"]) {
    const url = `https://${host}:${port}/`;
    expect((await daemon.api("POST", "/api/v1/pbxs/main/webhooks", { url })).status, url).toBe(201);
  }
  await step(macOf(1), "phone.admitted");
  await vi.waitFor(async () => {
    const { json } = await daemon.api("GET", "/api/v1/pbxs/main/webhooks");
    const errors = (json as { items: { lastError: string | null }[] }).items.map(({ lastError }) => lastError);
    expect(errors).toEqual([
      expect.stringContaining("webhooks.private"),
      ...Array.from({ length: 4 }, () => expect.stringMatching(/no address for webhooks/)),
    ]);
  }, WAIT);
  expect(messages).toEqual([]);
});

import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test, vi } from "vitest";
import { staffTransport } from "../../src/staff-door.ts";
import { ADMIN_KEY, type Daemon, DaemonExitError, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const PASSWORD = "correct horse battery";
const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

async function start(env: Record<string, string | undefined>): Promise<Daemon> {
  const folder = makeDataDir();
  folders.push(folder);
  return startDaemon(folder, env);
}

/** A call over TLS that trusts the installation's own CA and nobody else. */
async function callOverTls(daemon: Daemon, method: string, path: string, headers: object = {}, body?: object) {
  const { hostname, port } = new URL(`https://${daemon.doors.staff}`);
  const ca = readFileSync(join(daemon.dataDir, "tls", "ca.crt"));
  const sent = body === undefined ? "" : JSON.stringify(body);
  const incoming = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const outgoing = httpsRequest({
      ...{ hostname, port, path, method, ca, agent: false },
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(sent), ...headers },
    });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end(sent);
  });
  return { status: incoming.statusCode, headers: incoming.headers, text: await text(incoming) };
}

function firstTokenOf(daemon: Daemon, scheme: "http" | "https"): string {
  const line = /^offhook sign-in link, good once and for an hour: (\S+)$/m.exec(daemon.stdout())?.[1] ?? "";
  expect(line).toMatch(new RegExp(`^${scheme}://${daemon.doors.staff}/welcome#first=[\\w-]{43}$`));
  return line.split("=")[1] ?? "";
}

describe("the first start", () => {
  test("prints a link that makes the first admin, once, beside the admin key; later starts print none", async () => {
    const daemon = await start({ OFFHOOK_ADMIN_KEY: undefined });
    expect(daemon.stdout()).toMatch(/^offhook admin key, shown this once: /m);
    const body = { token: firstTokenOf(daemon, "http"), login: "root", password: PASSWORD };
    const first = await daemon.api("POST", "/api/v1/session/first", body, { authorization: "" });
    expect(first).toMatchObject({ status: 201, json: { login: "root", role: "admin", scope: null } });
    expect((await daemon.api("POST", "/api/v1/session/first", body)).status).toBe(410);
    const cookie = String(first.headers["set-cookie"]).split(";", 1)[0];
    const who = await fetch(`http://${daemon.doors.staff}/api/v1/session`, { headers: { cookie: String(cookie) } });
    expect(await who.json()).toMatchObject({ login: "root" });
    await daemon.stop();

    const again = await startDaemon(daemon.dataDir, { OFFHOOK_ADMIN_KEY: undefined });
    expect(again.stdout()).not.toContain("sign-in link");
    const later = await fetch(`http://${again.doors.staff}/api/v1/session`, { headers: { cookie: String(cookie) } });
    expect(later.status).toBe(200);
    await again.stop();
  });
});

describe("the staff door over TLS", () => {
  test("has the phones' door's certificate, a cookie for this host alone, and says that it stays with HTTPS", async () => {
    const daemon = await start({ OFFHOOK_STAFF_TLS: "on" });
    const body = { token: firstTokenOf(daemon, "https"), login: "root", password: PASSWORD };
    const first = await callOverTls(daemon, "POST", "/api/v1/session/first", {}, body);
    expect(first.status).toBe(201);
    expect(first.headers["set-cookie"]).toMatchObject([
      expect.stringMatching(
        /^__Host-offhook-session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);
    expect(first.headers["strict-transport-security"]).toBe("max-age=31536000");
    const cookie = first.headers["set-cookie"]?.[0]?.split(";", 1)[0] ?? "";
    expect((await callOverTls(daemon, "GET", "/api/v1/session", { cookie })).status).toBe(200);
    // A name that a plain page could have set is not looked at here.
    const plain = cookie.replace("__Host-", "");
    expect((await callOverTls(daemon, "GET", "/api/v1/session", { cookie: plain })).status).toBe(401);
    const withKey = await callOverTls(daemon, "GET", "/api/v1/pbxs", { authorization: `Bearer ${ADMIN_KEY}` });
    expect(withKey.status).toBe(200);
    await expect(fetch(`http://${daemon.doors.staff}/healthz`)).rejects.toThrow();
    await daemon.stop();
  });

  test("may be a proxy's: its headers are believed, a stranger's are not", async () => {
    const forwarded = {
      "x-forwarded-proto": "https",
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-host": "staff.example",
    };
    const behind = await start({ OFFHOOK_STAFF_PROXIES: "127.0.0.1/32" });
    const alone = await start({});
    for (const [daemon, isBelieved] of [
      [behind, true],
      [alone, false],
    ] as const) {
      const invited = await daemon.api("POST", "/api/v1/people", { login: "anna", role: "viewer" }, forwarded);
      const link = new URL((invited.json as { link: string }).link);
      expect(link.origin).toBe(isBelieved ? "https://staff.example" : `http://${daemon.doors.staff}`);
      expect(invited.headers["strict-transport-security"] !== undefined).toBe(isBelieved);
      const body = { token: link.hash.split("=")[1], password: PASSWORD };
      const { headers } = await daemon.api("POST", "/api/v1/session/invitation", body, forwarded);
      expect(String(headers["set-cookie"])).toMatch(isBelieved ? /^__Host-.*; Secure$/ : /^offhook-session=.*Strict$/);
      const events = await daemon.api("GET", "/api/v1/events?name=signed-in");
      const [event] = (events.json as { items: { address: string }[] }).items;
      expect(event?.address).toBe(isBelieved ? "203.0.113.9" : "127.0.0.1");
      await daemon.stop();
    }
  });
});

describe("off loopback", () => {
  const door = (host: string, staffTls: "auto" | "on" | "off" = "auto", staffProxies: readonly string[] = []) =>
    staffTransport({ staff: { host, port: 8081 }, staffTls, staffProxies });

  test("the staff door speaks TLS by itself, and on loopback when it is told to", () => {
    for (const host of ["127.0.0.1", "127.8.9.10", "::1", "localhost"]) {
      expect(door(host)).toBe("plain");
      expect(door(host, "on")).toBe("tls");
    }
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "staff.example", "127.0.0.1.example"])
      expect(door(host), host).toBe("tls");
    expect(door("0.0.0.0", "off", ["127.0.0.1/32"])).toBe("plain");
    expect(staffTransport({ staff: undefined, staffTls: "auto", staffProxies: [] })).toBe("plain");
  });

  test.each([
    [
      { OFFHOOK_STAFF: "0.0.0.0:0", OFFHOOK_STAFF_TLS: "off" },
      /^offhook: staffTls \(OFFHOOK_STAFF_TLS\): "off" is not allowed while the staff door is 0\.0\.0\.0:0; allowed: .*\n$/,
    ],
    [{ OFFHOOK_STAFF_PROXIES: "10.0.0.0/40" }, /^offhook: staffProxies: "10\.0\.0\.0\/40" is not allowed; .*\n$/],
  ])("the daemon ends with exit 2 and one line for %j", async (env, line) => {
    const failed = await start(env).catch((error: unknown) => error);
    if (!(failed instanceof DaemonExitError)) throw new Error("it started");
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(line);
  });
});

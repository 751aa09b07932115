import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeAck } from "../../src/protocols/tftp/packets.ts";
import { fetchByTftp } from "../../src/simulation/fetch-by-tftp.ts";
import { connect, request } from "../servers/tftp-client.ts";
import { fetchWithAtftp, fetchWithBusybox, fetchWithCurl, fetchWithTftpHpa } from "../servers/tftp-tools.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const PASSWORD_LINES = /^(?:account\.\d+\.password|(?:static\.)?security\.user_password) = /m;

async function start(env: Record<string, string> = {}): Promise<Daemon> {
  const daemon = await startDaemon(makeDataDir(), env);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20", displayName: "Reception" });
  return daemon;
}

async function end(daemon: Daemon): Promise<void> {
  await daemon.stop();
  removeFolder(daemon.dataDir);
}

/** Admits a Yealink and returns the name of its file. */
async function admit(daemon: Daemon, mac: string): Promise<string> {
  const phone = { mac, pbx: "main", vendor: "yealink", model: "T46S", lines: [{ account: "20" }] };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
  return `${mac.toLowerCase()}.cfg`;
}

function tftpAddress(daemon: Daemon): { host: string; port: number } {
  const { hostname, port } = new URL(`tftp://${daemon.doors.tftp}`);
  return { host: hostname, port: Number(port) };
}

async function readByTftp(daemon: Daemon, file: string, from: string): Promise<string> {
  const fetched = await fetchByTftp(new URL(`tftp://${daemon.doors.tftp}/${file}`), from);
  return (fetched.body ?? Buffer.alloc(0)).toString();
}

async function readByHttps(daemon: Daemon, path: string): Promise<string> {
  const { hostname, port } = new URL(`https://${daemon.doors.https}`);
  const outgoing = httpsRequest({
    hostname,
    port,
    path,
    ca: readFileSync(join(daemon.dataDir, "tls", "ca.crt")),
    agent: false,
  });
  outgoing.end();
  const [incoming] = (await once(outgoing, "response")) as [import("node:http").IncomingMessage];
  let body = "";
  for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
  return body;
}

describe("every door", () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await start({ OFFHOOK_HTTPS: "127.0.0.1:0", OFFHOOK_ADVERTISE: "http://127.0.0.1:8080/" });
  });
  afterAll(() => end(daemon));

  test("gives the same bytes to curl, tftp-hpa, atftp, busybox and a browser's HTTPS", async () => {
    const file = await admit(daemon, "805EC0000001");
    await daemon.api("POST", "/api/v1/phones/805EC0000001/passwords/close", {});
    const { body } = await daemon.fetch(`/${file}`);
    expect(body).toMatch(/^#!version:1\.0\.0\.1\n/);
    expect(body).toContain("Reception");
    const address = tftpAddress(daemon);
    expect((await fetchWithCurl(address, file)).toString()).toBe(body);
    expect((await fetchWithCurl(address, file, ["--tftp-blksize", "1428"])).toString()).toBe(body);
    expect((await fetchWithTftpHpa(address, file)).toString()).toBe(body);
    expect((await fetchWithAtftp(address, file, ["blksize 1024", "tsize 0"])).toString()).toBe(body);
    expect((await fetchWithBusybox(address, file)).toString()).toBe(body);
    expect(await readByHttps(daemon, `/any/folder/${file.toUpperCase()}`)).toBe(body);
    const head = await daemon.fetch(`/${file}`, { method: "HEAD" });
    expect([head.status, head.headers["content-length"], head.body]).toEqual([
      200,
      String(Buffer.byteLength(body)),
      "",
    ]);
  });

  test("hands out passwords by TFTP to the first address only", async () => {
    const file = await admit(daemon, "805EC0000002");
    expect(await readByTftp(daemon, file, "127.0.6.1")).toMatch(PASSWORD_LINES);
    const other = await readByTftp(daemon, file, "127.0.6.2");
    expect(other).toMatch(/^account\.1\.user_name = 20$/m);
    expect(other).not.toMatch(PASSWORD_LINES);
    expect((await daemon.fetch(`/${file}`, { from: "127.0.6.3" })).body).not.toMatch(PASSWORD_LINES);
  });

  test("keeps one window over all doors: what HTTP opened, TFTP gives to the same address", async () => {
    const file = await admit(daemon, "805EC0000003");
    expect((await daemon.fetch(`/${file}`, { from: "127.0.6.4" })).body).toMatch(PASSWORD_LINES);
    expect(await readByTftp(daemon, file, "127.0.6.4")).toMatch(/^account\.1\.password = /m);
  });

  test("answers what is not admitted by TFTP as what does not exist", async () => {
    const address = tftpAddress(daemon);
    const refusals = ["805ec0ffffff.cfg", "805ec0000001.boot", "nothing"].map((file) =>
      fetchWithTftpHpa(address, file).then(
        () => "data",
        (error: Error) => error.message.replace(/^.*Error code/s, "Error code"),
      ),
    );
    expect(new Set(await Promise.all(refusals))).toEqual(new Set(["Error code 1: File not found"]));
  });
});

test("outside the trusted networks passwords leave by HTTPS only, and no grant moves for the others", async () => {
  const daemon = await start({ OFFHOOK_HTTPS: "127.0.0.1:0", OFFHOOK_SECRETS_TRUSTED_NETWORKS: "10.0.0.0/8" });
  const file = await admit(daemon, "805EC0000004");
  expect((await daemon.fetch(`/${file}`)).body).not.toMatch(PASSWORD_LINES);
  expect(await readByTftp(daemon, file, "127.0.0.1")).not.toMatch(PASSWORD_LINES);
  await expect
    .poll(async () => (await daemon.api("GET", "/api/v1/phones/805EC0000004/events")).text)
    .toContain("secret-insecure-transport");
  expect(await readByHttps(daemon, `/${file}`)).toMatch(PASSWORD_LINES);
  await end(daemon);
});

test("with the one-time rule switched off for a vendor, its phones get their passwords every time", async () => {
  const daemon = await start({ OFFHOOK_SECRETS_ONE_TIME_GIGASET: "false" });
  const phone = {
    mac: "7C2F80AABBCC",
    pbx: "main",
    vendor: "gigaset",
    model: "N670 IP PRO",
    lines: [{ account: "20" }],
  };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
  for (const from of ["127.0.0.2", "127.0.0.3", "127.0.0.2"]) {
    expect((await daemon.fetch("/7c2f80aabbcc.xml", { from })).body).toContain("SipAccount.00001.AuthPassword");
  }
  await end(daemon);
});

test("SIGTERM in the middle of a TFTP transfer lets it finish, and the daemon ends with 0", async () => {
  const daemon = await start();
  const file = await admit(daemon, "805EC0000005");
  const whole = await daemon.fetch(`/${file}`, { method: "HEAD" });
  const address = tftpAddress(daemon);
  const client = await connect(address);
  const { packet: first, tid } = await request(client, address, file);
  // From here on, the daemon is on its way out.
  const exit = daemon.stop("SIGTERM");
  const blocks: Buffer[] = [];
  for (let packet = first; ; { packet } = await client.receive()) {
    if (packet.type !== "data") throw new Error(`not a DATA packet: ${packet.type}`);
    blocks.push(packet.payload);
    await client.send(encodeAck(packet.block), tid);
    if (packet.payload.length < 512) break;
  }
  expect(await exit).toBe(0);
  expect(Buffer.concat(blocks).length).toBeGreaterThan(Number(whole.headers["content-length"]));
  removeFolder(daemon.dataDir);
});

import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateFileError, readCertificateFiles } from "../../src/servers/server-certificate.ts";
import { openTlsKeeper } from "../../src/servers/tls-keeper.ts";
import { offhook } from "../command-line/run.ts";
import { ADMIN_KEY, type Daemon, DaemonExitError, makeDataDir, startDaemon } from "../daemon/start-daemon.ts";
import { type ClientFiles, makeFolder, openssl, removeFolder, TestAuthority } from "./test-pki.ts";

const DAY_MS = 86_400_000;
const HTTPS = { OFFHOOK_HTTPS: "127.0.0.1:0" };

let pki: string;
let authority: TestAuthority;
let first: ClientFiles;
let second: ClientFiles;
beforeAll(async () => {
  pki = makeFolder();
  authority = await TestAuthority.make(pki, "acme");
  first = await authority.issue("first", { subject: "/CN=first", extensions: "server" });
  second = await authority.issue("second", { subject: "/CN=second", extensions: "server" });
});
afterAll(() => removeFolder(pki));

async function withDaemon(env: Record<string, string>, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  const daemon = await startDaemon(makeDataDir(), { ...HTTPS, ...env });
  try {
    await use(daemon);
  } finally {
    await daemon.stop();
    removeFolder(daemon.dataDir);
  }
}

async function open(daemon: Daemon): Promise<TLSSocket> {
  const { hostname, port } = new URL(`https://${daemon.doors.https}`);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  return socket;
}

/** One request on an open connection; the status of its answer. */
async function ask(socket: TLSSocket): Promise<number> {
  socket.write("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1]);
}

async function subjectShown(daemon: Daemon): Promise<string> {
  const socket = await open(daemon);
  const subject = socket.getPeerX509Certificate()?.subject ?? "";
  socket.destroy();
  return subject;
}

function put(folder: string, { cert, key }: ClientFiles): void {
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of [
    [key, "privkey.pem"],
    [cert, "fullchain.pem"],
  ] as const) {
    copyFileSync(from, join(folder, `${to}.new`));
    renameSync(join(folder, `${to}.new`), join(folder, to));
  }
}

async function eventsNamed(daemon: Daemon, name: string): Promise<Record<string, unknown>[]> {
  const { json } = await daemon.api("GET", "/api/v1/events");
  const { items } = json as { items: { name: string; detail: Record<string, unknown> }[] };
  return items.filter((event) => event.name === name).map(({ detail }) => detail);
}

test("what an ACME client leaves is taken over while an open connection goes on, and what does not fit is not", async () => {
  const folder = join(pki, "live");
  put(folder, first);
  await withDaemon({ OFFHOOK_TLS_FOLDER: folder, OFFHOOK_TLS_RELOAD: "100ms" }, async (daemon) => {
    expect(await subjectShown(daemon)).toBe("CN=first");
    const held = await open(daemon);
    expect(await ask(held)).toBe(404);
    put(folder, second);
    // Asking again and again, so that the connection never waits too long.
    for (let shown = ""; shown !== "CN=second"; shown = await subjectShown(daemon)) expect(await ask(held)).toBe(404);
    expect(await ask(held)).toBe(404);
    expect(held.getPeerX509Certificate()?.subject).toBe("CN=first");
    await expect
      .poll(() => eventsNamed(daemon, "certificate-renewed"))
      .toEqual([{ subject: "CN=second", expiresAt: expect.any(Number) }]);

    copyFileSync(first.key, join(folder, "privkey.pem"));
    await expect
      .poll(async () => JSON.stringify(await eventsNamed(daemon, "certificate-rejected")))
      .toContain("does not belong to the certificate");
    expect(await subjectShown(daemon)).toBe("CN=second");
    held.destroy();

    const health = await fetch(`http://${daemon.doors.staff}/healthz`);
    expect(await health.json()).toMatchObject({ status: "ok", certificate: { daysLeft: 300, doubts: [] } });
    expect(await (await fetch(`http://${daemon.doors.staff}/metrics`)).text()).toMatch(
      /^offhook_certificate_expires_seconds \d{10}$/m,
    );
    expect(await daemon.api("POST", "/api/v1/ca/renew", {})).toMatchObject({
      status: 409,
      json: { code: "not-own-certificate" },
    });
  });
});

test("staff renew the certificate of the own authority while an open connection goes on", async () => {
  await withDaemon({}, async (daemon) => {
    const held = await open(daemon);
    const before = held.getPeerX509Certificate()?.serialNumber;
    expect(await ask(held)).toBe(404);
    const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
    expect(await offhook(["ca", "renew"], env)).toMatchObject({ code: 0, out: expect.stringContaining("own") });
    expect(await ask(held).catch(() => "dropped")).toBe(404);
    held.destroy();
    const now = await open(daemon);
    expect(now.getPeerX509Certificate()?.serialNumber).not.toBe(before);
    now.destroy();
  });
});

test("a certificate for a phone is issued as PEM or PKCS#12, and its key is written nowhere", async () => {
  await withDaemon({}, async (daemon) => {
    const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
    const file = join(daemon.dataDir, "phone.p12");
    const { out } = await offhook(["ca", "issue", "00:04:13:92:43:01", "--p12", file, "--json"], env);
    const { passphrase } = JSON.parse(out) as { passphrase: string };
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const opened = await openssl("pkcs12", "-in", file, "-passin", `pass:${passphrase}`, "-nodes");
    const [leaf] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(opened) ?? [];
    expect(new X509Certificate(leaf ?? "").subject).toBe("CN=000413924301");
    const [key = ""] = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(opened) ?? [];
    rmSync(file);
    expect(await offhook(["ca", "issue", "000413924301", "--p12", file], env)).toMatchObject({ code: 0 });
    // Never over a file that is there.
    expect(await offhook(["ca", "issue", "000413924301", "--p12", file], env)).toMatchObject({ code: 2 });
    rmSync(file);

    const pem = await offhook(["ca", "issue", "000413924301"], env);
    expect(pem.out.match(/-----BEGIN [A-Z ]+-----/g)).toEqual([
      "-----BEGIN CERTIFICATE-----",
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN CERTIFICATE-----",
    ]);
    const secret = key.split("\n")[3] ?? "";
    expect(secret.length).toBeGreaterThan(40);
    for (const name of readdirSync(daemon.dataDir, { recursive: true, encoding: "utf8" })) {
      const path = join(daemon.dataDir, name);
      if (statSync(path).isFile())
        expect({ name, isInside: readFileSync(path).includes(secret) }).toEqual({ name, isInside: false });
    }
    expect((await daemon.api("GET", "/api/v1/events")).text).toContain("device-certificate-issued");
  });
});

describe("at the start", () => {
  const files = ({ certificate = first.cert, key = first.key }: { certificate?: string; key?: string }) => ({
    OFFHOOK_TLS_CERTIFICATE: certificate,
    OFFHOOK_TLS_KEY: key,
  });

  test.each([
    [
      "the key of another certificate",
      () => files({ key: second.key }),
      /^offhook: tls\.key \(OFFHOOK_TLS_KEY\): ".*second\.key".*does not belong to/,
    ],
    [
      "a folder without what belongs there",
      () => ({ OFFHOOK_TLS_FOLDER: pki }),
      /^offhook: tls\.folder .*fullchain\.pem.*ENOENT/,
    ],
    [
      "a certificate without a key",
      () => ({ OFFHOOK_TLS_CERTIFICATE: first.cert }),
      /^offhook: tls\.certificate .*tls\.key is missing/,
    ],
  ])("%s ends the daemon with 2 and a line that names the setting", async (_, env, line) => {
    const dataDir = makeDataDir();
    const ended = await startDaemon(dataDir, { ...HTTPS, ...env() }).then(
      async (daemon) => `it runs, and ends with ${await daemon.stop()}`,
      (error: DaemonExitError) => error,
    );
    expect(ended).toBeInstanceOf(DaemonExitError);
    if (ended instanceof DaemonExitError) {
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(line);
      expect(ended.stderr.trim().split("\n")).toHaveLength(1);
    }
    removeFolder(dataDir);
  });

  const OTHER_FILE = fileURLToPath(import.meta.url);
  test.each([
    ["certificate", { certificate: "/nothing.pem" }, /ENOENT/],
    ["certificate", { certificate: OTHER_FILE }, /no certificate in PEM/],
    ["key", { key: OTHER_FILE }, /no private key in PEM/],
    ["key", { key: "/nothing.pem" }, /ENOENT/],
    ["authority", { authority: OTHER_FILE }, /no certificate in PEM/],
    ["authority", { authority: "leaf" }, /CN=first, which is no certificate authority/],
  ] as const)("a %s file that cannot be used is named with its fault: %o", async (about, more, why) => {
    const given = { certificate: first.cert, key: first.key, authority: undefined, ...more };
    const wanted = given.authority === "leaf" ? { ...given, authority: first.cert } : given;
    const fault = await readCertificateFiles(wanted).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(CertificateFileError);
    expect(fault).toMatchObject({ about, path: wanted[about], message: expect.stringMatching(why) });
  });

  test("a certificate that ran out and does not name what phones are told leaves a warning, and the doors open", async () => {
    const at = (days: number) => new Date(Date.now() + days * DAY_MS);
    const over = await authority.issue("over", {
      subject: "/CN=over",
      extensions: "server",
      from: at(-20),
      until: at(-2),
    });
    const env = {
      ...files({ certificate: over.cert, key: over.key }),
      OFFHOOK_ADVERTISE: "https://other.example.com/",
    };
    await withDaemon(env, async (daemon) => {
      expect(await subjectShown(daemon)).toBe("CN=over");
      const doubts = async () => (await eventsNamed(daemon, "certificate-doubtful")).map(({ why }) => why).toSorted();
      await expect
        .poll(doubts)
        .toEqual(["it does not name other.example.com", expect.stringContaining("it ran out on")]);
      expect(await eventsNamed(daemon, "certificate-expiring")).toEqual([
        { what: "server", subject: "CN=over", days: 0 },
      ]);
    });
  });
});

test("the own authority's certificate is renewed by itself before anybody is alarmed", async () => {
  const dataDir = makeDataDir();
  const told: string[] = [];
  let now = Date.now();
  const keeper = await openTlsKeeper({
    dataDir,
    files: undefined,
    names: ["prov.example.org"],
    vendorIds: [],
    clock: () => now,
    onEvent: (name) => told.push(name),
  });
  const contexts: unknown[] = [];
  keeper.keep("modern", { setSecureContext: (context) => contexts.push(context) });
  const { expiresAt } = keeper.control.describe().server;
  await keeper.check();
  expect({ told, contexts: contexts.length }).toEqual({ told: [], contexts: 0 });
  now = expiresAt - 28 * DAY_MS;
  await keeper.check();
  expect({ told, contexts: contexts.length }).toEqual({ told: ["certificate-renewed"], contexts: 1 });
  expect(keeper.control.describe().server.expiresAt).toBeGreaterThan(expiresAt + 700 * DAY_MS);
  const leaf = new X509Certificate(readFileSync(join(dataDir, "tls", "server.crt")));
  expect(leaf.checkHost("prov.example.org")).toBe("prov.example.org");
  removeFolder(dataDir);
});

import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { makeTestFolder } from "../daemon/dhcp-site.ts";
import { issueForTest } from "./issue-for-test.ts";
import { readReport } from "./site.ts";

// `offhook doctor` while no daemon answers: on loopback, and nothing is sent anywhere.

async function takePort(): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Where nobody listens. */
async function freeUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}`;
}

test("says that the daemon is silent, who has its ports, and what is wrong with the data folder, without a key", async () => {
  const [staff, http] = [await takePort(), await takePort()];
  const dataDir = makeTestFolder();
  mkdirSync(join(dataDir, "tls"));
  const pair = await issueForTest({ name: "prov.example.org", from: Date.now() - 9e9, until: Date.now() - 1e6 });
  writeFileSync(join(dataDir, "tls", "server.crt"), pair.cert, { mode: 0o600 });
  writeFileSync(join(dataDir, "tls", "server.key"), pair.key, { mode: 0o600 });
  const env = {
    ...{ OFFHOOK_DATA_DIR: dataDir, OFFHOOK_PNP: "off", OFFHOOK_HTTP: `127.0.0.1:${http}` },
    ...{ OFFHOOK_HTTPS: "203.0.113.7:8443", OFFHOOK_TFTP: "127.0.0.1:0", OFFHOOK_STAFF: "off", LANG: "fr_FR.UTF-8" },
    ...{ OFFHOOK_ADVERTISE: "http://127.0.0.1:8080/" },
  };
  const report = readReport(await offhook(["doctor", "--json", "--url", `http://127.0.0.1:${staff}`], env));
  expect(report.code).toBe(3);
  expect(report.findings[0]).toMatchObject({
    code: "daemon-silent",
    title: expect.stringMatching(/^Offhook ne répond pas à http:\/\/127\.0\.0\.1:\d+ \(.+\)$/),
  });
  const me = `node (${process.pid})`;
  expect(report.find("daemon-port-other")).toMatchObject([{ params: { program: me } }]);
  expect(report.find("settings-ok")).toHaveLength(1);
  expect(report.find("port-in-use")).toMatchObject([{ params: { door: "http", program: me } }]);
  expect(report.find("address-not-here")).toMatchObject([{ params: { address: "203.0.113.7:8443" } }]);
  expect(report.find("certificate-expired")).toHaveLength(1);
  expect(report.find("url-loopback")).toHaveLength(1);
  expect(report.find("pnp-off")).toHaveLength(1);
  // Nobody listens there at all.
  const nobody = await offhook(["doctor", "--url", await freeUrl()], { ...env, LANG: "C" });
  expect(nobody.code).toBe(3);
  expect(nobody.out).toMatch(
    /^\[error\] Offhook does not answer at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\)\n {2}\S.*\n {2}-> \S/m,
  );
});

test("names the setting that keeps the daemon from starting, and a key that fits no certificate", async () => {
  const silent = ["doctor", "--json", "--url", await freeUrl()];
  const file = join(makeTestFolder(), "offhook.yaml");
  writeFileSync(file, "pnpPort: many\n");
  const bad = readReport(await offhook(silent, { OFFHOOK_CONFIG: file }));
  expect(bad.code).toBe(3);
  expect(bad.find("settings-bad")).toMatchObject([
    { params: { problem: 'pnpPort: "many" is not allowed; allowed: a whole number from 0 to 65535' } },
  ]);

  const dataDir = makeTestFolder();
  mkdirSync(join(dataDir, "tls"));
  const validity = { name: "prov.example.org", from: Date.now() - 1e6, until: Date.now() + 9e9 };
  const [one, two] = [await issueForTest(validity), await issueForTest(validity)];
  writeFileSync(join(dataDir, "tls", "server.crt"), one.cert);
  writeFileSync(join(dataDir, "tls", "server.key"), two.key);
  const doors = { OFFHOOK_HTTP: "off", OFFHOOK_HTTPS: "127.0.0.1:0", OFFHOOK_TFTP: "off", OFFHOOK_PNP: "off" };
  const report = readReport(await offhook(silent, { OFFHOOK_DATA_DIR: dataDir, ...doors }));
  expect(report.find("certificate-unusable")).toMatchObject([{ severity: "error" }]);
});

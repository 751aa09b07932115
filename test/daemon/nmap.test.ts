import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const run = promisify(execFile);
/** With a plus they run on any port; what needs the internet, takes minutes or is for other servers is left out. */
const HTTP_SCRIPTS = [
  ...["http-methods", "http-trace", "http-headers", "http-server-header", "http-security-headers", "http-cookie-flags"],
  ...["http-enum", "http-passwd", "http-git", "http-cross-domain-policy", "http-open-proxy"],
  ...["http-shellshock", "http-put", "http-auth", "http-method-tamper", "http-vuln-cve2011-3192", "http-phpself-xss"],
];
const TLS_SCRIPTS = [
  ...["ssl-enum-ciphers", "ssl-cert", "ssl-heartbleed", "ssl-poodle", "ssl-ccs-injection", "ssl-dh-params"],
  ...["sslv2", "ssl-known-key"],
];

async function scan(ports: readonly string[], scripts: readonly string[]): Promise<string> {
  const chosen = scripts.map((name) => `+${name}`).join(",");
  const options = ["-Pn", "-n", "-sT", "-T4", "--script-timeout", "20s", "--script", chosen, "-p", ports.join(",")];
  try {
    return (await run("nmap", [...options, "127.0.0.1"], { maxBuffer: 1 << 24 })).stdout;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Error("nmap is missing: apt-get install nmap");
    throw error;
  }
}

test("nmap's scripts find nothing to complain about at any door", async () => {
  const daemon = await startDaemon(makeDataDir(), { OFFHOOK_HTTPS: "127.0.0.1:0" });
  onTestFinished(async () => {
    await daemon.stop();
    removeFolder(daemon.dataDir);
  });
  const portOf = (address: string | null) => String(new URL(`http://${address}`).port);
  const { http, https, staff } = daemon.doors;
  const plain = await scan([portOf(http), portOf(staff)], HTTP_SCRIPTS);
  const tls = await scan([portOf(https)], TLS_SCRIPTS);
  expect(plain).toMatch(/http-methods:[\s\S]*Supported Methods: /);
  // Every script that names a fault says one of these.
  for (const report of [plain, tls]) expect(report).not.toMatch(/VULNERABLE|risky|exposed|Possible|anonymous|weak/i);
  expect(plain).not.toMatch(/http-server-header|X-Powered-By|TRACE is enabled|http-passwd|http-git/i);
  expect([...plain.matchAll(/^\|_? {2}(\/\S*): /gm)].map((match) => match[1])).toEqual(["/docs/"]);
  expect(tls).toMatch(/TLSv1\.2:[\s\S]*TLSv1\.3:/);
  expect(tls).not.toMatch(/SSLv|TLSv1\.[01]:/);
  expect(tls).toMatch(/least strength: A/);
  expect((await daemon.api("GET", "/healthz")).status).toBe(200);
}, 120_000);

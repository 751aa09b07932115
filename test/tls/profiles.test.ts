import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";
import { openssl } from "./test-pki.ts";

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon(makeDataDir(), { OFFHOOK_HTTPS: "127.0.0.1:0", OFFHOOK_HTTPS_LEGACY: "127.0.0.1:0" });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(daemon.dataDir);
});

type Door = "https" | "httpsLegacy";

/** What openssl agrees on with a door: `TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256`, or `refused`. */
async function handshake(door: Door, ...options: string[]): Promise<{ agreed: string; output: string }> {
  // A handshake that fails is an answer as well.
  const output = await openssl("s_client", "-connect", daemon.doors[door] ?? "", ...options).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      if (error.stdout === undefined) throw error;
      return error.stdout + error.stderr;
    },
  );
  const [, version, cipher] = /^New, (\S+), Cipher is (\S+)$/m.exec(output) ?? [];
  const [, protocol = version] = /^ {4}Protocol {2}: (\S+)$/m.exec(output) ?? [];
  return { agreed: cipher === undefined || cipher === "(NONE)" ? "refused" : `${protocol} ${cipher}`, output };
}

const WEAK = ["-cipher", "ALL:eNULL:@SECLEVEL=0"];

describe.each([
  { door: "https" as const, versions: { tls1: false, tls1_1: false, tls1_2: true, tls1_3: true } },
  { door: "httpsLegacy" as const, versions: { tls1: true, tls1_1: true, tls1_2: true, tls1_3: true } },
])("$door, asked by openssl s_client", ({ door, versions }) => {
  test.each(Object.entries(versions))("speaks %s: %s", async (version, isSpoken) => {
    const { agreed } = await handshake(door, `-${version}`, ...WEAK);
    const name = { tls1: "TLSv1", tls1_1: "TLSv1.1", tls1_2: "TLSv1.2", tls1_3: "TLSv1.3" }[version];
    if (isSpoken) expect(agreed.split(" ")[0]).toBe(name);
    else expect(agreed).toBe("refused");
  });

  test.each([
    ["ECDHE-ECDSA-AES128-GCM-SHA256", true, true],
    ["ECDHE-RSA-AES128-GCM-SHA256", true, true],
    ["ECDHE-ECDSA-AES256-GCM-SHA384", true, true],
    ["ECDHE-RSA-AES256-GCM-SHA384", true, true],
    ["ECDHE-ECDSA-CHACHA20-POLY1305", true, false],
    ["ECDHE-RSA-CHACHA20-POLY1305", true, false],
    ["ECDHE-RSA-AES128-SHA256", false, true],
    ["ECDHE-RSA-AES256-SHA", false, true],
    ["AES128-GCM-SHA256", false, true],
    ["AES128-SHA", false, true],
    ["AES256-SHA256", false, true],
    ["DHE-RSA-AES128-GCM-SHA256", false, false],
    ["AECDH-AES128-SHA", false, false],
    ["ADH-AES256-GCM-SHA384", false, false],
    ["NULL-SHA256", false, false],
    ["CAMELLIA128-SHA", false, false],
    ["ARIA128-GCM-SHA256", false, false],
    ["AES128-CCM", false, false],
    ["PSK-AES128-GCM-SHA256", false, false],
  ])("of TLS 1.2, takes %s: modern %s, legacy %s", async (cipher, isModern, isLegacy) => {
    const isTaken = door === "https" ? isModern : isLegacy;
    const psk = cipher.startsWith("PSK") ? ["-psk", "00"] : [];
    const { agreed } = await handshake(door, "-tls1_2", "-cipher", `${cipher}:@SECLEVEL=0`, ...psk);
    expect(agreed).toBe(isTaken ? `TLSv1.2 ${cipher}` : "refused");
  });

  test("asks for a certificate, offers no ticket and does not compress", async () => {
    const { agreed, output } = await handshake(door, "-tls1_2");
    expect(agreed).toMatch(/^TLSv1\.2 ECDHE/);
    expect(output).toContain("Acceptable client certificate CA names");
    expect(output).not.toContain("TLS session ticket:");
    expect(output).toContain("Compression: NONE");
  });
});

test("phones without elliptic curves check a certificate with RSA by the same authority", async () => {
  const trust = ["-CAfile", `${daemon.dataDir}/tls/ca.crt`, "-verify_return_error", "-verify_ip", "127.0.0.1"];
  const old = await handshake("httpsLegacy", "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0", ...trust);
  expect(old.agreed).toBe("TLSv1 AES128-SHA");
  expect(old.output).toContain("Verify return code: 0 (ok)");
  const curves = await handshake("https", "-tls1_3", ...trust);
  expect(curves.output).toContain("Peer signature type: ECDSA");
  expect(curves.output).toContain("Verify return code: 0 (ok)");
});

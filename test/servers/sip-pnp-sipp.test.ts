import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { seedDataDir, seededMac } from "../../bench/seed.ts";
import { startPhone, startPnp } from "./pnp-fixture.ts";

const SCENARIO = fileURLToPath(new URL("./sip-pnp-sipp.xml", import.meta.url));
const CALLS = 100;

it("SIP PnP satisfies SIPp, a phone of somebody else's making", async () => {
  const folder = mkdtempSync(join(tmpdir(), "offhook-sipp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");
  await seedDataDir(dataDir, CALLS, "closed");
  const pnp = await startPnp({ dataDir });
  const macs = join(folder, "macs.csv");
  writeFileSync(
    macs,
    ["SEQUENTIAL", ...Array.from({ length: CALLS }, (_, index) => `${seededMac(index)};`)].join("\n"),
  );
  // A port that was free a moment ago, on an address that nobody else uses.
  const { port } = await startPhone({ address: "127.0.0.77" });
  const args = [
    "-sf",
    SCENARIO,
    "-inf",
    macs,
    "-i",
    "127.0.0.78",
    "-p",
    String(port),
    "-m",
    String(CALLS),
    "-r",
    "200",
  ];
  const limits = ["-nostdin", "-timeout", "50", "-timeout_error"];
  await promisify(execFile)("sipp", [...args, ...limits, `127.0.0.1:${pnp.port}`], {
    cwd: folder,
    timeout: 60_000,
  }).catch((error: NodeJS.ErrnoException & { stdout?: string }) => {
    if (error.code === "ENOENT") throw new Error("sipp is missing: apt-get install sip-tester");
    throw new Error(`${error.message}\n${error.stdout?.slice(-4000)}`);
  });
  await expect.poll(() => pnp.server.counters()).toMatchObject({ answered: CALLS, delivered: CALLS, malformed: 0 });
}, 90_000);

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const UNITS = fileURLToPath(new URL("../../docs/systemd", import.meta.url));
/** Of systemd-analyze, in tenths: what it calls OK begins at 5.0. */
const WORST_EXPOSURE = 20;

function copyUnits(): string {
  const folder = mkdtempSync(join(tmpdir(), "offhook-units-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(UNITS, folder, { recursive: true });
  const service = join(folder, "offhook.service");
  // Verifying looks for the program.
  writeFileSync(service, readFileSync(service, "utf8").replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
  return folder;
}

test("the systemd units are valid, and sockets are named as the daemon's doors are", () => {
  const folder = copyUnits();
  const units = readdirSync(folder).map((name) => join(folder, name));
  expect(units).toHaveLength(5);
  expect(execFileSync("systemd-analyze", ["verify", ...units], { encoding: "utf8", stdio: "pipe" })).toBe("");
  const names = units.flatMap((unit) => /^FileDescriptorName=(.*)$/m.exec(readFileSync(unit, "utf8"))?.[1] ?? []);
  expect(names.sort()).toEqual(["http", "https", "pnp", "tftp"]);
});

test("the service gives up what it does not need, and leaves no core dump", () => {
  const service = join(copyUnits(), "offhook.service");
  execFileSync("systemd-analyze", ["security", "--offline=yes", `--threshold=${WORST_EXPOSURE}`, service], {
    stdio: "pipe",
  });
  expect(readFileSync(service, "utf8")).toMatch(/^LimitCORE=0$/m);
});

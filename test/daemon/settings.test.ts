import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DaemonExitError, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const dataDir = makeDataDir();
afterAll(() => removeFolder(dataDir));

/** Starts a daemon that must not come up; returns how it ended. */
async function failToStart(env: Record<string, string>): Promise<DaemonExitError> {
  const error = await startDaemon(dataDir, env).then(
    async (daemon) => {
      await daemon.stop();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof DaemonExitError)) throw new Error("the daemon started with a bad setting");
  return error;
}

describe("a bad setting ends the daemon with exit 2 and one line that names it", () => {
  const settingsFile = join(dataDir, "offhook.yaml");

  test("an unknown key in the file", async () => {
    writeFileSync(settingsFile, "htttp: off\n");
    const { code, stderr } = await failToStart({ OFFHOOK_CONFIG: settingsFile });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^offhook: htttp: unknown key; the nearest known ones are http, .*\n$/);
  });

  test("a settings file that is not there", async () => {
    const { code, stderr } = await failToStart({ OFFHOOK_CONFIG: join(dataDir, "none.yaml") });
    expect([code, stderr.split("\n").length]).toEqual([2, 2]);
    expect(stderr).toContain("OFFHOOK_CONFIG");
  });

  test("a bad value", async () => {
    const { code, stderr } = await failToStart({ OFFHOOK_SECRETS_WINDOW: "soon" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^offhook: OFFHOOK_SECRETS_WINDOW: "soon" is not allowed; allowed: .*\n$/);
  });

  test("networks that are none", async () => {
    const { code, stderr } = await failToStart({ OFFHOOK_SECRETS_TRUSTED_NETWORKS: "10.0.0.0/40" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^offhook: secrets\.trustedNetworks: "10\.0\.0\.0\/40" is not allowed.*\n$/);
  });

  test.each(["HTTP", "STAFF"])("a taken port of the %s door", async (door) => {
    const other = createServer().listen(0, "127.0.0.1");
    const taken = await new Promise<string>((resolve) =>
      other.once("listening", () => resolve(`127.0.0.1:${(other.address() as AddressInfo).port}`)),
    );
    const { code, stderr } = await failToStart({ [`OFFHOOK_${door}`]: taken });
    other.close();
    expect(code).toBe(2);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(`OFFHOOK_${door}`);
    expect(stderr).toContain(taken);
  });

  test("a taken TFTP port", async () => {
    const first = await startDaemon(dataDir);
    const second = makeDataDir();
    const { code, stderr } = await failToStart({ OFFHOOK_DATA_DIR: second, OFFHOOK_TFTP: String(first.doors.tftp) });
    await first.stop();
    removeFolder(second);
    expect(code).toBe(2);
    expect(stderr).toContain("OFFHOOK_TFTP");
  });

  test("a data folder that is a file, or inside one", async () => {
    writeFileSync(join(dataDir, "a-file"), "");
    for (const folder of [join(dataDir, "a-file"), join(dataDir, "a-file", "below")]) {
      const { code, stderr } = await failToStart({ OFFHOOK_DATA_DIR: folder });
      expect(code).toBe(2);
      expect(stderr).toContain("dataDir");
      expect(stderr.split("\n")).toHaveLength(2);
    }
  });

  test("a database that cannot be opened, without its password", async () => {
    const { code, stderr } = await failToStart({
      OFFHOOK_DATABASE_URL: "postgres://offhook:canary-db-word@127.0.0.1:1/none",
    });
    expect(code).toBe(2);
    expect(stderr).toContain("databaseUrl");
    expect(stderr).not.toContain("canary-db-word");
  });

  test("a data folder that nobody may make, not even root", async () => {
    const { code, stderr } = await failToStart({ OFFHOOK_DATA_DIR: "/sys/offhook" });
    expect(code).toBe(2);
    expect(stderr).toContain('dataDir (OFFHOOK_DATA_DIR): "/sys/offhook" cannot be used');
    expect(stderr.split("\n")).toHaveLength(2);
  });
});

describe("a first start without an admin key", () => {
  test("makes one, shows it once, and it opens the staff door", async () => {
    const folder = makeDataDir();
    const first = await startDaemon(folder, { OFFHOOK_ADMIN_KEY: undefined });
    const key = /^offhook admin key, shown this once: (\S{32,})$/m.exec(first.stdout())?.[1] ?? "";
    const call = () => first.api("GET", "/api/v1/pbxs", undefined, { authorization: `Bearer ${key}` });
    expect((await call()).status).toBe(200);
    expect(await first.stop()).toBe(0);
    const second = await startDaemon(folder, { OFFHOOK_ADMIN_KEY: undefined });
    expect(second.stdout()).not.toContain("admin key");
    expect((await second.api("GET", "/api/v1/pbxs", undefined, { authorization: `Bearer ${key}` })).status).toBe(200);
    await second.stop();
    removeFolder(folder);
  });
});

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";
import { offhook } from "./run.ts";

const MAC = "0004137447D0";
let daemon: Daemon;
let dataDir: string;
beforeAll(async () => {
  dataDir = makeDataDir();
  daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  const line = { account: "20", displayName: "Desk" };
  await daemon.api("POST", "/api/v1/phones", { mac: MAC, pbx: "main", model: "D785", lines: [line] });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

const run = (...args: string[]) =>
  offhook(args, { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY });

test("key rotate exchanges the key of a daemon that serves, and the phone still gets its passwords", async () => {
  const file = join(dataDir, "master.key");
  const before = readFileSync(file, "utf8");
  const rotated = await run("key", "rotate");
  expect(rotated).toMatchObject({ code: 0, err: "" });
  expect(rotated.out).toMatch(/state +idle/);
  expect(readFileSync(file, "utf8")).not.toBe(before);
  expect(readFileSync(`${file}.previous`, "utf8")).toBe(before);
  expect(existsSync(`${file}.next`)).toBe(false);
  expect((await daemon.fetch(`/${MAC}.xml`)).body).toContain("<user_pass");
  expect((await run("key", "list")).out).toContain("OFFHOOK_ADMIN_KEY");
});

test("webhook add, list and remove", async () => {
  const added = await run("webhook", "add", "main", "https://pbx.example.org/hook", "--event", "phone.deleted");
  expect(added.out).toMatch(/secret +whsec_/);
  const id = /id +(wh_\w+)/.exec(added.out)?.[1] ?? "";
  const listed = (await run("webhook", "list", "main")).out;
  expect(listed).toContain(id);
  expect(listed).not.toContain("whsec_");
  expect(await run("webhook", "remove", "main", id)).toMatchObject({ code: 0, out: `removed ${id}\n` });
});

test("audit lists, exports with a signature that openssl verifies, and verify exits 1 with the broken entry", async () => {
  const list = await run("audit", "list", "--phone", MAC);
  expect(list.out).toContain("passwords-delivered");
  expect(list.out).toContain("phone-admitted");
  const file = join(dataDir, "audit.jsonl");
  expect(await run("audit", "export", file)).toMatchObject({ code: 0, err: "" });
  const key = join(dataDir, "audit-key.pem");
  const { out: pem } = await run("audit", "public-key");
  execFileSync("sh", ["-c", 'printf %s "$1" > "$0"', key, pem]);
  const shown = ["-sha256", "-verify", key, "-signature", `${file}.sig`, file];
  const tool = "openssl";
  expect(execFileSync(tool, ["dgst", ...shown], { encoding: "utf8" })).toContain("Verified OK");
  expect(await run("audit", "export", file)).toMatchObject({
    code: 2,
    err: expect.stringContaining("cannot be written"),
  });

  expect(await run("audit", "verify")).toMatchObject({ code: 0, err: "" });
  const database = new Database(join(dataDir, "offhook.db"));
  database.prepare("update audit set actor = 'somebody else' where sequence = 3").run();
  database.close();
  const broken = await run("audit", "verify");
  expect(broken).toMatchObject({ code: 1, err: "offhook: entry 3 was altered, inserted or moved here\n" });
});

import { afterAll, describe, expect, test } from "vitest";
import { startTestPostgres } from "../storage/test-postgres.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const folders: string[] = [];
const cleanUps: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  for (const folder of folders) removeFolder(folder);
});

async function start(env: Record<string, string> = {}): Promise<Daemon> {
  const folder = makeDataDir();
  folders.push(folder);
  const daemon = await startDaemon(folder, env);
  cleanUps.push(() => daemon.stop());
  return daemon;
}

/** 200 addresses ask for the same phone's first configuration at the same time. Returns those that saw a password. */
async function race(daemons: readonly Daemon[], mac: string): Promise<string[]> {
  const addresses = Array.from({ length: 200 }, (_, index) => `127.1.${index >> 7}.${(index & 127) + 1}`);
  const answers = await Promise.all(
    addresses.map(async (from, index) => {
      const daemon = daemons[index % daemons.length];
      if (daemon === undefined) throw new Error("no daemon to ask");
      return { from, answer: await daemon.fetch(`/${mac}.xml`, { from }) };
    }),
  );
  expect(answers.every(({ answer }) => answer.status === 200)).toBe(true);
  return answers
    .filter(({ answer }) => /<(?:user_pass|http_pass|admin_mode_password)\b/.test(answer.body))
    .map(({ from }) => from);
}

async function admitPhones(daemon: Daemon, macs: readonly string[]): Promise<void> {
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20" });
  for (const mac of macs) {
    expect(
      (
        await daemon.api("POST", "/api/v1/phones", {
          mac,
          pbx: "main",
          vendor: "snom",
          model: "D785",
          lines: [{ account: "20" }],
        })
      ).status,
    ).toBe(201);
  }
}

const MACS = Array.from({ length: 5 }, (_, index) => `0004137700${index.toString().padStart(2, "0")}`);

describe("200 simultaneous first fetches from 200 addresses (What must hold, 1: atomic)", () => {
  test("exactly one address sees passwords, on SQLite", async () => {
    const daemon = await start();
    await admitPhones(daemon, MACS);
    for (const mac of MACS) expect(await race([daemon], mac)).toHaveLength(1);
  });

  test("exactly one address sees passwords, with two daemons on one PostgreSQL", async () => {
    const postgres = await startTestPostgres();
    cleanUps.push(() => postgres.stop());
    const env = { OFFHOOK_DATABASE_URL: postgres.url, OFFHOOK_MASTER_KEY: "ab".repeat(32) };
    const daemons = [await start(env), await start(env)];
    await admitPhones(daemons[0] as Daemon, MACS);
    for (const mac of MACS) expect(await race(daemons, mac)).toHaveLength(1);
    // A thousand requests that wait for one row each: as long as the disk takes.
  }, 180_000);
});

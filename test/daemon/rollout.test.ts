import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import type { NotifyPhoneFixture } from "../servers/notify-phone.ts";
import { ADMIN_KEY, type Daemon, startDaemon } from "./start-daemon.ts";
import { boot, type Desk, fetchAs, imageOf, listen } from "./updating-desks.ts";

const OLD = "10.1.100.1";
const NEW = "10.1.200.2";
const PHONES = 20;

type Rolled = { mac: string; stage: number; state: string; words: string | null };
type Rollout = { state: string; words: string | null; phones: Record<string, number> };

const folder = mkdtempSync(join(tmpdir(), "offhook-rollout-"));
const dataDir = join(folder, "data");
const firmwareDir = { OFFHOOK_FIRMWARE_DIR: join(folder, "firmware") };
const sockets: NotifyPhoneFixture[] = [];
let daemon: Daemon;
let isUp: Promise<unknown> = Promise.resolve();

/** Every fifth phone fetches the new image and comes back with the one it had. */
const desks: Desk[] = Array.from({ length: PHONES }, (_, at) => ({
  mac: `000413BB${(at + 0x10).toString(16).toUpperCase().padStart(4, "0")}`,
  address: `127.77.61.${at + 1}`,
  firmware: OLD,
  takes: (version) => version === OLD || at % 5 !== 0,
}));

async function api<T>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const answer = await daemon.api(method, `/api/v1${path}`, body);
  expect(answer.status, answer.text).toBe(status);
  return answer.json as T;
}

/** A daemon that is being started tells phones before it answers them. */
async function bootDesk(desk: Desk): Promise<void> {
  await isUp;
  await boot(daemon, desk);
}

beforeAll(async () => {
  daemon = await startDaemon(dataDir, firmwareDir);
  const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
  for (const version of [OLD, NEW]) {
    writeFileSync(join(folder, imageOf(version)), randomBytes(100_000));
    const { code, err } = await offhook(["firmware", "add", join(folder, imageOf(version))], env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  }
  await api("POST", "/pbxs", { id: "main", host: "pbx.example.org" }, 201);
  for (const [at, desk] of desks.entries()) {
    const lines = [{ account: String(20 + at), displayName: "Desk" }];
    await api("POST", "/phones", { mac: desk.mac, pbx: "main", model: "D785", lines }, 201);
    await bootDesk(desk);
    sockets.push(await listen(desk, () => bootDesk(desk)));
  }
}, 60_000);
afterAll(async () => {
  for (const socket of sockets) await socket.close();
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function crash(): Promise<void> {
  await daemon.stop("SIGKILL");
  isUp = startDaemon(dataDir, firmwareDir).then((started) => {
    daemon = started;
  });
  await isUp;
  // Visits of the last moment may be lost. Phones are told again after five minutes, for which nobody waits here; they also refresh.
  for (const desk of desks) await fetchAs(daemon, desk, `/${desk.mac}.xml`);
}

const phonesOf = async (id: string, state = "") =>
  (await api<{ items: Rolled[] }>("GET", `/rollouts/${id}/phones?limit=100${state && `&state=${state}`}`)).items;
const until = (id: string, state: string) =>
  expect
    .poll(async () => (await api<Rollout>("GET", `/rollouts/${id}`)).state, { timeout: 90_000, interval: 200 })
    .toBe(state);

test("a roll-out over the staff API halts in its first stage, names phones and reasons, goes on and goes back, each with a kill -9 in the middle (acceptance 1)", async () => {
  // Visits are written in batches.
  const seen = () => api<{ items: { firmware: string | null }[] }>("GET", "/phones?limit=500");
  await expect
    .poll(async () => (await seen()).items.filter(({ firmware }) => firmware === OLD).length, { timeout: 20_000 })
    .toBe(PHONES);
  await api("POST", "/pbxs/main/rollouts", { version: "10.9.9.9" }, 422);
  await api("POST", "/pbxs/main/rollouts", { version: NEW, stages: [50, 25, 100] }, 422);
  const body = { version: NEW, stages: [50, 100], haltAbove: 10, withinMinutes: 1, reason: "better sound" };
  const plan = await api<{ phonesByStage: number[] }>("POST", "/pbxs/main/rollouts?dryRun=true", body);
  expect(plan.phonesByStage).toEqual([PHONES / 2, PHONES / 2]);
  const { id } = await api<{ id: string }>("POST", "/pbxs/main/rollouts", body, 201);
  await api("POST", "/pbxs/main/rollouts", body, 409);
  await expect.poll(async () => (await phonesOf(id, "done")).length, { timeout: 20_000 }).toBeGreaterThan(2);
  await crash();
  await until(id, "halted");

  const bad = desks.filter((_, at) => at % 5 === 0).map(({ mac }) => mac);
  const first = (await phonesOf(id)).filter(({ stage }) => stage === 1);
  expect(first).toHaveLength(PHONES / 2);
  const failed = await phonesOf(id, "failed");
  expect(failed.map(({ mac }) => mac)).toEqual(first.map(({ mac }) => mac).filter((mac) => bad.includes(mac)));
  expect(failed.length).toBeGreaterThan(1);
  // The same request a moment later is no visit of its own: then it has not come back.
  for (const { words } of failed)
    expect(words).toMatch(/^fetched the image and (?:came|has not come) back.* 10\.1\.100\.1$/);
  expect((await api<Rollout>("GET", `/rollouts/${id}`)).words).toMatch(
    `${failed.length} of 10 phones of stage 1 did not come back`,
  );
  // Phones of the second stage were left alone.
  expect(desks.filter(({ firmware }) => firmware === NEW)).toHaveLength(first.length - failed.length);

  await api("POST", `/rollouts/${id}/resume`, {});
  await expect.poll(async () => (await phonesOf(id, "done")).length, { timeout: 20_000 }).toBeGreaterThan(10);
  await crash();
  await api("POST", `/rollouts/${id}/rollback`, {});
  await expect.poll(async () => (await phonesOf(id, "returned")).length, { timeout: 20_000 }).toBeGreaterThan(5);
  await crash();
  await until(id, "rolled-back");
  expect(desks.filter(({ firmware }) => firmware !== OLD)).toEqual([]);
  expect((await phonesOf(id)).map(({ state }) => state)).toEqual(Array(PHONES).fill("returned"));
}, 240_000);

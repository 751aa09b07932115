import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";
import { type Fleet, type FleetPhone, startFleet } from "./fleet.ts";
import { waitUntil } from "./wait-until.ts";

/** 5,000 by OFFHOOK_ROTATION_PHONES=5000: some minutes. */
const PHONES = Number(process.env.OFFHOOK_ROTATION_PHONES ?? 100);
const MOST = Math.ceil(PHONES / 5);
const REALM = "pbx.example.org";
const ADMITTED_AT_ONCE = 16;
const LONGEST_MS = 60_000 + PHONES * 200;

type Rotation = { id: string; state: string; phones: { waiting: number; changing: number; done: number } };

const dataDir = makeDataDir();
const tablesDir = makeDataDir();
let daemon: Daemon;
let fleet: Fleet;

async function call<T>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const answer = await daemon.api(method, `/api/v1${path}`, body);
  expect(answer.status, answer.text).toBe(status);
  return answer.json as T;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const takeNext = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: ADMITTED_AT_ONCE }, takeNext));
}

const rotationOf = (id: string) => call<Rotation>("GET", `/rotations/${id}`);
const isTold = () => call<{ pending: number; failed: number }>("GET", "/pbxs/main/link");

beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  fleet = await startFleet(PHONES, REALM, tablesDir, () => daemon);
  await call("POST", "/pbxs", { id: "main", host: REALM }, 201);
  await inTurns(fleet.phones, async ({ mac, user }) => {
    const lines = [{ account: user, displayName: user }];
    await call("POST", "/phones", { mac, pbx: "main", model: "D785", lines }, 201);
  });
  await call(
    "PUT",
    "/pbxs/main/link",
    {
      settings: { kind: "kamailio", rpcUrl: fleet.rpcUrl, registrationsEverySeconds: 5 },
      credentials: { databaseUrl: fleet.database.url },
    },
    201,
  );
  await waitUntil("the PBX has all accounts", isTold, ({ pending }) => pending === 0, LONGEST_MS);
  await inTurns(fleet.phones, fleet.fetch);
  expect(await fleet.shutOut()).toEqual([]);
  // Phones are told through the PBX, once it is known where they are.
  await waitUntil(
    "everybody is known to be registered",
    () => call<{ items: unknown[] }>("GET", "/phones?registration=registered&limit=500"),
    ({ items }) => items.length >= Math.min(PHONES, 500),
    LONGEST_MS,
  );
}, LONGEST_MS);
afterAll(async () => {
  await daemon?.stop();
  await fleet?.close();
  for (const folder of [dataDir, tablesDir]) removeFolder(folder);
});

test(
  `${PHONES} phones get new passwords with two crashes in the middle: never more than ${MOST} without their registration, and none lost`,
  async () => {
    const before = new Map(fleet.phones.map((phone) => [phone, phone.password]));
    const counted = new Set<FleetPhone>();
    let mostShutOut = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const shutOut = await fleet.shutOut();
        for (const phone of shutOut) counted.add(phone);
        mostShutOut = Math.max(mostShutOut, shutOut.length);
        await sleep(50);
      }
    })();

    const { id } = await call<Rotation>(
      "POST",
      "/pbxs/main/rotations",
      { mostUnregistered: MOST, reason: "stolen phone" },
      201,
    );
    await call("POST", "/pbxs/main/rotations", {}, 409);
    for (const share of [0.2, 0.6]) {
      await waitUntil(
        "it gets on",
        () => rotationOf(id),
        ({ phones }) => phones.done > share * PHONES,
        LONGEST_MS,
      );
      await daemon.stop("SIGKILL");
      daemon = await startDaemon(dataDir);
    }
    const ended = await waitUntil(
      "it is done",
      () => rotationOf(id),
      ({ state }) => state === "done",
      LONGEST_MS,
    );
    isOver = true;
    await watching;

    expect(ended.phones).toEqual({ waiting: 0, changing: 0, done: PHONES, skipped: 0 });
    expect(mostShutOut).toBeLessThanOrEqual(MOST);
    // Or nobody looked when it mattered.
    expect(counted.size).toBeGreaterThan(PHONES / 10);
    expect(await fleet.shutOut()).toEqual([]);
    expect(fleet.phones.filter((phone) => phone.password === before.get(phone))).toEqual([]);
    expect(new Set(fleet.phones.map(({ password }) => password)).size).toBe(PHONES);
  },
  2 * LONGEST_MS,
);

test("phones that do not come back keep their places; pausing begins no more, and skipping them goes on", async () => {
  for (const { mac } of fleet.phones.slice(0, 2)) fleet.deaf.add(mac);
  const { id } = await call<Rotation>("POST", "/pbxs/main/rotations", { mostUnregistered: 2 }, 201);
  await waitUntil(
    "two are under way",
    () => rotationOf(id),
    ({ phones }) => phones.changing === 2,
  );
  await sleep(3000);
  expect(await rotationOf(id)).toMatchObject({ phones: { changing: 2, done: 0, waiting: PHONES - 2 } });
  expect((await fleet.shutOut()).map(({ mac }) => mac)).toEqual([...fleet.deaf]);
  await call("POST", `/rotations/${id}/pause`, {});
  for (const mac of fleet.deaf) await call("POST", `/rotations/${id}/phones/${mac}/skip`, {});
  await sleep(2000);
  expect(await rotationOf(id)).toMatchObject({ state: "paused", phones: { changing: 0, waiting: PHONES - 2 } });
  await call("POST", `/rotations/${id}/resume`, {});
  await waitUntil(
    "it goes on",
    () => rotationOf(id),
    ({ phones }) => phones.done >= 1,
    30_000,
  );
  await call("POST", `/rotations/${id}/cancel`, {});
  await call("POST", `/rotations/${id}/resume`, {}, 409);
  await waitUntil(
    "those under way are brought to their end",
    () => rotationOf(id),
    ({ phones }) => phones.changing === 0,
    30_000,
  );
  // The two were skipped, and get theirs when they ask.
  fleet.deaf.clear();
  await inTurns(fleet.phones.slice(0, 2), fleet.fetch);
  await waitUntil("nobody is shut out", fleet.shutOut, (shutOut) => shutOut.length === 0);
}, 120_000);

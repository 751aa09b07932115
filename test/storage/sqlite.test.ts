import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type StoreSettings } from "../../src/storage/open-store.ts";
import { ANNA, admit, claim, MAC, macNumber, newLine, newRedirectAccount, passwordsIn } from "./sample-rows.ts";
import { sqliteDatabases } from "./test-stores.ts";

const { open, cleanUp } = sqliteDatabases();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "offhook-data-"));
});
afterEach(async () => {
  await cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (more: Partial<StoreSettings> = {}): StoreSettings => ({
  url: undefined,
  dataDir: join(folder, "data"),
  masterKey: undefined,
  clock: Date.now,
  keepPlaintext: true,
  maxSightings: 10,
  ...more,
});
const modeOf = (path: string) => statSync(path).mode & 0o777;

test("makes its folder and its files for nobody else", async () => {
  const before = process.umask(0);
  try {
    const store = await openStore(settings());
    await admit(store);
    const dataDir = join(folder, "data");
    expect(modeOf(dataDir)).toBe(0o700);
    const files = readdirSync(dataDir).sort();
    expect(files).toEqual(["master.key", "offhook.db", "offhook.db-shm", "offhook.db-wal"]);
    for (const file of files) expect(modeOf(join(dataDir, file)), file).toBe(0o600);
    await store.close();
  } finally {
    process.umask(before);
  }
});

test("opens again with the same key and data, and runs no migration twice", async () => {
  const first = await openStore(settings());
  const phone = await admit(first);
  await first.close();
  const second = await openStore(settings());
  expect(await second.findPhone(MAC)).toEqual(phone);
  expect(Object.keys(passwordsIn(await claim(second, phone)))).toHaveLength(3);
  await second.close();
});

test("takes a path and a key of the operator's", async () => {
  const place = { url: `sqlite:${join(folder, "deep", "er", "phones.db")}`, masterKey: "ab".repeat(32) };
  const store = await openStore(settings(place));
  await admit(store);
  await store.close();
  expect(readdirSync(join(folder, "deep", "er"))).toEqual(["phones.db"]);
  const wrong = await openStore(settings({ ...place, masterKey: "cd".repeat(32) }));
  const phone = await wrong.findPhone(MAC);
  if (phone === undefined) throw new Error("the phone is gone");
  await expect(claim(wrong, phone)).rejects.toThrow(/master key is another one/);
  await wrong.close();
});

test("names no part of an address that it does not know", async () => {
  const error = await openStore(settings({ url: "mysql://root:hidden@db" })).catch(String);
  expect(error).toMatch(/must start with sqlite: or postgres:/);
  expect(error).not.toContain("hidden");
});

test("says which file stands in the way when a folder cannot be made", async () => {
  const store = await openStore(settings());
  await store.close();
  const blocked = `sqlite:${join(folder, "data", "offhook.db", "x.db")}`;
  await expect(openStore(settings({ url: blocked }))).rejects.toThrow(/offhook\.db/);
});

test("refuses a master key that others may read", async () => {
  await (await openStore(settings())).close();
  chmodSync(join(folder, "data", "master.key"), 0o640);
  await expect(openStore(settings())).rejects.toThrow(/master\.key has mode 0640/);
});

test("answers lookups from what is committed, while a transaction is half done", async () => {
  const { store } = await open();
  await admit(store);
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
  let isDone = false;
  const admitted = Promise.all(
    numbers.map((number) => admit(store, { mac: macNumber(number), lines: [newLine(`u${number}`)] })),
  ).finally(() => {
    isDone = true;
  });
  let found = 0;
  while (!isDone) {
    for (const number of numbers) {
      const admission = await store.findAdmission(macNumber(number));
      if (admission === undefined) continue;
      found += 1;
      // A phone gets its grants after its row.
      expect(admission.hasLiveGrants).toBe(true);
    }
  }
  await admitted;
  expect(found).toBeGreaterThan(0);
});

test("2 durable: three hundred first deliveries that come together are all on disk when they are answered", async () => {
  const { store, query } = await open();
  const phones = [];
  for (let number = 1; number <= 300; number += 1)
    phones.push(await admit(store, { mac: macNumber(number), lines: [] }));
  const claims = phones.map(async (phone) => {
    const grants = await claim(store, phone, ANNA, ["web"]);
    // Another connection sees only what is committed.
    const [row] = await query<{ state: string }>(
      `select state from grants where phone_id = ${phone.phoneId} and kind = 'web'`,
    );
    return [passwordsIn(grants).web, row?.state];
  });
  expect(await Promise.all(claims)).toEqual(Array(300).fill(["web-secret", "open"]));
});

test("what was claimed for a redirect service before a restart is given out at once, for nobody else can be at it", async () => {
  const { store, openAgain } = await open();
  await admit(store);
  await store.putRedirectAccount(newRedirectAccount());
  expect(await store.claimRedirects(10, 60_000)).toHaveLength(1);
  await store.close();
  const restarted = await openAgain();
  expect(await restarted.claimRedirects(10, 60_000)).toMatchObject([{ attempts: 2 }]);
  expect(await restarted.claimRedirects(10, 60_000)).toEqual([]);
});

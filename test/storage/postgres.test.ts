import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Phone } from "../../src/provisioning/phone.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { openPostgresStore } from "../../src/storage/postgres.ts";
import { createVault } from "../../src/storage/vault.ts";
import {
  ALL_KINDS,
  admit,
  claim,
  MAC,
  macNumber,
  newLine,
  newPbx,
  newPhone,
  newRedirectAccount,
  passwordsIn,
  WINDOW_MS,
} from "./sample-rows.ts";
import { startTestPostgres, type TestPostgres } from "./test-postgres.ts";

const vault = createVault(randomBytes(32));
let server: TestPostgres;
let database: TestPostgres;
let stores: Store[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server.stop());
afterEach(async () => {
  for (const store of stores) await store.close();
  await database.stop();
  stores = [];
});

/** Two daemons that start at the same moment on an empty database. */
async function openTwo(): Promise<[Store, Store]> {
  database = await startTestPostgres();
  const openOne = () => openPostgresStore({ url: database.url, vault, keepPlaintext: true, maxSightings: 10 });
  const two = await Promise.all([openOne(), openOne()]);
  stores = [...two];
  return two;
}

async function query<Row>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

test("1 atomic: of 200 requesters that claim at once from two daemons, exactly one ever sees passwords", async () => {
  const [a, b] = await openTwo();
  const phone = await admit(a, { lines: [newLine("20"), newLine("21")] });
  for (let round = 0; round < 3; round += 1) {
    const claims = await Promise.all(
      Array.from({ length: 200 }, (_, index) => claim(index % 2 ? a : b, phone, `r${index}`)),
    );
    const seen = claims.map((grants) => Object.keys(passwordsIn(grants)).length).filter((count) => count > 0);
    expect(seen).toEqual([4]);
    await a.armGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS, armedUntil: null });
  }
});

test("3 one clock: windows are judged by the database's clock", async () => {
  const [a, b] = await openTwo();
  const phone = await admit(a);
  const time = async () =>
    (await query<{ now: string }>("select floor(extract(epoch from clock_timestamp()) * 1000) as now"))[0]?.now;
  const before = Number(await time());
  const [sip] = await claim(a, phone, "r", ["sip"]);
  const after = Number(await time());
  expect(sip?.openedAt).toBeGreaterThanOrEqual(before);
  expect(sip?.openedAt).toBeLessThanOrEqual(after);
  expect(sip?.closesAt).toBe((sip?.openedAt ?? 0) + WINDOW_MS);
  await query("update grants set closes_at = floor(extract(epoch from clock_timestamp()) * 1000) where kind = 'sip'");
  expect((await claim(b, phone, "r", ["sip"])).map((grant) => grant.outcome)).toEqual(["closed"]);
});

test("admits a MAC once when two daemons are asked at the same moment", async () => {
  const [a, b] = await openTwo();
  await a.createPbx(newPbx());
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? a : b).createPhone(newPhone({ lines: [newLine(`u${index}`)] })),
    ),
  );
  expect(outcomes.filter((outcome) => outcome !== "mac-in-use")).toHaveLength(1);
  expect((await a.listAccounts("main", { limit: 50 })).items).toHaveLength(1);
});

test("survives daemons that change the same phones, accounts and grants in opposite order", async () => {
  const [a, b] = await openTwo();
  const names = ["20", "21", "22"];
  const phones: Phone[] = [];
  for (let number = 1; number <= 4; number += 1)
    phones.push(await admit(a, { mac: macNumber(number), lines: names.map((name) => newLine(name)) }));
  const work = Array.from({ length: 60 }, (_, index) => {
    const store = index % 2 ? a : b;
    const phone = phones[index % 4] ?? noPhone();
    const lines = (index % 2 ? names : names.toReversed()).map((name) => newLine(name, { displayName: null }));
    const name = names[index % 3] ?? "20";
    if (index % 5 === 0) return store.updatePhone(phone.mac, { lines, armedUntil: null });
    if (index % 5 === 1)
      return store.updateAccount("main", name, {
        number: String(index),
        password: newLine(`${name}-${index}`).newPassword,
        armedUntil: null,
      });
    if (index % 5 === 2) return claim(store, phone, `r${index}`);
    if (index % 5 === 3) return store.closeGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS });
    const visits = phones.map(({ mac }) => ({ mac, at: index, address: "192.0.2.1", model: null, firmware: null }));
    return store.record({ events: [], visits: index % 2 ? visits : visits.toReversed(), sightings: [] });
  });
  const outcomes = await Promise.allSettled(work);
  expect(outcomes.filter((outcome) => outcome.status === "rejected")).toEqual([]);
  expect((await a.listGrants(phones[0]?.phoneId ?? 0)).map((grant) => grant.kind)).toEqual([
    "sip",
    "sip",
    "sip",
    "menu",
    "web",
  ]);
});

test("lets no phone point at a PBX that another daemon deletes at this moment", async () => {
  const [a, b] = await openTwo();
  for (let round = 1; round <= 10; round += 1) {
    await a.createPbx(newPbx());
    const [phone, deleted] = await Promise.all([a.createPhone(newPhone()), b.deletePbx("main")]);
    if (phone === "unknown-pbx") expect(deleted).toBe("deleted");
    else expect(deleted).toBe("pbx-in-use");
    await a.deletePhone(MAC);
    await a.deletePbx("main");
  }
});

test("the audit chain stays whole when two daemons write at once, and each knows of the other", async () => {
  const [a, b] = await openTwo();
  const phones = await Promise.all(
    Array.from({ length: 20 }, (_, index) => admit(a, { mac: macNumber(index), lines: [newLine(String(index))] })),
  );
  await Promise.all(phones.map((phone, index) => claim(index % 2 ? a : b, phone)));
  await Promise.all(
    phones.map((_, index) => (index % 2 ? a : b).recordAction({ name: "phone-changed", at: 1, actor: "anna" })),
  );
  expect(await b.verifyAudit()).toMatchObject({ entries: 40, broken: null });
});

test("goes on after the server has dropped its connections", async () => {
  const [a] = await openTwo();
  await a.check();
  await query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  // The first may still meet a connection that has just died.
  await a.check().catch(() => undefined);
  await a.check();
});

test("fails within its time limit when no server is there, without the password of its address", async () => {
  database = await startTestPostgres();
  const url = new URL(database.url);
  url.port = "1";
  url.password = "hidden-password";
  const error = await openPostgresStore({ url: url.href, vault, keepPlaintext: true, maxSightings: 1 }).catch(
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(`${error.stack} ${error.message}`).not.toContain("hidden-password");
});

function noPhone(): never {
  throw new Error("no such phone");
}

test("two daemons share the jobs for redirect services: each is given once, and none to both", async () => {
  const [one, two] = await openTwo();
  await one.createPbx(newPbx());
  await one.putRedirectAccount(newRedirectAccount());
  for (let number = 0; number < 60; number++) await admit(one, { mac: macNumber(number), lines: [] });
  const claimed: string[] = [];
  async function work(store: Store): Promise<void> {
    for (;;) {
      const jobs = await store.claimRedirects(2, 600_000);
      claimed.push(...jobs.map(({ mac }) => mac));
      if (jobs.length === 0 && claimed.length >= 60) return;
    }
  }
  await Promise.all([one, two, one, two].map(work));
  expect(claimed).toHaveLength(60);
  expect(new Set(claimed).size).toBe(60);
});

test("phones that are admitted at the moment when an account is set are all to be registered", async () => {
  const [one, two] = await openTwo();
  await one.createPbx(newPbx());
  const admitted = Array.from({ length: 30 }, (_, number) => admit(two, { mac: macNumber(number), lines: [] }));
  await admitted[3];
  await Promise.all([one.putRedirectAccount(newRedirectAccount()), ...admitted]);
  expect((await one.countRedirects("main", "snom-sraps")).waiting).toBe(30);
});

test("two daemons agree which token is alive: one of them notes its first use, and the one before is dead for both", async () => {
  const [a, b] = await openTwo();
  await a.createPbx(newPbx("main", { access: { proof: ["token"], mode: "require", allow: [], deny: [] } }));
  const { phoneId } = await admit(a);
  await a.addProof(phoneId, { kind: "token", via: "staff", hash: "first" });
  await b.addProof(phoneId, { kind: "token", via: "config", hash: "second" });
  const proofs = (await b.findAdmission(MAC))?.proofs ?? [];
  expect(proofs.map(({ hash }) => hash)).toEqual(["first", "second"]);
  const second = proofs[1]?.id ?? 0;
  const noted = await Promise.all([a, b, a, b, a, b].map((store) => store.useProof(phoneId, second)));
  expect(noted.filter(Boolean)).toHaveLength(1);
  for (const store of [a, b])
    expect((await store.findAdmission(MAC))?.proofs.map(({ hash }) => hash)).toEqual(["second"]);
});

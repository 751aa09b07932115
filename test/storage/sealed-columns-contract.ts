import { randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { hashesOfLogin } from "../../src/provisioning/phone-proof.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import type { MasterKeys } from "../../src/storage/master-key.ts";
import { SEALED_COLUMNS } from "../../src/storage/sealed-columns.ts";
import { createVault } from "../../src/storage/vault.ts";
import { ALL_KINDS, admit, claim, newRedirectAccount, passwordsIn, REDIRECT_CREDENTIALS } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const WAIT = { timeout: 20_000, interval: 50 };

/** One value in every sealed column. */
async function fill(store: Store): Promise<void> {
  const phone = await admit(store);
  await store.putRedirectAccount(newRedirectAccount());
  await store.putLink({ pbxId: "main", settings: { kind: "kamailio" }, credentials: {}, passwordOrder: "overlap" });
  for (const job of await store.claimLinkJobs(1, 1000)) {
    const outcomes = job.changes.map(() => ({ outcome: "done" as const }));
    await store.finishLinkJob(job, { outcomes, delayMs: 0, event: undefined });
  }
  // The password before is kept beside it now.
  await store.updateAccount("main", "20", { password: new Password("sip-secret-20"), armedUntil: null });
  await store.setDeskPin("main", "20", "hash of a PIN");
  await store.keepAnswer("key", "again", { fingerprint: "f", status: 201, body: "kept body" });
  const secret = new Password(`whsec_${Buffer.from("webhook secret of 24 by.").toString("base64")}`);
  await store.createWebhook({
    id: "wh_1",
    pbxId: "main",
    url: "https://pbx.example",
    events: ["phone.deleted"],
    secret,
  });
  const login = hashesOfLogin("name", new Password("a login's password"));
  await store.addProof(phone.phoneId, { kind: "login", via: "config", ...login });
  await store.createPerson({ id: "anna", login: "anna", name: "Anna", role: "admin", scope: null });
  await store.startSecondFactor("anna", new Password("JBSWY3DPEHPK3PXP"));
  // More than are taken together.
  const upload = { phoneId: phone.phoneId, kind: "log", name: "a.log", address: "192.0.2.1", door: "http" } as const;
  for (let number = 0; number < 5; number++)
    await store.addUpload({ ...upload, isProven: true, content: Buffer.from(`log ${number}`) });
  await store.findSigningKey();
  await store.recordAction({ name: "phone-changed", at: 1, mac: phone.mac, actor: "anna" });
}

async function finished(store: Store): Promise<void> {
  await vi.waitFor(
    () => expect(store.masterKeyState()).toMatchObject({ state: "idle", finishedAt: expect.any(Number) }),
    WAIT,
  );
}

export function sealedColumnsContract(open: OpenTestStore): void {
  describe("an exchange of the master key", () => {
    test("knows every sealed column that the tables have", async () => {
      const { query, store } = await open();
      await store.check();
      const named = await columnsNamedSealed(query);
      expect(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(named);
    });

    test("seals everything anew, while all of it opens; afterwards the old key opens nothing and the new one all", async () => {
      const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
      const vault = createVault(oldKey);
      const places = { replaced: 0 };
      const masterKeys: MasterKeys = {
        source: "file",
        current: oldKey,
        other: undefined,
        makeNext: async () => newKey,
        replace: async () => {
          places.replaced += 1;
        },
      };
      const { store, query, openAgain } = await open({ vault, masterKeys });
      await fill(store);
      const before = await store.findSigningKey();
      expect(await store.rotateMasterKey()).toBe("started");
      expect(await store.rotateMasterKey()).toBe("running");
      await finished(store);
      expect(places.replaced).toBe(1);
      expect(store.masterKeyState()).toMatchObject({ unreadable: 0, keyId: createVault(newKey).keyId() });

      const [onlyOld, onlyNew] = [createVault(oldKey), createVault(newKey)];
      for (const { table, column, key, identity } of SEALED_COLUMNS) {
        const rows = await query<Record<string, unknown>>(
          `select ${key.join(", ")}, ${column} as sealed from ${table} where ${column} is not null`,
        );
        if (column !== "sealed_ha1") expect(rows.length, `${table}.${column}`).toBeGreaterThan(0);
        for (const row of rows) {
          const sealed = row.sealed as Buffer;
          expect(() => onlyOld.open(sealed, identity(row)), table).toThrow("cannot be opened");
          expect(onlyNew.open(sealed, identity(row)), table).not.toBe("");
        }
      }
      const again = await openAgain({ vault: onlyNew, masterKeys: undefined });
      const phone = (await again.listPhones({ limit: 1 })).items[0];
      if (phone === undefined) throw new Error("no phone");
      expect(Object.keys(passwordsIn(await claim(again, phone, "192.0.2.1", ALL_KINDS)))).toHaveLength(3);
      expect((await again.openRedirectAccount("main", "snom-sraps"))?.password.reveal()).toBe(
        REDIRECT_CREDENTIALS.password,
      );
      expect(await again.recallAnswer("key", "again")).toMatchObject({ body: "kept body" });
      expect((await again.findSigningKey()).equals(before)).toBe(true);
      // Entries under both keys, and which of the two a later one is made with.
      expect((await again.verifyAudit()).broken).toBeNull();
      expect((await again.listAudit({ limit: 10, action: "master-key-rotated" })).items).toHaveLength(1);
    });

    test("goes on at the next start where it was broken off, and a key from outside is done with in the same way", async () => {
      const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
      const { store, openAgain } = await open({ vault: createVault(oldKey) });
      await fill(store);
      expect(await store.rotateMasterKey()).toBe("given-from-outside");
      const masterKeys: MasterKeys = { source: "environment", current: newKey, other: oldKey };
      const between = await openAgain({ vault: createVault(newKey, [oldKey]), masterKeys });
      await finished(between);
      const after = await openAgain({ vault: createVault(newKey), masterKeys: undefined });
      expect(await after.recallAnswer("key", "again")).toMatchObject({ body: "kept body" });
      expect((await after.verifyAudit()).broken).toBeNull();
    });
  });
}

async function columnsNamedSealed(query: <Row>(sql: string) => Promise<Row[]>): Promise<string[]> {
  const inSqlite = `select m.name || '.' || p.name as name from sqlite_master m join pragma_table_info(m.name) p
    where m.type = 'table' and p.name like 'sealed\\_%' escape '\\' order by 1`;
  const inPostgres = `select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and column_name like 'sealed\\_%' order by 1`;
  const rows = await query<{ name: string }>(inSqlite).catch(() => query<{ name: string }>(inPostgres));
  return rows.map(({ name }) => name).sort();
}

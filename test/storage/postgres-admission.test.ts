import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import type { NewAdmissionPolicy } from "../../src/provisioning/admission.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Clock, Store } from "../../src/provisioning/ports.ts";
import { openPostgresStore } from "../../src/storage/postgres.ts";
import { createVault } from "../../src/storage/vault.ts";
import { macNumber, newPbx, newPhone } from "./sample-rows.ts";
import { startTestPostgres } from "./test-postgres.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const POLICY: NewAdmissionPolicy = {
  ...{ pbxId: "main", mode: "auto", networks: ["10.1.0.0/16"], vendors: [], profileId: null, pool: { free: true } },
  ...{ limit: 9, limitPerHour: 9 },
};

async function openTwo(clock?: Clock): Promise<{ url: string; one: Store; other: Store }> {
  const { url, stop } = await startTestPostgres();
  cleanUps.push(stop);
  const vault = createVault(randomBytes(32));
  const open = async () => {
    const store = await openPostgresStore({
      url,
      vault,
      keepPlaintext: true,
      maxSightings: 10,
      ...(clock && { clock }),
    });
    cleanUps.push(() => store.close());
    return store;
  };
  const [one, other] = [await open(), await open()];
  await one.createPbx(newPbx());
  return { url, one, other };
}

test("a policy that one daemon sets holds at another within two seconds", async () => {
  let now = 1_000_000;
  const { one, other } = await openTwo(() => now);
  expect(await other.listAdmissionPolicies()).toEqual([]);
  await one.putAdmissionPolicy(POLICY);
  expect(await one.listAdmissionPolicies()).toHaveLength(1);
  now += 1999;
  expect(await other.listAdmissionPolicies()).toEqual([]);
  now += 1;
  expect(await other.listAdmissionPolicies()).toHaveLength(1);
});

test("an account that staff give away while the pool waits for it goes to nobody else", async () => {
  const { url, one } = await openTwo();
  for (const username of ["20", "21"]) {
    const account = { username, authName: username, displayName: username, number: username };
    await one.createAccount("main", { ...account, password: new Password(`sip-secret-${username}`) });
  }
  await one.putAdmissionPolicy(POLICY);
  await one.createPhone(newPhone({ mac: macNumber(2), lines: [] }));
  const staff = new pg.Client({ connectionString: url });
  await staff.connect();
  cleanUps.push(() => staff.end());
  await staff.query("begin");
  await staff.query("select id from accounts where username = '20' for no key update");
  const { lines: _, profileId: _profile, ...phone } = newPhone({ mac: macNumber(1) });
  const admitting = one.admitStranger({ ...phone, network: "10.1.0.0/16" });
  const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await expect.poll(async () => (await staff.query(waiting)).rowCount).toBe(1);
  await staff.query(`insert into lines (phone_id, position, account_id)
    select phones.id, 0, accounts.id from phones, accounts where mac = '${macNumber(2)}' and username = '20'`);
  await staff.query("commit");
  expect(await admitting).toMatchObject({ account: "21" });
});

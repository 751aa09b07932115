import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { ha1Identity } from "../../src/storage/password-rows.ts";
import {
  ALL_KINDS,
  ANNA,
  admit,
  BERT,
  claim,
  newLine,
  OTHER_MAC,
  passwordsIn,
  statesOf,
  WINDOW_MS,
} from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

/** What staff and time do to grants. */
export function grantsContract(open: OpenTestStore): void {
  describe("release", () => {
    test("arms closed grants again with the same passwords and a deadline, for anybody", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      await store.confirmDelivery(await claim(store, phone));
      clock.now += WINDOW_MS;
      expect(passwordsIn(await claim(store, phone))).toEqual({});
      const armed = await store.armGrants({
        phoneId: phone.phoneId,
        kinds: ["menu", "web"],
        armedUntil: clock.now + 1000,
      });
      expect(armed).toMatchObject([
        { kind: "sip", account: "20", state: "closed", openedBy: ANNA },
        { kind: "menu", account: null, state: "armed", openedBy: null, closesAt: null, armedUntil: clock.now + 1000 },
        { kind: "web", account: null, state: "armed", openedBy: null, armedUntil: clock.now + 1000 },
      ]);
      expect(passwordsIn(await claim(store, phone, BERT))).toEqual({ menu: "menu-secret", web: "web-secret" });
    });

    test("takes an open grant away from its requester", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      await store.armGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS, armedUntil: null });
      expect(Object.keys(passwordsIn(await claim(store, phone, BERT)))).toHaveLength(3);
      expect(passwordsIn(await claim(store, phone, ANNA))).toEqual({});
    });

    test("narrows sip to the named accounts, and only sip", async () => {
      const { store } = await open();
      const phone = await admit(store, { lines: [newLine("20"), newLine("21")] });
      await store.closeGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS });
      await store.armGrants({ phoneId: phone.phoneId, kinds: ["sip", "menu"], accounts: ["21"], armedUntil: null });
      expect(await statesOf(store, phone)).toEqual({
        "sip 20": "closed",
        "sip 21": "armed",
        menu: "armed",
        web: "closed",
      });
    });
  });

  describe("reset", () => {
    test("delivers the new passwords only", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await claim(store, phone);
      const accountId = phone.lines[0]?.accountId ?? 0;
      const secrets = [
        { kind: "sip" as const, accountId, password: new Password("new-sip") },
        { kind: "web" as const, accountId: null, password: new Password("new-web") },
      ];
      await store.armGrants({ phoneId: phone.phoneId, kinds: ["sip", "web"], armedUntil: null, secrets });
      expect(passwordsIn(await claim(store, phone, BERT))).toEqual({ "sip 20": "new-sip", web: "new-web" });
      expect(passwordsIn(await claim(store, phone, ANNA))).toEqual({ menu: "menu-secret" });
    });

    test("arms an account's grant on every phone that has the account", async () => {
      const { store } = await open();
      const [first, second] = [await admit(store), await admit(store, { mac: OTHER_MAC, lines: [newLine("20")] })];
      await store.closeGrants({ phoneId: second.phoneId, kinds: ["sip"] });
      const secrets = [
        { kind: "sip" as const, accountId: first.lines[0]?.accountId ?? 0, password: new Password("new-sip") },
      ];
      await store.armGrants({ phoneId: first.phoneId, kinds: ["sip"], armedUntil: null, secrets });
      expect(passwordsIn(await claim(store, second, BERT, ["sip"]))).toEqual({ "sip 20": "new-sip" });
    });

    test("changes no revision, as no transition does", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      const accountId = phone.lines[0]?.accountId ?? 0;
      await store.armGrants({
        phoneId: phone.phoneId,
        kinds: ["sip"],
        armedUntil: clock.now + 1,
        secrets: [{ kind: "sip", accountId, password: new Password("new-sip") }],
      });
      await claim(store, phone);
      await store.closeGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS });
      const admission = await store.findAdmission(phone.mac);
      expect(admission?.revision).toBe(phone.revision);
      expect([phone.hasLiveGrants, admission?.hasLiveGrants]).toEqual([true, false]);
    });
  });

  describe("close", () => {
    test("closes armed and open grants at once", async () => {
      const { store } = await open();
      const phone = await admit(store);
      await claim(store, phone, ANNA, ["sip"]);
      const closed = await store.closeGrants({ phoneId: phone.phoneId, kinds: ["sip", "web"] });
      expect(closed.map(({ kind, state }) => [kind, state])).toEqual([
        ["sip", "closed"],
        ["menu", "armed"],
        ["web", "closed"],
      ]);
      expect(passwordsIn(await claim(store, phone))).toEqual({ menu: "menu-secret" });
    });
  });

  describe("time", () => {
    test("closes windows and deadlines in a sweep, which a clock that jumps back does not undo", async () => {
      const { store, clock } = await open();
      const phone = await admit(store);
      const late = await admit(store, { mac: OTHER_MAC, lines: [newLine("30")], armedUntil: clock.now + WINDOW_MS });
      await claim(store, phone);
      expect(await store.closeExpired()).toBe(0);
      clock.now += WINDOW_MS;
      expect(await store.closeExpired()).toBe(5);
      clock.now -= WINDOW_MS;
      expect(await statesOf(store, phone)).toEqual({ "sip 20": "closed", menu: "closed", web: "open" });
      expect(await statesOf(store, late)).toEqual({ "sip 30": "closed", menu: "closed", web: "closed" });
      expect(await store.closeExpired()).toBe(0);
    });

    test("closes more than one batch in a sweep", async () => {
      const { store, query, clock } = await open();
      const phone = await admit(store, { armedUntil: clock.now });
      await query(`with recursive n (i) as (select 1 union all select i + 1 from n where i < 1200)
        insert into phones (mac, pbx_id, vendor_id, vendor_source, label, label_folded, keys, settings, revision, created_at, updated_at)
        select 'MAC' || i, 'main', 'snom', 'prefix', '', '', '[]', '{}', 1, 1, 1 from n`);
      await query(`insert into grants (phone_id, kind, state, armed_until)
        select id, 'web', 'armed', 1 from phones where id <> ${phone.phoneId}`);
      expect(await store.closeExpired()).toBe(1203);
    });

    test("closes what has expired before grants are listed", async () => {
      const { store, clock } = await open();
      const phone = await admit(store, { armedUntil: clock.now + 1 });
      expect(Object.values(await statesOf(store, phone))).toEqual(["armed", "armed", "armed"]);
      clock.now += 1;
      expect(Object.values(await statesOf(store, phone))).toEqual(["closed", "closed", "closed"]);
      clock.now -= 1;
      expect(Object.values(await statesOf(store, phone))).toEqual(["closed", "closed", "closed"]);
    });
  });

  describe("8 at rest", () => {
    test("no byte of the database tells a password, nor a kept answer", async () => {
      const { store, dump } = await open();
      const phone = await admit(store);
      await store.keepAnswer("key", "once", { fingerprint: "f", status: 201, body: '{"password":"answer-secret"}' });
      await claim(store, phone);
      const bytes = await dump();
      expect(bytes.includes("Reception")).toBe(true);
      for (const secret of ["sip-secret-20", "menu-secret", "web-secret", "answer-secret"]) {
        expect(bytes.includes(secret)).toBe(false);
      }
    });

    test("a password that was copied to another row does not open", async () => {
      const { store, query } = await open();
      const phone = await admit(store);
      await query(`update phone_secrets set sealed_password =
        (select sealed_password from phone_secrets where kind = 'menu') where kind = 'web'`);
      await expect(claim(store, phone, ANNA, ["web"])).rejects.toThrow(/phone:\d+:web cannot be opened/);
      // The claim was rolled back: nothing was delivered.
      expect(await statesOf(store, phone)).toMatchObject({ web: "armed" });
    });

    test("one phone's damaged row does not keep others that claim with it from theirs", async () => {
      const { store, query } = await open();
      const [damaged, sound] = [await admit(store), await admit(store, { mac: OTHER_MAC, lines: [newLine("30")] })];
      await query(`update phone_secrets set sealed_password = null where phone_id = ${damaged.phoneId}`);
      const [bad, good] = await Promise.allSettled([claim(store, damaged), claim(store, sound)]);
      expect(bad.status).toBe("rejected");
      expect(good.status === "fulfilled" && Object.keys(passwordsIn(good.value))).toHaveLength(3);
    });
  });

  describe("8 at rest, with keepPlaintext: false", () => {
    const accountSecret = async ({ query }: TestStore) =>
      (
        await query<{ account_id: number; sealed_password: Buffer | null; sealed_ha1: Buffer | null }>(
          "select * from account_secrets",
        )
      )[0];

    test("a password is destroyed when its grant closes, HA1 stays, and a release says so", async () => {
      const database = await open({ keepPlaintext: false });
      const { store, clock, vault, query } = database;
      const phone = await admit(store);
      await store.confirmDelivery(await claim(store, phone));
      expect((await accountSecret(database))?.sealed_password).not.toBeNull();
      clock.now += WINDOW_MS;
      await claim(store, phone);
      const secret = await accountSecret(database);
      expect(secret?.sealed_password).toBeNull();
      const ha1 = createHash("md5").update("20:main.example.org:sip-secret-20").digest("hex");
      expect(vault.open(secret?.sealed_ha1 ?? Buffer.alloc(0), ha1Identity(secret?.account_id ?? 0))).toBe(ha1);
      expect(await query("select kind from phone_secrets where sealed_password is not null")).toEqual([]);

      const choice = { phoneId: phone.phoneId, armedUntil: null };
      for (const kind of ALL_KINDS)
        expect(await store.armGrants({ ...choice, kinds: [kind] })).toBe("password-destroyed");
      expect(Object.values(await statesOf(store, phone))).toEqual(["closed", "closed", "closed"]);
      const secrets = [{ kind: "menu" as const, accountId: null, password: new Password("new-menu") }];
      await store.armGrants({ ...choice, kinds: ["menu"], secrets });
      expect(passwordsIn(await claim(store, phone))).toEqual({ menu: "new-menu" });
    });

    test("the sweep, closing by staff and deleting the phone destroy as well", async () => {
      for (const close of ["sweep", "staff", "delete"]) {
        const database = await open({ keepPlaintext: false });
        const { store, clock } = database;
        const phone = await admit(store, { armedUntil: clock.now + 1 });
        if (close === "sweep") {
          clock.now += 1;
          await store.closeExpired();
        } else if (close === "staff") await store.closeGrants({ phoneId: phone.phoneId, kinds: ALL_KINDS });
        else await store.deletePhone(phone.mac);
        expect((await accountSecret(database))?.sealed_password, close).toBeNull();
      }
    });

    test("an account's password stays while another phone's grant may deliver it", async () => {
      const database = await open({ keepPlaintext: false });
      const { store } = database;
      const [first, second] = [await admit(store), await admit(store, { mac: OTHER_MAC })];
      await store.closeGrants({ phoneId: first.phoneId, kinds: ["sip"] });
      expect(passwordsIn(await claim(store, second, ANNA, ["sip"]))).toEqual({ "sip 20": "sip-secret-20" });
      await store.closeGrants({ phoneId: second.phoneId, kinds: ["sip"] });
      expect((await accountSecret(database))?.sealed_password).toBeNull();
    });

    test("an account without its password is not armed on a further phone until it has a new one", async () => {
      const { store } = await open({ keepPlaintext: false });
      const first = await admit(store);
      await store.closeGrants({ phoneId: first.phoneId, kinds: ["sip"] });
      const second = await admit(store, { mac: OTHER_MAC });
      expect(await statesOf(store, second)).toMatchObject({ "sip 20": "closed" });
      await store.updateAccount("main", "20", { password: new Password("new-sip"), armedUntil: null });
      expect(passwordsIn(await claim(store, second, ANNA, ["sip"]))).toEqual({ "sip 20": "new-sip" });
    });

    test("HA1 goes when the name or the host it was made with changes", async () => {
      for (const change of ["name", "host"]) {
        const database = await open({ keepPlaintext: false });
        const { store } = database;
        const phone = await admit(store);
        await store.closeGrants({ phoneId: phone.phoneId, kinds: ["sip"] });
        expect((await accountSecret(database))?.sealed_ha1).not.toBeNull();
        if (change === "name") await store.updateAccount("main", "20", { authName: "auth20", armedUntil: null });
        else await store.updatePbx("main", { host: "new.example.org" });
        expect((await accountSecret(database))?.sealed_ha1, change).toBeNull();
      }
    });
  });
}

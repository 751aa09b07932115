import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { ANNA, admit, claim, MAC, newLine, newPbx, OTHER_MAC, passwordsIn, statesOf } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const account = (username: string) => ({
  username,
  authName: `auth-${username}`,
  displayName: `Name ${username}`,
  number: `0${username}`,
  password: new Password("pw"),
});

/** PBXs, their accounts and API keys. */
export function pbxsContract(open: OpenTestStore): void {
  describe("PBXs", () => {
    test("are made once, found, changed by revision and deleted", async () => {
      const { store, clock } = await open();
      await store.createCustomer({ id: "Müller", name: "Müller" });
      const pbx = await store.createPbx(newPbx("main", { customer: "Müller", settings: { language: "de" } }));
      expect(pbx).toEqual({
        realm: null,
        ...newPbx("main", { customer: "Müller", settings: { language: "de" } }),
        pausedAt: null,
        revision: 1,
        createdAt: clock.now,
        updatedAt: clock.now,
      });
      expect(await store.createPbx(newPbx("main"))).toBe("pbx-exists");
      expect(await store.findPbx("main")).toEqual(pbx);
      expect(await store.findPbx("other")).toBeUndefined();
      clock.now += 5;
      expect(await store.updatePbx("main", { host: "new.example.org", customer: null }, 1)).toMatchObject({
        host: "new.example.org",
        customer: null,
        settings: { language: "de" },
        revision: 2,
        updatedAt: clock.now,
      });
      expect(await store.updatePbx("main", {}, 1)).toBe("stale");
      expect(await store.updatePbx("other", {})).toBe("not-found");
      expect(await store.deletePbx("main", 1)).toBe("stale");
      expect(await store.deletePbx("main", 2)).toBe("deleted");
      expect(await store.deletePbx("main")).toBe("not-found");
    });

    test("are paused from when it was said first, which every phone's admission and revision tell at once", async () => {
      const { store, clock } = await open();
      const { mac, revision } = await admit(store);
      const since = clock.now;
      expect(await store.updatePbx("main", { paused: true })).toMatchObject({ pausedAt: since });
      clock.now += 5;
      expect(await store.updatePbx("main", { paused: true, port: 5070 })).toMatchObject({
        pausedAt: since,
        port: 5070,
      });
      const paused = await store.findAdmission(mac);
      expect(paused?.pausedAt).toBe(since);
      expect(paused?.revision).not.toBe(revision);
      expect((await store.findPhone(mac))?.pausedAt).toBe(since);
      await store.updatePbx("main", { port: 5071 });
      expect((await store.findAdmission(mac))?.pausedAt).toBe(since);
      await store.updatePbx("main", { paused: false });
      expect((await store.findAdmission(mac))?.pausedAt).toBeNull();
    });

    test("stay while phones point at them, and take accounts and keys along", async () => {
      const { store, query } = await open();
      await admit(store);
      await store.createKey({ id: "k1", name: "pbx key", role: "pbx", pbxId: "main", scope: null, hash: "h1" });
      expect(await store.deletePbx("main")).toBe("pbx-in-use");
      await store.deletePhone(MAC);
      expect(await store.deletePbx("main")).toBe("deleted");
      expect(await store.findKey("h1")).toBeUndefined();
      expect(await query("select * from account_secrets")).toEqual([]);
    });

    test("are listed by id, in pages, searched, or only some", async () => {
      const { store } = await open();
      await store.createCustomer({ id: "Baker", name: "Baker" });
      for (const id of ["c", "a", "b"]) await store.createPbx(newPbx(id, { customer: id === "b" ? "Baker" : null }));
      const page = await store.listPbxs({ limit: 2 });
      expect([page.items.map((pbx) => pbx.id), page.next]).toEqual([["a", "b"], "b"]);
      expect((await store.listPbxs({ limit: 2, cursor: "b" })).items.map((pbx) => pbx.id)).toEqual(["c"]);
      for (const query of [{ search: "bak" }, { search: "B.EXAMPLE" }, { ids: ["b"] }]) {
        expect((await store.listPbxs({ limit: 5, ...query })).items.map((pbx) => pbx.id)).toEqual(["b"]);
      }
    });
  });

  describe("accounts", () => {
    test("are made once per PBX, found, changed by revision and deleted", async () => {
      const { store, clock } = await open();
      expect(await store.createAccount("main", account("20"))).toBe("unknown-pbx");
      await store.createPbx(newPbx());
      const made = await store.createAccount("main", account("20"));
      const { password, ...rest } = account("20");
      expect(made).toEqual({
        ...rest,
        id: expect.any(Number),
        pbxId: "main",
        ...{ desk: {}, hasDeskPin: false },
        revision: 1,
        createdAt: clock.now,
        updatedAt: clock.now,
      });
      expect(await store.createAccount("main", account("20"))).toBe("account-exists");
      expect(await store.findAccount("main", "20")).toEqual(made);
      expect(await store.updateAccount("main", "20", { number: "99", armedUntil: null }, 1)).toMatchObject({
        number: "99",
        displayName: "Name 20",
        revision: 2,
      });
      expect(await store.updateAccount("main", "20", { armedUntil: null }, 1)).toBe("stale");
      expect(await store.updateAccount("main", "21", { armedUntil: null })).toBe("not-found");
      expect(await store.deleteAccount("main", "20", 1)).toBe("stale");
      expect(await store.deleteAccount("main", "20")).toBe("deleted");
      expect(await store.deleteAccount("main", "20")).toBe("not-found");
    });

    test("are listed by name, in pages, and searched whatever the case", async () => {
      const { store } = await open();
      await store.createPbx(newPbx());
      await store.createPbx(newPbx("second"));
      for (const name of ["22", "20", "21"]) await store.createAccount("main", account(name));
      await store.createAccount("second", account("23"));
      await store.updateAccount("main", "21", { displayName: "Jürgen", armedUntil: null });
      const page = await store.listAccounts("main", { limit: 2 });
      expect(page.items.map((one) => one.username)).toEqual(["20", "21"]);
      expect(
        (await store.listAccounts("main", { limit: 2, cursor: page.next ?? "" })).items.map((one) => one.username),
      ).toEqual(["22"]);
      for (const search of ["JÜRGEN", "021"]) {
        expect((await store.listAccounts("main", { limit: 5, search })).items.map((one) => one.username)).toEqual([
          "21",
        ]);
      }
    });

    test("stay while a line has them", async () => {
      const { store } = await open();
      await admit(store);
      expect(await store.deleteAccount("main", "20")).toBe("account-in-use");
    });

    test("arm their grants on every phone with a new password, and not without", async () => {
      const { store, clock } = await open();
      const phones = [await admit(store), await admit(store, { mac: OTHER_MAC })];
      for (const phone of phones) await store.closeGrants({ phoneId: phone.phoneId, kinds: ["sip", "menu", "web"] });
      await store.updateAccount("main", "20", { displayName: "x", armedUntil: clock.now + 9 });
      for (const phone of phones) expect(await statesOf(store, phone)).toMatchObject({ "sip 20": "closed" });
      await store.updateAccount("main", "20", { password: new Password("new-sip"), armedUntil: clock.now + 9 });
      for (const phone of phones) {
        expect((await store.listGrants(phone.phoneId))[0]).toMatchObject({ state: "armed", armedUntil: clock.now + 9 });
        expect(passwordsIn(await claim(store, phone, ANNA))).toEqual({ "sip 20": "new-sip" });
      }
    });

    test("are made once when two phones need the same new one at the same moment", async () => {
      const { store } = await open();
      await store.createPbx(newPbx());
      const phones = await Promise.all([MAC, OTHER_MAC].map((mac) => admit(store, { mac, lines: [newLine("77")] })));
      expect(phones[0]?.lines[0]?.accountId).toBe(phones[1]?.lines[0]?.accountId);
    });
  });

  describe("API keys", () => {
    test("are found by hash, listed, counted and revoked", async () => {
      const { store, clock } = await open();
      expect(
        await store.createKey({ id: "k0", name: "x", role: "pbx", pbxId: "nowhere", scope: null, hash: "h0" }),
      ).toBe("unknown-pbx");
      const key = { id: "k1", name: "Anna", role: "admin" as const, pbxId: null, scope: null };
      expect(await store.createKey({ ...key, hash: "h1" })).toEqual({ ...key, createdAt: clock.now, lastUsedAt: null });
      expect(await store.findKey("h1")).toMatchObject(key);
      expect(await store.findKey("h2")).toBeUndefined();
      expect(await store.listKeys()).toEqual([{ ...key, createdAt: clock.now, lastUsedAt: clock.now }]);
      expect(await store.countKeys()).toBe(1);
      expect(await store.revokeKey("k1")).toBe("revoked");
      expect(await store.revokeKey("k1")).toBe("not-found");
      expect(await store.findKey("h1")).toBeUndefined();
    });

    test("note their use at most once a minute", async () => {
      const { store, clock } = await open();
      await store.createKey({ id: "k1", name: "Anna", role: "admin", pbxId: null, scope: null, hash: "h1" });
      const start = clock.now;
      const used = async () => (await store.listKeys())[0]?.lastUsedAt;
      await store.findKey("h1");
      clock.now = start + 59_999;
      await store.findKey("h1");
      expect(await used()).toBe(start);
      clock.now = start + 60_000;
      await store.findKey("h1");
      expect(await used()).toBe(start + 60_000);
    });
  });
}

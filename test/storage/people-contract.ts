import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { NewPerson, Person } from "../../src/provisioning/person.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { newPbx } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const ANNA: NewPerson = { id: "p1", login: "anna", name: "Anna Ö.", role: "admin", scope: null };
const SESSION = { id: "s1", hash: "token-hash", address: "192.0.2.1", userAgent: null, idleMs: 1000, lifetimeMs: 5000 };

async function add(store: Store, more: Partial<NewPerson> = {}): Promise<Person> {
  const person = await store.createPerson({ ...ANNA, ...more });
  if (typeof person === "string") throw new Error(person);
  return person;
}

/** Customers, people, their sessions and second factors. */
export function peopleContract(open: OpenTestStore): void {
  describe("customers", () => {
    test("are made once, found, listed, changed by revision and deleted", async () => {
      const { store, clock } = await open();
      const times = { createdAt: clock.now, updatedAt: clock.now };
      const made = { id: "Öl & Co", name: "Öl und Co", revision: 1, ...times };
      expect(await store.createCustomer({ id: "Öl & Co", name: "Öl und Co" })).toEqual(made);
      expect(await store.createCustomer({ id: "Öl & Co", name: "x" })).toBe("customer-exists");
      for (const id of ["b", "a"]) await store.createCustomer({ id, name: id });
      expect(await store.findCustomer("Öl & Co")).toEqual(made);
      expect(await store.findCustomer("none")).toBeUndefined();
      const idsOf = async (query: Partial<Parameters<Store["listCustomers"]>[0]>) =>
        (await store.listCustomers({ limit: 9, ...query })).items.map(({ id }) => id);
      expect(await idsOf({})).toEqual(["a", "b", "Öl & Co"]);
      expect(await idsOf({ ids: ["b", "Öl & Co", "none"] })).toEqual(["b", "Öl & Co"]);
      expect(await idsOf({ ids: [] })).toEqual([]);
      expect(await idsOf({ search: "ÖL UND" })).toEqual(["Öl & Co"]);
      expect(await store.updateCustomer("a", { name: "A" }, 1)).toMatchObject({ name: "A", revision: 2 });
      expect(await store.updateCustomer("a", { name: "B" }, 1)).toBe("stale");
      expect(await store.deleteCustomer("a", 1)).toBe("stale");
      expect(await store.deleteCustomer("a", 2)).toBe("deleted");
      expect(await store.deleteCustomer("a")).toBe("not-found");
    });

    test("must be there before a PBX, a key or a person is theirs, and stay as long", async () => {
      const { store } = await open();
      const scope = { customers: ["a"], pbxs: [] };
      const key = { id: "k", name: "k", role: "viewer", pbxId: null, scope, hash: "h" } as const;
      expect(await store.createPbx(newPbx("main", { customer: "a" }))).toBe("unknown-customer");
      expect(await store.createKey(key)).toBe("unknown-customer");
      expect(await store.createPerson({ ...ANNA, scope })).toBe("unknown-customer");
      await store.createCustomer({ id: "a", name: "a" });
      await store.createPbx(newPbx("main", { customer: "a" }));
      expect(await store.updatePbx("main", { customer: "b" })).toBe("unknown-customer");
      expect(await store.listPbxIdsOf(["a", "none"])).toEqual(["main"]);
      expect(await store.deleteCustomer("a")).toBe("customer-in-use");
      await store.updatePbx("main", { customer: null });
      await store.createKey(key);
      expect(await store.deleteCustomer("a")).toBe("customer-in-use");
      await store.revokeKey("k");
      const anna = await add(store, { scope });
      expect(await store.deleteCustomer("a")).toBe("customer-in-use");
      await store.deletePerson(anna.id);
      expect(await store.deleteCustomer("a")).toBe("deleted");
      expect(await store.listPbxIdsOf([])).toEqual([]);
    });
  });

  describe("scopes", () => {
    test("narrow lists to PBXs, however many, and to none", async () => {
      const { store, clock } = await open();
      for (const id of ["a", "b"]) await store.createPbx(newPbx(id));
      const event = (pbx: string) => ({ name: "pbx-changed", at: clock.now, pbx }) as const;
      await store.record({ events: [event("a"), event("b")], visits: [], sightings: [] });
      const many = Array.from({ length: 70_000 }, (_, index) => `p${index}`);
      for (const [ids, seen] of [
        [["b"], ["b"]],
        [[...many, "a"], ["a"]],
        [[], []],
      ] as const) {
        expect((await store.listPbxs({ limit: 9, ids })).items.map(({ id }) => id)).toEqual(seen);
        expect((await store.listEvents({ limit: 9, pbxIds: ids })).items.map(({ pbx }) => pbx)).toEqual(seen);
        expect((await store.listPhones({ limit: 9, pbxIds: ids })).items).toEqual([]);
      }
    });

    test("of a key follow it, and lose the PBXs that are deleted, to the last", async () => {
      const { store } = await open();
      for (const id of ["a", "b"]) await store.createPbx(newPbx(id));
      const scope = { customers: [], pbxs: ["a", "b", "a"] };
      await store.createKey({ id: "k", name: "k", role: "viewer", pbxId: null, scope, hash: "h" });
      expect((await store.findKey("h"))?.scope).toEqual({ customers: [], pbxs: ["a", "b"] });
      await store.deletePbx("a");
      expect((await store.listKeys())[0]?.scope).toEqual({ customers: [], pbxs: ["b"] });
      await store.deletePbx("b");
      expect((await store.findKey("h"))?.scope).toEqual({ customers: [], pbxs: [] });
    });
  });

  describe("people", () => {
    test("are made once for each login, found, listed, searched, changed by revision and deleted", async () => {
      const { store, clock } = await open();
      const made = await add(store);
      expect(made).toEqual({
        ...ANNA,
        ...{ isDisabled: false, hasPassword: false, hasSecondFactor: false, revision: 1 },
        ...{ createdAt: clock.now, updatedAt: clock.now, lastSignInAt: null },
      });
      expect(await store.createPerson({ ...ANNA, id: "p2" })).toBe("login-exists");
      await store.createPbx(newPbx());
      const scope = { customers: [], pbxs: ["main"] };
      await add(store, { id: "p2", login: "bert", name: "Bert", scope });
      expect(await store.findPerson("p1")).toEqual(made);
      expect(await store.countPeople()).toBe(2);
      const loginsOf = async (query: object) =>
        (await store.listPeople({ limit: 1, ...query })).items.map(({ login }) => login);
      expect(await loginsOf({})).toEqual(["anna"]);
      expect(await loginsOf({ cursor: "anna" })).toEqual(["bert"]);
      expect(await loginsOf({ search: "ANNA ö" })).toEqual(["anna"]);
      expect((await store.listPeople({ limit: 2 })).items[1]?.scope).toEqual(scope);
      expect(await store.updatePerson("p1", { role: "viewer", scope }, 1)).toMatchObject({
        role: "viewer",
        scope,
        revision: 2,
      });
      expect(await store.updatePerson("p1", { name: "x" }, 1)).toBe("stale");
      expect(await store.updatePerson("p1", { scope: { customers: [], pbxs: ["none"] } })).toBe("unknown-pbx");
      expect(await store.updatePerson("p1", { scope: null })).toMatchObject({ scope: null });
      expect(await store.updatePerson("none", {})).toBe("not-found");
      expect(await store.deletePerson("p1", 1)).toBe("stale");
      expect(await store.deletePerson("p1")).toBe("deleted");
      expect(await store.deletePerson("p1")).toBe("not-found");
    });

    test("have a password that is theirs and replaced only where it is still the same", async () => {
      const { store } = await open();
      await add(store);
      await store.setPassword("p1", "hash 1", "none");
      expect(await store.findCredentials("anna")).toMatchObject({
        passwordHash: "hash 1",
        person: { hasPassword: true },
      });
      await store.replaceHash("p1", "another", "hash 2");
      expect((await store.findCredentials("anna"))?.passwordHash).toBe("hash 1");
      await store.replaceHash("p1", "hash 1", "hash 2");
      expect((await store.findCredentials("anna"))?.passwordHash).toBe("hash 2");
      expect(await store.findCredentials("bert")).toBeUndefined();
    });
  });

  describe("invitations", () => {
    test("are good once and for a while, the last one only, and not for who is disabled", async () => {
      const { store, clock } = await open();
      await add(store);
      const invite = (hash: string, personId: string | null = "p1") =>
        store.createInvitation({ hash, personId, lifetimeMs: 1000 });
      await invite("i1");
      await invite("i2");
      expect(await store.findInvitation("i1")).toBeUndefined();
      expect(await store.findInvitation("i2")).toEqual({ personId: "p1" });
      expect(await store.acceptInvitation("i2", "hash")).toMatchObject({ login: "anna", hasPassword: true });
      expect(await store.acceptInvitation("i2", "hash")).toBeUndefined();
      await invite("i3");
      clock.now += 1000;
      expect(await store.findInvitation("i3")).toBeUndefined();
      expect(await store.acceptInvitation("i3", "hash")).toBeUndefined();
      await invite("i4");
      await store.updatePerson("p1", { isDisabled: true });
      expect(await store.acceptInvitation("i4", "hash")).toBeUndefined();
    });

    test("of nobody make the first person, one however many try, and none where there is somebody", async () => {
      const { store } = await open();
      const first = (hash: string, id: string) => store.createFirstPerson(hash, { ...ANNA, id, login: id }, "hash");
      await store.createInvitation({ hash: "f", personId: null, lifetimeMs: 1000 });
      expect(await first("none", "a")).toBeUndefined();
      const tried = await Promise.all(["a", "b", "c"].map((id) => first("f", id)));
      expect(tried.filter((person) => person !== undefined)).toHaveLength(1);
      await store.createInvitation({ hash: "g", personId: null, lifetimeMs: 1000 });
      expect(await first("g", "d")).toBeUndefined();
      expect(await store.countPeople()).toBe(1);
    });
  });

  describe("sessions", () => {
    test("end when they are idle, at their end, and with their person's being disabled, reset or deleted", async () => {
      const { store, clock } = await open();
      const start = clock.now;
      await add(store);
      await store.createSession({ ...SESSION, personId: "p1" });
      expect(await store.findSession("token-hash", 1000)).toMatchObject({
        person: { login: "anna", lastSignInAt: start },
        session: { id: "s1", address: "192.0.2.1", createdAt: start, expiresAt: start + 5000 },
      });
      expect(await store.findSession("other", 1000)).toBeUndefined();
      clock.now = start + 900;
      expect(await store.findSession("token-hash", 1000)).toBeDefined();
      clock.now = start + 1800;
      expect((await store.listSessions("p1")).map(({ id }) => id)).toEqual(["s1"]);
      clock.now = start + 1900;
      expect(await store.findSession("token-hash", 1000)).toBeUndefined();
      expect(await store.listSessions("p1")).toEqual([]);

      await store.createSession({ ...SESSION, id: "s2", hash: "t2", personId: "p1", idleMs: 9000 });
      clock.now += 4999;
      expect(await store.findSession("t2", 9000)).toBeDefined();
      clock.now += 1;
      expect(await store.findSession("t2", 9000)).toBeUndefined();

      const ends = [
        () => store.updatePerson("p1", { isDisabled: true }),
        () => store.resetPerson("p1", { secondFactor: false }),
        () => store.deletePerson("p1"),
      ];
      for (const [index, end] of ends.entries()) {
        await store.updatePerson("p1", { isDisabled: false });
        await store.createSession({ ...SESSION, id: `e${index}`, hash: `e${index}`, personId: "p1" });
        expect(await store.findSession(`e${index}`, 1000)).toBeDefined();
        await end();
        expect(await store.findSession(`e${index}`, 1000)).toBeUndefined();
      }
    });

    test("are ended one by one by their person, by a new password but one, and pruned", async () => {
      const { store, clock, query } = await open();
      await add(store);
      await add(store, { id: "p2", login: "bert" });
      for (const id of ["a", "b", "c"]) await store.createSession({ ...SESSION, id, hash: id, personId: "p1" });
      expect(await store.endSession("p2", "a")).toBe("not-found");
      expect(await store.endSession("p1", "a")).toBe("ended");
      expect(await store.endSession("p1", "a")).toBe("not-found");
      await store.setPassword("p1", "hash", "c");
      expect((await store.listSessions("p1")).map(({ id }) => id)).toEqual(["c"]);
      await store.createInvitation({ hash: "i", personId: "p1", lifetimeMs: 1000 });
      clock.now += 1000;
      await store.prune(0);
      expect(await query("select * from sessions")).toEqual([]);
      expect(await query("select * from invitations")).toEqual([]);
    });
  });

  describe("a second factor", () => {
    test("is sealed, begun, confirmed, and gone when it is removed or reset", async () => {
      const { store, dump } = await open();
      await add(store);
      const secret = new Password("CANARYSECRET2345");
      expect(await store.findSecondFactor("p1")).toBeUndefined();
      expect(await store.confirmSecondFactor("p1", 7, ["r1"])).toBe(false);
      expect(await store.startSecondFactor("p1", new Password("FIRST"))).toBe("started");
      expect(await store.startSecondFactor("p1", secret)).toBe("started");
      expect((await store.findPerson("p1"))?.hasSecondFactor).toBe(false);
      expect(await store.confirmSecondFactor("p1", 7, ["r1", "r2"])).toBe(true);
      expect(await store.confirmSecondFactor("p1", 8, ["r3"])).toBe(false);
      expect(await store.startSecondFactor("p1", secret)).toBe("is-active");
      const found = await store.findSecondFactor("p1");
      expect([found?.secret.reveal(), found?.isActive]).toEqual(["CANARYSECRET2345", true]);
      expect((await dump()).includes("CANARYSECRET2345")).toBe(false);
      await store.resetPerson("p1", { secondFactor: false });
      expect((await store.findPerson("p1"))?.hasSecondFactor).toBe(true);
      await store.resetPerson("p1", { secondFactor: true });
      expect(await store.findSecondFactor("p1")).toBeUndefined();
      expect(await store.useRecoveryCode("p1", "r1")).toBe(false);
      await store.startSecondFactor("p1", secret);
      await store.confirmSecondFactor("p1", 9, ["r4"]);
      await store.removeSecondFactor("p1");
      expect((await store.findPerson("p1"))?.hasSecondFactor).toBe(false);
      expect(await store.useRecoveryCode("p1", "r4")).toBe(false);
    });

    test("takes each step and each recovery code once, however many use it at the same moment", async () => {
      const { store } = await open();
      await add(store);
      await store.startSecondFactor("p1", new Password("SECRET"));
      await store.confirmSecondFactor("p1", 7, ["r1", "r2"]);
      expect(await store.useStep("p1", 7)).toBe(false);
      expect((await Promise.all([8, 8, 8].map((step) => store.useStep("p1", step)))).filter(Boolean)).toHaveLength(1);
      expect([await store.useStep("p1", 7), await store.useStep("p1", 9)]).toEqual([false, true]);
      const used = await Promise.all([1, 2, 3].map(() => store.useRecoveryCode("p1", "r1")));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await store.useRecoveryCode("p1", "r2")).toBe(true);
    });
  });
}

import { describe, expect, test } from "vitest";
import type { AdmittedStranger, NewAdmissionPolicy, Stranger } from "../../src/provisioning/admission.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { claim, macNumber, newLine, newPbx, newPhone, passwordsIn } from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

const NETWORK = "10.1.0.0/16";
const HOUR_MS = 3_600_000;

function newPolicy(more: Partial<NewAdmissionPolicy> = {}): NewAdmissionPolicy {
  return {
    ...{ pbxId: "main", mode: "auto", networks: [NETWORK], vendors: [], profileId: null, pool: null },
    ...{ limit: 250, limitPerHour: 250 },
    ...more,
  };
}

function stranger(mac: Mac, more: Partial<Stranger> = {}): Stranger {
  const { lines: _, profileId: _profile, ...phone } = newPhone({ mac, keys: [], settings: {}, label: "" });
  return { ...phone, network: NETWORK, ...more };
}

/** A PBX with this policy and accounts numbered like their names. */
async function site(
  open: OpenTestStore,
  policy: Partial<NewAdmissionPolicy>,
  accounts: readonly number[] = [],
): Promise<TestStore> {
  const opened = await open();
  await opened.store.createPbx(newPbx());
  for (const number of accounts) await addAccount(opened.store, String(number));
  const put = await opened.store.putAdmissionPolicy(newPolicy(policy));
  expect(put).toMatchObject({ isNew: true });
  return opened;
}

async function addAccount(store: Store, username: string): Promise<void> {
  const password = new Password(`sip-secret-${username}`);
  await store.createAccount("main", {
    username,
    authName: username,
    displayName: username,
    number: username,
    password,
  });
}

function isAdmitted(outcome: Awaited<ReturnType<Store["admitStranger"]>>): outcome is AdmittedStranger {
  return typeof outcome !== "string";
}

/** The account that it was given, or why it was not admitted. */
async function outcomeOf(store: Store, mac: Mac, more?: Partial<Stranger>): Promise<string | null> {
  const outcome = await store.admitStranger(stranger(mac, more));
  return isAdmitted(outcome) ? outcome.account : outcome;
}

/**
 * How PBXs take phones that nobody admitted. `mayShare`: several processes may write to one database; where not, those that meet are
 * requests of one.
 */
export function admissionContract(open: OpenTestStore, { mayShare }: { mayShare: boolean }): void {
  const secondDaemon = async ({ store, openAgain }: TestStore) => (mayShare ? openAgain() : store);

  describe("admission policies", () => {
    test("are set as a whole, found, listed and removed; another process sees them", async () => {
      const { store, clock, openAgain } = await open();
      expect(await store.putAdmissionPolicy(newPolicy())).toBe("unknown-pbx");
      await store.createPbx(newPbx());
      expect(await store.listAdmissionPolicies()).toEqual([]);
      const pool = { fromNumber: "20", toNumber: "29" };
      const wanted = newPolicy({ networks: ["fd00:1::/64", NETWORK], vendors: ["snom"], pool, limit: 7 });
      const policy = {
        ...{ ...wanted, networks: [NETWORK, "fd00:1::/64"], admitted: 0, teachInUntil: null },
        ...{ revision: 1, createdAt: clock.now, updatedAt: clock.now },
      };
      expect(await store.putAdmissionPolicy(wanted)).toEqual({ policy, isNew: true });
      expect(await store.findAdmissionPolicy("main")).toEqual(policy);
      expect(await store.listAdmissionPolicies()).toEqual([policy]);
      expect(await (await openAgain()).listAdmissionPolicies()).toEqual([policy]);
      clock.now += 5;
      const put = await store.putAdmissionPolicy(newPolicy({ mode: "approve" }));
      expect(put).toMatchObject({ isNew: false, policy: { mode: "approve", revision: 2, pool: null, limit: 250 } });
      expect(await store.listAdmissionPolicies()).toMatchObject([{ mode: "approve", networks: [NETWORK] }]);
      expect(await store.deleteAdmissionPolicy("main", 1)).toBe("stale");
      expect(await store.deleteAdmissionPolicy("main", 2)).toBe("deleted");
      expect(await store.deleteAdmissionPolicy("main")).toBe("not-found");
      expect(await store.listAdmissionPolicies()).toEqual([]);
    });

    test("name each network once: the second PBX is refused and keeps what it had", async () => {
      const { store } = await site(open, {});
      await store.createPbx(newPbx("other"));
      await store.putAdmissionPolicy(newPolicy({ pbxId: "other", networks: ["10.1.2.0/24"] }));
      const taken = { problem: "network-in-use", network: NETWORK, pbxId: "main" };
      const wanted = newPolicy({ pbxId: "other", mode: "approve", networks: ["10.9.0.0/16", NETWORK] });
      expect(await store.putAdmissionPolicy(wanted)).toEqual(taken);
      expect(await store.findAdmissionPolicy("other")).toMatchObject({ mode: "auto", networks: ["10.1.2.0/24"] });
      // With its PBX goes its policy, and the network is free.
      expect(await store.deletePbx("main")).toBe("deleted");
      expect(await store.putAdmissionPolicy(wanted)).toMatchObject({ isNew: false });
    });

    test("of two processes that want the same network at once, one gets it", async () => {
      const opened = await open();
      const { store } = opened;
      for (const id of ["main", "other"]) await store.createPbx(newPbx(id));
      const other = await secondDaemon(opened);
      const outcomes = await Promise.all([
        store.putAdmissionPolicy(newPolicy()),
        other.putAdmissionPolicy(newPolicy({ pbxId: "other" })),
      ]);
      expect(outcomes.filter((outcome) => typeof outcome === "object" && "isNew" in outcome)).toHaveLength(1);
      expect((await store.listAdmissionPolicies()).flatMap(({ networks }) => networks)).toEqual([NETWORK]);
    });

    test("refer to profiles and accounts that are there; such a profile stays", async () => {
      const { store } = await site(open, {}, [20]);
      expect(await store.putAdmissionPolicy(newPolicy({ profileId: "desk" }))).toBe("unknown-profile");
      const pool = { accounts: ["20", "21"] };
      expect(await store.putAdmissionPolicy(newPolicy({ pool }))).toEqual({
        problem: "unknown-account",
        account: "21",
      });
      await store.createProfile({ id: "desk", pbxId: "main", label: "", settings: {}, layouts: {} });
      await store.putAdmissionPolicy(newPolicy({ profileId: "desk" }));
      expect(await store.deleteProfile("main", "desk")).toBe("profile-in-policy");
      const admitted = await store.admitStranger(stranger(macNumber(1)));
      expect(admitted).toMatchObject({ phone: { profileId: "desk", lines: [] }, account: null });
      await store.deleteAdmissionPolicy("main");
      expect(await store.deleteProfile("main", "desk")).toBe("profile-in-use");
    });
  });

  describe("automatic admission", () => {
    test("makes the phone, gives it an account of the pool and arms its passwords", async () => {
      const { store } = await site(open, { pool: { accounts: ["21", "20"] } }, [20, 21]);
      await store.record({
        ...{ events: [], visits: [] },
        sightings: [
          {
            ...{ mac: macNumber(1), vendorId: "snom", model: null, firmware: null, address: "10.1.0.5" },
            ...{ via: "http", reason: "not-admitted", at: 1 },
          },
        ],
      });
      const admitted = await store.admitStranger(stranger(macNumber(1)));
      if (!isAdmitted(admitted)) throw new Error(admitted);
      expect(admitted).toMatchObject({
        account: "21",
        isTeachIn: false,
        phone: { pbxId: "main", hasLiveGrants: true },
      });
      expect(passwordsIn(await claim(store, admitted.phone))).toEqual({
        ...{ "sip 21": "sip-secret-21", menu: "menu-secret", web: "web-secret" },
      });
      expect(await store.findSighting(macNumber(1))).toBeUndefined();
      expect(await store.findAdmissionPolicy("main")).toMatchObject({ admitted: 1 });
      expect(await outcomeOf(store, macNumber(2))).toBe("20");
      expect(await outcomeOf(store, macNumber(3))).toBe("pool-empty");
      expect(await store.findAdmission(macNumber(3))).toBeUndefined();
      expect(await store.findAdmissionPolicy("main")).toMatchObject({ admitted: 2 });
    });

    test("is judged by the policy as it is then: mode, network, vendors", async () => {
      const { store } = await site(open, { vendors: ["snom"] });
      expect(await outcomeOf(store, macNumber(1), { network: "10.2.0.0/16" })).toBe("not-covered");
      expect(await outcomeOf(store, macNumber(1), { vendorId: "yealink" })).toBe("not-covered");
      expect(await outcomeOf(store, macNumber(1), { pbxId: "other" })).toBe("not-covered");
      for (const mode of ["approve", "allow-list"] as const) {
        await store.putAdmissionPolicy(newPolicy({ mode }));
        expect(await outcomeOf(store, macNumber(1))).toBe("not-covered");
      }
      await store.deleteAdmissionPolicy("main");
      expect(await outcomeOf(store, macNumber(1))).toBe("not-covered");
      expect(await store.findAdmission(macNumber(1))).toBeUndefined();
    });

    test("during a teach-in of 60 s happens at second 59 and not at 61, over a restart too", async () => {
      const { store, clock, openAgain } = await site(open, { mode: "allow-list" });
      expect(await store.setTeachIn("other", 60_000)).toBe("not-found");
      expect(await store.setTeachIn("main", 60_000)).toMatchObject({ teachInUntil: clock.now + 60_000, revision: 2 });
      clock.now += 59_000;
      const restarted = await openAgain();
      expect(await restarted.admitStranger(stranger(macNumber(1)))).toMatchObject({ isTeachIn: true });
      expect(await restarted.listAdmissionPolicies()).toMatchObject([{ mode: "allow-list" }]);
      clock.now += 2000;
      for (const each of [restarted, store]) expect(await outcomeOf(each, macNumber(2))).toBe("not-covered");
      // Ended by hand, and by a new policy.
      for (const end of [
        () => store.setTeachIn("main", null),
        () => store.putAdmissionPolicy(newPolicy({ mode: "approve" })),
      ]) {
        await store.setTeachIn("main", 60_000);
        await end();
        expect(await outcomeOf(store, macNumber(2))).toBe("not-covered");
      }
    });

    test("needs networks for a teach-in", async () => {
      const { store } = await site(open, { mode: "allow-list", networks: [] });
      expect(await store.setTeachIn("main", 60_000)).toBe("no-networks");
    });

    test("ends at the limits, for the hour or until the policy is set anew", async () => {
      const { store, clock } = await site(open, { limit: 3, limitPerHour: 2 });
      const next = async (number: number) => outcomeOf(store, macNumber(number));
      expect([await next(1), await next(2), await next(3)]).toEqual([null, null, "limit-reached"]);
      clock.now += HOUR_MS;
      expect([await next(3), await next(4)]).toEqual([null, "limit-reached"]);
      clock.now += HOUR_MS;
      expect(await next(4)).toBe("limit-reached");
      await store.putAdmissionPolicy(newPolicy({ limit: 1 }));
      expect([await next(4), await next(5)]).toEqual([null, "limit-reached"]);
    });

    test("does not take back a phone that was deleted until somebody admits it by hand", async () => {
      const { store, openAgain } = await site(open, {});
      expect(await outcomeOf(store, macNumber(1))).toBeNull();
      expect(await store.wasDeleted(macNumber(1))).toBe(false);
      await store.deletePhone(macNumber(1));
      expect(await outcomeOf(await openAgain(), macNumber(1))).toBe("deleted-before");
      expect(await store.wasDeleted(macNumber(1))).toBe(true);
      await store.createPhone(newPhone({ mac: macNumber(1), lines: [] }));
      expect(await store.wasDeleted(macNumber(1))).toBe(false);
    });

    test("numbers of a range are taken in their order; only digits, only as many, only accounts that no phone has", async () => {
      const { store } = await site(open, { pool: { fromNumber: "20", toNumber: "29" } }, [19, 22, 20, 21, 30, 200]);
      await addAccount(store, "2*");
      await store.createPhone(newPhone({ mac: macNumber(9), lines: [newLine("21")] }));
      expect(await store.countFreeAccounts("main", { fromNumber: "20", toNumber: "29" })).toBe(2);
      const given = [];
      for (const number of [1, 2, 3]) given.push(await outcomeOf(store, macNumber(number)));
      expect(given).toEqual(["20", "22", "pool-empty"]);
      // A phone that goes gives its account back.
      await store.deletePhone(macNumber(1));
      expect(await outcomeOf(store, macNumber(3))).toBe("20");
    });

    test("gives no account whose password is destroyed", async () => {
      const { store } = await open({ keepPlaintext: false });
      await store.createPbx(newPbx());
      await addAccount(store, "20");
      await store.putAdmissionPolicy(newPolicy({ pool: { free: true } }));
      const admitted = await store.admitStranger(stranger(macNumber(1)));
      if (!isAdmitted(admitted)) throw new Error(admitted);
      await claim(store, admitted.phone);
      await store.deletePhone(macNumber(1));
      expect(await store.countFreeAccounts("main", { free: true })).toBe(0);
      expect(await outcomeOf(store, macNumber(2))).toBe("pool-empty");
    });
  });

  describe("admission at the same moment", () => {
    test("200 requests of one phone at two daemons admit it once, with one account", async () => {
      const opened = await site(open, { pool: { free: true } }, [20, 21, 22]);
      const { store } = opened;
      const daemons = [store, await secondDaemon(opened)];
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) => outcomeOf(daemons[index % 2] ?? store, macNumber(1))),
      );
      expect(outcomes.filter((outcome) => outcome === "20")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "mac-in-use")).toHaveLength(199);
      expect(await store.countFreeAccounts("main", { free: true })).toBe(2);
      expect(await store.findAdmissionPolicy("main")).toMatchObject({ admitted: 1 });
    });

    test("no two phones get the same account, and no more than the pool has", async () => {
      const numbers = Array.from({ length: 20 }, (_, index) => 20 + index);
      const opened = await site(open, { pool: { free: true } }, numbers);
      const { store } = opened;
      const daemons = [store, await secondDaemon(opened)];
      const outcomes = await Promise.all(
        Array.from({ length: 30 }, (_, index) => outcomeOf(daemons[index % 2] ?? store, macNumber(index))),
      );
      const given = outcomes.filter((outcome) => outcome !== "pool-empty");
      expect(new Set(given)).toEqual(new Set(numbers.map(String)));
      expect(given).toHaveLength(20);
    });

    test("no more are admitted than the limit says", async () => {
      const opened = await site(open, { limit: 5 });
      const { store } = opened;
      const daemons = [store, await secondDaemon(opened)];
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => outcomeOf(daemons[index % 2] ?? store, macNumber(index))),
      );
      expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(5);
      expect(outcomes.filter((outcome) => outcome === "limit-reached")).toHaveLength(15);
    });

    test("against staff: one admits the phone, the other hears that it is in use; an account of the pool is given once", async () => {
      const numbers = Array.from({ length: 10 }, (_, index) => 20 + index);
      const opened = await site(open, { pool: { free: true } }, numbers);
      const { store } = opened;
      const other = await secondDaemon(opened);
      const pairs = await Promise.all(
        numbers.map(async (_, index) => {
          const phone = newPhone({ mac: macNumber(index), lines: [], keys: [], pool: { free: true } });
          return Promise.all([outcomeOf(store, phone.mac), other.createPhone(phone)]);
        }),
      );
      for (const [automatic, byHand] of pairs) {
        const winners = [automatic !== "mac-in-use", byHand !== "mac-in-use"].filter(Boolean);
        expect(winners).toHaveLength(1);
      }
      const phones = (await store.listPhones({ limit: 50 })).items;
      expect(new Set(phones.flatMap(({ lines }) => lines.map(({ username }) => username)))).toEqual(
        new Set(numbers.map(String)),
      );
      const last = newPhone({ mac: macNumber(99), lines: [], pool: { free: true } });
      expect(await other.createPhone(last)).toBe("pool-empty");
    });
  });
}

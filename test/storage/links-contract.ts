import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { LinkJob, LinkOutcome, NewLink, PasswordOrder } from "../../src/provisioning/pbx-link.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { ANNA, admit, BERT, claim, MAC, newLine, newPbx, OTHER_MAC, passwordsIn } from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

const LEASE_MS = 60_000;
const DONE: LinkOutcome = { outcome: "done" };

function newLink(passwordOrder: PasswordOrder = "pbx-first"): NewLink {
  return {
    pbxId: "main",
    settings: { kind: "kamailio", addressGroup: 1 },
    credentials: { databaseUrl: "sqlite:/somewhere/kamailio.sqlite" },
    passwordOrder,
  };
}

async function openLinked(open: OpenTestStore, order?: PasswordOrder): Promise<TestStore> {
  const opened = await open();
  await opened.store.createPbx(newPbx());
  expect(await opened.store.putLink(newLink(order))).toMatchObject({
    isNew: true,
    link: { pending: 0, lastError: null },
  });
  return opened;
}

async function claimOne(store: Store): Promise<LinkJob> {
  const [job, ...more] = await store.claimLinkJobs(10, LEASE_MS);
  if (job === undefined) throw new Error("nothing is due");
  expect(more).toEqual([]);
  return job;
}

function finish(store: Store, job: LinkJob, outcome: LinkOutcome = DONE, delayMs = 1000): Promise<void> {
  return store.finishLinkJob(job, { outcomes: job.changes.map(() => outcome), delayMs, event: undefined });
}

/** Tells a PBX that takes everything, and what it was told. */
async function tellAll(store: Store): Promise<string[]> {
  const told: string[] = [];
  for (;;) {
    const jobs = await store.claimLinkJobs(10, LEASE_MS);
    if (jobs.length === 0) return told;
    for (const job of jobs) {
      told.push(...job.changes.map((change) => `${change.wanted} ${"mac" in change ? change.mac : change.username}`));
      await finish(store, job);
    }
  }
}

const ha1 = (password: string, username = "20") =>
  createHash("md5").update(`${username}:main.example.org:${password}`).digest("hex");

/** What the PBX would be told of account 20 now. */
async function ha1sOf(store: Store): Promise<(string | undefined)[]> {
  const account = await store.openAccount("main", "20");
  return [account?.ha1.reveal(), account?.previousHa1?.reveal()];
}

async function reset(store: Store, phoneId: number, password: string): Promise<void> {
  const account = await store.findAccount("main", "20");
  if (account === undefined) throw new Error("account 20 is gone");
  const secret = { kind: "sip" as const, accountId: account.id, password: new Password(password) };
  await store.armGrants({ phoneId, kinds: ["sip"], accounts: ["20"], armedUntil: null, secrets: [secret] });
}

export function linksContract(open: OpenTestStore): void {
  describe("links to PBXs", () => {
    test("tell of accounts while an admitted phone has them, and of phones; of what is gone only where it was known", async () => {
      const { store } = await openLinked(open);
      await store.createAccount("main", {
        username: "99",
        authName: "99",
        displayName: "Nobody's",
        number: "99",
        password: new Password("nobody-has-it"),
      });
      const phone = await admit(store);
      const job = await claimOne(store);
      expect(job.link).toMatchObject({
        domain: "main.example.org",
        realm: "main.example.org",
        credentials: newLink().credentials,
      });
      expect(job.changes).toMatchObject([
        { wanted: "account", username: "20", authName: "20", displayName: "Name of 20", generation: 1 },
        { wanted: "phone", mac: MAC, address: null },
      ]);
      const [account] = job.changes;
      expect(account?.wanted === "account" && account.ha1.reveal()).toBe(ha1("sip-secret-20"));
      await finish(store, job);
      expect(await store.findLink("main")).toMatchObject({ pending: 0, failed: 0, toldAt: expect.any(Number) });

      await store.updatePhone(MAC, { lines: [newLine("21")], armedUntil: null });
      expect((await tellAll(store)).sort()).toEqual(["account 21", "no-account 20"]);
      await store.deletePhone(MAC);
      expect((await tellAll(store)).sort()).toEqual(["no-account 21", `no-phone ${MAC}`]);
      expect(await store.deleteAccount("main", "99")).toBe("deleted");
      expect(await tellAll(store)).toEqual([]);
      expect(phone.pbxId).toBe("main");
    });

    test("tell of everything anew when the link is set again, and of nothing when it is removed", async () => {
      const { store } = await openLinked(open);
      await admit(store);
      await tellAll(store);
      expect(await store.putLink(newLink())).toMatchObject({ isNew: false, link: { pending: 2, revision: 2 } });
      expect(await store.deleteLink("main", 1)).toBe("stale");
      expect(await store.deleteLink("main", 2)).toBe("deleted");
      expect(await store.deleteLink("main")).toBe("not-found");
      expect(await tellAll(store)).toEqual([]);
      expect(await store.putLink({ ...newLink(), pbxId: "none" })).toBe("unknown-pbx");
    });

    test("keep pending what changed while it was told", async () => {
      const { store } = await openLinked(open);
      await admit(store);
      const job = await claimOne(store);
      await store.updateAccount("main", "20", { displayName: "Another", armedUntil: null });
      // Nothing passes what is under way.
      expect(await store.claimLinkJobs(10, LEASE_MS)).toEqual([]);
      await finish(store, job);
      expect((await claimOne(store)).changes).toMatchObject([{ displayName: "Another", generation: 2 }]);
    });

    test("are told again by whoever comes when the lease is over, and the first one's word counts no more", async () => {
      const { store, clock } = await openLinked(open);
      await admit(store);
      const lost = await claimOne(store);
      clock.now += LEASE_MS + 1;
      const again = await claimOne(store);
      await finish(store, lost, { outcome: "failed", words: "too late" });
      expect(await store.findLink("main")).toMatchObject({ pending: 2, failed: 0 });
      await finish(store, again);
      expect(await store.findLink("main")).toMatchObject({ pending: 0, failed: 0 });
    });

    test("leave a PBX alone that cannot be told, keep what it refused, and try again when asked", async () => {
      const { store, clock } = await openLinked(open);
      await admit(store);
      await finish(store, await claimOne(store), { outcome: "later", words: "connection refused" }, 5000);
      expect(await store.findLink("main")).toMatchObject({ pending: 2, lastError: "connection refused" });
      expect((await store.findAccountStates("main", ["20"])).get("20")).toMatchObject({
        state: "pending",
        error: "connection refused",
      });
      expect(await store.claimLinkJobs(10, LEASE_MS)).toEqual([]);
      clock.now += 5001;
      await finish(store, await claimOne(store), { outcome: "failed", words: "no table subscriber" });
      clock.now += 100_000;
      expect(await store.claimLinkJobs(10, LEASE_MS)).toEqual([]);
      expect(await store.findLink("main")).toMatchObject({ pending: 0, failed: 2, lastError: "no table subscriber" });
      expect(await store.retryLink("main")).toBe(2);
      expect(await tellAll(store)).toHaveLength(2);
      expect((await store.findAccountStates("main", ["20", "none"])).get("20")).toMatchObject({
        state: "told",
        error: null,
      });
    });

    test("tell of a phone that asks from another address", async () => {
      const { store } = await openLinked(open);
      await admit(store);
      await tellAll(store);
      const visit = { mac: MAC, at: 5, model: null, firmware: null };
      for (const address of [ANNA, ANNA, BERT]) {
        await store.record({ events: [], visits: [{ ...visit, address }], sightings: [] });
        await store.queueMovedPhones();
        for (const job of await store.claimLinkJobs(10, LEASE_MS)) {
          expect(job.changes).toMatchObject([{ wanted: "phone", mac: MAC, address }]);
          await finish(store, job);
        }
      }
      await store.queueMovedPhones();
      expect(await store.claimLinkJobs(10, LEASE_MS)).toEqual([]);
    });
  });

  describe("a new SIP password", () => {
    test("pbx-first: goes to the phone only when the PBX has it", async () => {
      const { store } = await openLinked(open, "pbx-first");
      const phone = await admit(store);
      // What the PBX never had goes out at once: the phone tries again by itself.
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip"]))).toEqual({ "sip 20": "sip-secret-20" });
      await tellAll(store);
      await reset(store, phone.phoneId, "the-next-one");
      const [held] = await claim(store, phone, ANNA, ["sip"]);
      expect(held).toMatchObject({ state: "armed", outcome: "waits-for-pbx", password: undefined });
      await tellAll(store);
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip"]))).toEqual({ "sip 20": "the-next-one" });
    });

    test("pbx-first: goes to the phone when the link is removed before the PBX took it", async () => {
      const { store } = await openLinked(open, "pbx-first");
      const phone = await admit(store);
      await tellAll(store);
      await reset(store, phone.phoneId, "the-next-one");
      await store.deleteLink("main");
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip"]))).toEqual({ "sip 20": "the-next-one" });
    });

    test("phone-first: goes to the PBX once the phone was given it, or when staff say so", async () => {
      const { store } = await openLinked(open, "phone-first");
      const phone = await admit(store);
      await tellAll(store);
      await reset(store, phone.phoneId, "the-next-one");
      expect(await tellAll(store)).toEqual([]);
      expect((await store.findAccountStates("main", ["20"])).get("20")).toMatchObject({ state: "waits-for-phone" });
      expect(passwordsIn(await claim(store, phone, ANNA, ["sip"]))).toEqual({ "sip 20": "the-next-one" });
      expect(await tellAll(store)).toEqual(["account 20"]);

      await reset(store, phone.phoneId, "one-more");
      expect(await tellAll(store)).toEqual([]);
      await store.retryLink("main");
      expect(await tellAll(store)).toEqual(["account 20"]);
    });

    test("overlap: the PBX takes the old one too, the one that the phone has, until the overlap ends", async () => {
      const { store, clock } = await openLinked(open, "overlap");
      const phone = await admit(store);
      await claim(store, phone, ANNA, ["sip"]);
      await tellAll(store);
      expect(await ha1sOf(store)).toEqual([ha1("sip-secret-20"), undefined]);
      clock.now += 1000;
      await reset(store, phone.phoneId, "second");
      expect(await ha1sOf(store)).toEqual([ha1("second"), ha1("sip-secret-20")]);
      // It never fetched the second.
      await reset(store, phone.phoneId, "third");
      expect(await ha1sOf(store)).toEqual([ha1("third"), ha1("sip-secret-20")]);
      await claim(store, phone, ANNA, ["sip"]);
      await reset(store, phone.phoneId, "fourth");
      expect(await ha1sOf(store)).toEqual([ha1("fourth"), ha1("third")]);
      await tellAll(store);
      expect(await store.listOverlaps("main")).toEqual([{ username: "20", since: clock.now }]);
      await store.endOverlaps("main", [...(await store.listOverlaps("main")), { username: "none", since: 1 }]);
      expect(await ha1sOf(store)).toEqual([ha1("fourth"), undefined]);
      expect(await store.listOverlaps("main")).toEqual([]);
      expect(await tellAll(store)).toEqual(["account 20"]);
    });

    test("of an account that two phones have is held for both", async () => {
      const { store } = await openLinked(open, "pbx-first");
      const phone = await admit(store);
      const other = await admit(store, { mac: OTHER_MAC, lines: [newLine("20")] });
      await tellAll(store);
      await reset(store, phone.phoneId, "the-next-one");
      for (const { phoneId } of [phone, other])
        expect((await claim(store, { ...phone, phoneId }, ANNA, ["sip"]))[0]?.outcome).toBe("waits-for-pbx");
      await tellAll(store);
      for (const { phoneId } of [phone, other])
        expect(passwordsIn(await claim(store, { ...phone, phoneId }, ANNA, ["sip"]))).toEqual({
          "sip 20": "the-next-one",
        });
    });
  });
}

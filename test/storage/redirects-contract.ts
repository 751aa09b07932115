import { describe, expect, test } from "vitest";
import type { Store } from "../../src/provisioning/ports.ts";
import type { NewRedirectAccount, RedirectJob, RedirectResult } from "../../src/provisioning/redirect.ts";
import {
  admit,
  expectPhone,
  MAC,
  macNumber,
  newPbx,
  newPhone,
  newRedirectAccount,
  OTHER_MAC,
  REDIRECT_CREDENTIALS,
} from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

const LEASE_MS = 60_000;
const URL_A = "https://prov.example.com/{mac}.xml";
const DONE: RedirectResult = { outcome: "done", url: URL_A, event: undefined };
const REFUSED: RedirectResult = { outcome: "failed", code: "not-authorised", words: "no", event: undefined };
const OF_MAC = { mac: MAC, pbxId: "main", vendorId: "snom" };

async function openWithAccount(open: OpenTestStore, more: Partial<NewRedirectAccount> = {}): Promise<TestStore> {
  const opened = await open();
  await opened.store.createPbx(newPbx());
  await opened.store.putRedirectAccount(newRedirectAccount(more));
  return opened;
}

async function claimOne(store: Store): Promise<RedirectJob> {
  const [job, ...more] = await store.claimRedirects(10, LEASE_MS);
  if (job === undefined || more.length > 0) throw new Error(`${job ? more.length + 1 : 0} jobs instead of one`);
  return job;
}

export function redirectsContract(open: OpenTestStore): void {
  describe("accounts at redirect services", () => {
    test("are kept sealed, and found without their credentials", async () => {
      const { store, dump } = await openWithAccount(open, { needsMacId: true, checkFirst: false });
      const found = await store.findRedirectAccount("main", "snom-sraps");
      expect(found).toMatchObject({
        pbxId: "main",
        vendorId: "snom",
        needsMacId: true,
        checkFirst: false,
        revision: 1,
      });
      expect(found).not.toHaveProperty("password");
      expect(await store.findRedirectFor("main", "snom")).toEqual(found);
      expect(await store.findRedirectFor("main", "yealink")).toBeUndefined();
      const opened = await store.openRedirectAccount("main", "snom-sraps");
      expect([opened?.username.reveal(), opened?.password.reveal()]).toEqual(Object.values(REDIRECT_CREDENTIALS));
      const bytes = await dump();
      for (const word of Object.values(REDIRECT_CREDENTIALS)) expect(bytes.includes(word)).toBe(false);
    });

    test("are one for each vendor, belong to a PBX that exists, and are removed with it", async () => {
      const { store } = await openWithAccount(open);
      expect(await store.putRedirectAccount(newRedirectAccount({ service: "snom-rds" }))).toBe("other-service");
      expect(await store.putRedirectAccount(newRedirectAccount({ pbxId: "none" }))).toBe("unknown-pbx");
      const other = newRedirectAccount({ service: "yealink-ymcs", vendorId: "yealink" });
      expect(await store.putRedirectAccount(other)).toMatchObject({ isNew: true });
      expect(await store.putRedirectAccount(newRedirectAccount())).toMatchObject({
        isNew: false,
        account: { revision: 2 },
      });
      expect(await store.deleteRedirectAccount("main", "snom-sraps", 1)).toBe("stale");
      expect(await store.deleteRedirectAccount("main", "snom-sraps", 2)).toBe("deleted");
      expect(await store.deleteRedirectAccount("main", "snom-sraps")).toBe("not-found");
      expect(await store.deletePbx("main")).toBe("deleted");
      expect(await store.findRedirectAccount("main", "yealink-ymcs")).toBeUndefined();
    });

    test("that come later register the phones that are there; set anew, all of them again", async () => {
      const { store } = await open();
      for (let number = 1; number <= 3; number++) await admit(store, { mac: macNumber(number), lines: [] });
      await admit(store, { mac: OTHER_MAC, vendorId: "yealink", lines: [] });
      await store.putRedirectAccount(newRedirectAccount());
      for (const job of await store.claimRedirects(10, LEASE_MS)) await store.finishRedirect(job, DONE);
      expect(await store.countRedirects("main", "snom-sraps")).toEqual({
        waiting: 0,
        registered: 3,
        failed: 0,
        releasing: 0,
      });
      await store.putRedirectAccount(newRedirectAccount());
      const jobs = await store.claimRedirects(10, LEASE_MS);
      expect(jobs.map(({ mac, attempts }) => [mac, attempts])).toEqual([1, 2, 3].map((n) => [macNumber(n), 1]));
    });
  });

  describe("the outbox of redirect services", () => {
    test("gets a job with the phone, with all that telling needs, and none where there is no account", async () => {
      const { store } = await openWithAccount(open);
      await admit(store, { macId: "AB12" });
      await admit(store, { mac: OTHER_MAC, vendorId: "yealink", lines: [] });
      expect(await store.findPhoneRedirect(OF_MAC)).toMatchObject({ state: "waiting", service: "snom-sraps" });
      const of = { mac: OTHER_MAC, pbxId: "main", vendorId: "yealink" };
      expect(await store.findPhoneRedirect(of)).toMatchObject({ state: "none", service: null });
      expect(await store.retryRedirect(OTHER_MAC)).toBe(false);
      const job = await claimOne(store);
      expect(job).toMatchObject({ wanted: "register", mac: MAC, macId: "AB12", attempts: 1, lastError: null });
      expect(job.phone).toEqual({ vendorId: "snom", model: "D785" });
      expect(job.account.password.reveal()).toBe(REDIRECT_CREDENTIALS.password);
    });

    test("leaves no job behind when the phone could not be admitted", async () => {
      const { store, query } = await openWithAccount(open);
      await store.createPhone(
        newPhone({ lines: [{ ...newPhone().lines[0], username: "99", displayName: null }] as never }),
      );
      expect(await query("select id from redirects")).toEqual([]);
    });

    test("gives a job to one at a time, until its lease ends", async () => {
      const { store, clock, openAgain } = await openWithAccount(open);
      await admit(store);
      const first = await claimOne(store);
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      clock.now += LEASE_MS;
      const second = await claimOne(store);
      expect(second).toMatchObject({ id: first.id, attempts: 2 });
      await store.finishRedirect(first, REFUSED);
      expect(await store.findPhoneRedirect(OF_MAC)).toMatchObject({ state: "waiting" });
      await store.finishRedirect(second, DONE);
      expect(await store.findPhoneRedirect(OF_MAC)).toMatchObject({ state: "registered", url: URL_A, nextTryAt: null });
      const again = await openAgain();
      expect(await again.claimRedirects(10, LEASE_MS)).toEqual([]);
      expect(await again.findPhoneRedirect(OF_MAC)).toMatchObject({ state: "registered", url: URL_A });
    });

    test("gives each job once, however many ask at the same time", async () => {
      const { store } = await openWithAccount(open);
      for (let number = 0; number < 20; number++) await admit(store, { mac: macNumber(number), lines: [] });
      const claimed = await Promise.all(Array.from({ length: 12 }, () => store.claimRedirects(3, LEASE_MS)));
      const rest = await store.claimRedirects(100, LEASE_MS);
      const macs = [...claimed.flat(), ...rest].map(({ mac }) => mac);
      expect(macs).toHaveLength(20);
      expect(new Set(macs).size).toBe(20);
    });

    test("tries later what is to be tried later, and leaves the whole account alone for as long as asked", async () => {
      const { store, clock } = await openWithAccount(open);
      await admit(store);
      const job = await claimOne(store);
      await admit(store, { mac: OTHER_MAC, lines: [] });
      await store.finishRedirect(job, {
        outcome: "later",
        code: "rate-limited",
        words: "slow down",
        delayMs: 9000,
        accountDelayMs: 5000,
        event: { name: "redirect-delayed", at: clock.now, mac: MAC, pbx: "main", detail: { code: "rate-limited" } },
      });
      expect(await store.findPhoneRedirect(OF_MAC)).toMatchObject({
        state: "retrying",
        error: { code: "rate-limited", words: "slow down" },
        attempts: 1,
        nextTryAt: clock.now + 9000,
      });
      expect((await store.listEvents({ limit: 10, mac: MAC })).items).toMatchObject([{ name: "redirect-delayed" }]);
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      clock.now += 5000;
      expect((await claimOne(store)).mac).toBe(OTHER_MAC);
      clock.now += 4000;
      expect(await claimOne(store)).toMatchObject({ mac: MAC, attempts: 2, lastError: "rate-limited" });
    });

    test("keeps what failed for good until somebody asks for it, or sets the account anew", async () => {
      const { store, clock } = await openWithAccount(open);
      await admit(store);
      await store.finishRedirect(await claimOne(store), REFUSED);
      clock.now += 86_400_000;
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      expect(await store.findPhoneRedirect(OF_MAC)).toMatchObject({
        state: "failed",
        error: { code: "not-authorised" },
      });
      expect(await store.retryRedirect(MAC)).toBe(true);
      expect(await store.findPhoneRedirect(OF_MAC)).toMatchObject({ state: "waiting", error: null });
      await store.finishRedirect(await claimOne(store), REFUSED);
      await store.putRedirectAccount(newRedirectAccount());
      expect(await claimOne(store)).toMatchObject({ wanted: "register", attempts: 1, lastError: null });
    });

    test("releases a phone that is deleted, after its PBX was asked to go and before it goes", async () => {
      const { store, query } = await openWithAccount(open);
      await admit(store, { macId: "AB12" });
      await store.finishRedirect(await claimOne(store), DONE);
      await store.deletePhone(MAC);
      expect(await store.deletePbx("main")).toBe("redirect-pending");
      const job = await claimOne(store);
      expect(job).toMatchObject({ wanted: "release", mac: MAC, macId: "AB12", phone: null });
      await store.finishRedirect(job, { outcome: "done", url: null, event: undefined });
      expect(await query("select id from redirects")).toEqual([]);
      expect(await store.deletePbx("main")).toBe("deleted");
    });

    test("tries a refused release again with new credentials, and forgets it with the account", async () => {
      const { store } = await openWithAccount(open);
      await admit(store);
      await store.deletePhone(MAC);
      await store.finishRedirect(await claimOne(store), REFUSED);
      await store.putRedirectAccount(newRedirectAccount());
      expect(await claimOne(store)).toMatchObject({ wanted: "release" });
      await store.deleteRedirectAccount("main", "snom-sraps");
      expect(await store.deletePbx("main")).toBe("deleted");
    });

    test("does what was wanted last, and never two things for one phone at once", async () => {
      const { store } = await openWithAccount(open);
      await admit(store);
      const running = await claimOne(store);
      await store.deletePhone(MAC);
      await admit(store);
      await store.deletePhone(MAC);
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      await store.finishRedirect(running, DONE);
      expect(await claimOne(store)).toMatchObject({ wanted: "release" });
    });

    test("of a phone that moves to another PBX and back, releases before it registers", async () => {
      const { store } = await openWithAccount(open);
      await store.createPbx(newPbx("other"));
      await store.putRedirectAccount(newRedirectAccount({ pbxId: "other" }));
      await admit(store, { lines: [] });
      await store.finishRedirect(await claimOne(store), DONE);
      expectPhone(await store.updatePhone(MAC, { pbxId: "other", armedUntil: null }));
      const release = await claimOne(store);
      expect(release).toMatchObject({ wanted: "release", account: { pbxId: "main" } });
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      expectPhone(await store.updatePhone(MAC, { pbxId: "main", armedUntil: null }));
      // The first one is still under way.
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      await store.finishRedirect(release, { outcome: "done", url: null, event: undefined });
      const second = await claimOne(store);
      expect(second).toMatchObject({ wanted: "release", account: { pbxId: "other" } });
      await store.finishRedirect(second, { outcome: "done", url: null, event: undefined });
      expect(await claimOne(store)).toMatchObject({ wanted: "register", account: { pbxId: "main" } });
    });

    test("registers again what a late release at another PBX's account may have taken away", async () => {
      const { store } = await openWithAccount(open);
      await store.createPbx(newPbx("other"));
      await store.putRedirectAccount(newRedirectAccount({ pbxId: "other" }));
      await admit(store, { lines: [] });
      await store.finishRedirect(await claimOne(store), DONE);
      expectPhone(await store.updatePhone(MAC, { pbxId: "other", armedUntil: null }));
      await store.finishRedirect(await claimOne(store), REFUSED);
      await store.finishRedirect(await claimOne(store), DONE);
      await store.putRedirectAccount(newRedirectAccount());
      await store.finishRedirect(await claimOne(store), { outcome: "done", url: null, event: undefined });
      expect(await claimOne(store)).toMatchObject({ wanted: "register", account: { pbxId: "other" } });
    });

    test("registers anew for another model, vendor or MAC-ID, and not for another label", async () => {
      const { store } = await openWithAccount(open);
      await store.putRedirectAccount(newRedirectAccount({ service: "yealink-ymcs", vendorId: "yealink" }));
      await admit(store);
      await store.finishRedirect(await claimOne(store), DONE);
      await store.updatePhone(MAC, { label: "Desk", armedUntil: null });
      expect(await store.claimRedirects(10, LEASE_MS)).toEqual([]);
      await store.updatePhone(MAC, { macId: "CD34", armedUntil: null });
      const job = await claimOne(store);
      expect(job).toMatchObject({ wanted: "register", macId: "CD34" });
      await store.finishRedirect(job, DONE);
      await store.updatePhone(MAC, { vendorId: "yealink", model: "T54W", armedUntil: null });
      const release = await claimOne(store);
      expect(release).toMatchObject({ wanted: "release", account: { service: "snom-sraps" } });
      await store.finishRedirect(release, { outcome: "done", url: null, event: undefined });
      expect(await claimOne(store)).toMatchObject({ wanted: "register", account: { service: "yealink-ymcs" } });
    });
  });
}

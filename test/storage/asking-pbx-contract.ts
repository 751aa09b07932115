import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { LinkSettings, PasswordOrder } from "../../src/provisioning/pbx-link.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { ANNA, admit, claim, MAC, newLine, newPbx, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const FREESWITCH: LinkSettings = { kind: "freeswitch" };
const WEBHOOK: LinkSettings = { kind: "webhook", url: "https://pbx.example/hook" };
const OLD = "sip-secret-20";

const ha1Of = (password: string) => createHash("md5").update(`20:main.example.org:${password}`).digest("hex");

/** Tells the PBX what is due; returns the accounts that it was told of. */
async function tellAll(store: Store): Promise<string[]> {
  const told: string[] = [];
  for (const job of await store.claimLinkJobs(10, 60_000)) {
    told.push(...job.changes.flatMap((change) => ("username" in change ? change.username : [])));
    const outcomes = job.changes.map(() => ({ outcome: "done" as const }));
    await store.finishLinkJob(job, { outcomes, delayMs: 0, event: undefined });
  }
  return told;
}

/** A phone that has its password, on a PBX that was told of it. */
async function openTold(open: OpenTestStore, settings: LinkSettings, passwordOrder: PasswordOrder) {
  const opened = await open();
  const { store } = opened;
  await store.createPbx(newPbx());
  await store.putLink({ pbxId: "main", settings, credentials: {}, passwordOrder });
  const phone = await admit(store);
  await claim(store, phone);
  expect(await tellAll(store)).toEqual(["20"]);
  return { ...opened, phone };
}

async function change(store: Store, password: string): Promise<void> {
  await store.updateAccount("main", "20", { password: new Password(password), armedUntil: null });
}

async function answerOf(store: Store) {
  const account = await store.openAccount("main", "20");
  const hash = account?.ha1.reveal();
  return {
    hash,
    previous: account?.previousHa1?.reveal(),
    password: account?.password?.reveal(),
    phones: account?.phones,
  };
}

/** What a PBX may have that asks at each registration. */
export function askingPbxContract(open: OpenTestStore): void {
  describe("a PBX that asks for its accounts", () => {
    test("with phone-first has the old password until a phone was given the new one", async () => {
      const { store, phone, query } = await openTold(open, FREESWITCH, "phone-first");
      expect(await answerOf(store)).toEqual({ hash: ha1Of(OLD), previous: undefined, password: OLD, phones: 1 });
      await change(store, "second-secret");
      expect(await answerOf(store)).toMatchObject({ hash: ha1Of(OLD), previous: undefined, password: undefined });
      // The phone still has the first one when the third comes.
      await change(store, "third-secret");
      expect(await answerOf(store)).toMatchObject({ hash: ha1Of(OLD) });
      expect(await store.listOverlaps("main")).toEqual([]);
      await claim(store, phone, ANNA);
      expect(await answerOf(store)).toEqual({
        hash: ha1Of("third-secret"),
        previous: undefined,
        password: "third-secret",
        phones: 1,
      });
      expect(await query("select * from account_secrets where sealed_previous_ha1 is not null")).toEqual([]);
    });

    test("with phone-first has the new one when somebody does not want to wait, or when its link is gone", async () => {
      const { store, query } = await openTold(open, FREESWITCH, "phone-first");
      await change(store, "second-secret");
      await store.retryLink("main");
      expect(await answerOf(store)).toMatchObject({ hash: ha1Of("second-secret") });
      await tellAll(store);
      await change(store, "third-secret");
      expect(await answerOf(store)).toMatchObject({ hash: ha1Of("second-secret") });
      await store.deleteLink("main");
      expect(await answerOf(store)).toMatchObject({ hash: ha1Of("third-secret"), previous: undefined });
      expect(await query("select * from account_secrets where sealed_previous_ha1 is not null")).toEqual([]);
    });

    test("with overlap has both, and with pbx-first the new one at once", async () => {
      const both = await openTold(open, FREESWITCH, "overlap");
      await change(both.store, "second-secret");
      expect(await answerOf(both.store)).toMatchObject({ hash: ha1Of("second-secret"), previous: ha1Of(OLD) });
      expect(await both.store.listOverlaps("main")).toEqual([{ username: "20", since: both.clock.now }]);
      await claim(both.store, both.phone);
      expect(await answerOf(both.store)).toMatchObject({ previous: ha1Of(OLD) });
      await both.store.endOverlaps("main", await both.store.listOverlaps("main"));
      expect(await answerOf(both.store)).toMatchObject({ hash: ha1Of("second-secret"), previous: undefined });
    });

    test("that is told with phone-first keeps no old password here", async () => {
      const { store, query } = await openTold(open, WEBHOOK, "phone-first");
      await change(store, "second-secret");
      expect(await query("select * from account_secrets where sealed_previous_ha1 is not null")).toEqual([]);
    });

    test("is told how many phones have an account", async () => {
      const { store } = await openTold(open, FREESWITCH, "pbx-first");
      await admit(store, { mac: OTHER_MAC, lines: [newLine("20"), newLine("21")] });
      expect(await answerOf(store)).toMatchObject({ phones: 2 });
      await store.deletePhone(MAC);
      expect(await answerOf(store)).toMatchObject({ phones: 1 });
      await store.deletePhone(OTHER_MAC);
      expect(await store.openAccount("main", "20")).toBeUndefined();
    });
  });

  test("what else changes of an account while its PBX waits for a phone is told with the new password, not before", async () => {
    const { store, phone } = await openTold(open, WEBHOOK, "phone-first");
    await change(store, "second-secret");
    await store.updateAccount("main", "20", { displayName: "Another name", armedUntil: null });
    expect(await tellAll(store)).toEqual([]);
    await claim(store, phone);
    expect(await tellAll(store)).toEqual(["20"]);
    await store.updateAccount("main", "20", { displayName: "A third name", armedUntil: null });
    expect(await tellAll(store)).toEqual(["20"]);
  });
}

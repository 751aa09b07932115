import { describe, expect, test } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { CommandJob, NewCommand, PhoneCommand } from "../../src/provisioning/phone-command.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { admit, MAC, macNumber, newLine, newPbx, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore } from "./test-stores.ts";

const LEASE_MS = 60_000;
let count = 0;

/** A resync of a phone of `main`, due now. */
function newCommand(now: number, more: Partial<NewCommand> = {}): NewCommand {
  count += 1;
  return {
    ...{ id: `c${count}`, mac: MAC, pbxId: "main", kind: "resync", requestedBy: "the admin", reason: null },
    ...{ notBefore: now, timeoutMs: 120_000, deadline: now + 3_600_000, ...more },
  };
}

async function queue(store: Store, command: NewCommand): Promise<PhoneCommand> {
  const queued = await store.queueCommand(command);
  if (queued === undefined) throw new Error("not queued");
  return queued.command;
}

async function claimOne(store: Store): Promise<CommandJob> {
  const [job] = await store.claimCommands(10, LEASE_MS);
  if (job === undefined) throw new Error("nothing to claim");
  return job;
}

const begun = (sentAt: number) => ({ sentAt, via: "direct", awaitsReturn: false, registeredUntil: null }) as const;

async function namesOf(store: Store): Promise<string[]> {
  const { items } = await store.listEvents({ limit: 100 });
  return items
    .map(({ name }) => name)
    .filter((name) => /^re(?:sync|boot)-/.test(name))
    .toReversed();
}

export function commandsContract(open: OpenTestStore, { mayShare }: { mayShare: boolean }): void {
  describe("commands to phones", () => {
    test("go from waiting over sent and accepted to done, by a fetch after they were sent", async () => {
      const { store, clock } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now, { reason: "new keys" }));
      expect(await store.listAwaited()).toEqual([]);
      const job = await claimOne(store);
      expect(await store.claimCommands(10, LEASE_MS)).toEqual([]);
      expect(await store.beginSending(job, begun(clock.now))).toBe(true);
      expect(await store.listAwaited()).toMatchObject([{ id, mac: MAC, sentAt: clock.now }]);
      expect(await store.findCommand(id)).toMatchObject({ state: "waiting", via: "direct", reason: "new keys" });
      await store.noteSent(job);
      expect(await store.findCommand(id)).toMatchObject({ state: "sent", deadline: clock.now + 120_000 });
      // That began before, or in the very moment.
      await store.noteFetch(MAC, clock.now - 1);
      await store.noteFetch(MAC, clock.now);
      await store.noteFetch(OTHER_MAC, clock.now + 1);
      await store.finishSending(job, { outcome: "accepted" });
      expect(await store.findCommand(id)).toMatchObject({ state: "accepted", fetchedAt: null });
      await store.noteFetch(MAC, clock.now + 1);
      expect(await store.findCommand(id)).toMatchObject({ state: "done", fetchedAt: clock.now + 1, words: null });
      expect(await store.listAwaited()).toEqual([]);
      expect(await namesOf(store)).toEqual(["resync-sent", "resync-done"]);
    });

    test("are done by a fetch that comes before the answer, once the answer is there; never by a fetch alone", async () => {
      const { store, clock } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now));
      const job = await claimOne(store);
      await store.beginSending(job, begun(clock.now));
      await store.noteFetch(MAC, clock.now + 5);
      await store.noteSent(job);
      await store.settleCommands();
      expect(await store.findCommand(id)).toMatchObject({ state: "sent", fetchedAt: clock.now + 5 });
      await store.finishSending(job, { outcome: "accepted" });
      expect(await store.findCommand(id)).toMatchObject({ state: "done" });
    });

    test("that were refused stay so, whatever the phone fetches", async () => {
      const { store, clock } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now));
      const job = await claimOne(store);
      await store.beginSending(job, begun(clock.now));
      await store.noteFetch(MAC, clock.now + 5);
      await store.finishSending(job, { outcome: "refused", words: "The phone answered 403 Forbidden" });
      await store.noteFetch(MAC, clock.now + 10);
      await store.settleCommands();
      expect(await store.findCommand(id)).toMatchObject({
        state: "refused",
        words: "The phone answered 403 Forbidden",
      });
      expect(await namesOf(store)).toEqual(["resync-refused"]);
    });

    test("time out where the phone accepts and does nothing, and where nobody could tell it", async () => {
      const { store, clock } = await open();
      await admit(store);
      await admit(store, { mac: OTHER_MAC, lines: [newLine("21")] });
      const told = await queue(store, newCommand(clock.now));
      const job = await claimOne(store);
      await store.beginSending(job, begun(clock.now));
      await store.finishSending(job, { outcome: "accepted" });
      const untold = await queue(store, newCommand(clock.now, { mac: OTHER_MAC, deadline: clock.now + 30_000 }));
      await store.finishSending(await claimOne(store), { outcome: "later", words: "A call is up", delayMs: 15_000 });
      expect(await store.findCommand(untold.id)).toMatchObject({ state: "waiting", words: "A call is up" });
      expect(await store.claimCommands(10, LEASE_MS)).toEqual([]);
      clock.now += 15_000;
      await store.finishSending(await claimOne(store), { outcome: "later", words: "A call is up", delayMs: 15_000 });
      clock.now += 15_000;
      await store.settleCommands();
      expect(await store.findCommand(untold.id)).toMatchObject({
        state: "timed-out",
        words: expect.stringMatching(/call is up/),
      });
      clock.now += 90_000;
      await store.settleCommands();
      expect(await store.findCommand(told.id)).toMatchObject({
        state: "timed-out",
        words: expect.stringMatching(/did not fetch/),
      });
    });

    test("to reboot wait for the return, after which they are done", async () => {
      const { store, clock } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now, { kind: "reboot" }));
      const job = await claimOne(store);
      await store.beginSending(job, { sentAt: clock.now, via: "pbx", awaitsReturn: true, registeredUntil: 7 });
      await store.finishSending(job, { outcome: "sent" });
      await store.noteFetch(MAC, clock.now + 5);
      expect(await store.findCommand(id)).toMatchObject({ state: "sent", via: "pbx" });
      expect(await store.listAwaited()).toMatchObject([
        { id, awaitsReturn: true, fetchedAt: clock.now + 5, registeredUntil: 7 },
      ]);
      await store.noteReturn(id, clock.now);
      expect(await store.findCommand(id)).toMatchObject({ state: "sent", backAt: null });
      await store.noteReturn(id, clock.now + 9);
      expect(await store.findCommand(id)).toMatchObject({ state: "done", backAt: clock.now + 9 });
    });

    test("of a phone are one at a time: joined, replaced, outranked", async () => {
      const { store, clock } = await open();
      await admit(store);
      const night = await queue(store, newCommand(clock.now, { notBefore: clock.now + 9000 }));
      const first = await queue(store, newCommand(clock.now));
      expect(await store.findCommand(night.id)).toMatchObject({ state: "cancelled" });
      expect((await store.queueCommand(newCommand(clock.now)))?.isNew).toBe(false);
      const job = await claimOne(store);
      await store.beginSending(job, begun(clock.now));
      await store.finishSending(job, { outcome: "accepted" });
      const second = await queue(store, newCommand(clock.now));
      expect(second.id).not.toBe(first.id);
      expect(await store.findCommand(first.id)).toMatchObject({ state: "cancelled" });
      const reboot = await queue(store, newCommand(clock.now, { kind: "reboot" }));
      expect(await store.findCommand(second.id)).toMatchObject({ state: "cancelled" });
      expect(await queue(store, newCommand(clock.now))).toMatchObject({ id: reboot.id, kind: "reboot" });
      // The one whose place was taken has nothing to say any more.
      await store.finishSending(job, { outcome: "refused", words: "late" });
      expect(await store.findCommand(first.id)).toMatchObject({ state: "cancelled" });
      expect(await store.beginSending(job, begun(clock.now))).toBe(false);
    });

    test("asked for at the same time become one", async () => {
      const { store, clock } = await open();
      await admit(store);
      const asked = Array.from({ length: 8 }, (_, index) =>
        store.queueCommand(newCommand(clock.now, { kind: index % 2 === 0 ? "resync" : "reboot" })),
      );
      await Promise.all(asked);
      const { items } = await store.listCommands({ limit: 50, mac: MAC });
      expect(items.filter(({ state }) => state === "waiting")).toMatchObject([{ kind: "reboot" }]);
    });

    test("are cancelled with their phone, and are not taken for a phone of another PBX", async () => {
      const { store, clock } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now));
      expect(await store.queueCommand(newCommand(clock.now, { mac: OTHER_MAC }))).toBeUndefined();
      await store.createPbx(newPbx("other"));
      expect(await store.queueCommand(newCommand(clock.now, { pbxId: "other" }))).toBeUndefined();
      await store.deletePhone(MAC);
      expect(await store.findCommand(id)).toMatchObject({ state: "cancelled", words: "The phone was deleted" });
      expect(await namesOf(store)).toEqual(["resync-cancelled"]);
    });

    test("of a batch go out at its pace, also after a standstill, and are counted, listed and cancelled", async () => {
      const { store, clock } = await open();
      await store.createPbx(newPbx());
      const macs: Mac[] = Array.from({ length: 30 }, (_, index) => macNumber(index));
      for (const mac of macs) await admit(store, { mac, lines: [] });
      const batch = { id: "b1", pbxId: "main", kind: "resync", perMinute: 60, requestedBy: "x", reason: null } as const;
      const commands = macs.map((mac, index) => newCommand(clock.now, { mac, notBefore: clock.now + index * 1000 }));
      const [earlier] = commands;
      if (earlier === undefined) throw new Error("none");
      await store.queueCommand({ ...earlier, id: "joined" });
      expect(await store.queueBatch(batch, commands)).toBe(29);
      await store.cancelCommands({ id: "joined" }, "not now");
      // The daemon stood still for long: all are due.
      clock.now += 120_000;
      expect(await store.claimCommands(64, LEASE_MS)).toHaveLength(2);
      expect(await store.claimCommands(64, LEASE_MS)).toHaveLength(0);
      clock.now += 3000;
      const more = await store.claimCommands(64, LEASE_MS);
      expect(more.length).toBeLessThanOrEqual(2);
      expect(more.length).toBeGreaterThan(0);
      for (const job of more) await store.finishSending(job, { outcome: "timed-out", words: "nobody" });
      expect(await store.findBatch("b1")).toMatchObject({
        counts: { waiting: 29 - more.length, "timed-out": more.length, done: 0 },
      });
      const page = await store.listCommands({ limit: 20, batchId: "b1" });
      const rest = await store.listCommands({ limit: 20, batchId: "b1", cursor: page.next ?? "" });
      expect(new Set([...page.items, ...rest.items].map(({ id }) => id)).size).toBe(29);
      expect(rest.next).toBeNull();
      expect(await store.listCommands({ limit: 20, pbxIds: [] })).toMatchObject({ items: [] });
      expect(await store.cancelCommands({ batchId: "b1" }, "enough")).toBe(29 - more.length);
      expect(await store.claimCommands(64, LEASE_MS)).toEqual([]);
    });

    test("whose daemon died are sent again, and what was seen before is not claimed", async () => {
      const { store, clock, openAgain } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now));
      const job = await claimOne(store);
      await store.beginSending(job, begun(clock.now));
      await store.noteSent(job);
      if (mayShare) clock.now += LEASE_MS;
      else await store.close();
      const later = await openAgain();
      const again = await claimOne(later);
      expect(again.command).toMatchObject({ id, state: "sent" });
      expect(await later.beginSending(again, begun(clock.now + 10))).toBe(true);
      await later.noteFetch(MAC, clock.now + 5);
      await later.finishSending(again, { outcome: "accepted" });
      expect(await later.findCommand(id)).toMatchObject({ state: "accepted", fetchedAt: null });
      await later.noteFetch(MAC, clock.now + 11);
      expect(await later.findCommand(id)).toMatchObject({ state: "done" });
    });

    test("that were fetched when the daemon died are not sent a second time", async () => {
      const { store, clock, openAgain } = await open();
      await admit(store);
      const { id } = await queue(store, newCommand(clock.now, { kind: "reboot" }));
      const job = await claimOne(store);
      await store.beginSending(job, begun(clock.now));
      await store.noteSent(job);
      await store.noteFetch(MAC, clock.now + 5);
      if (mayShare) clock.now += LEASE_MS;
      else await store.close();
      const later = await openAgain();
      expect(await later.claimCommands(10, LEASE_MS)).toEqual([]);
      await later.settleCommands();
      expect(await later.findCommand(id)).toMatchObject({
        state: "done",
        fetchedAt: clock.now + (mayShare ? 5 - LEASE_MS : 5),
      });
    });

    test("that are over go with the history, and all with their PBX", async () => {
      const { store, clock, query } = await open();
      await admit(store);
      const old = await queue(store, newCommand(clock.now));
      await store.cancelCommands({ id: old.id }, "no");
      const batch = { id: "b2", pbxId: "main", kind: "resync", perMinute: 60, requestedBy: "x", reason: null } as const;
      await store.queueBatch(batch, []);
      clock.now += 1000;
      const live = await queue(store, newCommand(clock.now));
      await store.prune(clock.now + 1000);
      expect(await store.findCommand(old.id)).toBeUndefined();
      expect(await store.findBatch("b2")).toBeUndefined();
      expect(await store.findCommand(live.id)).toMatchObject({ state: "waiting" });
      await store.deletePhone(MAC);
      await store.deletePbx("main");
      expect(await query("select id from phone_commands")).toEqual([]);
    });
  });
}

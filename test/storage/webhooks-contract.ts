import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { WEBHOOK_EVENTS, type WebhookEvent, type WebhookJob } from "../../src/provisioning/webhook.ts";
import { admit, MAC, newLine, newPbx, newPhone, OTHER_MAC } from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

const LEASE_MS = 60_000;
const SECRET = "whsec_c2VjcmV0IHRoYXQgc3RheXMgaGVyZQ==";

async function openWithWebhook(
  open: OpenTestStore,
  events: readonly WebhookEvent[] = WEBHOOK_EVENTS,
): Promise<TestStore> {
  const opened = await open();
  await opened.store.createPbx(newPbx());
  const webhook = { id: "wh_1", pbxId: "main", url: "https://pbx.example/hook", events, secret: new Password(SECRET) };
  expect(await opened.store.createWebhook(webhook)).toMatchObject({ id: "wh_1", waiting: 0, lastError: null });
  return opened;
}

const typeOf = (job: WebhookJob) => (JSON.parse(job.body) as { type: string }).type;

export function webhooksContract(open: OpenTestStore): void {
  describe("webhooks", () => {
    test("are queued with what they tell of, one after the other for each phone", async () => {
      const { store } = await openWithWebhook(open);
      const phone = await admit(store);
      await admit(store, { mac: OTHER_MAC, lines: [newLine("21")] });
      await store.armGrants({ phoneId: phone.phoneId, kinds: ["sip"], armedUntil: null });
      await store.updateAccount("main", "20", { password: new Password("another-secret"), armedUntil: null });
      await store.deletePhone(MAC);
      expect(await store.findWebhook("main", "wh_1")).toMatchObject({ waiting: 5 });

      const told: string[] = [];
      for (;;) {
        const jobs = await store.claimWebhookJobs(10, LEASE_MS);
        if (jobs.length === 0) break;
        expect(new Set(jobs.map(({ mac }) => mac)).size).toBe(jobs.length);
        for (const job of jobs) {
          expect(job.webhook.secret.reveal()).toBe(SECRET);
          told.push(`${job.mac} ${typeOf(job)}`);
          await store.finishWebhookJob(job, { outcome: "done" });
        }
      }
      expect(told.filter((line) => line.startsWith(MAC))).toEqual(
        ["phone.admitted", "phone.released", "phone.reset", "phone.deleted"].map((type) => `${MAC} ${type}`),
      );
      expect(told).toContain(`${OTHER_MAC} phone.admitted`);
    });

    test("that are claimed hold back what follows; a failure delays the whole webhook, and its message keeps its id", async () => {
      const { store, clock } = await openWithWebhook(open);
      await admit(store);
      await store.deletePhone(MAC);
      const [job] = await store.claimWebhookJobs(10, LEASE_MS);
      if (job === undefined) throw new Error("no job");
      expect(await store.claimWebhookJobs(10, LEASE_MS)).toEqual([]);
      await store.finishWebhookJob(job, {
        outcome: "later",
        error: "it answered 500",
        delayMs: 5000,
        event: undefined,
      });
      expect(await store.listWebhooks("main")).toMatchObject([{ waiting: 2, lastError: "it answered 500" }]);
      expect(await store.claimWebhookJobs(10, LEASE_MS)).toEqual([]);
      clock.now += 5000;
      const again = await store.claimWebhookJobs(10, LEASE_MS);
      expect(again).toMatchObject([{ messageId: job.messageId, attempts: 2, body: job.body }]);
      await store.finishWebhookJob(again[0] as WebhookJob, { outcome: "done" });
      expect((await store.claimWebhookJobs(10, LEASE_MS)).map(typeOf)).toEqual(["phone.deleted"]);
    });

    test("are tried for the first time as long as the receiver takes others, however many are on their way at once", async () => {
      const { store } = await openWithWebhook(open);
      const claimOne = async () => {
        const [job] = await store.claimWebhookJobs(1, LEASE_MS);
        if (job === undefined) throw new Error("no job");
        return job;
      };
      for (const [index, mac] of [MAC, OTHER_MAC, "000413111111"].entries())
        await admit(store, { mac: mac as typeof MAC, lines: [newLine(String(20 + index))] });
      const first = await claimOne();
      const second = await claimOne();
      await store.finishWebhookJob(first, { outcome: "done" });
      const third = await claimOne();
      await store.finishWebhookJob(second, { outcome: "done" });
      await store.deletePhone(MAC);
      expect((await claimOne()).attempts).toBe(1);
      await store.finishWebhookJob(third, { outcome: "later", error: "it answered 500", delayMs: 0, event: undefined });
      expect((await claimOne()).attempts).toBe(2);
    });

    test("tell only what was asked for, hold no password, and go with their PBX", async () => {
      const { store, query } = await openWithWebhook(open, ["phone.admitted"]);
      await store.createPbx(newPbx("other"));
      await admit(store);
      await store.createPhone(newPhone({ mac: OTHER_MAC, pbxId: "other", lines: [] }));
      await store.deletePhone(MAC);
      const rows = await query<{ body: string }>("select body from webhook_deliveries");
      expect(rows).toHaveLength(1);
      expect(JSON.parse(rows[0]?.body ?? "")).toMatchObject({
        type: "phone.admitted",
        data: { mac: MAC, pbx: "main", vendor: "snom", model: "D785", accounts: ["20"] },
      });
      expect(rows[0]?.body).not.toMatch(/secret/);
      expect(await store.deletePbx("main")).toBe("deleted");
      expect(await query("select * from webhook_deliveries")).toEqual([]);
    });

    test("are changed and deleted by who still knows them", async () => {
      const { store } = await openWithWebhook(open);
      expect(await store.updateWebhook("other", "wh_1", {})).toBe("not-found");
      expect(await store.updateWebhook("main", "wh_1", { url: "https://two.example" }, 7)).toBe("stale");
      expect(await store.updateWebhook("main", "wh_1", { url: "https://two.example" }, 1)).toMatchObject({
        revision: 2,
      });
      expect(await store.deleteWebhook("main", "wh_1", 1)).toBe("stale");
      expect(await store.deleteWebhook("main", "wh_1")).toBe("deleted");
      expect(await store.listWebhooks("main")).toEqual([]);
    });
  });
}

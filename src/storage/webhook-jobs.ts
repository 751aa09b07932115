import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import { Password } from "../provisioning/password.ts";
import type { WebhookJob, WebhookStore } from "../provisioning/webhook.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { endLeases } from "./end-leases.ts";
import { toEventRow } from "./history-rows.ts";
import { compileOnce } from "./statement.ts";
import { webhookIdentity } from "./webhook-rows.ts";

type JobStore = Pick<WebhookStore, "claimWebhookJobs" | "finishWebhookJob">;

/** The outbox: rows that a phone's transaction wrote are claimed, delivered, and deleted. */
export function webhookJobs(context: StoreContext): JobStore {
  const { db } = context;
  let endsLeases = !context.locksRows;
  const anyDue = compileOnce(({ now }: { now: number }) =>
    db.selectFrom("webhook_deliveries").select("id").where("next_try_at", "<=", now).limit(1),
  );

  function findDue(trx: Trx, now: number, limit: number) {
    return (
      trx
        .selectFrom("webhook_deliveries")
        .selectAll()
        .where("next_try_at", "<=", now)
        .where(sql<boolean>`coalesce(claimed_until, 0) <= cast(${now} as bigint)`)
        // One that is claimed is there until it is done, so nothing of the same phone passes it.
        .where(
          sql<boolean>`not exists (select 1 from webhook_deliveries as earlier
            where earlier.webhook_id = webhook_deliveries.webhook_id and earlier.mac = webhook_deliveries.mac
            and earlier.id < webhook_deliveries.id)`,
        )
        .orderBy("id")
        .limit(limit)
        .$if(context.locksRows, (query) => query.forUpdate().skipLocked())
        .execute()
    );
  }

  /** A receiver that fails is left alone longer each time, however many messages wait for their first try. */
  async function findMostTried(trx: Trx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const rows = await trx
      .selectFrom("webhook_deliveries")
      .select(["webhook_id", (eb) => eb.fn.max("attempts").as("attempts")])
      .where("webhook_id", "in", ids)
      .groupBy("webhook_id")
      .execute();
    return new Map(rows.map(({ webhook_id, attempts }) => [webhook_id, attempts]));
  }

  return {
    async claimWebhookJobs(limit, leaseMs) {
      // Nearly always there is nothing, which then costs no transaction.
      if ((await context.read(anyDue({ now: await context.now(db) }))).length === 0) return [];
      const jobs = await context.transaction(async (trx) => {
        if (endsLeases) await endLeases(trx, "webhook_deliveries");
        const now = await context.now(trx);
        const claimed: WebhookJob[] = [];
        const due = await findDue(trx, now, limit);
        const tried = await findMostTried(
          trx,
          due.map(({ webhook_id }) => webhook_id),
        );
        for (const row of due) {
          const claim = randomBytes(9).toString("base64url");
          const attempts = (tried.get(row.webhook_id) ?? 0) + 1;
          await trx
            .updateTable("webhook_deliveries")
            .set({ claim, claimed_until: now + leaseMs, attempts })
            .where("id", "=", row.id)
            .execute();
          const webhook = await trx
            .selectFrom("webhooks")
            .selectAll()
            .where("id", "=", row.webhook_id)
            .executeTakeFirstOrThrow();
          claimed.push({
            id: row.id,
            claim,
            mac: row.mac as Mac,
            messageId: row.message_id,
            body: row.body,
            attempts,
            webhook: {
              id: webhook.id,
              pbxId: webhook.pbx_id,
              url: webhook.url,
              lastError: webhook.last_error,
              secret: new Password(context.vault.open(webhook.sealed_secret, webhookIdentity(webhook.id))),
            },
          });
        }
        return claimed;
      });
      endsLeases = false;
      return jobs;
    },

    finishWebhookJob: (job, result) =>
      context.transaction(async (trx) => {
        const { id: rowId, claim } = job;
        const { id } = job.webhook;
        if (result.outcome === "done") {
          await trx.deleteFrom("webhook_deliveries").where("id", "=", rowId).where("claim", "=", claim).execute();
          // The receiver is there: what waited for it need wait no longer, and what is on its way was tried for the first time.
          const now = await context.now(trx);
          const others = trx.updateTable("webhook_deliveries").where("webhook_id", "=", id);
          await others.set({ attempts: 0 }).where("attempts", ">", 0).execute();
          await others.set({ next_try_at: now }).where("claim", "is", null).where("next_try_at", ">", now).execute();
          if (job.webhook.lastError !== null)
            await trx.updateTable("webhooks").set({ last_error: null }).where("id", "=", id).execute();
          return;
        }
        await trx
          .updateTable("webhook_deliveries")
          .set({ claim: null, claimed_until: null })
          .where("id", "=", rowId)
          .where("claim", "=", claim)
          .execute();
        const until = (await context.now(trx)) + result.delayMs;
        await trx
          .updateTable("webhook_deliveries")
          .set({ next_try_at: until })
          .where("webhook_id", "=", id)
          .where("next_try_at", "<", until)
          .execute();
        await trx.updateTable("webhooks").set({ last_error: result.error }).where("id", "=", id).execute();
        if (result.event !== undefined) await trx.insertInto("events").values(toEventRow(result.event)).execute();
      }),
  };
}

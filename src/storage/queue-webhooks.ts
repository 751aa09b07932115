import { randomBytes } from "node:crypto";
import type { WebhookEvent } from "../provisioning/webhook.ts";
import type { Trx } from "./backend.ts";

/** What happened to a phone. */
export type WebhookNews = {
  event: WebhookEvent;
  mac: string;
  pbxId: string;
  detail?: Readonly<Record<string, string | null | readonly string[]>>;
};

/** Queues a message for each webhook of the PBX that wants it, in the transaction that makes it true. */
export async function queueWebhooks(trx: Trx, { event, mac, pbxId, detail }: WebhookNews, now: number): Promise<void> {
  const webhooks = await trx
    .selectFrom("webhooks")
    .select(["id", "events"])
    .where("pbx_id", "=", pbxId)
    .orderBy("id")
    .execute();
  for (const { id, events } of webhooks) {
    if (!(JSON.parse(events) as WebhookEvent[]).includes(event)) continue;
    const messageId = `msg_${randomBytes(12).toString("hex")}`;
    const message = { type: event, timestamp: new Date(now).toISOString(), data: { mac, pbx: pbxId, ...detail } };
    await trx
      .insertInto("webhook_deliveries")
      .values({
        webhook_id: id,
        mac,
        message_id: messageId,
        body: JSON.stringify(message),
        attempts: 0,
        next_try_at: now,
        claim: null,
        claimed_until: null,
      })
      .execute();
  }
}

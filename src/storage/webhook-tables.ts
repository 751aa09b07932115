import type { Generated } from "kysely";

export type WebhookTable = {
  id: string;
  pbx_id: string;
  url: string;
  /** JSON: WebhookEvent[] */
  events: string;
  sealed_secret: Buffer;
  /** Why the last try failed; null after one that went through. */
  last_error: string | null;
  revision: number;
  created_at: number;
  updated_at: number;
};

/** What a webhook is still to be told. Of several rows for a phone the lowest goes first. */
type WebhookDeliveryTable = {
  id: Generated<number>;
  webhook_id: string;
  mac: string;
  message_id: string;
  body: string;
  attempts: number;
  next_try_at: number;
  claim: string | null;
  claimed_until: number | null;
};

export type WebhookTables = { webhooks: WebhookTable; webhook_deliveries: WebhookDeliveryTable };

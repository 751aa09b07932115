import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { EventRecord } from "./request.ts";

/** What a PBX can be told of its phones. */
export const WEBHOOK_EVENTS = ["phone.admitted", "phone.released", "phone.reset", "phone.deleted"] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Where a PBX wants to be told, without the secret. */
export type Webhook = {
  id: string;
  pbxId: string;
  url: string;
  events: readonly WebhookEvent[];
  /** Messages that are not delivered yet. */
  waiting: number;
  /** Why the last try failed; null after one that went through. */
  lastError: string | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
type NewWebhook = Pick<Webhook, "id" | "pbxId" | "url" | "events"> & { secret: Password };
type WebhookPatch = Partial<Pick<Webhook, "url" | "events">>;

/** A message to be delivered, claimed by this process until its lease ends. */
export type WebhookJob = {
  id: number;
  /** Of this claim. */
  claim: string;
  mac: Mac;
  /** The same at every try. */
  messageId: string;
  /** JSON. Never holds a password. */
  body: string;
  /** In a row at this webhook, with this one. */
  attempts: number;
  webhook: Pick<Webhook, "id" | "pbxId" | "url" | "lastError"> & { secret: Password };
};

/** `event` is written in the same transaction. `delayMs`: until then the webhook is told nothing. */
export type WebhookResult =
  | { outcome: "done" }
  | { outcome: "later"; error: string; delayMs: number; event: EventRecord | undefined };

/** `ok: false` with words that hold no secret. */
export type WebhookReply = { ok: true } | { ok: false; words: string };
export type SignedMessage = { url: string; secret: Password; messageId: string; body: string };
/** Never rejects for what the receiver or the network does. */
export type SendSigned = (message: SignedMessage) => Promise<WebhookReply>;

/** Webhooks, and the outbox of what they are to be told. */
export type WebhookStore = {
  createWebhook(webhook: NewWebhook): Promise<Webhook | "unknown-pbx" | "too-many-webhooks">;
  /** All of a PBX, the oldest first. */
  listWebhooks(pbxId: string): Promise<Webhook[]>;
  findWebhook(pbxId: string, id: string): Promise<Webhook | undefined>;
  /** What waits is tried at once. */
  updateWebhook(
    pbxId: string,
    id: string,
    patch: WebhookPatch,
    expectedRevision?: number,
  ): Promise<Webhook | "not-found" | "stale">;
  /** What it was still to be told goes with it. */
  deleteWebhook(pbxId: string, id: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;
  /** Messages that are due, one for each phone and webhook, the oldest first. */
  claimWebhookJobs(limit: number, leaseMs: number): Promise<WebhookJob[]>;
  finishWebhookJob(job: WebhookJob, result: WebhookResult): Promise<void>;
};

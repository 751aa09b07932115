import type { AllowListStore } from "./allow-list.ts";
import type { AuditStore } from "./audit.ts";
import type { MasterKeyStore } from "./master-key.ts";
import type { RedirectStore } from "./redirect.ts";
import type { WebhookStore } from "./webhook.ts";

/** Parts of the store that are described where they are used. */
export type StoreParts = RedirectStore & AuditStore & MasterKeyStore & WebhookStore & AllowListStore;

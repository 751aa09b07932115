import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { startWebhookDelivery } from "./provisioning/deliver-webhooks.ts";
import type { Store } from "./provisioning/ports.ts";
import { createWebhookClient } from "./servers/webhook-client.ts";

const WEBHOOK_DRAIN_MS = 5000;

/** Tells PBXs what they want to be told, now and from before the last stop. */
export function startWebhooks(config: Config, store: Store, log: Logger) {
  const ended = new AbortController();
  const allowsPrivate = config.webhooksPrivate;
  const delivery = startWebhookDelivery({
    store,
    send: createWebhookClient({ allowsPrivate, signal: ended.signal }),
    clock: Date.now,
    random: Math.random,
    reportFault: (error) => log.error({ error: String(error) }, "webhooks could not be delivered"),
  });
  return {
    allowsPrivate,
    wake: delivery.wake,
    stop: async () => {
      await delivery.close(WEBHOOK_DRAIN_MS);
      ended.abort();
    },
  };
}

import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { startLinkDelivery } from "./provisioning/deliver-links.ts";
import type { Store } from "./provisioning/ports.ts";
import { createPbxConnections } from "./servers/pbx/connect-pbx.ts";
import { createWebhookClient } from "./servers/webhook-client.ts";

const LINK_DRAIN_MS = 5000;
/** Kamailio reloads its address table once in 5 s at most. */
const MOVED_EVERY_MS = 5000;

/** Tells PBXs of their accounts and phones, now and from before the last stop. */
export function startLinks(config: Config, store: Store, log: Logger) {
  const ended = new AbortController();
  const { signal } = ended;
  const send = createWebhookClient({ allowsPrivate: config.webhooksPrivate, signal });
  const pbxs = createPbxConnections({ send, signal });
  const reportFault = (error: unknown) => log.error({ error: String(error) }, "PBXs could not be told");
  const delivery = startLinkDelivery({
    store,
    connect: pbxs.connect,
    clock: Date.now,
    random: Math.random,
    reportFault,
  });
  let looking: Promise<void> | undefined;
  const moved = setInterval(() => {
    looking ??= store
      .queueMovedPhones()
      .catch(reportFault)
      .finally(() => {
        looking = undefined;
      });
  }, MOVED_EVERY_MS);
  return {
    connect: pbxs.connect,
    wake: delivery.wake,
    stop: async () => {
      clearInterval(moved);
      await looking;
      await delivery.close(LINK_DRAIN_MS);
      ended.abort();
      await pbxs.close();
    },
  };
}

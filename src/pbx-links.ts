import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { startLinkDelivery } from "./provisioning/deliver-links.ts";
import type { Store } from "./provisioning/ports.ts";
import { repeatLook } from "./provisioning/repeat-look.ts";
import { createRegistrationWatch } from "./provisioning/watch-registrations.ts";
import { createPbxConnections } from "./servers/pbx/connect-pbx.ts";
import { createWebhookClient } from "./servers/webhook-client.ts";

const LINK_DRAIN_MS = 5000;
/** Kamailio reloads its address table once in 5 s at most. */
const MOVED_EVERY_MS = 5000;
/** How soon a PBX that is due is asked who is registered. */
const LOOK_EVERY_MS = 1000;

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
  const moved = repeatLook(store.queueMovedPhones, MOVED_EVERY_MS, reportFault);
  const watch = createRegistrationWatch({ store, connect: pbxs.connect, clock: Date.now, reportFault });
  const looks = new Set<Promise<void>>();
  const watching = setInterval(() => {
    // One PBX that does not answer keeps nobody from asking the others; what is asked already is not due.
    const look = watch.look().catch(reportFault);
    looks.add(look);
    void look.finally(() => looks.delete(look));
  }, LOOK_EVERY_MS);
  return {
    connect: pbxs.connect,
    wake: delivery.wake,
    stop: async () => {
      clearInterval(watching);
      await moved.close();
      await delivery.close(LINK_DRAIN_MS);
      ended.abort();
      await pbxs.close();
      await Promise.all(looks);
    },
  };
}

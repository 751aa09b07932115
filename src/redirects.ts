import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { startRedirectDelivery } from "./provisioning/deliver-redirects.ts";
import { createFirstTokens } from "./provisioning/first-tokens.ts";
import type { Store } from "./provisioning/ports.ts";
import { createRedirectClient } from "./servers/redirect-client.ts";
import { vendors } from "./vendors/index.ts";

const REDIRECT_DRAIN_MS = 5000;

/** Tells the vendors' redirect services what they are to be told, now and from before the last stop. */
export function startRedirects(config: Config, store: Store, doorUrl: string, log: Logger) {
  const ended = new AbortController();
  const connect = createRedirectClient({ signal: ended.signal });
  const phonesUrl = config.redirectUrl ?? doorUrl;
  const delivery = startRedirectDelivery({
    store,
    vendors,
    firstTokens: createFirstTokens(store, "redirect"),
    connect,
    baseUrl: phonesUrl,
    clock: Date.now,
    random: Math.random,
    reportFault: (error) => log.error({ error: String(error) }, "redirect services could not be told"),
  });
  return {
    phonesUrl,
    connect,
    wake: delivery.wake,
    stop: async () => {
      await delivery.close(REDIRECT_DRAIN_MS);
      ended.abort();
    },
  };
}

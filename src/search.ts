import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { createLanSearches, type LanSearches } from "./provisioning/lan-search.ts";
import type { Store } from "./provisioning/ports.ts";
import type { Recorder } from "./provisioning/recorder.ts";
import { createLanProbe } from "./servers/lan-probe.ts";
import { vendors } from "./vendors/index.ts";

/** Searches for phones, which staff start. By itself it does nothing. */
export function prepareSearches(config: Config, store: Store, recorder: Recorder, log: Logger): LanSearches {
  return createLanSearches({
    port: createLanProbe({ perSecond: config.searchRate }),
    store,
    vendors,
    recorder,
    clock: Date.now,
    newId: () => randomBytes(8).toString("hex"),
    reportFault: (error) => log.error({ error: String(error) }, "a search for phones failed"),
  });
}

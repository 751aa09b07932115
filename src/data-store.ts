import type { Logger } from "pino";
import { type Config, SettingError } from "./config/load-config.ts";
import { messageOf } from "./naming.ts";
import type { Clock, Store } from "./provisioning/ports.ts";
import { openStore } from "./storage/open-store.ts";

/** The database that the settings name, or the one of the data folder. Throws SettingError. */
export function openStoreOf(config: Config, log: Logger, clock: Clock): Promise<Store> {
  return openStore({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    masterKey: config.masterKey,
    masterKeyPlaces: config,
    clock,
    keepPlaintext: config.keepPlaintext,
    maxSightings: config.sightingsMax,
    reportFault: (error) => log.error({ error: messageOf(error) }, "the exchange of the master key broke off"),
  }).catch((error: unknown) => {
    const setting =
      config.databaseUrl === undefined
        ? `dataDir: ${JSON.stringify(config.dataDir)}`
        : "databaseUrl: the database named there";
    throw new SettingError(`${setting} cannot be used: ${messageOf(error)}`);
  });
}

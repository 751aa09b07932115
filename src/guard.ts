import type { Logger } from "pino";
import { type Config, SettingError } from "./config/load-config.ts";
import { createGuard, type Guard } from "./provisioning/guard.ts";
import type { Recorder } from "./provisioning/recorder.ts";
import { createTrustedNetworks, NotANetworkError } from "./servers/trusted-networks.ts";
import type { Metrics } from "./staff/metrics.ts";

type Parts = { config: Config; recorder: Recorder; metrics: Metrics; log: Logger };

/** Watches who asks for phones that are not admitted. Its alarms are events and lines of the log. */
export function startGuard({ config, recorder, metrics, log }: Parts): Guard {
  const isTrusted = networksOf(
    "guardRules.trustedNetworks",
    config.guard ? config.guardTrustedNetworks : ["0.0.0.0/0", "::/0"],
  );
  const guard = createGuard({
    guesses: config.guardGuesses,
    isTrusted,
    honeypots: new Set(config.guardHoneypots),
    raise(alarm) {
      log.warn(alarm, "somebody asks for phones that are not admitted");
      const { cause, address, key, guesses } = alarm;
      recorder.event({ name: "guard-alarm", at: Date.now(), address, detail: { cause, key, guesses } });
    },
    ended({ address, held, firstSeen }) {
      const since = new Date(firstSeen).toISOString();
      recorder.event({ name: "guard-over", at: Date.now(), address, detail: { heldRequests: held, since } });
    },
  });
  metrics.watch(
    "offhook_guard_held_sources",
    "Addresses that are held back for guessing",
    () => guard.watched(Date.now()).filter(({ verdict }) => verdict === "held").length,
  );
  return guard;
}

/** Names the setting whose networks cannot be read. */
export function networksOf(setting: string, networks: readonly string[] | undefined): (address: string) => boolean {
  try {
    return createTrustedNetworks(networks);
  } catch (error) {
    if (error instanceof NotANetworkError)
      throw new SettingError(
        `${setting}: ${JSON.stringify(error.message)} is not allowed; allowed: networks such as 10.1.0.0/16 or fd00::/8`,
      );
    throw error;
  }
}

import type { Config } from "./config/load-config.ts";
import { networksOf } from "./guard.ts";
import type { SecretsPolicy } from "./provisioning/secrets.ts";

/** When and how passwords may leave, as the settings say it. */
export function secretsPolicyOf(config: Config): SecretsPolicy {
  const isTrusted = networksOf("secrets.trustedNetworks", config.trustedNetworks);
  return {
    windowMs: config.window,
    keepsPlaintext: config.keepPlaintext,
    mayCarryPasswords: (door, address) => config.transports.includes(door) && (door === "https" || isTrusted(address)),
    isOneTime: (vendorId) =>
      ({ snom: config.oneTimeSnom, yealink: config.oneTimeYealink, gigaset: config.oneTimeGigaset })[vendorId] ?? true,
  };
}

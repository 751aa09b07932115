import type { UserAgent } from "../../provisioning/vendor.ts";
import { models } from "./models.ts";

/** yealink.md §3. Test builds have numbers such as 257, early T46G a hardware version in the MAC's place. */
const USER_AGENT =
  /^(?<maker>yealink[ -]+)?(?:SIP[ -]+)?(?:VP-)?(?<product>[A-Z]+\d+\w*)\s+(?<firmware>\d+(?:\.\d+){3,})(?:\s+(?<mac>(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|[0-9a-f]{12}))?(?=\s|$)/i;

/** Products whose old firmware did not name its maker. */
const WITHOUT_MAKER = /^(?:VP530P?|W52P)$/i;

const catalogueNames = new Map(
  Object.entries(models).flatMap(([name, { aliases = [] }]) =>
    [name, ...aliases].map((called) => [called.toLowerCase(), name] as const),
  ),
);

export function parseUserAgent(header: string): UserAgent | undefined {
  const { maker, product, firmware, mac } = USER_AGENT.exec(header)?.groups ?? {};
  if (product === undefined) return undefined;
  if (maker === undefined && !WITHOUT_MAKER.test(product)) return undefined;
  return { model: catalogueNames.get(product.toLowerCase()) ?? product, firmware, mac };
}

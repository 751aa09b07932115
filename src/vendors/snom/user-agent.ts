import type { UserAgent } from "../../provisioning/vendor.ts";
import { models } from "./models.ts";

// snom.md §1.5. Words are not counted: what stands between version and MAC holds blanks and parentheses at will.

const DESK = /\bsnom(\w+)-SIP ([\d.]+)/;
/** Registrations and SIP PnP. */
const SIP = /^snom(\w+)\/([\d.]+)/;
const DECT = /\bsnom ?(M\d{3}) ([\d.]+) ([0-9a-f]{12})\b/i;
const M9 = /\bsnom (m9) ([\d.]+)/;
/** The second request of a 3xx with firmware 6. */
const LID = /\bsnom lid \d+\)/;
const SNOM_MAC = /\b(?:000413|1C7126|00087B)[0-9A-F]{6}\b/i;

const catalogueNames = new Map(
  Object.entries(models).flatMap(([name, model]) =>
    [name, ...(model.aliases ?? [])].map((called) => [called.toLowerCase(), name] as const),
  ),
);

export function parseUserAgent(header: string): UserAgent | undefined {
  const match = DESK.exec(header) ?? SIP.exec(header) ?? DECT.exec(header) ?? M9.exec(header);
  if (match === null) return LID.test(header) ? { model: undefined, firmware: undefined, mac: undefined } : undefined;
  const [, called = "", firmware, macAtEnd] = match;
  return {
    model: catalogueNames.get(`snom${called}`.toLowerCase()) ?? catalogueNames.get(called.toLowerCase()) ?? called,
    firmware,
    mac: macAtEnd ?? SNOM_MAC.exec(header)?.[0],
  };
}

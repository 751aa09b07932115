import type { Clock, Renderer } from "./ports.ts";
import { NO_PASSWORDS, renderFile } from "./render-file.ts";
import { samplePhone } from "./sample-phone.ts";
import type { Vendor } from "./vendor.ts";

/**
 * Renders configurations that nobody asked for, so that the first phones after a start do not pay for code that runs for the first
 * time: after a power cut they come by the thousand. Ends after `budgetMs`.
 */
export function warmUp(vendors: readonly Vendor[], renderer: Renderer, budgetMs: number, clock: Clock): void {
  const until = clock() + budgetMs;
  const orders = vendors.flatMap((vendor) => orderOf(vendor) ?? []);
  for (let round = 0; clock() < until; round++) {
    const order = orders[round % orders.length];
    if (order === undefined) return;
    try {
      renderFile(order, renderer);
    } catch {
      // A template of the operator's that fails is told of when a phone gets it.
    }
  }
}

function orderOf(vendor: Vendor): Parameters<typeof renderFile>[0] | undefined {
  const sample = samplePhone(vendor, vendor.defaultModel);
  const [rule] = sample?.rules ?? [];
  if (sample === undefined || rule === undefined) return undefined;
  const { phone, found, material } = sample;
  return {
    ...{ ...found, ...material, phone, rule, passwords: NO_PASSWORDS },
    reached: { baseUrl: "http://sample.invalid/" },
    authorities: [],
  };
}

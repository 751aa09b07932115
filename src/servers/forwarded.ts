import { isIP } from "node:net";
import { plainAddress } from "./addresses.ts";

/**
 * Whom a chain of trusted proxies speaks for: of `X-Forwarded-For`, to which each hop adds whom it heard, the last address that is no
 * proxy. What stands before it anybody may have written. What is no address ends the chain at the hop that said so.
 */
export function forwardedAddress(
  peer: string,
  header: string | readonly string[] | undefined,
  isProxy: ((address: string) => boolean) | undefined,
): string {
  const hops = [header ?? []].flat().join(",").split(",");
  let address = peer;
  for (const hop of hops.toReversed()) {
    if (isProxy?.(address) !== true) break;
    const next = plainAddress(hop.trim());
    if (isIP(next) === 0) break;
    address = next;
  }
  return address;
}

/** Over what the phone came to the proxy; undefined where that is not said. */
export function forwardedScheme(header: string | string[] | undefined): "http" | "https" | undefined {
  const said = [header ?? []].flat().join(",").split(",").at(-1)?.trim().toLowerCase();
  return said === "http" || said === "https" ? said : undefined;
}

import { sayIpv4 } from "../../protocols/dhcp/ipv4.ts";
import { readAddress, readSubOptions, readText } from "../../protocols/dhcp/option-values.ts";
import type { DhcpOptions } from "../../protocols/dhcp/options.ts";
import { type DhcpFacts, type DhcpOfferFacts, URL_OPTIONS } from "../../provisioning/doctor/judge-dhcp.ts";
import { collectOffers, type DhcpOffer } from "../dhcp-rivals.ts";
import type { OwnAddress } from "../own-networks.ts";

const VENDOR_SPECIFIC = 43;
const TFTP_ADDRESSES = 150;

/** Asks the DHCP servers on the wire of one of our addresses what they tell phones of these vendor classes. */
export async function askDhcp(
  { interfaceName, address }: OwnAddress,
  vendorClasses: readonly string[],
): Promise<DhcpFacts["probes"][number]> {
  try {
    const offers = await collectOffers(address, {
      vendorClasses: [undefined, ...vendorClasses],
      requested: URL_OPTIONS,
      isEnough: () => false,
    });
    return { interface: interfaceName, offers: offers.map(readOffer) };
  } catch (error) {
    return { interface: interfaceName, offers: { notAsked: error instanceof Error ? error.message : String(error) } };
  }
}

function readOffer({ server, vendorClass, options }: DhcpOffer): DhcpOfferFacts {
  const told = URL_OPTIONS.flatMap((code): [number, string][] => {
    const text = readUrlOption(code, options);
    return text === undefined ? [] : [[code, text]];
  });
  return { server, vendorClass, options: Object.fromEntries(told) };
}

function readUrlOption(code: number, options: DhcpOptions): string | undefined {
  const value = options.get(code);
  if (value === undefined) return undefined;
  if (code === TFTP_ADDRESSES) {
    const address = readAddress(value.subarray(0, 4));
    return address === undefined ? undefined : sayIpv4(address);
  }
  if (code !== VENDOR_SPECIFIC) return readText(value);
  // Sub-options of a vendor's, or its URL as it is; anything else in it leads no phone of ours anywhere.
  const inside = readSubOptions(value)?.get(66);
  const text = readText(inside ?? value);
  return text !== undefined && (inside !== undefined || /^[a-z]+:\/\//i.test(text)) ? text : undefined;
}

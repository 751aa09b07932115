import { findModelName, parseUserAgent, suggestVendor } from "./identify.ts";
import { type Mac, parseMac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import type { Vendor, WebPage } from "./vendor.ts";

/** What a search learned of one device on the network. */
export type HeardDevice = {
  address: string;
  /** From the table of neighbours. */
  mac: Mac;
  /** What it called itself by SIP. */
  agent: string | undefined;
  page: WebPage | undefined;
};

/** A phone that a search found. */
export type FoundPhone = {
  mac: Mac;
  address: string;
  vendorId: string;
  /** The catalogue's name. */
  model: string | null;
  firmware: string | null;
  /** By what vendor and model are known. */
  knownBy: "sip" | "web" | "admission" | "prefix";
  /** What it said of itself, in its own words. */
  says: string | null;
  /** Undefined: it is not admitted. */
  pbxId: string | undefined;
};

/** Whether its web page may tell more than is known: it is a phone by its prefix and did not say by SIP which. */
export function isWorthAsking({ mac, agent }: HeardDevice, vendors: readonly Vendor[]): boolean {
  const says = agent === undefined ? undefined : parseUserAgent(agent, vendors);
  return says === undefined && suggestVendor(mac, vendors) !== undefined;
}

/** A phone says its own MAC in some User-Agents; else it is the neighbour's. */
export function macOf({ mac, agent }: HeardDevice, vendors: readonly Vendor[]): Mac {
  const said = agent === undefined ? undefined : parseUserAgent(agent, vendors)?.says.mac;
  return (said === undefined ? undefined : parseMac(said)) ?? mac;
}

/**
 * User-Agent, then a web page that names a model, then what was stored, then the MAC's prefix (discovery.md §9, §0). Undefined: nothing
 * says that this is a phone.
 */
export function recogniseDevice(
  device: HeardDevice,
  admission: Admission | undefined,
  vendors: readonly Vendor[],
): FoundPhone | undefined {
  const { address, agent, page } = device;
  const mac = macOf(device, vendors);
  const known = { mac, address, pbxId: admission?.pbxId, firmware: null };
  const bySip = agent === undefined ? undefined : parseUserAgent(agent, vendors);
  if (bySip !== undefined) {
    const { vendor, says } = bySip;
    const model = says.model === undefined ? null : (findModelName(vendor, says.model) ?? null);
    const firmware = says.firmware?.slice(0, 64) ?? null;
    return { ...known, vendorId: vendor.id, model, firmware, knownBy: "sip", says: agent ?? null };
  }
  const says = page?.title ?? page?.realm ?? page?.server ?? agent ?? null;
  const suggested = suggestVendor(mac, vendors);
  const byPage = page === undefined ? undefined : readPage(page, suggested, vendors);
  if (byPage !== undefined) return { ...known, ...byPage, knownBy: "web", says };
  if (admission !== undefined)
    return { ...known, vendorId: admission.vendorId, model: admission.model, knownBy: "admission", says };
  return suggested && { ...known, vendorId: suggested.id, model: null, knownBy: "prefix", says };
}

/** The vendor that the prefix suggests is asked first. */
function readPage(
  page: WebPage,
  suggested: Vendor | undefined,
  vendors: readonly Vendor[],
): { vendorId: string; model: string } | undefined {
  for (const vendor of suggested === undefined ? vendors : [suggested, ...vendors]) {
    const called = vendor.discovery.modelOnPage?.(page);
    const model = called === undefined ? undefined : findModelName(vendor, called);
    if (model !== undefined) return { vendorId: vendor.id, model };
  }
  return undefined;
}

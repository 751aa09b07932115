import type { Vendor } from "../vendor.ts";

/** One vendor's phones as another DHCP server tells and treats them. */
export type PhoneClass = {
  id: string;
  name: string;
  /** How option 60 begins; undefined where that is not known. */
  classPrefix: string | undefined;
  /** Six hex digits each, upper case. */
  macPrefixes: readonly string[];
  options: readonly { code: number; text: string }[];
  /** Sub-option 66 inside option 43. */
  isEncapsulated: boolean;
};

const WHOLE_PREFIX = 6;

/** Vendors that read DHCP. `base` ends in `/`; place-holders stay, the phones fill them in. */
export function phoneClasses(vendors: readonly Vendor[], base: string): PhoneClass[] {
  return vendors.flatMap((vendor) => {
    const { dhcp } = vendor.discovery;
    if (dhcp === undefined) return [];
    const url = vendor.discovery.settingsUrl(base, vendor.models[vendor.defaultModel]?.family ?? "");
    const codes = url.length > (dhcp.maxUrlLength ?? 255) ? [66] : dhcp.urlOptions;
    return {
      id: vendor.id,
      name: vendor.name,
      classPrefix: dhcp.classPrefix,
      // Slices of another vendor's prefix are left to that vendor: other servers compare whole prefixes.
      macPrefixes: vendor.macPrefixes.filter((prefix) => prefix.length === WHOLE_PREFIX),
      options: codes.map((code) => ({ code, text: url })),
      isEncapsulated: dhcp.encapsulated?.includes(66) === true,
    };
  });
}

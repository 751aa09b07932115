import type { Mac } from "./mac.ts";
import type { Phone } from "./phone.ts";
import type { PhoneRequest } from "./request.ts";
import type { Settings } from "./settings.ts";
import type { Family } from "./vendor.ts";

/** A certificate authority that phones must know before they can reach us by https. */
export type Authority = {
  /** 16 hex digits of its SHA-256 fingerprint. */
  id: string;
  pem: string;
  /** The PEM's body in one line. */
  base64: string;
};

/** Which phones took which authority. */
export type AuthorityStore = {
  /** Writes down that a phone took this authority (`Authority.id`), which changes its configuration. */
  noteAuthority(mac: Mac, authority: string): Promise<void>;
  countPhonesThatKnow(authority: string): Promise<number>;
};

/** What a configuration says about https. */
export type HttpsTold = {
  /** What the phone's next address is made of. */
  base: string;
  /** To be written into the file itself. */
  inline: readonly Authority[];
  /** To be fetched from us, as a file of its own. */
  file: Authority | undefined;
};

/** How a phone that must know an authority first gets it, and whether it has it already. */
type Situation = {
  settings: Pick<Settings, "https">;
  family: Family | undefined;
  request: Pick<PhoneRequest, "baseUrl" | "httpsUrls"> & { door?: PhoneRequest["door"] };
  /** The one that issued our certificate first. Empty: there is nothing to hand out. */
  authorities: readonly Authority[];
  phone: Pick<Phone, "knownAuthorities">;
};

/**
 * A phone is told an https address only when it can check our certificate. The first configuration carries the authority, by whatever
 * setting its vendor has for that; the next one after the phone took it has the https address. While an authority is being
 * replaced there are two, and whoever takes one at a time gets the one that it lacks.
 */
export function tellHttps({ settings, family, request, authorities, phone }: Situation): HttpsTold {
  const { baseUrl, httpsUrls } = request;
  const wish = settings.https ?? "off";
  if (wish === "off" || family?.cannot.https !== undefined) return { base: baseUrl, inline: [], file: undefined };
  const target = family?.hasOldTls ? httpsUrls?.legacy : httpsUrls?.modern;
  const knows = ({ id }: Authority) => phone.knownAuthorities.includes(id);
  const [active] = authorities;
  const hasAuthority = family?.takesAuthority !== undefined && active !== undefined && knows(active);
  // Whoever comes by https has no need of more.
  const isReady = wish === "always" || hasAuthority || request.door === "https";
  return {
    base: isReady && target !== undefined && !baseUrl.startsWith("https:") ? target : baseUrl,
    inline: family?.takesAuthority === "inline" ? authorities : [],
    file:
      family?.takesAuthority === "file" ? (authorities.find((one) => !knows(one)) ?? authorities.at(-1)) : undefined,
  };
}

/** The name under which a phone fetches an authority: it says who fetched which. */
export function authorityFileName(id: string, mac: string): string {
  return `offhook-ca-${id}-${mac}.crt`;
}

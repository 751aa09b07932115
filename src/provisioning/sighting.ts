import type { Mac } from "./mac.ts";
import type { Page, PageQuery } from "./ports.ts";

/** How a phone that is not admitted was noticed. */
export type SightingVia = "http" | "https" | "tftp" | "pnp" | "dhcp" | "search";
export type NewSighting = {
  mac: Mac;
  vendorId: string | null;
  model: string | null;
  firmware: string | null;
  address: string;
  via: SightingVia;
  reason: string;
  at: number;
};
export type Sighting = Omit<NewSighting, "at"> & {
  firstSeen: number;
  lastSeen: number;
  count: number;
  /** Since when staff do not want to be shown it; null: they do. */
  ignoredAt: number | null;
};

export type SightingStore = {
  /** Those that are ignored, or by default those that are not. */
  listSightings(query: PageQuery & { isIgnored?: boolean | undefined }): Promise<Page<Sighting>>;
  findSighting(mac: Mac): Promise<Sighting | undefined>;
  ignoreSighting(mac: Mac, isIgnored: boolean): Promise<"changed" | "unchanged" | "not-found">;
};

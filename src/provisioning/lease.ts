import type { Page, PageQuery } from "./ports.ts";

/** Who has an IPv4 address by DHCP. `declined`: somebody whom the DHCP server did not give it to; `key` and `mac` are empty then. */
export type StoredLease = {
  address: string;
  /** How the client names itself. */
  key: string;
  mac: string;
  hostName: string | null;
  vendorClass: string | null;
  state: "bound" | "declined";
  expiresAt: number;
};

export type LeaseStore = {
  /** Expired ones too, by address. */
  listLeases(): Promise<StoredLease[]>;
  /** A page of them, in the same order, and whether the device is an admitted phone. */
  pageLeases(query: PageQuery): Promise<Page<StoredLease & { isAdmitted: boolean }>>;
  /** Atomic and durable: on disk when it resolves. Later ones of the same address win. */
  saveLeases(leases: readonly StoredLease[]): Promise<void>;
};

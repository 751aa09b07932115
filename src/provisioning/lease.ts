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

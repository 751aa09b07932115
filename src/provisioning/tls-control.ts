import type { CertificateInUse } from "./expiry-alarm.ts";
import type { Mac } from "./mac.ts";
import type { Authority } from "./phone-https.ts";

/** A certificate authority of a vendor's that the operator imported. */
export type ImportedAuthority = {
  vendor: string;
  subject: string;
  /** SHA-256, upper-case hex. */
  fingerprint: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** How many certificates its lists take back. */
  revoked: number;
};

/** `active` issued the https doors' certificate; `next` is handed out beside it and will take over. */
export type HandedOut = Authority & { role: "active" | "next"; subject: string; expiresAt: number };

export const RENEWALS = ["server", "authority", "switch"] as const;
/** `server`: a new certificate for the doors; `authority`: a next authority, handed out beside the active one; `switch`: to that one. */
type Renewal = (typeof RENEWALS)[number];

type DeviceCertificate = {
  mac: Mac;
  /** PEM. */
  certificate: string;
  key: string;
  authority: string;
  /** All three in one file, in base64, locked with the passphrase. */
  pkcs12: string;
  passphrase: string;
};

/** What staff can see and do about the certificates of the phones' https doors. */
export type TlsControl = {
  describe(): {
    /** Whether this installation's own authority issued the doors' certificate, or files of the operator's hold it. */
    source: "own" | "files";
    server: { subject: string; expiresAt: number; doubts: readonly string[] };
    authorities: readonly HandedOut[];
  };
  /** Everything that runs out one day. */
  inUse(): readonly CertificateInUse[];
  renew(what: Renewal): Promise<"done" | "not-own" | "already-prepared" | "nothing-prepared">;
  issueDevice(mac: Mac): Promise<DeviceCertificate>;
  listImported(): readonly ImportedAuthority[];
  /** Why the text cannot be imported; undefined: it was. */
  importAuthorities(vendorId: string, pem: string): Promise<string | undefined>;
  removeImported(vendorId: string, fingerprint: string): Promise<boolean>;
};

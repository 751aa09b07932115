import { type Static, Type } from "typebox";
import type { CertificatePolicy } from "./certificate-policy.ts";
import type { DeskKit } from "./desk-kit.ts";
import type { PbxAccess } from "./pbx-access.ts";
import { Settings } from "./settings.ts";

export const TRANSPORTS = ["udp", "tcp", "tls"] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What one vendor's phones get on a PBX, by firmware family and by model name what those of one family or model get. */
export const VendorSettings = Type.Object(
  {
    settings: Type.Optional(Settings),
    families: Type.Optional(Type.Record(Type.String({ pattern: "^[0-9A-Za-z_-]{1,40}$" }), Settings)),
    models: Type.Optional(Type.Record(Type.String({ pattern: "^[0-9A-Za-z+ ._-]{1,40}$" }), Settings)),
  },
  { additionalProperties: false },
);
export type VendorSettings = Static<typeof VendorSettings>;

/** A PBX ("instance") that phones register at. */
export type Pbx = {
  id: string;
  host: string;
  port: number;
  transport: Transport;
  customer: string | null;
  /** The realm that it asks phones for in digest authentication; null: its host. */
  realm: string | null;
  settings: Settings;
  /** By vendor id: laid over `settings`. */
  vendors: Readonly<Record<string, VendorSettings>>;
  /** By vendor id; `off` for those that are not named. */
  clientCertificates: Readonly<Record<string, CertificatePolicy>>;
  access: PbxAccess;
  /** Since when its phones get no configuration; null: they get theirs. */
  pausedAt: number | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
};

/** A SIP account on a PBX, without its password. */
export type Account = {
  id: number;
  pbxId: string;
  username: string;
  authName: string;
  displayName: string;
  number: string;
  /** What comes along to a phone where its person signs in. */
  desk: DeskKit;
  hasDeskPin: boolean;
  revision: number;
  createdAt: number;
  updatedAt: number;
};

import type { Settings } from "./settings.ts";

export const TRANSPORTS = ["udp", "tcp", "tls"] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A PBX ("instance") that phones register at. */
export type Pbx = {
  id: string;
  host: string;
  port: number;
  transport: Transport;
  customer: string | null;
  settings: Settings;
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
  revision: number;
  createdAt: number;
  updatedAt: number;
};

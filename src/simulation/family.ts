import type { Mac } from "../provisioning/mac.ts";
import type { PnpForm } from "./find-by-pnp.ts";
import type { Flash } from "./flash.ts";
import type { HttpLogin } from "./http-login.ts";

/** What one start of a phone did, request by request. */
export type BootRequest = {
  url: string;
  /** See `Fetched.status`. */
  status: string;
  byteCount: number;
  /** `unchanged`: the same file as last time, not applied again. `malformed`: refused by the phone, which keeps what it had. */
  outcome: "applied" | "unchanged" | "absent" | "malformed" | "unreachable";
  /** Why it is malformed or could not be fetched. */
  problem?: string;
};

export type HeldAccount = {
  /** The identity's number from 1; on DECT bases the handset slot's place. */
  line: number;
  user: string;
  authUser: string | null;
  displayName: string | null;
  server: string | null;
  /** Null while the phone was never given one. */
  password: string | null;
};

export type HeldKey = {
  /** From 1, within the device or its module. */
  position: number;
  /** Of an expansion module: its number from 1. */
  module?: number;
  /** `line`, `speed-dial`, `blf`, or the vendor's own word for anything else. */
  type: string;
  value: string | null;
  label: string | null;
};

/** What a phone knows after a start. Null where it has what the factory gave it. */
export type HeldState = {
  accounts: readonly HeldAccount[];
  menuPassword: string | null;
  webUser: string | null;
  webPassword: string | null;
  language: string | null;
  timezone: string | null;
  /** Keys that do something; cleared ones are left out. */
  keys: readonly HeldKey[];
};

/** One start of a phone, as its family sees it. */
export type Boot = {
  mac: Mac;
  model: string;
  /** The URL that the network told the phone, undefined where it told none. */
  base: string | undefined;
  flash: Flash;
  /**
   * Fetches one file and hands it over. True when the server had it, whatever the phone makes of it then.
   * A `FormatError` out of `take` marks the file as malformed.
   */
  fetch(url: string, take: (body: Buffer) => "applied" | "unchanged"): Promise<boolean>;
};

/** How the phones of one family behave. */
export type PhoneFamily = {
  id: string;
  defaultModel: string;
  userAgent(model: string, mac: Mac): string;
  /** How it asks for its server by SIP PnP; undefined where its settings have switched that off. */
  pnpForm(model: string, mac: Mac, settings: Readonly<Record<string, string>>): PnpForm | undefined;
  provision(boot: Boot): Promise<void>;
  /** What it logs in with where it is asked to; undefined where it has nothing. */
  login?(settings: Readonly<Record<string, string>>, mac: Mac): HttpLogin | undefined;
  read(flash: Flash, model: string): HeldState;
  /** The certificate authorities in its memory, in PEM. Absent: it takes none. */
  trusts?(settings: Readonly<Record<string, string>>): string[];
};

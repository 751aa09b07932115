import type { Generated } from "kysely";
import type { RedirectErrorCode, RedirectServiceId } from "../provisioning/redirect.ts";

export type RedirectAccountTable = {
  pbx_id: string;
  service: RedirectServiceId;
  vendor_id: string;
  base_url: string;
  label: string;
  /** 0 or 1 */
  needs_mac_id: number;
  /** 0 or 1 */
  check_first: number;
  /** JSON: user and password */
  sealed_credentials: Buffer;
  revision: number;
  created_at: number;
  updated_at: number;
};

/** One row for each phone and account: what the service is to be told (`pending`), or how that ended. */
export type RedirectTable = {
  id: Generated<number>;
  mac: string;
  pbx_id: string;
  service: RedirectServiceId;
  mac_id: string | null;
  wanted: "register" | "release";
  /** A release that is done has no row. */
  state: "pending" | "done" | "failed";
  /** Of several rows of a phone the lowest is told first. */
  sequence: number;
  generation: number;
  /** Since it was wanted last. */
  attempts: number;
  next_try_at: number;
  /** Who works on it, and until when nobody else does. */
  claim: string | null;
  claimed_until: number | null;
  /** What the service has now. */
  url: string | null;
  error_code: RedirectErrorCode | null;
  error_words: string | null;
  updated_at: number;
};

export type RedirectTables = { redirect_accounts: RedirectAccountTable; redirects: RedirectTable };

import type { EventName } from "../events.ts";
import type { Finding } from "../findings.ts";
import type { RedirectErrorCode } from "../redirect.ts";

/** Why a phone is not provisioned, or that it is: every reason there is, with what its sentences are filled with. Times in milliseconds. */
export type ReasonParams = {
  "never-seen": { ways: readonly string[]; hearsPnp: boolean; networks: readonly string[] };
  deleted: { at: number; by: string };
  "not-admitted": { reason: string; via: string; address: string; at: number; vendor: string; model: string };
  "not-admitted-unseen": Record<never, never>;
  "other-network": { address: string; theirs: string; ours: readonly string[] };
  "pnp-unheard-then": { address: string; network: string; at: number };
  "pnp-not-taken": { at: number; address: string; why: string };
  "pnp-nothing-fetched": { at: number; address: string; server: string };
  /** `at` null: it has the address, since when is no longer known. */
  "dhcp-nothing-fetched": { at: number | null; address: string; server: string };
  "dhcp-other-server": { at: number; server: string };
  "nothing-fetched": { at: number; address: string; door: string };
  "redirect-elsewhere": { service: string; words: string };
  "redirect-failed": { service: string; code: RedirectErrorCode; words: string };
  "redirect-retrying": {
    service: string;
    code: RedirectErrorCode;
    words: string;
    attempts: number;
    nextTryAt: number | null;
  };
  "redirect-waiting": { service: string };
  "redirect-not-for-model": { service: string; model: string };
  "redirect-never-came": { service: string; since: number };
  "foreign-redirect-suspected": { vendor: string; at: number; address: string };
  "model-not-supported": { vendor: string; model: string; at: number | null };
  "wrong-vendor": { stored: string; says: string; isOperatorsWord: boolean };
  "wrong-model": { stored: string; says: string; isOperatorsWord: boolean };
  "mac-mismatch": { file: string; other: string; address: string };
  "wrong-file": { files: readonly string[]; door: string };
  "only-other-files": { files: readonly string[]; at: number };
  "template-failed": { template: string; why: string };
  "firmware-too-old": { firmware: string; oldest: string };
  "network-closed": { address: string; pbx: string; at: number };
  /** `since` null: it is over, and the phone has not been back. `at` null: it has not asked meanwhile. */
  "provisioning-paused": { pbx: string; since: number | null; at: number | null; address: string };
  "certificate-refused": { why: string; address: string; at: number };
  "token-refused": { isWrong: boolean; address: string; at: number };
  "login-refused": { isWrong: boolean; address: string; at: number };
  "held-by-guard": { address: string; at: number };
  "insecure-transport": { door: string; address: string; at: number };
  "other-requester": { address: string; fetchedBy: string; at: number };
  "reset-suspected": { at: number; fetchedBy: string; fetchedAt: number };
  "passwords-elsewhere": { address: string; fetchedBy: string; fetchedAt: number; at: number };
  "passwords-closed": { fetchedBy: string; fetchedAt: number; at: number };
  "passwords-never-fetched": { at: number };
  "passwords-waiting": { at: number; by: string };
  "password-unfit": { kinds: readonly string[]; model: string };
  /** `since` null: never. */
  "not-registered": { accounts: readonly string[]; since: number | null; address: string; userAgent: string };
  "registered-elsewhere": { accounts: readonly string[]; address: string; userAgent: string; vendor: string };
  "pbx-not-told": { accounts: readonly string[]; words: string; pbx: string };
  "no-line": Record<never, never>;
  "too-many-handsets": { wanted: number; takes: number };
  "settings-without-effect": { names: readonly string[]; family: string };
  ok: { at: number; address: string; file: string; fetchedAt: number | null; fetchedBy: string };
};

/** What a reason stands on: a row that is stored somewhere, or what was worked out from the daemon's own networks. */
export type Evidence = {
  kind: "event" | "sighting" | "visit" | "lease" | "redirect" | "grant" | "phone" | "registration" | "pbx";
  at: number | null;
  /** Of an event. */
  eventId: number | null;
  event: EventName | null;
  address: string | null;
  door: string | null;
  detail: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
};

export type Reason = Finding<ReasonParams> & { evidence: readonly Evidence[] };

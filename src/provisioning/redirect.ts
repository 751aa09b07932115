import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { EventRecord } from "./request.ts";

/** What an account at only some services has. */
export type RedirectOption = "label" | "needsMacId";

/** The vendors' redirect services: where a phone that comes out of its box asks for the address of its server. */
export const REDIRECT_SERVICES = {
  "snom-sraps": { name: "Snom SRAPS", baseUrl: "https://api.sraps.snom.com/api/v1/", options: [] },
  "snom-rds": {
    name: "Snom redirection by XML-RPC",
    baseUrl: "https://secure-provisioning.snom.com:8083/xmlrpc/",
    options: [],
  },
  "yealink-ymcs": { name: "Yealink YMCS", baseUrl: "https://eu-api.ymcs.yealink.com/", options: [] },
  "yealink-rps": { name: "Yealink RPS by XML-RPC", baseUrl: "https://rps.yealink.com/xmlrpc", options: ["label"] },
  "gigaset-redirect": {
    name: "Gigaset redirection by XML-RPC",
    baseUrl: "https://prov.gigaset.net/apxml/rpc.do",
    options: ["label", "needsMacId"],
  },
  "gigaset-grape": { name: "Gigaset GRAPE", baseUrl: "https://api.grape.gigaset.net/api/v1/", options: [] },
} as const satisfies Record<string, { name: string; baseUrl: string; options: readonly RedirectOption[] }>;

export type RedirectServiceId = keyof typeof REDIRECT_SERVICES;
export const REDIRECT_SERVICE_IDS = Object.keys(REDIRECT_SERVICES) as RedirectServiceId[];

export const REDIRECT_ERRORS = [
  "mac-elsewhere",
  "mac-id-wrong",
  "mac-id-required",
  "not-authorised",
  "service-unreachable",
  "rate-limited",
  "url-invalid",
  "service-refused",
] as const;
export type RedirectErrorCode = (typeof REDIRECT_ERRORS)[number];
/** What passes by itself. All else waits for somebody to change something. */
const PASSING: readonly RedirectErrorCode[] = ["service-unreachable", "rate-limited"];

/** `words` are the service's own, cut and cleaned. */
export type RedirectFailure = { ok: false; code: RedirectErrorCode; words: string; retryAfterMs?: number };
export type RedirectOutcome = { ok: true } | RedirectFailure;
type RedirectHolding =
  | { ok: true; holder: "ours" | "elsewhere" | "nobody" | "unknown"; url: string | null }
  | RedirectFailure;

type RedirectPhone = { mac: Mac; macId: string | null };

/** A service with one account's credentials. Never rejects for what the service or the network does. */
export type RedirectService = {
  register(phone: RedirectPhone, url: string): Promise<RedirectOutcome>;
  release(phone: RedirectPhone): Promise<RedirectOutcome>;
  check(phone: RedirectPhone, timeoutMs?: number): Promise<RedirectHolding>;
};
export type ConnectRedirectService = (account: RedirectCredentials) => RedirectService;

/** A PBX's account at a service, without its credentials. */
export type RedirectAccount = {
  pbxId: string;
  service: RedirectServiceId;
  /** Whose phones it is for. A PBX has one account for each vendor at most. */
  vendorId: string;
  baseUrl: string;
  /** What its phones are filed under, where a service wants that: RPS the server's name, Gigaset the provider's. */
  label: string;
  /** Gigaset by XML-RPC: whether a phone is taken by MAC-ID only. */
  needsMacId: boolean;
  /** Whether the service is asked who holds a phone before it is admitted. */
  checkFirst: boolean;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
export type NewRedirectAccount = Omit<RedirectAccount, "revision" | "createdAt" | "updatedAt"> & Credentials;
/** User and password, Hawk id and key, or OAuth client and secret. */
type Credentials = { username: Password; password: Password };
export type RedirectCredentials = RedirectAccount & Credentials;

/** How many phones stand where at a service. */
export type RedirectCounts = { waiting: number; registered: number; failed: number; releasing: number };

export const REDIRECT_STATES = ["none", "waiting", "retrying", "registered", "failed"] as const;
/** How a phone stands at its redirect service. `none`: its PBX has no account for its vendor. */
export type PhoneRedirect = {
  state: (typeof REDIRECT_STATES)[number];
  service: RedirectServiceId | null;
  /** What the service has now. */
  url: string | null;
  error: { code: RedirectErrorCode; words: string } | null;
  attempts: number;
  nextTryAt: number | null;
  updatedAt: number | null;
};

/** What is to be told to a service, claimed by this process until its lease ends. */
export type RedirectJob = {
  id: number;
  /** Of this claim. */
  claim: string;
  /** Grows when something else is wanted of the same phone. */
  generation: number;
  wanted: "register" | "release";
  mac: Mac;
  macId: string | null;
  /** Null for a phone that is no longer there. */
  phone: { vendorId: string; model: string | null } | null;
  /** With this one. */
  attempts: number;
  /** Why the try before failed. */
  lastError: RedirectErrorCode | null;
  account: RedirectCredentials;
};

/** What became of a job. `event` is written in the same transaction. */
export type RedirectResult = { event: EventRecord | undefined } & (
  | { outcome: "done"; url: string | null }
  | { outcome: "failed"; code: RedirectErrorCode; words: string }
  // `accountDelayMs`: until then the service is asked nothing else for this account.
  | { outcome: "later"; code: RedirectErrorCode; words: string; delayMs: number; accountDelayMs: number }
);

/** Accounts at redirect services, and the outbox of what they are to be told. */
export type RedirectStore = {
  /** Replaces the account as a whole, and queues all of its phones anew. `other-service`: the PBX has another one for this vendor. */
  putRedirectAccount(
    account: NewRedirectAccount,
  ): Promise<{ account: RedirectAccount; isNew: boolean } | "unknown-pbx" | "other-service">;
  findRedirectAccount(pbxId: string, service: RedirectServiceId): Promise<RedirectAccount | undefined>;
  /** The account that a PBX has for phones of this vendor. */
  findRedirectFor(pbxId: string, vendorId: string): Promise<RedirectAccount | undefined>;
  openRedirectAccount(pbxId: string, service: RedirectServiceId): Promise<RedirectCredentials | undefined>;
  countRedirects(pbxId: string, service: RedirectServiceId): Promise<RedirectCounts>;
  /** Forgets the credentials and what was still to be told; what is registered stays registered there. */
  deleteRedirectAccount(
    pbxId: string,
    service: RedirectServiceId,
    expectedRevision?: number,
  ): Promise<"deleted" | "not-found" | "stale">;
  findPhoneRedirect(phone: { mac: Mac; pbxId: string; vendorId: string }): Promise<PhoneRedirect>;
  /** Queues the phone's registration anew, to be tried at once. False: its PBX has no account for it. */
  retryRedirect(mac: Mac): Promise<boolean>;
  /** Jobs that are due and nobody else works on, at most one for each phone, in the order in which they were wanted. */
  claimRedirects(limit: number, leaseMs: number): Promise<RedirectJob[]>;
  /** Does nothing where the claim has run out. */
  finishRedirect(job: RedirectJob, result: RedirectResult): Promise<void>;
};

export function passesByItself(code: RedirectErrorCode): boolean {
  return PASSING.includes(code);
}

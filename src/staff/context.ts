import type { IncomingMessage, ServerResponse } from "node:http";
import type { SecureContextOptions } from "node:tls";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from "fastify";
import type { BlastRadius, ProposedChange } from "../provisioning/blast-radius.ts";
import type { Surroundings } from "../provisioning/diagnose/case-file.ts";
import type { DoctorFinding } from "../provisioning/doctor/doctor-finding.ts";
import { quote } from "../provisioning/field-error.ts";
import type { Guard } from "../provisioning/guard.ts";
import type { HostedCatalogue, HostedFile, HostedUploads } from "../provisioning/hosted-file.ts";
import type { HotDesk } from "../provisioning/hot-desk.ts";
import type { TemplateKeeper } from "../provisioning/keep-templates.ts";
import type { LanSearches } from "../provisioning/lan-search.ts";
import type { LintFinding } from "../provisioning/lint.ts";
import { type Mac, parseMac } from "../provisioning/mac.ts";
import type { Account, Pbx } from "../provisioning/pbx.ts";
import type { Phone } from "../provisioning/phone.ts";
import type { PhoneBooks } from "../provisioning/phone-book/open-books.ts";
import type { Clock, Store, TrialRenderer } from "../provisioning/ports.ts";
import type { Previewer } from "../provisioning/preview.ts";
import type { ConnectRedirectService } from "../provisioning/redirect.ts";
import type { EventRecord } from "../provisioning/request.ts";
import type { Rival } from "../provisioning/rivals.ts";
import type { SipAnswers } from "../provisioning/sip-answers.ts";
import type { TlsControl } from "../provisioning/tls-control.ts";
import type { TrialPreviewer } from "../provisioning/trial-preview.ts";
import type { Vendor } from "../provisioning/vendor.ts";
import { canSeePbx } from "./access.ts";
import type { ReportFault } from "./answer-problems.ts";
import { callerOf } from "./authenticate.ts";
import { Problem } from "./problems.ts";
import type { KnownSetting } from "./routes/settings.ts";

/** `keep` gets the server, to hand it other certificates later. */
export type StaffTls = {
  context: SecureContextOptions;
  keep(server: { setSecureContext(options: SecureContextOptions): void }): void;
};

/** What the staff API is built from. */
export type StaffDeps = {
  store: Store;
  vendors: readonly Vendor[];
  clock: Clock;
  /** Passwords are masked in what it shows, and no grant moves. */
  preview: Previewer;
  books: PhoneBooks;
  policy: {
    /** How long grants of newly admitted phones wait; null: no deadline. */
    armedForRegisteredMs: number | null;
    armedForReleasedMs: number;
  };
  version: string;
  /** The daemon's own settings as they were at its start. */
  settings: readonly KnownSetting[];
  /** Where the staff's page was built into. */
  pageFolder: string;
  /** Whether phones can be served now. */
  isServing: () => Promise<{ ok: true } | { ok: false; reason: string }>;
  /** The text of `/metrics`. */
  metrics: () => Promise<string>;
  /** The URL that leads phones here, ending in `/`. */
  phonesUrl: string;
  /** As they are at this moment. */
  surroundings: () => Surroundings;
  redirects: {
    /** The URL that leads phones here which are elsewhere. */
    phonesUrl: string;
    connect: ConnectRedirectService;
    /** There may be something to tell a service. */
    wake: () => void;
  };
  hosted: {
    catalogue: () => HostedCatalogue;
    read: (file: HostedFile, position: number, length: number) => Promise<Buffer>;
    uploads: HostedUploads;
    maxFirmwareBytes: number;
    /** The table may have changed. Done when the phones' doors know. */
    look: () => Promise<void>;
  };
  guard: Pick<Guard, "watched" | "pardon">;
  /** Other servers on our networks that answer phones. */
  rivals: () => readonly Rival[];
  doctor: {
    /** The self-check. Calls that overlap share one run. */
    examine: () => Promise<readonly DoctorFinding[]>;
    /** Whether SIP PnP can reach a phone at that address; `phone`: what it was asked for as. */
    placeOf: (phone: string, address: string | undefined) => DoctorFinding;
  };
  searches: LanSearches;
  streams: {
    /** Then whoever follows what happens must ask again. */
    longestMs: number;
  };
  commands: {
    /** There may be something to tell a phone. */
    wake: () => void;
  };
  desks: Pick<HotDesk, "seat" | "revoke"> & {
    hashPin(pin: string): Promise<string>;
    /** Has a phone fetch what it is to drop. */
    tell(mac: Mac, why: string): Promise<void>;
  };
  links: {
    /** There may be something to tell a PBX. */
    wake: () => void;
  };
  /** The operator's templates, and what changes would do. */
  templates: {
    keeper: TemplateKeeper;
    renderer: TrialRenderer;
    trials: TrialPreviewer;
    measure(change: ProposedChange, most: number): Promise<BlastRadius>;
    lint(where: { pbxIds?: readonly string[] | undefined }): Promise<{ phones: number; findings: LintFinding[] }>;
  };
  rollouts: {
    /** There may be phones to begin with. */
    wake: () => void;
  };
  rotations: {
    /** There may be phones to begin with. */
    wake: () => void;
  };
  sipAnswers: Pick<SipAnswers, "last" | "ask">;
  /** What a PBX asks of phones may have changed. Done when the phones' doors know. */
  pbxChanged: () => Promise<void>;
  /** Undefined while no https door is open. */
  tls: TlsControl | undefined;
  /** How people sign in. */
  signIn: {
    sessionIdleMs: number;
    sessionLifetimeMs: number;
    /** How long links of invitations are good. */
    invitationMs: number;
    /** Slows who guesses; tests do not wait. */
    wait?: (ms: number) => Promise<unknown>;
  };
  /** The door's own TLS; undefined: none, or a proxy's. */
  doorTls?: StaffTls | undefined;
  /** Networks of proxies whose X-Forwarded headers are believed. */
  proxies?: readonly string[] | undefined;
  webhooks: {
    /** Whether they may go to loopback and networks of one's own, and by plain HTTP. */
    allowsPrivate: boolean;
    /** There may be something to tell. */
    wake: () => void;
  };
  /** Writes an event to the history and the audit trail, on disk. */
  recordEvent: (event: EventRecord) => Promise<void>;
  reportFault: ReportFault;
};

/** A Fastify instance whose handlers take their types from the TypeBox schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Writes what a member of staff did to the history. */
export async function recordAction(
  deps: StaffDeps,
  request: FastifyRequest,
  event: Pick<EventRecord, "name" | "mac" | "pbx" | "detail">,
): Promise<void> {
  await deps.recordEvent({
    ...event,
    at: deps.clock(),
    address: request.ip,
    door: "staff",
    actor: callerOf(request).name,
  });
}

/** The PBX of that id, if it exists for the caller. */
export async function findPbxFor(request: FastifyRequest, id: string, deps: StaffDeps): Promise<Pbx> {
  const pbx = canSeePbx(callerOf(request), id) ? await deps.store.findPbx(id) : undefined;
  if (pbx === undefined) throw new Problem("not-found", `There is no PBX ${quote(id)}`);
  return pbx;
}

/** The account of that username, if its PBX exists for the caller. */
export async function findAccountFor(
  request: FastifyRequest,
  pbxId: string,
  username: string,
  deps: StaffDeps,
): Promise<Account> {
  const pbx = await findPbxFor(request, pbxId, deps);
  const account = await deps.store.findAccount(pbx.id, username);
  if (account === undefined) throw new Problem("not-found", `There is no account ${quote(username)}`);
  return account;
}

/** The admitted phone of that MAC, if it exists for the caller. */
export async function findPhoneFor(request: FastifyRequest, mac: string, deps: StaffDeps): Promise<Phone> {
  const phone = await deps.store.findPhone(readMacParam(mac));
  if (phone === undefined || !canSeePbx(callerOf(request), phone.pbxId)) {
    throw new Problem("not-found", `No phone ${mac} is admitted`);
  }
  return phone;
}

export function readMacParam(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Problem("not-found", `${quote(text)} is not the MAC address of a phone`);
  return mac;
}

/** When grants that are armed now for that long run out. */
export function deadlineIn(durationMs: number | null, deps: StaffDeps): number | null {
  return durationMs === null ? null : deps.clock() + durationMs;
}

/** 201 with the place of what was made. */
export function setCreated(reply: FastifyReply, ...path: string[]): void {
  reply.code(201).header("location", ["/api/v1", ...path.map(encodeURIComponent)].join("/"));
}

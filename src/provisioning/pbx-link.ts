import { type Static, Type } from "typebox";
import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { EventRecord } from "./request.ts";

/** Which half learns of a new password first. `overlap`: the PBX takes both until the phone has registered with the new one. */
export const PASSWORD_ORDERS = ["pbx-first", "phone-first", "overlap"] as const;
export type PasswordOrder = (typeof PASSWORD_ORDERS)[number];

const text = (description: string, maxLength = 255) =>
  Type.String({ minLength: 1, maxLength, format: "text-line", description });
const name = (description: string) =>
  Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_.-]{0,62}$", description, examples: ["from-internal"] });
const Host = text("Host name or address");
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const Timed = {
  registrationsEverySeconds: Type.Optional(
    Type.Integer({
      minimum: 5,
      maximum: 3600,
      description: "How often the PBX is asked who is registered; 30 unless given",
    }),
  ),
};
const exactly = { additionalProperties: false } as const;

/** How Offhook reaches a PBX, by kind, without what must stay secret. A PBX without a link is told nothing. */
export const LinkSettings = Type.Union([
  Type.Object(
    {
      kind: Type.Literal("kamailio"),
      rpcUrl: Type.Optional(
        Type.String({
          format: "http-url",
          maxLength: 255,
          description:
            "JSON-RPC over HTTP (jsonrpcs and xhttp): for registrations, NOTIFY, and reloading the address table",
        }),
      ),
      addressGroup: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 2_147_483_647,
          description: "grp of the admitted phones in the table address; without it that table is left alone",
        }),
      ),
      ...Timed,
    },
    exactly,
  ),
  Type.Object(
    {
      kind: Type.Literal("asterisk-pjsip"),
      wizardFile: Type.Optional(
        text(
          "Absolute path of a file that pjsip_wizard.conf includes, written as a whole; realtime tables unless given",
          1000,
        ),
      ),
      context: Type.Optional(name("Dial plan context; from-internal unless given")),
      transport: Type.Optional(name("Name of the transport in pjsip.conf; Asterisk chooses unless given")),
      codecs: Type.Optional(
        Type.String({ pattern: "^[a-z0-9]+(,[a-z0-9]+)*$", maxLength: 200, description: "alaw,ulaw unless given" }),
      ),
      ami: Type.Optional(Type.Object({ host: Host, port: Type.Optional(Port) }, exactly)),
      ...Timed,
    },
    exactly,
  ),
  Type.Object(
    {
      kind: Type.Literal("freeswitch"),
      context: Type.Optional(name("user_context of its users; default unless given")),
      profile: Type.Optional(name("Sofia profile that phones register at; internal unless given")),
      eventSocket: Type.Optional(Type.Object({ host: Host, port: Type.Optional(Port) }, exactly)),
      ...Timed,
    },
    exactly,
  ),
  Type.Object(
    {
      kind: Type.Literal("webhook"),
      url: Type.String({
        format: "http-url",
        maxLength: 500,
        description: "https://…; with webhooks.private also http://",
      }),
    },
    exactly,
  ),
]);
export type LinkSettings = Static<typeof LinkSettings>;
export type LinkKind = LinkSettings["kind"];
export type SettingsOf<Kind extends LinkKind> = Extract<LinkSettings, { kind: Kind }>;

/** What must stay secret of a link: which of them a kind takes is `LINKS`. */
export const LinkCredentials = Type.Object(
  {
    databaseUrl: Type.Optional(text("postgres://user:password@host/database, or sqlite:/absolute/path", 1000)),
    amiUser: Type.Optional(text("User of manager.conf with read and write of system")),
    amiSecret: Type.Optional(text("Its secret")),
    eventSocketPassword: Type.Optional(text("Password of mod_event_socket")),
    secret: Type.Optional(text("Signs the messages: whsec_ and base64")),
  },
  exactly,
);
export type LinkCredentials = Static<typeof LinkCredentials>;

type LinkAbilities = {
  orders: readonly PasswordOrder[];
  credentials: readonly (keyof LinkCredentials)[];
  /** Without these it can do nothing. */
  needs: readonly (keyof LinkCredentials)[];
  /** It keeps no passwords, and asks us at each registration. */
  asksAnew?: true;
};
export const LINKS: Readonly<Record<LinkKind, LinkAbilities>> = {
  kamailio: { orders: PASSWORD_ORDERS, credentials: ["databaseUrl"], needs: ["databaseUrl"] },
  // One password for each auth object is all that the reference confirms.
  "asterisk-pjsip": {
    orders: ["pbx-first", "phone-first"],
    credentials: ["databaseUrl", "amiUser", "amiSecret"],
    needs: [],
  },
  // It asks for each registration, so it is told by what it is answered.
  freeswitch: { orders: PASSWORD_ORDERS, credentials: ["eventSocketPassword"], needs: [], asksAnew: true },
  webhook: { orders: ["pbx-first", "phone-first"], credentials: ["secret"], needs: ["secret"] },
};

/** A PBX's link without its secrets, and how it goes. */
export type Link = {
  pbxId: string;
  settings: LinkSettings;
  passwordOrder: PasswordOrder;
  /** Accounts and phones that the PBX has not been told of yet; `failed` wait for somebody to mend what `errors` say. */
  pending: number;
  failed: number;
  /** Why it could not be told last; null once it was. */
  lastError: string | null;
  toldAt: number | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
export type NewLink = Pick<Link, "pbxId" | "settings" | "passwordOrder"> & { credentials: LinkCredentials };

/** A link as its adapter gets it. */
export type OpenLink = Pick<Link, "pbxId" | "settings" | "revision" | "createdAt"> & {
  credentials: LinkCredentials;
  /** SIP domain: the PBX's host. */
  domain: string;
  /** Digest realm: the PBX's realm, else its host. */
  realm: string;
};

/** What a PBX is to have of one account or phone. Said again as it is: an adapter that finds it so changes nothing. */
export type LinkChange =
  | {
      wanted: "account";
      username: string;
      authName: string;
      displayName: string;
      number: string;
      /** MD5(authName:realm:password), lower-case hex. */
      ha1: Password;
      /** Undefined where it was destroyed. */
      password: Password | undefined;
      /** The password before, while it is to be accepted too. */
      previousHa1: Password | undefined;
      /** How many phones have it, for PBXs that limit how many may register; 1 unless given. */
      phones?: number;
    }
  | { wanted: "no-account"; username: string }
  /** `address`: where it asked from last. */
  | { wanted: "phone"; mac: Mac; address: string | null }
  | { wanted: "no-phone"; mac: Mac };

/** `generation` is another for each time that something is wanted of the same account or phone. */
export type WantedChange = LinkChange & { generation: number };

/** `later`: it may go through by itself. `failed`: somebody must mend something. Words hold no secret. */
export type LinkOutcome = { outcome: "done" } | { outcome: "later" | "failed"; words: string };

/** An account at the PBX, as it says itself. */
export type Registration = {
  username: string;
  /** SIP URI, without angle brackets. */
  contact: string;
  userAgent: string | null;
  /** IP address that the phone's packets come from. */
  address: string | null;
  expiresAt: number;
  /** When it last registered or refreshed; null where the PBX does not say. */
  registeredAt: number | null;
};

export type Notification = {
  username: string;
  /** Of this one phone: an account may be on several. */
  contact: string;
  /** For example `check-sync;reboot=false`. */
  event: string;
};
/** `accepted`: the phone said 2xx. `sent`: the PBX sent it and does not tell what the phone said. */
export type NotifyOutcome = { outcome: "accepted" | "sent" } | { outcome: "refused" | "unreachable"; words: string };

export type ConnectPbx = (link: OpenLink) => PbxLink;
/** A PBX. Methods never reject for what the PBX or the network does. */
export type PbxLink = {
  /** One outcome for each change, in their order. */
  apply(changes: readonly WantedChange[]): Promise<LinkOutcome[]>;
  /** Everybody who is registered now. Absent: this PBX cannot be asked. */
  registrations?(): Promise<{ ok: true; registrations: Registration[] } | { ok: false; words: string }>;
  /** Absent: phones are told directly. */
  notify?(notification: Notification): Promise<NotifyOutcome>;
  /** Whether a call of that account is up; undefined: it cannot be told. */
  isBusy?(username: string): Promise<boolean | undefined>;
  /** Of these accounts those that have registered with their new password since it came (`overlap`). */
  registeredAnew?(usernames: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
};

/** Accounts or phones of one PBX, claimed by this process until its lease ends. */
export type LinkJob = {
  claim: string;
  link: OpenLink;
  /** In a row at this link, with this one. */
  attempts: number;
  lastError: string | null;
  changes: readonly WantedChange[];
};
/** `event` is written in the same transaction. `delayMs`: until then the PBX is told nothing, where something is to be told later. */
export type LinkResult = { outcomes: readonly LinkOutcome[]; delayMs: number; event: EventRecord | undefined };

/** Where an account or a phone stands at its PBX. */
export type LinkState = {
  state: "pending" | "waits-for-phone" | "told" | "failed";
  error: string | null;
  updatedAt: number;
};

type Overlap = { username: string; since: number };

/** Links to PBXs, and the outbox of what they are to be told. */
export type LinkStore = {
  /** Replaces the link as a whole, and has the PBX told of everything anew. */
  putLink(link: NewLink): Promise<{ link: Link; isNew: boolean } | "unknown-pbx">;
  findLink(pbxId: string): Promise<Link | undefined>;
  openLinks(): Promise<OpenLink[]>;
  /** What the PBX was told stays there. */
  deleteLink(pbxId: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;
  /** By SIP user; those that the PBX was never to be told of are absent. */
  findAccountStates(pbxId: string, usernames: readonly string[]): Promise<ReadonlyMap<string, LinkState>>;
  /** Tries again what failed, and does not wait for phones. Returns how many. */
  retryLink(pbxId: string): Promise<number>;
  /** What is due, one job for each PBX at a time, so that nothing passes anything. */
  claimLinkJobs(limit: number, leaseMs: number): Promise<LinkJob[]>;
  /** What was wanted anew meanwhile stays pending. */
  finishLinkJob(job: LinkJob, result: LinkResult): Promise<void>;
  /** Has PBXs told of phones that asked from another address since. */
  queueMovedPhones(): Promise<void>;
  /** Accounts whose old password is accepted too, with the time since when, once their PBX was told of the new one. */
  listOverlaps(pbxId: string): Promise<Overlap[]>;
  /** The old password opens nothing more, unless it is another one since. */
  endOverlaps(pbxId: string, overlaps: readonly Overlap[]): Promise<void>;
  /**
   * What an account may register with now: `ha1` is the old one while the PBX waits for the phone. Undefined: there is none, or no
   * admitted phone has it.
   */
  openAccount(pbxId: string, username: string): Promise<Extract<LinkChange, { wanted: "account" }> | undefined>;
};

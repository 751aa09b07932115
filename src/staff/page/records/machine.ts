import type { Static } from "@fastify/type-provider-typebox";
import type { AuditAnswer, VerdictAnswer } from "../../routes/audit.ts";
import type { WatchedAnswer } from "../../routes/guard.ts";
import type { MasterKeyAnswer } from "../../routes/master-key.ts";
import type { KnownSetting } from "../../routes/settings.ts";
import type { CaAnswer, ImportedAnswer } from "../../schemas/certificate.ts";
import {
  fieldsOf,
  readCount,
  readFlag,
  readList,
  readOneOf,
  readOptionalText,
  readText,
  readTime,
  writePlain,
} from "../read.ts";

export type ShownAuditEntry = {
  sequence: number;
  at: number | null;
  action: string;
  actor: string | null;
  address: string | null;
  mac: string | null;
  pbx: string | null;
  detail: readonly { name: string; value: string }[];
  hash: string;
};

export function readAuditEntry(raw: unknown): ShownAuditEntry {
  const entry = fieldsOf<Static<typeof AuditAnswer>>(raw);
  return {
    sequence: readCount(entry.sequence),
    at: readTime(entry.at),
    action: readText(entry.action),
    actor: readOptionalText(entry.actor),
    address: readOptionalText(entry.address),
    mac: readOptionalText(entry.mac),
    pbx: readOptionalText(entry.pbx),
    detail: Object.entries(fieldsOf<Record<string, unknown>>(entry.detail)).map(([name, value]) => ({
      name,
      value: writePlain(value),
    })),
    hash: readText(entry.hash),
  };
}

export type ShownVerdict = { isIntact: boolean; entries: number; brokenAt: number; head: string | null };

export function readVerdict(raw: unknown): ShownVerdict {
  const verdict = fieldsOf<Static<typeof VerdictAnswer>>(raw);
  return {
    isIntact: readFlag(verdict.intact),
    entries: readCount(verdict.entries),
    brokenAt: readCount(fieldsOf<{ sequence: number }>(verdict.broken).sequence),
    head: readOptionalText(verdict.head),
  };
}

export type ShownSource = {
  address: string;
  state: "slowed" | "held";
  guesses: number;
  heldRequests: number;
  firstSeen: number | null;
  lastSeen: number | null;
};

export function readSource(raw: unknown): ShownSource {
  const source = fieldsOf<Static<typeof WatchedAnswer>>(raw);
  return {
    address: readText(source.address),
    state: readOneOf(source.state, ["slowed", "held"]) ?? "held",
    guesses: readCount(source.guesses),
    heldRequests: readCount(source.heldRequests),
    firstSeen: readTime(source.firstSeen),
    lastSeen: readTime(source.lastSeen),
  };
}

type ShownAuthority = {
  id: string;
  role: "active" | "next" | null;
  subject: string;
  expiresAt: number | null;
  daysLeft: number;
  phones: number;
};
export type ShownCertificates = {
  source: "own" | "files" | null;
  subject: string;
  expiresAt: number | null;
  daysLeft: number;
  doubts: readonly string[];
  authorities: readonly ShownAuthority[];
};

export function readCertificates(raw: unknown): ShownCertificates {
  const ca = fieldsOf<Static<typeof CaAnswer>>(raw);
  const server = fieldsOf<Static<typeof CaAnswer>["server"]>(ca.server);
  return {
    source: readOneOf(ca.source, ["own", "files"]),
    subject: readText(server.subject),
    expiresAt: readTime(server.expiresAt),
    daysLeft: readCount(server.daysLeft),
    doubts: readList(server.doubts, readText),
    authorities: readList(ca.authorities, (each) => {
      const authority = fieldsOf<Static<typeof CaAnswer>["authorities"][number]>(each);
      return {
        id: readText(authority.id),
        role: readOneOf(authority.role, ["active", "next"]),
        subject: readText(authority.subject),
        expiresAt: readTime(authority.expiresAt),
        daysLeft: readCount(authority.daysLeft),
        phones: readCount(authority.phones),
      };
    }),
  };
}

export type ShownClientCa = {
  vendor: string;
  subject: string;
  fingerprint: string;
  expiresAt: number | null;
  revoked: number;
};

export function readClientCa(raw: unknown): ShownClientCa {
  const imported = fieldsOf<Static<typeof ImportedAnswer>["items"][number]>(raw);
  return {
    vendor: readText(imported.vendor),
    subject: readText(imported.subject),
    fingerprint: readText(imported.fingerprint),
    expiresAt: readTime(imported.expiresAt),
    revoked: readCount(imported.revoked),
  };
}

export type ShownMasterKey = {
  source: "environment" | "credential" | "file" | null;
  key: string;
  state: "idle" | "running" | "failed" | null;
  unreadable: number;
};

export function readMasterKey(raw: unknown): ShownMasterKey {
  const masterKey = fieldsOf<Static<typeof MasterKeyAnswer>>(raw);
  return {
    source: readOneOf(masterKey.source, ["environment", "credential", "file"]),
    key: readText(masterKey.key),
    state: readOneOf(masterKey.state, ["idle", "running", "failed"]),
    unreadable: readCount(masterKey.unreadable),
  };
}

export type ShownSetting = {
  name: string;
  group: string;
  key: string | null;
  variable: string;
  value: string | null;
  default: string | null;
  origin: "environment" | "file" | "default";
  isSecret: boolean;
  help: string;
  allowed: string;
};

export function readSetting(raw: unknown): ShownSetting {
  const setting = fieldsOf<KnownSetting>(raw);
  return {
    name: readText(setting.name),
    group: readText(setting.group),
    key: readOptionalText(setting.key),
    variable: readText(setting.variable),
    // An empty text is a value too.
    value: typeof setting.value === "string" ? readText(setting.value) : null,
    default: typeof setting.default === "string" ? readText(setting.default) : null,
    origin: readOneOf(setting.origin, ["environment", "file", "default"]) ?? "default",
    isSecret: readFlag(setting.isSecret),
    help: readText(setting.help),
    allowed: readText(setting.allowed),
  };
}

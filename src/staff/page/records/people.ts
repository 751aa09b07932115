import type { Static } from "@fastify/type-provider-typebox";
import { ROLES, type Role } from "../../../provisioning/ports.ts";
import type { KeyAnswer, NewKeyAnswer } from "../../routes/keys.ts";
import type { CustomerAnswer } from "../../schemas/customer.ts";
import type {
  EnrolAnswer,
  InvitedAnswer,
  PersonAnswer,
  RecoveryAnswer,
  SessionAnswer,
  WhoAnswer,
} from "../../schemas/person.ts";
import type { ScopeAnswer } from "../../schemas/scope.ts";
import { fieldsOf, readFlag, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

/** What somebody may see; null: all. */
export type ShownScope = { customers: readonly string[]; pbxs: readonly string[] } | null;

function readScope(raw: unknown): ShownScope {
  if (raw === null || raw === undefined) return null;
  const scope = fieldsOf<NonNullable<Static<typeof ScopeAnswer>>>(raw);
  return { customers: readList(scope.customers, readText), pbxs: readList(scope.pbxs, readText) };
}

/** A role that the page does not know may do nothing that it knows of. */
function readRole(raw: unknown): Role {
  return readOneOf(raw, ROLES) ?? "viewer";
}

export type ShownPerson = {
  id: string;
  login: string;
  name: string;
  role: Role;
  scope: ShownScope;
  state: "active" | "invited" | "blocked";
  hasSecondFactor: boolean;
  lastSignInAt: number | null;
};

export function readPerson(raw: unknown): ShownPerson {
  const person = fieldsOf<Static<typeof PersonAnswer>>(raw);
  return {
    id: readText(person.id),
    login: readText(person.login),
    name: readText(person.name),
    role: readRole(person.role),
    scope: readScope(person.scope),
    state: readFlag(person.disabled) ? "blocked" : readFlag(person.hasPassword) ? "active" : "invited",
    hasSecondFactor: readFlag(person.secondFactor),
    lastSignInAt: readTime(person.lastSignInAt),
  };
}

/** The link by which somebody chooses a password; it is told once. */
export type Invitation = { login: string; link: string; expiresAt: number | null };

export function readInvitation(raw: unknown): Invitation {
  const { login, link, linkExpiresAt } = fieldsOf<Static<typeof InvitedAnswer>>(raw);
  return { login: readText(login), link: readText(link), expiresAt: readTime(linkExpiresAt) };
}

export type ShownKey = {
  id: string;
  name: string;
  role: Role;
  scope: ShownScope;
  createdAt: number | null;
  lastUsedAt: number | null;
};

export function readKey(raw: unknown): ShownKey {
  const key = fieldsOf<Static<typeof KeyAnswer>>(raw);
  const pbx = readOptionalText(key.pbx);
  return {
    id: readText(key.id),
    name: readText(key.name),
    role: readRole(key.role),
    scope: pbx === null ? readScope(key.scope) : { customers: [], pbxs: [pbx] },
    createdAt: readTime(key.createdAt),
    lastUsedAt: readTime(key.lastUsedAt),
  };
}

/** The key itself, which is told once. */
export function readNewKey(raw: unknown): { name: string; key: string } {
  const { name, key } = fieldsOf<Static<typeof NewKeyAnswer>>(raw);
  return { name: readText(name), key: readText(key) };
}

export function readCustomerId(raw: unknown): string {
  return readText(fieldsOf<Static<typeof CustomerAnswer>>(raw).id);
}

export type OwnAccount = { login: string; hasSecondFactor: boolean };

export function readOwnAccount(raw: unknown): OwnAccount {
  const { login, secondFactor } = fieldsOf<Static<typeof WhoAnswer>>(raw);
  return { login: readText(login), hasSecondFactor: readFlag(secondFactor) };
}

export type ShownSession = {
  id: string;
  isHere: boolean;
  browser: string;
  address: string;
  createdAt: number | null;
  lastUsedAt: number | null;
};

export function readSession(raw: unknown): ShownSession {
  const session = fieldsOf<Static<typeof SessionAnswer>>(raw);
  return {
    id: readText(session.id),
    isHere: readFlag(session.current),
    browser: nameBrowser(readText(session.userAgent)),
    address: readText(session.address),
    createdAt: readTime(session.createdAt),
    lastUsedAt: readTime(session.lastUsedAt),
  };
}

/** The most particular first: nearly all of them say that they are Safari. */
const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["HeadlessChrome", "Chrome"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** `Firefox, Linux`; what says nothing known stays as it is. */
function nameBrowser(userAgent: string): string {
  const [, browser] = BROWSERS.find(([sign]) => userAgent.includes(`${sign}/`)) ?? [];
  const [, system] = SYSTEMS.find(([sign]) => userAgent.includes(sign)) ?? [];
  return browser === undefined ? userAgent : [browser, system].filter((part) => part !== undefined).join(", ");
}

export type Enrolment = { secret: string; uri: string };

export function readEnrolment(raw: unknown): Enrolment {
  const { secret, uri } = fieldsOf<Static<typeof EnrolAnswer>>(raw);
  return { secret: readText(secret), uri: readText(uri) };
}

export function readRecoveryCodes(raw: unknown): readonly string[] {
  return readList(fieldsOf<Static<typeof RecoveryAnswer>>(raw).recoveryCodes, readText);
}

import type { Password } from "./password.ts";
import type { Page, PageQuery, Role } from "./ports.ts";
import type { Scope, UnknownScope } from "./scope.ts";

/** Somebody who signs in. */
export type Person = {
  id: string;
  /** Lower case, unique. */
  login: string;
  name: string;
  role: Role;
  scope: Scope | null;
  isDisabled: boolean;
  /** False: invited, and has not chosen a password yet. */
  hasPassword: boolean;
  hasSecondFactor: boolean;
  revision: number;
  createdAt: number;
  updatedAt: number;
  lastSignInAt: number | null;
};
export type NewPerson = Pick<Person, "id" | "login" | "name" | "role" | "scope">;
type PersonPatch = Partial<Pick<Person, "name" | "role" | "scope" | "isDisabled">>;

/** A browser that somebody signed in with. */
export type SignedInSession = {
  id: string;
  address: string;
  userAgent: string | null;
  createdAt: number;
  lastUsedAt: number;
  /** When it ends however much it is used. */
  expiresAt: number;
};
type NewSession = Pick<SignedInSession, "id" | "address" | "userAgent"> & {
  personId: string;
  hash: string;
  idleMs: number;
  lifetimeMs: number;
};

/** What is needed to judge a sign-in. `passwordHash` is a PHC string. */
type Credentials = { person: Person; passwordHash: string | null };

/**
 * People and how they sign in. Tokens, links and recovery codes are known to the store as SHA-256, hex; passwords as the PHC string
 * of argon2id; the secrets of second factors are sealed.
 */
export type PeopleStore = {
  createPerson(person: NewPerson): Promise<Person | "login-exists" | UnknownScope>;
  findPerson(id: string): Promise<Person | undefined>;
  listPeople(query: PageQuery): Promise<Page<Person>>;
  /** Disabling ends the sessions and takes an invitation back. */
  updatePerson(
    id: string,
    patch: PersonPatch,
    expectedRevision?: number,
  ): Promise<Person | "not-found" | "stale" | UnknownScope>;
  deletePerson(id: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale">;
  countPeople(): Promise<number>;

  findCredentials(login: string): Promise<Credentials | undefined>;
  /** Ends every session of the person but that one. */
  setPassword(personId: string, passwordHash: string, keptSessionId: string): Promise<void>;
  /** The same password with other parameters. Does nothing where it is another one by now. */
  replaceHash(personId: string, before: string, after: string): Promise<void>;

  /** The person's earlier invitation is void; null: the link that makes the first person. */
  createInvitation(invitation: { hash: string; personId: string | null; lifetimeMs: number }): Promise<void>;
  /** Takes password and sessions away, and the second factor where asked to. */
  resetPerson(id: string, options: { secondFactor: boolean }): Promise<Person | "not-found">;
  /** Once: sets the password of the person who was invited. Undefined: no such invitation, or no longer. */
  acceptInvitation(hash: string, passwordHash: string): Promise<Person | undefined>;
  /** Once, and only while there is nobody. */
  createFirstPerson(hash: string, person: NewPerson, passwordHash: string): Promise<Person | undefined>;
  /** Whether an invitation is there and may still be used; for the first person's link null. */
  findInvitation(hash: string): Promise<{ personId: string | null } | undefined>;

  createSession(session: NewSession): Promise<SignedInSession>;
  /**
   * Also notes that it was used, so that it stays for `idleMs` more; `unused`: it is only looked at. Undefined where it has ended or its
   * person is disabled.
   */
  findSession(
    hash: string,
    idleMs: number | "unused",
  ): Promise<{ person: Person; session: SignedInSession } | undefined>;
  /** Those that have not ended, the last made first. */
  listSessions(personId: string): Promise<SignedInSession[]>;
  endSession(personId: string, id: string): Promise<"ended" | "not-found">;

  /** Keeps the secret until it is confirmed; one that was not yet is replaced. */
  startSecondFactor(personId: string, secret: Password): Promise<"started" | "is-active">;
  findSecondFactor(personId: string): Promise<{ secret: Password; isActive: boolean } | undefined>;
  /** From then on a code is needed. `step`: that of the code that proved it, which is used up. */
  confirmSecondFactor(personId: string, step: number, recoveryHashes: readonly string[]): Promise<boolean>;
  /** One compare-and-swap: false when this step or a later one was used before. */
  useStep(personId: string, step: number): Promise<boolean>;
  /** Each once. */
  useRecoveryCode(personId: string, hash: string): Promise<boolean>;
  removeSecondFactor(personId: string): Promise<void>;
};

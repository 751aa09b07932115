import type { CompiledQuery, Kysely, Transaction } from "kysely";
import type { AuditNote } from "../provisioning/audit.ts";
import type { MasterKeys } from "./master-key.ts";
import type { Tables } from "./tables.ts";
import type { Vault } from "./vault.ts";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** What differs between the databases, and nothing else. */
type Backend = {
  db: Db;
  /** Whether rows are locked by `for update`. SQLite has one writer at a time and no such words. */
  locksRows: boolean;
  /** Whether claims that come together should share a commit: worth it where a commit blocks the process. */
  groupsCommits: boolean;
  /** May run `work` again when the database asks for it (deadlock), so `work` only touches the database. */
  transaction<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** Reads what is committed, at once, whatever transaction this process has open. */
  read: Run;
  /** The clock that windows are judged by. */
  now(executor: Db): Promise<number>;
  /** How many other daemons work on the database; absent where there can be none. */
  countOthers?(): Promise<number>;
  close(): Promise<void>;
};

export type Run = <Row>(query: CompiledQuery<Row>) => Promise<Row[]>;

export type StoreOptions = {
  vault: Vault;
  /** Where the vault's keys come from; absent: the master key is never exchanged. */
  masterKeys?: MasterKeys | undefined;
  /** For what goes wrong while nobody waits for it. */
  reportFault?: ((error: unknown) => void) | undefined;
  /** False: a password is destroyed when the last grant that could deliver it closes; only HA1 stays. */
  keepPlaintext: boolean;
  /** How many phones that are not admitted are remembered; the oldest go. */
  maxSightings: number;
};

/** What a store is opened with. */
export type OpenContext = Backend & StoreOptions;

export type StoreContext = OpenContext & {
  /** For the audit trail, written when this transaction's work is done. */
  note(trx: Trx, note: AuditNote): void;
  /** A transaction that shares its commit with others that come at the same time. */
  grouped<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
};

/** Runs compiled queries inside a transaction. */
export function runIn(trx: Trx): Run {
  return async (query) => (await trx.executeQuery(query)).rows;
}

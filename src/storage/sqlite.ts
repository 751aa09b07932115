import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteAdapter, SqliteDialect, SqliteQueryCompiler } from "kysely";
import type { Clock, Store } from "../provisioning/ports.ts";
import { cacheAdmissions } from "./admission-cache.ts";
import type { StoreOptions } from "./backend.ts";
import { migrate } from "./migrate.ts";
import { cachePolicies } from "./policy-cache.ts";
import { createStore } from "./store.ts";
import type { Tables } from "./tables.ts";

const BUSY_TIMEOUT_MS = 5000;
const STATEMENTS_KEPT = 300;
/** Enough for the inner pages of the indexes and tables of a million phones, and the daemon stays below 200 MB. */
const CACHE_KIB = 48 * 1024;

/** One process per file, and one connection that writes. */
export async function openSqliteStore(options: StoreOptions & { path: string; clock: Clock }): Promise<Store> {
  const { path, clock } = options;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  createPrivateFile(path);
  const writer = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  // A grant is on disk before its first byte leaves; batches keep the syncs of everything else few.
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]) writer.pragma(pragma);
  writer.pragma(`cache_size = -${CACHE_KIB}`);
  if (!options.keepPlaintext) writer.pragma("secure_delete = ON");
  const writing = keepStatements(writer);
  const db = new Kysely<Tables>({ dialect: new TunedSqliteDialect({ database: writing }) });
  try {
    await migrate(db, "sqlite");
  } catch (error) {
    writer.close();
    throw error;
  }
  const reader = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  reader.pragma("cache_size = -2048");
  const reading = keepStatements(reader);
  const store = createStore({
    ...options,
    db,
    locksRows: false,
    groupsCommits: true,
    transaction: (work) => db.transaction().execute(work),
    // The writing connection has the warm cache: a commit empties the cache of every other one. But while it is inside a
    // transaction it sees what is not committed, so then the other connection answers.
    read: async <Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
      (writer.inTransaction ? reading : writing).prepare(sql).all(parameters) as Row[],
    now: async () => clock(),
    close: async () => {
      // The reader first: the last connection to close folds the log into the database, and it must be able to write.
      reader.close();
      await db.destroy();
    },
  });
  return cacheAdmissions(cachePolicies(store, Number.POSITIVE_INFINITY, clock));
}

/** SQLite makes its `-wal` and `-shm` files with the mode of the database file. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** Kysely prepares every query anew; this keeps the statements used last. */
function keepStatements(database: Database.Database) {
  const kept = new Map<string, Database.Statement<unknown[]>>();
  return {
    prepare(sql: string): Database.Statement<unknown[]> {
      const known = kept.get(sql);
      const statement = known ?? database.prepare<unknown[]>(sql);
      if (known !== undefined) kept.delete(sql);
      else if (kept.size >= STATEMENTS_KEPT) kept.delete(kept.keys().next().value ?? "");
      kept.set(sql, statement);
      return statement;
    },
    close: () => {
      database.close();
    },
  };
}

class TunedSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new RollbackSchemaAdapter();
  }
  override createQueryCompiler(): SqliteQueryCompiler {
    return new StablePlanCompiler();
  }
}

/** SQLite can roll back changes of tables, so a migration that breaks off leaves nothing behind. */
class RollbackSchemaAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * With STAT4, which better-sqlite3 builds in, SQLite plans a statement anew whenever a bare parameter that its plan may
 * depend on is bound, and that costs five times the lookup. It does not look behind an operator; unary plus does nothing else.
 */
class StablePlanCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return "+?";
  }
}

import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { Kysely, PostgresDialect, SqliteDialect, type Transaction } from "kysely";
import pg from "pg";
import type { LinkOutcome } from "../../provisioning/pbx-link.ts";

/** No statement and no connection is waited for longer. */
const PATIENCE_MS = 5000;
/** SQLite waits inside the call, where nothing else goes on in this process. */
const BUSY_TIMEOUT_MS = 10;
const BUSY_PAUSE_MS = 50;
const MOST_CONNECTIONS = 2;

/** What a fault of a PBX's database means for what was to be told. */
type DatabaseFault = Exclude<LinkOutcome, { outcome: "done" }>;
export type PbxDatabase<Tables> = {
  /** Runs in one transaction; may run again where the database was busy, so `work` touches nothing else. */
  transaction<T>(
    work: (trx: Transaction<Tables>) => Promise<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; fault: DatabaseFault }>;
  close(): Promise<void>;
};

/** For `work` to end its transaction with, undone, in words. */
export class DatabaseUnfit extends Error {
  override readonly name = "DatabaseUnfit";
}

/** A PBX's own database. It is opened when it is first needed, and anew after it broke off. */
export function openPbxDatabase<Tables>(url: string): PbxDatabase<Tables> {
  let opened: Kysely<Tables> | undefined;

  function drop(): void {
    const broken = opened;
    opened = undefined;
    void broken?.destroy().catch(() => undefined);
  }

  return {
    async transaction(work) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        try {
          opened ??= new Kysely<Tables>({ dialect: url.startsWith("sqlite:") ? sqliteAt(url) : postgresAt(url) });
          return { ok: true, value: await opened.transaction().execute(work) };
        } catch (error) {
          const isBusy = BUSY.includes(codeOf(error));
          if (isBusy && Date.now() < until) {
            await sleep(BUSY_PAUSE_MS);
            continue;
          }
          if (!(error instanceof DatabaseUnfit) && !isBusy) drop();
          return { ok: false, fault: faultOf(error) };
        }
      }
    },
    async close() {
      await opened?.destroy();
      opened = undefined;
    },
  };
}

function sqliteAt(url: string): SqliteDialect {
  const path = url.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
  return new SqliteDialect({
    database: async () => {
      if (!existsSync(path)) throw new DatabaseUnfit("The PBX's database cannot be opened: there is no such file");
      return new Database(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
    },
  });
}

function postgresAt(url: string): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    statement_timeout: PATIENCE_MS,
    // A server that is gone without a word.
    query_timeout: PATIENCE_MS + 1000,
    application_name: "offhook-link",
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  return new PostgresDialect({ pool });
}

/** SQLite's, PostgreSQL's serialization failure, deadlock. */
const BUSY = ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "40001", "40P01"];
/** What passes by itself: https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 08, 53, 57, 58 and what waits for locks. */
const PASSING = /^(?:08|53|57|58)|^55P03$/;

/** Words of our own: a driver's may hold what was written. */
function faultOf(error: unknown): DatabaseFault {
  if (error instanceof DatabaseUnfit) return { outcome: "failed", words: error.message };
  const code = codeOf(error);
  const failed = (words: string): DatabaseFault => ({ outcome: "failed", words: `The PBX's database ${words}` });
  const later = (words: string): DatabaseFault => ({ outcome: "later", words: `The PBX's database ${words}` });
  if (BUSY.includes(code)) return later(`was busy for ${PATIENCE_MS / 1000} s`);
  if (code === "SQLITE_CANTOPEN") return failed("cannot be opened: it may not be read and written");
  if (code.startsWith("SQLITE_READONLY")) return failed("may only be read: the file or its folder is not writable");
  if (code.startsWith("SQLITE_")) return failed(`refused: ${code}`);
  if (code === "ERR_INVALID_URL") return failed("has an address (databaseUrl) that is no URL");
  if (code === "28P01" || code === "28000") return failed("refused the user or the password of databaseUrl");
  if (code === "3D000") return failed("does not exist on that server (databaseUrl)");
  if (code === "42501") return failed("does not let the user of databaseUrl read or write a table that is needed");
  if (code === "57014") return later(`did not end a statement within ${PATIENCE_MS / 1000} s`);
  if (/^[0-9A-Z]{5}$/.test(code) && !PASSING.test(code)) return failed(`refused: SQLSTATE ${code}`);
  return later(`cannot be reached: ${code === "" ? "no answer" : code}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

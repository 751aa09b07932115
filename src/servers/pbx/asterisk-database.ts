import Database from "better-sqlite3";
import { Kysely, PostgresDialect, SqliteDialect, type Transaction } from "kysely";
import pg from "pg";
import type { LinkOutcome, WantedChange } from "../../provisioning/pbx-link.ts";
import {
  type AsteriskAccount,
  type AsteriskSettings,
  chosenSettings,
  firstSettings,
  toAsteriskAccount,
} from "./asterisk-account.ts";
import type { AsteriskAccounts } from "./asterisk-link.ts";
import { PbxFault } from "./kept-connection.ts";

type Row = { id: string; [column: string]: string | number | null };
type Tables = { ps_endpoints: Row; ps_auths: Row; ps_aors: Row };
type Columns = Record<string, string | number | null>;

const CONNECT_TIMEOUT_MS = 5000;
/** Whoever waits for a lock of SQLite holds up all of this process. */
const SQLITE_BUSY_MS = 500;
const STATEMENT_TIMEOUT_MS = 20_000;
const TABLES = ["ps_endpoints", "ps_auths", "ps_aors"] as const;
/** Realtime takes `;` for the end of a value and `^3B` for an encoded character (include/asterisk/config.h, ast_realtime_decode_chunk). */
const REALTIME_MARKS = /[;^\0]/;
/** Only classes that mean: not now. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PASSING = /^(?:08|40|53|55P03|57)/;
const PASSING_SQLITE = /^SQLITE_(?:BUSY|LOCKED|IOERR|FULL)/;

/** Asterisk's realtime tables. A batch is one transaction; only where a row of it is refused are they written one by one. */
export function createAsteriskDatabase(
  databaseUrl: string,
  realm: string,
  settings: AsteriskSettings,
): AsteriskAccounts {
  let opened: Kysely<Tables> | undefined;

  function database(): Kysely<Tables> {
    opened ??= openDatabase(databaseUrl);
    return opened;
  }

  async function write(changes: readonly WantedChange[]): Promise<LinkOutcome[]> {
    try {
      return await database()
        .transaction()
        .execute(async (trx) => {
          const outcomes: LinkOutcome[] = [];
          for (const change of changes) outcomes.push(await writeOne(trx, change));
          return outcomes;
        });
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.outcome === "later" || changes.length === 1) return changes.map(() => outcome);
      const each: LinkOutcome[] = [];
      for (const change of changes) each.push(...(await write([change])));
      return each;
    }
  }

  async function writeOne(trx: Transaction<Tables>, change: WantedChange): Promise<LinkOutcome> {
    if (change.wanted === "no-account") {
      for (const table of TABLES) await trx.deleteFrom(table).where("id", "=", change.username).execute();
    } else if (change.wanted === "account") {
      const account = toAsteriskAccount(change, realm, REALTIME_MARKS);
      if (typeof account === "string") return { outcome: "failed", words: account };
      await putAccount(trx, account, settings);
    }
    return { outcome: "done" };
  }

  return {
    apply: write,
    async close() {
      await opened?.destroy();
    },
  };
}

async function putAccount(trx: Transaction<Tables>, account: AsteriskAccount, settings: AsteriskSettings) {
  const { name, auth, callerId, contacts } = account;
  const aor = await trx.selectFrom("ps_aors").select(["id", "max_contacts"]).where("id", "=", name).executeTakeFirst();
  if (aor === undefined) {
    const values = { id: name, max_contacts: contacts, remove_existing: "yes" };
    await trx.insertInto("ps_aors").values(values).execute();
  } else if (Number(aor.max_contacts ?? 0) < contacts) {
    await trx.updateTable("ps_aors").set({ max_contacts: contacts }).where("id", "=", name).execute();
  }
  const credentials =
    auth.type === "userpass"
      ? { auth_type: "userpass", username: auth.username, password: auth.password.reveal(), md5_cred: null }
      : {
          auth_type: "md5",
          username: auth.username,
          password: null,
          md5_cred: auth.credentials.reveal(),
          realm: auth.realm,
        };
  await put(trx, "ps_auths", name, { always: credentials, first: {} });
  await put(trx, "ps_endpoints", name, {
    always: { aors: name, auth: name, callerid: callerId, ...chosenSettings(settings) },
    first: firstSettings(settings),
  });
}

/** Writes what differs, and nothing where nothing does. */
async function put(
  trx: Transaction<Tables>,
  table: (typeof TABLES)[number],
  id: string,
  { always, first }: { always: Columns; first: Columns },
): Promise<void> {
  const row = await trx
    .selectFrom(table)
    .select(["id", ...Object.keys(always)])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) {
    await trx
      .insertInto(table)
      .values({ id, ...first, ...always })
      .execute();
    return;
  }
  const changed = Object.entries(always).filter(([column, value]) => (row[column] ?? null) !== value);
  if (changed.length > 0) await trx.updateTable(table).set(Object.fromEntries(changed)).where("id", "=", id).execute();
}

function openDatabase(url: string): Kysely<Tables> {
  if (url.startsWith("sqlite:")) {
    const path = url.slice("sqlite:".length).replace(/^\/{2,}/, "/");
    // A file that is not there is a mistake in the address, not an Asterisk without accounts.
    const database = openFile(path);
    return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "offhook link",
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

function openFile(path: string): Database.Database {
  try {
    return new Database(path, { fileMustExist: true, timeout: SQLITE_BUSY_MS });
  } catch (error) {
    throw new PbxFault(
      "refused",
      `The PBX's SQLite database cannot be opened (${String((error as { code?: unknown }).code ?? "no such folder")})`,
    );
  }
}

/** The database's own words may hold values, so that only its codes are repeated. */
function outcomeOf(error: unknown): Exclude<LinkOutcome, { outcome: "done" }> {
  if (error instanceof PbxFault) return { outcome: "failed", words: error.message };
  if (error instanceof TypeError) throw error;
  const code = String((error as { code?: unknown }).code ?? "");
  if (code.startsWith("SQLITE_")) {
    const isPassing = PASSING_SQLITE.test(code);
    return { outcome: isPassing ? "later" : "failed", words: `The PBX's SQLite database refuses it (${code})` };
  }
  if (/^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code)) {
    const meaning = MEANINGS[code] ?? "refuses it";
    return {
      outcome: PASSING.test(code) ? "later" : "failed",
      words: `The PBX's database ${meaning} (SQLSTATE ${code})`,
    };
  }
  return { outcome: "later", words: `The PBX's database cannot be reached${code === "" ? "" : ` (${code})`}` };
}

const MEANINGS: Readonly<Record<string, string>> = {
  "28P01": "refuses the user or password",
  "3D000": "is not there",
  "42P01": "lacks a table: ps_endpoints, ps_auths and ps_aors are needed",
  "42703": "lacks a column",
  "42501": "does not let this user write",
  "22001": "holds only shorter values than an account's",
};

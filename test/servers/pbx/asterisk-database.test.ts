import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Password } from "../../../src/provisioning/password.ts";
import type { PbxLink, WantedChange } from "../../../src/provisioning/pbx-link.ts";
import { createAsteriskLink } from "../../../src/servers/pbx/asterisk-link.ts";
import { startTestPostgres } from "../../storage/test-postgres.ts";
import { account, asteriskLink, ha1Of, REALM, removal } from "./sample-link.ts";

/** As Asterisk's own migrations make them, as far as discovery.md section 8.1 names columns; enums where they have some. */
const SCHEMA = (yesno: string, authType: string) => `
  create table ps_aors (id varchar(255) not null unique, max_contacts integer, remove_existing ${yesno}, qualify_frequency integer);
  create table ps_auths (id varchar(255) not null unique, auth_type ${authType}, username varchar(40), password varchar(80),
    realm varchar(255), md5_cred varchar(40), nonce_lifetime integer);
  create table ps_endpoints (id varchar(255) not null unique, transport varchar(40), aors varchar(2048), auth varchar(255),
    context varchar(40), disallow varchar(200), allow varchar(200), direct_media ${yesno}, rtp_symmetric ${yesno}, force_rport ${yesno},
    rewrite_contact ${yesno}, callerid varchar(40), mailboxes varchar(40), acl varchar(40));`;
const TYPES =
  "create type yesno_values as enum ('yes', 'no'); create type auth_values as enum ('md5', 'userpass', 'google_oauth');";

type Row = Record<string, unknown>;
type Asterisk = { url: string; query(sql: string): Promise<Row[]>; stop(): Promise<void> };

async function startSqlite(): Promise<Asterisk> {
  const folder = mkdtempSync(join(tmpdir(), "offhook-asterisk-"));
  const path = join(folder, "asterisk.db");
  const database = new Database(path);
  database.exec(SCHEMA("varchar(3)", "varchar(12)"));
  return {
    url: `sqlite:${path}`,
    query: async (sql) => {
      const statement = database.prepare(sql);
      return (statement.reader ? statement.all() : [statement.run()]) as Row[];
    },
    stop: async () => {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startPostgres(): Promise<Asterisk> {
  const { url, stop } = await startTestPostgres();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`${TYPES}${SCHEMA("yesno_values", "auth_values")}`);
  return {
    url,
    query: async (sql) => (await client.query(sql)).rows as Row[],
    stop: async () => {
      await client.end();
      await stop();
    },
  };
}

const KINDS = [
  ["SQLite", startSqlite],
  ["PostgreSQL", startPostgres],
] as const;
describe.each(KINDS)("Asterisk's realtime tables in %s", (kind, start) => {
  let asterisk: Asterisk;
  let link: PbxLink;
  const open = (settings: object = {}) => createAsteriskLink(asteriskLink(settings, { databaseUrl: asterisk.url }));
  const outcomesOf = async (...changes: WantedChange[]) => (await link.apply(changes)).map(({ outcome }) => outcome);
  const rowOf = async (table: string, id: string) =>
    (await asterisk.query(`select * from ${table} where id = '${id}'`))[0];
  beforeAll(async () => {
    asterisk = await start();
    link = open();
  });
  afterAll(async () => {
    await link.close();
    await asterisk.stop();
  });

  test("get an account as the reference shows it", async () => {
    expect(await outcomesOf(account("101", { authName: "auth101" }))).toEqual(["done"]);
    expect(await rowOf("ps_endpoints", "101")).toMatchObject({
      ...{
        aors: "101",
        auth: "101",
        context: "from-internal",
        disallow: "all",
        allow: "alaw,ulaw",
        direct_media: "no",
      },
      ...{
        rtp_symmetric: "yes",
        force_rport: "yes",
        rewrite_contact: "yes",
        callerid: "Desk 101 <101>",
        transport: null,
      },
    });
    expect(await rowOf("ps_auths", "101")).toMatchObject({
      ...{ auth_type: "userpass", username: "auth101", password: "secret-of-101", md5_cred: null, realm: null },
    });
    expect(await rowOf("ps_aors", "101")).toMatchObject({ max_contacts: 1, remove_existing: "yes" });
  });

  test("keep what an admin tuned, and get what changed", async () => {
    await outcomesOf(account("102"));
    await asterisk.query(
      "update ps_endpoints set direct_media = 'yes', acl = 'autoprov', context = 'boss' where id = '102'",
    );
    await asterisk.query("update ps_aors set max_contacts = 4, qualify_frequency = 30 where id = '102'");
    await outcomesOf(account("102", { plain: "another-secret", displayName: "Boss", phones: 2 }));
    expect(await rowOf("ps_endpoints", "102")).toMatchObject({
      ...{ direct_media: "yes", acl: "autoprov", context: "boss", callerid: "Boss <102>" },
    });
    expect(await rowOf("ps_aors", "102")).toMatchObject({ max_contacts: 4, qualify_frequency: 30 });
    expect(await rowOf("ps_auths", "102")).toMatchObject({ password: "another-secret" });
    await outcomesOf(account("102", { phones: 6 }));
    expect(await rowOf("ps_aors", "102")).toMatchObject({ max_contacts: 6 });
    const chosen = open({ context: "phones", transport: "tls", codecs: "opus" });
    await chosen.apply([account("102")]);
    await chosen.close();
    expect(await rowOf("ps_endpoints", "102")).toMatchObject({
      context: "phones",
      transport: "tls",
      allow: "opus",
      direct_media: "yes",
    });
  });

  test("are not written for a change that is said twice", async () => {
    await outcomesOf(account("103"), account("104"));
    const version = async () =>
      kind === "SQLite"
        ? asterisk.query("pragma data_version")
        : asterisk.query(
            "select 't' || xmin::text as v from ps_endpoints union all select xmin::text from ps_auths union all select xmin::text from ps_aors order by 1",
          );
    const before = await version();
    expect(await outcomesOf(account("103", { generation: 9 }), account("104"))).toEqual(["done", "done"]);
    expect(await version()).toEqual(before);
  });

  test("lose an account, and nobody else's rows", async () => {
    await asterisk.query("insert into ps_endpoints (id, aors) values ('trunk', 'trunk')");
    await outcomesOf(account("105"));
    expect(await outcomesOf(removal("105"), removal("105"), removal("never"))).toEqual(["done", "done", "done"]);
    for (const table of ["ps_endpoints", "ps_auths", "ps_aors"]) expect(await rowOf(table, "105")).toBeUndefined();
    expect(await rowOf("ps_endpoints", "trunk")).toMatchObject({ aors: "trunk" });
  });

  test("get HA1 and its realm where the password is gone, or would be read as something else", async () => {
    const gone = new Password(ha1Of("106", REALM, "gone"));
    await outcomesOf(account("106", { password: undefined, ha1: gone }), account("107", { plain: "semi;colon" }));
    expect(await rowOf("ps_auths", "106")).toMatchObject({
      auth_type: "md5",
      md5_cred: gone.reveal(),
      realm: REALM,
      password: null,
    });
    expect(await rowOf("ps_auths", "107")).toMatchObject({
      auth_type: "md5",
      md5_cred: ha1Of("107", REALM, "semi;colon"),
    });
    await outcomesOf(account("107", { plain: "plain-again" }));
    expect(await rowOf("ps_auths", "107")).toMatchObject({
      auth_type: "userpass",
      password: "plain-again",
      md5_cred: null,
    });
  });

  test("take the others of a batch in which one is refused", async () => {
    const long = "n".repeat(kind === "PostgreSQL" ? 100 : 300);
    const outcomes = await link.apply([account("108"), account("109", { authName: long }), account("110")]);
    expect(outcomes).toMatchObject([{ outcome: "done" }, { outcome: "failed" }, { outcome: "done" }]);
    expect(JSON.stringify(outcomes)).not.toContain("secret-of");
    expect(await rowOf("ps_endpoints", "109")).toBeUndefined();
    expect(await rowOf("ps_endpoints", "110")).toBeDefined();
  });

  test("have hostile values as they are, or refuse them: never SQL", async () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom("'", '"', ";", "\\", "-", "$", "\n", "<", ">", "&", "\0", "^", "3", "B"),
        maxLength: 30,
      }),
      fc.constantFrom("'; drop table ps_auths; --", "z".repeat(10_000), "^3B"),
    );
    const changes = fc
      .sample(fc.tuple(hostile, hostile, hostile, hostile), { numRuns: 60, seed: 3 })
      .map(([authName, displayName, number, plain], at) =>
        account(`h${at}`, { authName: at % 2 === 0 ? `h${at}` : authName, displayName, number, plain }),
      );
    const outcomes = await link.apply(changes);
    const rows = await asterisk.query(
      "select ps_auths.*, callerid from ps_auths join ps_endpoints using (id) where id like 'h%'",
    );
    const done = changes.filter((_, at) => outcomes[at]?.outcome === "done");
    expect(done.length).toBeGreaterThanOrEqual(30);
    expect(rows.map(({ id }) => id).sort()).toEqual(done.map(({ username }) => username).sort());
    for (const row of rows) {
      const change = done.find(({ username }) => username === row.id);
      expect(row.username).toBe(change?.authName);
      expect([change?.password?.reveal(), change?.ha1.reveal()]).toContain(row.password ?? row.md5_cred);
      expect(`${row.password ?? ""}${row.username}${row.callerid}`).not.toMatch(/[;^\0]/);
    }
  });

  test("that lack a column, or are not there, say so", async () => {
    await asterisk.query("alter table ps_aors rename to elsewhere");
    const [outcome] = await link.apply([account("111")]);
    await asterisk.query("alter table elsewhere rename to ps_aors");
    expect(outcome).toMatchObject({ outcome: "failed", words: expect.stringMatching(/lacks a table|SQLITE_ERROR/) });
    expect(await outcomesOf(account("111"))).toEqual(["done"]);
  });
});

test("a database that is away is told later, one that was never there is a mistake", async () => {
  const away = createAsteriskLink(
    asteriskLink({}, { databaseUrl: "postgres://offhook:db-secret-Xx@127.0.0.1:1/asterisk" }),
  );
  const outcome = await away.apply([account("101"), account("102")]);
  await away.close();
  expect(outcome).toMatchObject([{ outcome: "later" }, { outcome: "later" }]);
  expect(JSON.stringify(outcome)).not.toContain("Xx");
  const wrong = createAsteriskLink(asteriskLink({}, { databaseUrl: "sqlite:/nowhere/asterisk.db" }));
  expect(await wrong.apply([account("101")])).toMatchObject([{ outcome: "failed" }]);
  await wrong.close();
});

import Database from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { expect, test } from "vitest";
import { createFirstTables } from "../../src/storage/migrations/0001-first-tables.ts";
import { createLastSeen } from "../../src/storage/migrations/0002-last-seen.ts";
import { createPeople } from "../../src/storage/migrations/0009-people.ts";

test("0002 takes along when and whence phones came last", async () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(":memory:") }) });
  await createFirstTables(db, "sqlite");
  await sql`insert into pbxs values ('main', 'pbx.example.org', 5060, 'udp', null, '{}', 1, 1, 1)`.execute(db);
  const columns = sql.raw(
    "mac, pbx_id, vendor_id, vendor_source, label, label_folded, keys, settings, revision, created_at, updated_at",
  );
  const phone = (mac: string, seen: string) =>
    sql`insert into phones (${columns}, last_seen_at, last_address, firmware)
      values (${mac}, 'main', 'snom', 'operator', '', '', '[]', '{}', 1, 1, 1, ${sql.raw(seen)})`.execute(db);
  await phone("000413000001", "17, '192.0.2.1', '10.1'");
  await phone("000413000002", "null, null, null");
  await phone("000413000003", "18, '192.0.2.3', null");
  await createLastSeen(db, "sqlite");
  const { rows } = await sql`select * from last_seen order by phone_id`.execute(db);
  expect(rows).toEqual([
    { phone_id: 1, at: 17, address: "192.0.2.1", firmware: "10.1" },
    { phone_id: 3, at: 18, address: "192.0.2.3", firmware: null },
  ]);
  const { rows: phones } = await sql<object>`select * from phones`.execute(db);
  expect(phones).toHaveLength(3);
  expect(Object.keys(phones[0] ?? {})).not.toContain("last_seen_at");
  await db.destroy();
});

test("0009 makes a customer of each word that PBXs named their customers by", async () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(":memory:") }) });
  await createFirstTables(db, "sqlite");
  const pbx = (id: string, customer: string | null, since: number) =>
    sql`insert into pbxs values (${id}, 'pbx.example.org', 5060, 'udp', ${customer}, '{}', 1, ${since}, 9)`.execute(db);
  await pbx("a", "Öl & Co", 5);
  await pbx("b", "Öl & Co", 3);
  await pbx("c", "öl & co", 4);
  await pbx("d", null, 1);
  await createPeople(db, "sqlite");
  const { rows } = await sql`select * from customers order by created_at`.execute(db);
  const times = (since: number) => ({ revision: 1, created_at: since, updated_at: since });
  expect(rows).toEqual([
    { id: "Öl & Co", name: "Öl & Co", name_folded: "öl & co", ...times(3) },
    { id: "öl & co", name: "öl & co", name_folded: "öl & co", ...times(4) },
  ]);
  await db.destroy();
});

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

export async function createFirstTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const bytes = isPostgres ? "bytea" : "blob";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  // `autoincrement` never gives an id twice: sealed values and caches name rows by it.
  const identity = (column: ColumnDefinitionBuilder) =>
    isPostgres ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey().autoIncrement();

  await db.schema
    .createTable("pbxs")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("host", "text", required)
    .addColumn("port", "integer", required)
    .addColumn("transport", "text", required)
    .addColumn("customer", "text")
    .addColumn("settings", "text", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();

  await db.schema
    .createTable("accounts")
    .addColumn("id", integer, identity)
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("username", "text", required)
    .addColumn("auth_name", "text", required)
    .addColumn("display_name", "text", required)
    .addColumn("display_name_folded", "text", required)
    .addColumn("number", "text", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .addUniqueConstraint("accounts_pbx_username", ["pbx_id", "username"])
    .execute();

  await db.schema
    .createTable("account_secrets")
    .addColumn("account_id", integer, (column) => column.primaryKey().references("accounts.id").onDelete("cascade"))
    .addColumn("sealed_password", bytes)
    .addColumn("sealed_ha1", bytes)
    .execute();

  await db.schema
    .createTable("phones")
    .addColumn("id", integer, identity)
    .addColumn("mac", "text", (column) => column.notNull().unique())
    .addColumn("mac_id", "text")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id"))
    .addColumn("vendor_id", "text", required)
    .addColumn("vendor_source", "text", required)
    .addColumn("model", "text")
    .addColumn("model_source", "text")
    .addColumn("label", "text", required)
    .addColumn("label_folded", "text", required)
    .addColumn("keys", "text", required)
    .addColumn("settings", "text", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .addColumn("last_seen_at", integer)
    .addColumn("last_address", "text")
    .addColumn("firmware", "text")
    .execute();
  await db.schema.createIndex("phones_pbx").on("phones").columns(["pbx_id", "mac"]).execute();

  await db.schema
    .createTable("phone_secrets")
    .addColumn("phone_id", integer, (column) => column.notNull().references("phones.id").onDelete("cascade"))
    .addColumn("kind", "text", required)
    .addColumn("sealed_password", bytes)
    .addPrimaryKeyConstraint("phone_secrets_key", ["phone_id", "kind"])
    .execute();

  await db.schema
    .createTable("lines")
    .addColumn("phone_id", integer, (column) => column.notNull().references("phones.id").onDelete("cascade"))
    .addColumn("position", "integer", required)
    .addColumn("account_id", integer, (column) => column.notNull().references("accounts.id"))
    .addColumn("display_name", "text")
    .addColumn("label", "text")
    .addPrimaryKeyConstraint("lines_key", ["phone_id", "position"])
    .execute();
  await db.schema.createIndex("lines_account").on("lines").column("account_id").execute();

  await db.schema
    .createTable("grants")
    .addColumn("id", integer, identity)
    .addColumn("phone_id", integer, (column) => column.notNull().references("phones.id").onDelete("cascade"))
    .addColumn("kind", "text", required)
    .addColumn("account_id", integer, (column) => column.references("accounts.id"))
    .addColumn("state", "text", required)
    .addColumn("opened_at", integer)
    .addColumn("opened_by", "text")
    .addColumn("closes_at", integer)
    .addColumn("armed_until", integer)
    .addColumn("opened_claim", "text")
    .addColumn("last_claim", "text")
    .execute();
  // A null account is equal to no other null, so each half of "one per (phone, kind, account)" has its own index.
  await sql`create unique index grants_account_once on grants (phone_id, account_id) where account_id is not null`.execute(
    db,
  );
  await sql`create unique index grants_kind_once on grants (phone_id, kind) where account_id is null`.execute(db);
  await sql`create index grants_phone on grants (phone_id)`.execute(db);
  await sql`create index grants_account on grants (account_id) where account_id is not null`.execute(db);
  // Small once most phones are provisioned: what every request asks, what the sweep looks for, what the list filters by.
  await sql`create index grants_live on grants (phone_id) where state <> 'closed'`.execute(db);
  await sql`create index grants_open on grants (closes_at, phone_id) where state = 'open'`.execute(db);
  await sql`create index grants_deadline on grants (armed_until) where state = 'armed' and armed_until is not null`.execute(
    db,
  );

  await db.schema
    .createTable("events")
    .addColumn("id", integer, identity)
    .addColumn("name", "text", required)
    .addColumn("at", integer, required)
    .addColumn("mac", "text")
    .addColumn("pbx_id", "text")
    .addColumn("address", "text")
    .addColumn("door", "text")
    .addColumn("actor", "text")
    .addColumn("detail", "text")
    .execute();
  await db.schema.createIndex("events_mac").on("events").columns(["mac", "id"]).execute();
  await db.schema.createIndex("events_pbx").on("events").columns(["pbx_id", "id"]).execute();

  await db.schema
    .createTable("sightings")
    .addColumn("mac", "text", (column) => column.primaryKey().notNull())
    .addColumn("vendor_id", "text")
    .addColumn("model", "text")
    .addColumn("firmware", "text")
    .addColumn("address", "text", required)
    .addColumn("via", "text", required)
    .addColumn("reason", "text", required)
    .addColumn("first_seen", integer, required)
    .addColumn("last_seen", integer, required)
    .addColumn("count", integer, required)
    .execute();
  await db.schema.createIndex("sightings_last_seen").on("sightings").columns(["last_seen", "mac"]).execute();
  await db.schema.createIndex("sightings_first_seen").on("sightings").columns(["first_seen", "mac"]).execute();

  await db.schema
    .createTable("api_keys")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("name", "text", required)
    .addColumn("role", "text", required)
    .addColumn("pbx_id", "text", (column) => column.references("pbxs.id").onDelete("cascade"))
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("created_at", integer, required)
    .addColumn("last_used_at", integer)
    .execute();

  await db.schema
    .createTable("kept_answers")
    .addColumn("key_id", "text", required)
    .addColumn("idempotency_key", "text", required)
    .addColumn("fingerprint", "text", required)
    .addColumn("status", "integer", required)
    .addColumn("sealed_body", bytes, required)
    .addColumn("kept_at", integer, required)
    .addPrimaryKeyConstraint("kept_answers_key", ["key_id", "idempotency_key"])
    .execute();
  await db.schema.createIndex("kept_answers_age").on("kept_answers").column("kept_at").execute();
}

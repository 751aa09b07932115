import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Customers in rows of their own, people who sign in, and what keys and people may see. */
export async function createPeople(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  const ofPerson = (column: ColumnDefinitionBuilder) => column.references("people.id").onDelete("cascade");

  await db.schema
    .createTable("customers")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("name", "text", required)
    .addColumn("name_folded", "text", required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  await adoptCustomers(db);
  await db.schema.createIndex("pbxs_customer").on("pbxs").column("customer").execute();

  await db.schema
    .alterTable("pbxs")
    .addColumn("events_after", integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable("api_keys")
    .addColumn("is_scoped", "integer", (column) => column.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable("people")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("login", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", required)
    .addColumn("name_folded", "text", required)
    .addColumn("role", "text", required)
    .addColumn("is_scoped", "integer", required)
    .addColumn("is_disabled", "integer", required)
    .addColumn("password_hash", "text")
    .addColumn("sealed_totp", isPostgres ? "bytea" : "blob")
    .addColumn("totp_active", "integer", required)
    .addColumn("totp_step", integer, required)
    .addColumn("revision", "integer", required)
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .addColumn("last_sign_in_at", integer)
    .execute();

  await db.schema
    .createTable("scope_entries")
    .addColumn("key_id", "text", (column) => column.references("api_keys.id").onDelete("cascade"))
    .addColumn("person_id", "text", ofPerson)
    .addColumn("customer_id", "text", (column) => column.references("customers.id"))
    .addColumn("pbx_id", "text", (column) => column.references("pbxs.id").onDelete("cascade"))
    .execute();
  for (const column of ["key_id", "person_id", "customer_id", "pbx_id"])
    await sql`create index ${sql.ref(`scope_entries_${column}`)} on scope_entries (${sql.ref(column)}) where ${sql.ref(column)} is not null`.execute(
      db,
    );

  await db.schema
    .createTable("recovery_codes")
    .addColumn("person_id", "text", (column) => ofPerson(column).notNull())
    .addColumn("hash", "text", required)
    .addPrimaryKeyConstraint("recovery_codes_key", ["person_id", "hash"])
    .execute();

  await db.schema
    .createTable("sessions")
    .addColumn("hash", "text", (column) => column.primaryKey().notNull())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("person_id", "text", (column) => ofPerson(column).notNull())
    .addColumn("address", "text", required)
    .addColumn("user_agent", "text")
    .addColumn("created_at", integer, required)
    .addColumn("last_used_at", integer, required)
    .addColumn("idle_until", integer, required)
    .addColumn("expires_at", integer, required)
    .execute();
  await db.schema.createIndex("sessions_person").on("sessions").column("person_id").execute();
  await db.schema.createIndex("sessions_idle").on("sessions").column("idle_until").execute();

  await db.schema
    .createTable("invitations")
    .addColumn("hash", "text", (column) => column.primaryKey().notNull())
    .addColumn("person_id", "text", (column) => ofPerson(column).unique())
    .addColumn("expires_at", integer, required)
    .execute();
}

/** PBXs named their customers in words of their own: each word becomes a customer, and stays its id. */
async function adoptCustomers(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ customer: string; since: number }>`
    select customer, min(created_at) as since from pbxs where customer is not null group by customer`.execute(db);
  for (const { customer, since } of rows)
    await sql`insert into customers (id, name, name_folded, revision, created_at, updated_at)
      values (${customer}, ${customer}, ${customer.toLowerCase()}, 1, ${since}, ${since})`.execute(db);
}

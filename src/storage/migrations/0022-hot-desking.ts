import type { ColumnDefinitionBuilder, Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Phones that people share, who sits at them, and the PINs by which people sign in there. */
export async function createDesks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === "postgres";
  const integer = isPostgres ? "bigint" : "integer";
  const bytes = isPostgres ? "bytea" : "blob";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
  await db.schema
    .alterTable("phones")
    .addColumn("sharing", "text", (column) => column.notNull().defaultTo("never"))
    .execute();
  await db.schema.alterTable("lines").addColumn("is_seat", "integer", zero).execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("desk", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();
  await db.schema
    .createTable("desk_pins")
    .addColumn("account_id", integer, (column) => column.primaryKey().references("accounts.id").onDelete("cascade"))
    .addColumn("sealed_hash", bytes, required)
    .addColumn("set_at", integer, required)
    .execute();
  await db.schema
    .createTable("seats")
    .addColumn("phone_id", integer, (column) => column.primaryKey().references("phones.id").onDelete("cascade"))
    .addColumn("account_id", integer, (column) => column.notNull().unique().references("accounts.id"))
    .addColumn("signed_in_at", integer, required)
    .addColumn("signed_in_by", "text", required)
    .addColumn("ends_at", integer)
    .addColumn("delivered_claim", "text")
    .execute();
  await db.schema.createIndex("seats_end").on("seats").column("ends_at").execute();
  await db.schema
    .createTable("desk_tries")
    .addColumn("lane", "text", (column) => column.primaryKey().notNull())
    .addColumn("failures", "integer", required)
    .addColumn("held_until", integer, zero)
    .addColumn("tried_at", integer, required)
    .execute();
  await db.schema.createIndex("desk_tries_age").on("desk_tries").column("tried_at").execute();
}

import type { Kysely } from "kysely";
import type { Dialect } from "../migrate.ts";

/** Profiles, settings by vendor and model, expansion modules, handsets, and who watches whose name. */
export async function createProfiles(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  await db.schema
    .createTable("profiles")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("label", "text", (column) => column.notNull())
    .addColumn("settings", "text", (column) => column.notNull())
    .addColumn("layouts", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .addColumn("updated_at", integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("profiles_key", ["pbx_id", "id"])
    .execute();
  await db.schema
    .alterTable("pbxs")
    .addColumn("vendors", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();
  const phones = db.schema.alterTable("phones");
  await phones.addColumn("profile_id", "text").execute();
  await phones.addColumn("modules", "text", (column) => column.notNull().defaultTo("[]")).execute();
  await phones.addColumn("handsets", "text", (column) => column.notNull().defaultTo("[]")).execute();
  await db.schema.createIndex("phones_profile").on("phones").columns(["pbx_id", "profile_id"]).execute();

  await db.schema
    .createTable("watched_names")
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("number", "text", (column) => column.notNull())
    .addColumn("phone_id", integer, (column) => column.references("phones.id").onDelete("cascade"))
    .addColumn("profile_id", "text")
    .execute();
  await db.schema.createIndex("watched_names_number").on("watched_names").columns(["pbx_id", "number"]).execute();
  await db.schema.createIndex("watched_names_phone").on("watched_names").column("phone_id").execute();
}

import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../migrate.ts";

/** New SIP passwords for many phones, a few at a time. */
export async function createRotations(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === "postgres" ? "bigint" : "integer";
  const required = (column: ColumnDefinitionBuilder) => column.notNull();
  await db.schema
    .createTable("rotations")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("pbx_id", "text", (column) => column.notNull().references("pbxs.id").onDelete("cascade"))
    .addColumn("profile_id", "text")
    .addColumn("state", "text", required)
    .addColumn("most_unregistered", "integer", required)
    .addColumn("requested_by", "text", required)
    .addColumn("reason", "text")
    .addColumn("claimed_until", integer, (column) => column.notNull().defaultTo(0))
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  // A PBX has one at a time: two would let twice as many phones be without their registration.
  await sql`create unique index rotations_running on rotations (pbx_id) where state in ('running', 'stalled', 'paused')`.execute(
    db,
  );
  await db.schema
    .createTable("rotation_phones")
    .addColumn("rotation_id", "text", (column) => column.notNull().references("rotations.id").onDelete("cascade"))
    .addColumn("mac", "text", required)
    .addColumn("state", "text", required)
    .addColumn("begun_at", integer)
    .addColumn("told_at", integer)
    .addColumn("words", "text")
    .addPrimaryKeyConstraint("rotation_phones_key", ["rotation_id", "mac"])
    .execute();
  await sql`create index rotation_phones_open on rotation_phones (rotation_id, state, mac) where state in ('waiting', 'changing')`.execute(
    db,
  );
}

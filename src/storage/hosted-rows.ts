import { type Selectable, type SqlBool, sql } from "kysely";
import type { Firmware, HostedFile, HostedFileStore } from "../provisioning/hosted-file.ts";
import type { StoreContext, Trx } from "./backend.ts";
import type { HostedTables } from "./hosted-tables.ts";
import { fold } from "./search.ts";

export function hostedRows(context: StoreContext): HostedFileStore {
  const { db } = context;
  return {
    listHostedFiles: async () =>
      (await db.selectFrom("hosted_files").selectAll().orderBy("vendor_id").orderBy("name_folded").execute()).map(
        toHostedFile,
      ),

    addHostedFile: (file) =>
      context.transaction(async (trx) => {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto("hosted_files")
          .values({
            key: file.key,
            vendor_id: file.vendorId,
            kind: file.kind,
            name: file.name,
            name_folded: fold(file.name),
            bytes: file.bytes,
            sha256: file.sha256,
            content_type: file.contentType,
            size: file.size && JSON.stringify(file.size),
            firmware: file.firmware && JSON.stringify(file.firmware),
            uploaded_at: file.uploadedAt,
            uploaded_by: file.uploadedBy,
          })
          .onConflict((conflict) => conflict.columns(["vendor_id", "name_folded"]).doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows ? "added" : "file-exists";
      }),

    deleteHostedFile: (vendorId, name) =>
      context.transaction(async (trx) => {
        const row = await trx
          .selectFrom("hosted_files")
          .selectAll()
          .where("vendor_id", "=", vendorId)
          .where("name", "=", name)
          .executeTakeFirst();
        if (row === undefined) return "not-found";
        const file = toHostedFile(row);
        if ((await isNamed(trx, mentionsOf(file))) || (await isRolledOut(trx, file))) return "file-in-use";
        await trx.deleteFrom("hosted_files").where("key", "=", row.key).execute();
        return "deleted";
      }),
  };
}

/** How settings name it, as they stand in JSON. A name says no vendor, so one of another vendor's file counts as well. */
function mentionsOf({ name, firmware }: HostedFile): string[] {
  if (firmware !== null)
    return [`"firmware":${JSON.stringify(firmware.version)}`].concat(
      firmware.models.map((handset) => `${JSON.stringify(handset)}:${JSON.stringify(firmware.version)}`),
    );
  return [`File":${JSON.stringify(name)}`, JSON.stringify(`hosted:${name}`)];
}

/** Whether phones are told this version by a roll-out, or are yet to be. */
async function isRolledOut(trx: Trx, { firmware }: HostedFile): Promise<boolean> {
  if (firmware === null) return false;
  const { version } = firmware;
  const told = trx.selectFrom("phones").select("id").where("rollout_firmware", "=", version).limit(1);
  if ((await told.executeTakeFirst()) !== undefined) return true;
  const open = trx.selectFrom("rollouts").select("id").where("version", "=", version);
  return (await open.where("state", "not in", ["done", "rolled-back", "cancelled"]).executeTakeFirst()) !== undefined;
}

async function isNamed(trx: Trx, mentions: readonly string[]): Promise<boolean> {
  const says = (column: string) =>
    sql<SqlBool>`(${sql.join(
      mentions.map((mention) => sql`${sql.ref(column)} like ${`%${mention.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`),
      sql` or `,
    )})`;
  const [pbx, profile, phone] = await Promise.all([
    trx.selectFrom("pbxs").select("id").where(says("settings")).limit(1).executeTakeFirst(),
    trx.selectFrom("profiles").select("id").where(says("settings")).limit(1).executeTakeFirst(),
    trx.selectFrom("phones").select("id").where(says("settings")).limit(1).executeTakeFirst(),
  ]);
  if ((pbx ?? profile ?? phone) !== undefined) return true;
  return (await trx.selectFrom("pbxs").select("id").where(says("vendors")).limit(1).executeTakeFirst()) !== undefined;
}

function toHostedFile(row: Selectable<HostedTables["hosted_files"]>): HostedFile {
  return {
    key: row.key,
    vendorId: row.vendor_id,
    kind: row.kind,
    name: row.name,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    contentType: row.content_type,
    size: row.size === null ? null : (JSON.parse(row.size) as HostedFile["size"]),
    firmware: row.firmware === null ? null : (JSON.parse(row.firmware) as Firmware),
    uploadedAt: Number(row.uploaded_at),
    uploadedBy: row.uploaded_by,
  };
}

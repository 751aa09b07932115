import type { Selectable } from "kysely";
import type { Firmware, HostedFile, HostedFileStore } from "../provisioning/hosted-file.ts";
import type { StoreContext, Trx } from "./backend.ts";
import type { HostedTables } from "./hosted-tables.ts";
import { findUses, isInUse } from "./hosted-uses.ts";
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
        const file = await findFile(trx, vendorId, name);
        if (file === undefined) return "not-found";
        if (await isInUse(trx, file)) return "file-in-use";
        await trx.deleteFrom("hosted_files").where("key", "=", file.key).execute();
        return "deleted";
      }),

    findHostedUses: (vendorId, name) =>
      context.transaction(async (trx) => {
        const file = await findFile(trx, vendorId, name);
        return file && findUses(trx, file);
      }),
  };
}

async function findFile(trx: Trx, vendorId: string, name: string): Promise<HostedFile | undefined> {
  const query = trx.selectFrom("hosted_files").selectAll().where("vendor_id", "=", vendorId);
  const row = await query.where("name", "=", name).executeTakeFirst();
  return row && toHostedFile(row);
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

import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import {
  MAX_UPLOAD_BYTES_PER_PHONE,
  MAX_UPLOADS_PER_KIND,
  type PhoneUpload,
  type UploadStore,
} from "../provisioning/phone-upload.ts";
import type { StoreContext, Trx } from "./backend.ts";
import type { UploadTables } from "./upload-tables.ts";

const ID_BYTES = 12;
const ABOUT = ["id", "kind", "name", "bytes", "received_at", "address", "door", "is_proven"] as const;

export function uploadRows(context: StoreContext): UploadStore {
  const { db, vault } = context;
  return {
    addUpload: ({ phoneId, content, ...about }) =>
      context.transaction(async (trx) => {
        if (!(await lockPhone(trx, phoneId))) return "no-phone";
        const ofPhone = trx.selectFrom("phone_uploads").where("phone_id", "=", phoneId);
        const before = await ofPhone
          .select(["id", "kind", "name", "bytes", "received_at"])
          .orderBy("received_at", "desc")
          .execute();
        const text = content.toString();
        const last = before.find(({ name }) => name === about.name);
        if (last?.bytes === content.length && (await readContent(trx, phoneId, last.id)) === text) return "unchanged";
        const id = randomBytes(ID_BYTES).toString("base64url");
        const receivedAt = Math.max(await context.now(trx), (before[0]?.received_at ?? 0) + 1);
        await trx
          .insertInto("phone_uploads")
          .values({
            ...{ id, phone_id: phoneId, kind: about.kind, name: about.name, bytes: content.length },
            ...{ received_at: receivedAt, address: about.address, door: about.door },
            is_proven: about.isProven ? 1 : 0,
            sealed_content: vault.seal(text, uploadIdentity(phoneId, id)),
          })
          .execute();
        const surplus = findSurplus({ kind: about.kind, bytes: content.length }, before);
        if (surplus.length > 0) await trx.deleteFrom("phone_uploads").where("id", "in", surplus).execute();
        return before.some(({ kind }) => kind === about.kind) ? "added" : "first";
      }),

    async listUploads(phoneId) {
      const ofPhone = db.selectFrom("phone_uploads").where("phone_id", "=", phoneId);
      return (await ofPhone.select(ABOUT).orderBy("received_at", "desc").execute()).map(toUpload);
    },

    async readUpload(phoneId, id) {
      const ofPhone = db.selectFrom("phone_uploads").where("phone_id", "=", phoneId).where("id", "=", id);
      const row = await ofPhone.selectAll().executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        upload: toUpload(row),
        content: Buffer.from(vault.open(row.sealed_content, uploadIdentity(phoneId, id))),
      };
    },

    deleteUpload: (phoneId, id) =>
      context.transaction(async (trx) => {
        const ofPhone = trx.deleteFrom("phone_uploads").where("phone_id", "=", phoneId).where("id", "=", id);
        return (await ofPhone.returning("id").executeTakeFirst()) !== undefined;
      }),
  };

  async function lockPhone(trx: Trx, phoneId: number): Promise<boolean> {
    const query = trx.selectFrom("phones").select("id").where("id", "=", phoneId);
    return (await query.$if(context.locksRows, (locked) => locked.forNoKeyUpdate()).executeTakeFirst()) !== undefined;
  }

  /** Undefined for what no key opens any more: it is like no other. */
  async function readContent(trx: Trx, phoneId: number, id: string): Promise<string | undefined> {
    const query = trx.selectFrom("phone_uploads").select("sealed_content").where("id", "=", id);
    const { sealed_content } = await query.executeTakeFirstOrThrow();
    try {
      return vault.open(sealed_content, uploadIdentity(phoneId, id));
    } catch {
      return undefined;
    }
  }
}

type Known = { id: string; kind: PhoneUpload["kind"]; bytes: number };

/** Which older ones have no place beside a new one. They come newest first. */
function findSurplus(added: Omit<Known, "id">, before: readonly Known[]): string[] {
  let ofKind = 1;
  let bytes = added.bytes;
  return before.flatMap((one) => {
    if (one.kind === added.kind) ofKind += 1;
    bytes += Number(one.bytes);
    const isOneTooMany = one.kind === added.kind && ofKind > MAX_UPLOADS_PER_KIND;
    if (!isOneTooMany && bytes <= MAX_UPLOAD_BYTES_PER_PHONE) return [];
    bytes -= Number(one.bytes);
    return [one.id];
  });
}

export function uploadIdentity(phoneId: number, id: string): string {
  return `phone:${phoneId}:upload:${id}`;
}

function toUpload(row: Pick<Selectable<UploadTables["phone_uploads"]>, (typeof ABOUT)[number]>): PhoneUpload {
  const { id, kind, name, bytes, received_at: receivedAt, address, door, is_proven } = row;
  return { id, kind, name, bytes, receivedAt, address, door, isProven: is_proven === 1 };
}

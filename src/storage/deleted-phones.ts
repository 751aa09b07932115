import type { Mac } from "../provisioning/mac.ts";
import type { Db, Trx } from "./backend.ts";

/** Such a phone is not admitted again by itself. */
export async function rememberDeleted(trx: Trx, mac: Mac, at: number): Promise<void> {
  await trx
    .insertInto("deleted_phones")
    .values({ mac, deleted_at: at })
    .onConflict((conflict) => conflict.column("mac").doUpdateSet({ deleted_at: at }))
    .execute();
}

export async function forgetDeleted(trx: Trx, mac: Mac): Promise<void> {
  await trx.deleteFrom("deleted_phones").where("mac", "=", mac).execute();
}

export async function wasDeleted(db: Db, mac: Mac): Promise<boolean> {
  return (await db.selectFrom("deleted_phones").select("mac").where("mac", "=", mac).executeTakeFirst()) !== undefined;
}

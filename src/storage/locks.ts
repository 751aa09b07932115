import { sql } from "kysely";
import type { StoreContext, Trx } from "./backend.ts";

/*
 * Where rows have locks, every transaction takes them in one order, so that none waits for another in a circle:
 *
 *   PBX → phones by MAC → accounts by id → grants by id → secrets by account
 *
 * What still meets crosswise (two daemons, an unlucky moment) is run again by `Backend.transaction`.
 */

/** Whether the PBX exists; it then cannot be deleted before the transaction ends. */
export async function keepPbx(context: StoreContext, trx: Trx, id: string): Promise<boolean> {
  const query = trx.selectFrom("pbxs").select("id").where("id", "=", id);
  return (await query.$if(context.locksRows, (locked) => locked.forKeyShare()).executeTakeFirst()) !== undefined;
}

export async function lockPhones(context: StoreContext, trx: Trx, macs: readonly string[]): Promise<void> {
  if (!context.locksRows || macs.length === 0) return;
  const query = trx.selectFrom("phones").select("id").where(sql<boolean>`mac = any(${macs})`);
  await query.orderBy("mac").forNoKeyUpdate().execute();
}

export async function lockPhonesWithAccount(context: StoreContext, trx: Trx, accountId: number): Promise<void> {
  if (!context.locksRows) return;
  const phoneIds = trx.selectFrom("lines").select("phone_id").where("account_id", "=", accountId);
  await trx.selectFrom("phones").select("id").where("id", "in", phoneIds).orderBy("mac").forNoKeyUpdate().execute();
}

/** Whoever decides about a grant asks the clock after this. */
export async function lockGrants(
  context: StoreContext,
  trx: Trx,
  of: { phoneId?: number; accountIds?: readonly number[] },
): Promise<void> {
  if (!context.locksRows) return;
  await trx
    .selectFrom("grants")
    .select("id")
    .where((eb) =>
      eb.or([
        ...(of.phoneId === undefined ? [] : [eb("phone_id", "=", of.phoneId)]),
        ...(of.accountIds === undefined || of.accountIds.length === 0 ? [] : [eb("account_id", "in", of.accountIds)]),
      ]),
    )
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
}

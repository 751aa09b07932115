import { type ExpressionBuilder, sql } from "kysely";
import type { AccountPool } from "../provisioning/admission.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import type { WantedLine } from "./phone-lines.ts";
import type { Tables } from "./tables.ts";

const DIGITS = "0123456789";

/** Accounts of a pool that no phone has and whose password is still there to be delivered. */
function selectFree(db: Db, pbxId: string, pool: AccountPool) {
  return db
    .selectFrom("accounts")
    .where("accounts.pbx_id", "=", pbxId)
    .where(isFree)
    .$if("accounts" in pool, (query) => query.where("username", "in", "accounts" in pool ? [...pool.accounts] : []))
    .$if("fromNumber" in pool, (query) => query.where((eb) => isBetween(eb, pool)));
}

function isFree({ exists, not, selectFrom, and }: ExpressionBuilder<Tables, "accounts">) {
  const lines = selectFrom("lines").select("lines.phone_id").whereRef("lines.account_id", "=", "accounts.id");
  const secrets = selectFrom("account_secrets")
    .select("account_secrets.account_id")
    .whereRef("account_secrets.account_id", "=", "accounts.id")
    .where("sealed_password", "is not", null);
  // Somebody's own, who signs in with it at phones that people share.
  const pins = selectFrom("desk_pins").select("account_id").whereRef("desk_pins.account_id", "=", "accounts.id");
  return and([not(exists(lines)), not(exists(pins)), exists(secrets)]);
}

/** Digits only, and as many as the ends of the range have: then text is compared as numbers are, in any collation. */
function isBetween({ and }: ExpressionBuilder<Tables, "accounts">, pool: AccountPool) {
  const { fromNumber, toNumber } = "fromNumber" in pool ? pool : { fromNumber: "", toNumber: "" };
  return and([
    sql<boolean>`length(number) = length(cast(${fromNumber} as text))`,
    sql<boolean>`ltrim(number, ${DIGITS}) = ''`,
    sql<boolean>`number between ${fromNumber} and ${toNumber}`,
  ]);
}

export async function countFree(db: Db, pbxId: string, pool: AccountPool): Promise<number> {
  const row = await selectFree(db, pbxId, pool)
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  return row.total;
}

/**
 * The username of an account that no other phone will be given: in the order of the list, else by number. It is locked. The PBX
 * must be held by `holdPool`.
 */
async function takeFree(
  context: StoreContext,
  trx: Trx,
  pbxId: string,
  pool: AccountPool,
): Promise<string | undefined> {
  for (;;) {
    const found = await selectNext(trx, pbxId, pool);
    if (found === undefined || !context.locksRows) return found?.username;
    // Staff may give it to a phone at this moment: who waited for the lock looks again.
    const locked = trx.selectFrom("accounts").select("id").where("id", "=", found.id).forNoKeyUpdate();
    if ((await locked.executeTakeFirst()) === undefined) continue;
    const again = trx.selectFrom("accounts").select("username").where("id", "=", found.id).where(isFree);
    const free = await again.executeTakeFirst();
    if (free !== undefined) return free.username;
  }
}

async function selectNext(trx: Trx, pbxId: string, pool: AccountPool) {
  const free = selectFree(trx, pbxId, pool).select(["accounts.id", "username"]);
  if (!("accounts" in pool)) {
    const byNumber = free.orderBy(sql`length(number)`).orderBy("number").orderBy("accounts.id");
    return byNumber.limit(1).executeTakeFirst();
  }
  const rows = await free.execute();
  const ids = new Map(rows.map((row) => [row.username, row]));
  return pool.accounts.flatMap((username) => ids.get(username) ?? []).at(0);
}

/** A phone's only line, with an account of the pool. Undefined: none is left. */
export async function lineFrom(
  context: StoreContext,
  trx: Trx,
  pbxId: string,
  pool: AccountPool,
): Promise<WantedLine[] | undefined> {
  const username = await takeFree(context, trx, pbxId, pool);
  return username === undefined ? undefined : [{ username, displayName: null, label: null, newPassword: undefined }];
}

/** Whoever takes accounts of a PBX does so alone until the transaction ends. Whether the PBX exists. */
export async function holdPool(context: StoreContext, trx: Trx, pbxId: string): Promise<boolean> {
  const query = trx.selectFrom("pbxs").select("id").where("id", "=", pbxId);
  return (await query.$if(context.locksRows, (locked) => locked.forNoKeyUpdate()).executeTakeFirst()) !== undefined;
}

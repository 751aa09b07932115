import { type Selectable, sql } from "kysely";
import type { DeskKit } from "../provisioning/desk-kit.ts";
import type { Mac } from "../provisioning/mac.ts";
import type { Account } from "../provisioning/pbx.ts";
import type { Phone } from "../provisioning/phone.ts";
import type { NewAccount, Store } from "../provisioning/ports.ts";
import { replaceAccountPassword } from "./account-secrets.ts";
import { type Db, runIn, type StoreContext, type Trx } from "./backend.ts";
import { armAccount } from "./grant-rows.ts";
import { leaveSeat } from "./leave-seat.ts";
import { keepPbx, lockPhonesWithAccount } from "./locks.ts";
import { pageOf } from "./paging.ts";
import { writeAccountPassword } from "./password-rows.ts";
import type { PhoneReads } from "./phone-reads.ts";
import { queueAccounts, queueRemoved } from "./queue-pbx.ts";
import { queueWebhooks } from "./queue-webhooks.ts";
import { contains, fold, patternOf } from "./search.ts";
import type { AccountTable } from "./tables.ts";
import { reviseWatchers, writeWatchedNames } from "./watched-names.ts";

type AccountRow = Selectable<AccountTable> & { has_pin: unknown };
type AccountStore = Pick<Store, "createAccount" | "findAccount" | "listAccounts" | "updateAccount" | "deleteAccount">;

export function accountRows(context: StoreContext, reads: PhoneReads): AccountStore {
  const { db } = context;

  /** The phone where its person sits. */
  async function findSeatPhone(trx: Trx, accountId: number): Promise<Phone | undefined> {
    const row = await trx
      .selectFrom("seats")
      .innerJoin("phones", "phones.id", "seats.phone_id")
      .select("phones.mac")
      .where("seats.account_id", "=", accountId)
      .executeTakeFirst();
    return row && reads.findPhone(runIn(trx), row.mac as Mac);
  }

  /** Its keys watch others' names from now on. */
  async function showKit(trx: Trx, accountId: number, { keys = [] }: DeskKit): Promise<void> {
    const phone = await findSeatPhone(trx, accountId);
    if (phone !== undefined) await writeWatchedNames(trx, phone, [phone, { keys }]);
  }

  return {
    createAccount: (pbxId, account) =>
      context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const id = await insertAccount(context, trx, pbxId, account);
        if (id === undefined) return "account-exists";
        return toAccount(await selectAccounts(trx).where("id", "=", id).executeTakeFirstOrThrow());
      }),

    async findAccount(pbxId, username) {
      const row = await selectAccounts(db)
        .where("pbx_id", "=", pbxId)
        .where("username", "=", username)
        .executeTakeFirst();
      return row && toAccount(row);
    },

    async listAccounts(pbxId, { limit, cursor, search }) {
      let query = selectAccounts(db).where("pbx_id", "=", pbxId);
      if (cursor !== undefined) query = query.where("username", ">", cursor);
      if (search) {
        const pattern = patternOf(search);
        query = query.where((eb) =>
          eb.or(["username", "display_name_folded", "number"].map((column) => contains(column, pattern))),
        );
      }
      const rows = await query
        .orderBy("username")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => row.username);
      return { items: items.map(toAccount), next };
    },

    updateAccount: (pbxId, username, { password, armedUntil, ...patch }, expectedRevision) =>
      context.transaction(async (trx) => {
        const account = await lockAccount(context, trx, pbxId, username);
        if (account === undefined) return "not-found";
        if (expectedRevision !== undefined && account.revision !== expectedRevision) return "stale";
        const authName = patch.authName ?? account.auth_name;
        const displayName = patch.displayName ?? account.display_name;
        const row = await trx
          .updateTable("accounts")
          .set({
            auth_name: authName,
            display_name: displayName,
            display_name_folded: fold(displayName),
            number: patch.number ?? account.number,
            desk: patch.desk && JSON.stringify(patch.desk),
            revision: account.revision + 1,
            updated_at: await context.now(trx),
          })
          .where("id", "=", account.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        await trx
          .updateTable("phones")
          .set({ revision: sql`revision + 1` })
          .where("id", "in", (eb) => eb.selectFrom("lines").select("phone_id").where("account_id", "=", account.id))
          .execute();
        if (displayName !== account.display_name || row.number !== account.number)
          await reviseWatchers(trx, pbxId, [username, account.number, row.number]);
        if (authName !== account.auth_name) {
          // HA1 holds the old name; the password that could make a new one is gone.
          await trx
            .updateTable("account_secrets")
            .set({ sealed_ha1: null, sealed_previous_ha1: null, previous_since: null })
            .where("account_id", "=", account.id)
            .execute();
        }
        if (password !== undefined) {
          await replaceAccountPassword(context, trx, account.id, password);
          await armAccount(context, trx, account.id, armedUntil);
          await tellOfReset(context, trx, account);
        } else await queueAccounts(trx, [account.id], row.updated_at);
        if (patch.desk !== undefined) await showKit(trx, account.id, patch.desk);
        return toAccount({ ...row, has_pin: account.has_pin });
      }),

    deleteAccount: (pbxId, username, expectedRevision) =>
      context.transaction(async (trx) => {
        const account = await lockAccount(context, trx, pbxId, username);
        if (account === undefined) return "not-found";
        if (expectedRevision !== undefined && account.revision !== expectedRevision) return "stale";
        const line = await trx
          .selectFrom("lines")
          .select("phone_id")
          .where("account_id", "=", account.id)
          .where("is_seat", "=", 0)
          .limit(1)
          .executeTakeFirst();
        if (line !== undefined) return "account-in-use";
        const seat = await findSeatPhone(trx, account.id);
        if (seat !== undefined)
          await leaveSeat(context, trx, seat, { why: "account-deleted", actor: {}, now: await context.now(trx) });
        await trx.deleteFrom("accounts").where("id", "=", account.id).execute();
        await trx.deleteFrom("registrations").where("pbx_id", "=", pbxId).where("username", "=", username).execute();
        await queueRemoved(trx, { pbxId, subject: "account", name: username }, await context.now(trx));
        await reviseWatchers(trx, pbxId, [username, account.number]);
        return "deleted";
      }),
  };
}

/** A new password concerns every phone that has the account. */
async function tellOfReset(context: StoreContext, trx: Trx, { id, username }: AccountRow): Promise<void> {
  const phones = await trx
    .selectFrom("phones")
    .select(["mac", "pbx_id"])
    .where("id", "in", (eb) => eb.selectFrom("lines").select("phone_id").where("account_id", "=", id))
    .orderBy("mac")
    .execute();
  const now = await context.now(trx);
  const detail = { kinds: ["sip"], accounts: [username] };
  for (const { mac, pbx_id: pbxId } of phones)
    await queueWebhooks(trx, { event: "phone.reset", mac, pbxId, detail }, now);
}

/** The new account's id; undefined when the PBX has one of that name. */
export async function insertAccount(
  context: StoreContext,
  trx: Trx,
  pbxId: string,
  account: NewAccount,
): Promise<number | undefined> {
  const now = await context.now(trx);
  const row = await trx
    .insertInto("accounts")
    .values({
      pbx_id: pbxId,
      username: account.username,
      auth_name: account.authName,
      display_name: account.displayName,
      display_name_folded: fold(account.displayName),
      number: account.number,
      desk: JSON.stringify(account.desk ?? {}),
      revision: 1,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(["pbx_id", "username"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await writeAccountPassword(context, trx, row.id, account.password);
  await reviseWatchers(trx, pbxId, [account.username, account.number]);
  return row.id;
}

function selectAccounts(db: Db) {
  const hasPin = sql`exists (select 1 from desk_pins where desk_pins.account_id = accounts.id)`;
  return db.selectFrom("accounts").selectAll().select(hasPin.as("has_pin"));
}

/** The account, locked, and the phones that have it. */
async function lockAccount(
  context: StoreContext,
  trx: Trx,
  pbxId: string,
  username: string,
): Promise<AccountRow | undefined> {
  const query = selectAccounts(trx).where("pbx_id", "=", pbxId).where("username", "=", username);
  const account = await query.executeTakeFirst();
  if (account === undefined || !context.locksRows) return account;
  await lockPhonesWithAccount(context, trx, account.id);
  return query.forUpdate().executeTakeFirst();
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    pbxId: row.pbx_id,
    username: row.username,
    authName: row.auth_name,
    displayName: row.display_name,
    number: row.number,
    desk: JSON.parse(row.desk) as DeskKit,
    hasDeskPin: Boolean(row.has_pin),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

import { createHash } from "node:crypto";
import type { Password } from "../provisioning/password.ts";
import type { StoreContext, Trx } from "./backend.ts";
import type { GrantTable } from "./tables.ts";

type Owner = { kind: GrantTable["kind"]; phoneId: number; accountId: number | null };

export function toOwner(row: Pick<GrantTable, "kind" | "phone_id" | "account_id">): Owner {
  return { kind: row.kind, phoneId: row.phone_id, accountId: row.account_id };
}

/** What a sealed password is bound to. An account's belongs to the account, whichever phones have it. */
export function passwordIdentity({ kind, phoneId, accountId }: Owner): string {
  return accountId === null ? `phone:${phoneId}:${kind}` : `account:${accountId}:password`;
}

export function ha1Identity(accountId: number): string {
  return `account:${accountId}:ha1`;
}

/** RFC 7616 section 3.4.2 with MD5: what a registrar needs to check the phone, and the phone's password cannot be read from. */
export function ha1Of(authName: string, realm: string, password: string): string {
  return createHash("md5").update(`${authName}:${realm}:${password}`).digest("hex");
}

export function previousHa1Identity(accountId: number): string {
  return `account:${accountId}:previous`;
}

export async function writeAccountPassword(
  context: StoreContext,
  trx: Trx,
  accountId: number,
  password: Password,
  /** `since`: null where it is not accepted beside the new one, but instead of it. */
  previous?: { ha1: string; since: number | null },
): Promise<void> {
  const { vault } = context;
  const sealed = {
    sealed_password: vault.seal(password.reveal(), passwordIdentity({ kind: "sip", phoneId: 0, accountId })),
    sealed_ha1: null,
    sealed_previous_ha1: previous === undefined ? null : vault.seal(previous.ha1, previousHa1Identity(accountId)),
    previous_since: previous?.since ?? null,
  };
  await trx
    .insertInto("account_secrets")
    .values({ account_id: accountId, ...sealed })
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(sealed))
    .execute();
}

export async function writePhonePassword(
  context: StoreContext,
  trx: Trx,
  phoneId: number,
  kind: "menu" | "web",
  password: Password,
): Promise<void> {
  const sealed = context.vault.seal(password.reveal(), passwordIdentity({ kind, phoneId, accountId: null }));
  await trx
    .insertInto("phone_secrets")
    .values({ phone_id: phoneId, kind, sealed_password: sealed })
    .onConflict((conflict) => conflict.columns(["phone_id", "kind"]).doUpdateSet({ sealed_password: sealed }))
    .execute();
}

/** Locks the accounts' secrets, in one order everywhere, and tells which still have their password, or HA1 where that will do. */
export async function findAccountsWithPassword(
  context: StoreContext,
  trx: Trx,
  accountIds: readonly number[],
  takesHa1: boolean,
): Promise<Set<number>> {
  if (accountIds.length === 0) return new Set();
  const rows = await trx
    .selectFrom("account_secrets")
    .select("account_id")
    .where("account_id", "in", accountIds)
    .where((eb) =>
      eb.or([eb("sealed_password", "is not", null), ...(takesHa1 ? [eb("sealed_ha1", "is not", null)] : [])]),
    )
    .orderBy("account_id")
    .$if(context.locksRows, (query) => query.forNoKeyUpdate())
    .execute();
  return new Set(rows.map((row) => row.account_id));
}

/**
 * To be called with grants that have just closed or gone. With `keepPlaintext: false` their passwords are destroyed,
 * except an account's that another phone's grant may still deliver; of an account HA1 stays.
 */
export async function destroyDelivered(context: StoreContext, trx: Trx, closed: readonly Owner[]): Promise<void> {
  if (context.keepPlaintext) return;
  for (const { kind, phoneId, accountId } of closed) {
    if (accountId !== null || kind === "sip") continue;
    await trx
      .updateTable("phone_secrets")
      .set({ sealed_password: null })
      .where("phone_id", "=", phoneId)
      .where("kind", "=", kind)
      .execute();
  }
  const accountIds = new Set(closed.flatMap(({ accountId }) => accountId ?? []));
  for (const accountId of [...accountIds].sort((a, b) => a - b)) await destroyUnlessLive(context, trx, accountId);
}

async function destroyUnlessLive(context: StoreContext, trx: Trx, accountId: number): Promise<void> {
  // The lock comes first: of two phones whose grants close at once, the second sees that the first has closed.
  const secret = await trx
    .selectFrom("account_secrets")
    .innerJoin("accounts", "accounts.id", "account_secrets.account_id")
    .innerJoin("pbxs", "pbxs.id", "accounts.pbx_id")
    .select(["account_secrets.sealed_password", "accounts.auth_name", "pbxs.host", "pbxs.realm"])
    .where("account_secrets.account_id", "=", accountId)
    .$if(context.locksRows, (query) => query.forNoKeyUpdate("account_secrets"))
    .executeTakeFirst();
  if (!secret?.sealed_password) return;
  const live = await trx
    .selectFrom("grants")
    .select("id")
    .where("account_id", "=", accountId)
    .where("state", "<>", "closed")
    .limit(1)
    .executeTakeFirst();
  if (live !== undefined) return;
  const password = context.vault.open(secret.sealed_password, passwordIdentity({ kind: "sip", phoneId: 0, accountId }));
  const ha1 = ha1Of(secret.auth_name, secret.realm ?? secret.host, password);
  await trx
    .updateTable("account_secrets")
    .set({ sealed_password: null, sealed_ha1: context.vault.seal(ha1, ha1Identity(accountId)) })
    .where("account_id", "=", accountId)
    .execute();
}

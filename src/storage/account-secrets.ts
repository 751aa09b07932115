import type { Password } from "../provisioning/password.ts";
import { LINKS, type LinkSettings } from "../provisioning/pbx-link.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { lockGrants } from "./locks.ts";
import { ha1Identity, ha1Of, passwordIdentity, previousHa1Identity, writeAccountPassword } from "./password-rows.ts";
import { queueAccounts } from "./queue-pbx.ts";

/** What an account may register with. */
export type AccountSecrets = { ha1: string | undefined; password: string | undefined; previousHa1: string | undefined };

/** Undefined: there is no such account. */
export async function readAccountSecrets(
  context: StoreContext,
  trx: Trx,
  accountId: number,
): Promise<AccountSecrets | undefined> {
  const row = await trx
    .selectFrom("account_secrets")
    .innerJoin("accounts", "accounts.id", "account_secrets.account_id")
    .innerJoin("pbxs", "pbxs.id", "accounts.pbx_id")
    .select(["account_secrets.sealed_password", "account_secrets.sealed_ha1", "account_secrets.sealed_previous_ha1"])
    .select(["accounts.auth_name", "pbxs.host", "pbxs.realm"])
    .where("account_secrets.account_id", "=", accountId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { vault } = context;
  const open = (sealed: Buffer | null, identity: string) =>
    sealed === null ? undefined : vault.open(sealed, identity);
  const password = open(row.sealed_password, passwordIdentity({ kind: "sip", phoneId: 0, accountId }));
  return {
    password,
    ha1:
      password === undefined
        ? open(row.sealed_ha1, ha1Identity(accountId))
        : ha1Of(row.auth_name, row.realm ?? row.host, password),
    previousHa1: open(row.sealed_previous_ha1, previousHa1Identity(accountId)),
  };
}

/**
 * Writes a new password of an account, and has phone and PBX told of it in the order that the PBX's link wants. To be called
 * before the grants are armed: they tell which password the phones have.
 */
export async function replaceAccountPassword(
  context: StoreContext,
  trx: Trx,
  accountId: number,
  password: Password,
): Promise<void> {
  await lockGrants(context, trx, { accountIds: [accountId] });
  const linked = await trx
    .selectFrom("accounts")
    .innerJoin("pbx_links", "pbx_links.pbx_id", "accounts.pbx_id")
    .leftJoin("pbx_jobs", (join) =>
      join
        .onRef("pbx_jobs.pbx_id", "=", "accounts.pbx_id")
        .onRef("pbx_jobs.name", "=", "accounts.username")
        .on("pbx_jobs.subject", "=", "account"),
    )
    .select(["pbx_links.password_order", "pbx_links.settings", "pbx_jobs.was_told"])
    .where("accounts.id", "=", accountId)
    .executeTakeFirst();
  if (linked === undefined) return writeAccountPassword(context, trx, accountId, password);
  const now = await context.now(trx);
  // What neither the PBX nor a phone has yet goes to both as soon as it can.
  const order = linked.was_told === 1 ? linked.password_order : undefined;
  const { kind } = JSON.parse(linked.settings) as LinkSettings;
  // Who asks for each registration has no old password of its own to go by while it waits for the phone.
  const keepsPrevious = order === "overlap" || (order === "phone-first" && LINKS[kind].asksAnew === true);
  const ha1 = keepsPrevious ? await findPrevious(context, trx, accountId) : undefined;
  const previous = ha1 === undefined ? undefined : { ha1, since: order === "overlap" ? now : null };
  await writeAccountPassword(context, trx, accountId, password, previous);
  await trx
    .updateTable("grants")
    .set({ pbx_order: order === "overlap" || order === undefined ? null : order })
    .where("account_id", "=", accountId)
    .execute();
  await queueAccounts(trx, [accountId], now, order === "phone-first");
}

/** Of the password that phones still have: an older one, where they never fetched the last. */
async function findPrevious(context: StoreContext, trx: Trx, accountId: number): Promise<string | undefined> {
  const secrets = await readAccountSecrets(context, trx, accountId);
  if (secrets?.previousHa1 === undefined) return secrets?.ha1;
  const waiting = await trx
    .selectFrom("grants")
    .select("id")
    .where("account_id", "=", accountId)
    .where("opened_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return waiting === undefined ? secrets.ha1 : secrets.previousHa1;
}

import { type RawBuilder, type SqlBool, sql } from "kysely";
import { PASSWORD_KINDS } from "../provisioning/password.ts";
import type { Grant } from "../provisioning/phone.ts";
import type { GrantChoice, Store } from "../provisioning/ports.ts";
import type { WebhookEvent } from "../provisioning/webhook.ts";
import { replaceAccountPassword } from "./account-secrets.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { type GrantRow, selectGrants, sortGrants, toGrant } from "./grant-reads.ts";
import { lockGrants } from "./locks.ts";
import { destroyDelivered, findAccountsWithPassword, toOwner, writePhonePassword } from "./password-rows.ts";
import { queueWebhooks } from "./queue-webhooks.ts";

const SWEPT_TOGETHER = 500;

/** What a grant looks like that was just armed. */
export function armedColumns(armedUntil: number | null) {
  return {
    state: "armed",
    armed_until: armedUntil,
    opened_at: null,
    opened_by: null,
    closes_at: null,
    opened_claim: null,
    last_claim: null,
  } as const;
}

/** The transitions that staff and time cause. */
export function grantRows(
  context: StoreContext,
): Pick<Store, "listGrants" | "armGrants" | "closeGrants" | "closeExpired"> {
  return {
    listGrants: (phoneId) =>
      context.transaction(async (trx) => {
        await lockGrants(context, trx, { phoneId });
        const now = await context.now(trx);
        const expired = await trx
          .updateTable("grants")
          .set({ state: "closed" })
          .where("phone_id", "=", phoneId)
          .where(sql<SqlBool>`(${windowIsOver(now)} or ${deadlineIsOver(now)})`)
          .returning(["kind", "phone_id", "account_id"])
          .execute();
        await destroyDelivered(context, trx, expired.map(toOwner));
        return listIn(trx, phoneId);
      }),

    armGrants: ({ armedUntil, secrets = [], takesHa1 = false, ...choice }) =>
      context.transaction(async (trx) => {
        // Grants before secrets, as a claim does: while it delivers the old password, the new one waits.
        const renewed = secrets.flatMap((secret) => secret.accountId ?? []);
        await lockGrants(context, trx, { phoneId: choice.phoneId, accountIds: renewed });
        const chosen = await findChosen(trx, choice);
        if (await lacksPassword(trx, chosen, secrets, takesHa1)) return "password-destroyed";
        for (const { kind, accountId, password } of secrets) {
          if (kind !== "sip") await writePhonePassword(context, trx, choice.phoneId, kind, password);
          else if (accountId === null) throw new Error("A sip password belongs to an account");
          else {
            await replaceAccountPassword(context, trx, accountId, password);
            await armAccount(context, trx, accountId, armedUntil);
          }
        }
        const ids = chosen.map((row) => row.id);
        if (ids.length > 0)
          await trx.updateTable("grants").set(armedColumns(armedUntil)).where("id", "in", ids).execute();
        await tellPbx(trx, chosen, choice, secrets.length > 0 ? "phone.reset" : "phone.released");
        return listIn(trx, choice.phoneId);
      }),

    closeGrants: (choice) =>
      context.transaction(async (trx) => {
        await lockGrants(context, trx, { phoneId: choice.phoneId });
        const chosen = (await findChosen(trx, choice)).filter((row) => row.state !== "closed");
        const ids = chosen.map((row) => row.id);
        if (ids.length > 0) await trx.updateTable("grants").set({ state: "closed" }).where("id", "in", ids).execute();
        await destroyDelivered(context, trx, chosen.map(toOwner));
        return listIn(trx, choice.phoneId);
      }),

    async closeExpired() {
      let closed = 0;
      for (const expired of [windowIsOver, deadlineIsOver]) {
        for (let batch = SWEPT_TOGETHER; batch === SWEPT_TOGETHER; closed += batch) {
          batch = await context.transaction((trx) => closeSome(trx, expired));
          // Phones' requests come between two batches.
          await new Promise(setImmediate);
        }
      }
      return closed;
    },
  };

  async function tellPbx(trx: Trx, chosen: readonly GrantRow[], { phoneId }: GrantChoice, event: WebhookEvent) {
    const phone = await trx.selectFrom("phones").select(["mac", "pbx_id"]).where("id", "=", phoneId).executeTakeFirst();
    if (phone === undefined) return;
    const kinds = PASSWORD_KINDS.filter((kind) => chosen.some((row) => row.kind === kind));
    const detail = { kinds, accounts: chosen.flatMap(({ account }) => account ?? []) };
    await queueWebhooks(trx, { event, mac: phone.mac, pbxId: phone.pbx_id, detail }, await context.now(trx));
  }

  async function closeSome(trx: Trx, isOver: (now: number) => RawBuilder<SqlBool>): Promise<number> {
    const now = await context.now(trx);
    const closed = await trx
      .updateTable("grants")
      .set({ state: "closed" })
      .where("id", "in", (eb) =>
        eb
          .selectFrom("grants")
          .select("id")
          .where(isOver(now))
          .limit(SWEPT_TOGETHER)
          .$if(context.locksRows, (query) => query.forUpdate().skipLocked()),
      )
      .returning(["kind", "phone_id", "account_id"])
      .execute();
    await destroyDelivered(context, trx, closed.map(toOwner));
    return closed.length;
  }

  async function lacksPassword(
    trx: Trx,
    chosen: readonly GrantRow[],
    secrets: readonly { kind: string; accountId: number | null }[],
    takesHa1: boolean,
  ) {
    const old = chosen.filter(
      (row) => !secrets.some(({ kind, accountId }) => kind === row.kind && accountId === row.account_id),
    );
    const accountIds = old.flatMap((row) => row.account_id ?? []);
    const withPassword = await findAccountsWithPassword(context, trx, accountIds, takesHa1);
    if (accountIds.some((id) => !withPassword.has(id))) return true;
    const kinds = old.flatMap((row) => (row.kind === "sip" ? [] : row.kind));
    const phoneId = chosen[0]?.phone_id;
    if (kinds.length === 0 || phoneId === undefined) return false;
    const destroyed = await trx
      .selectFrom("phone_secrets")
      .select("kind")
      .where("phone_id", "=", phoneId)
      .where("kind", "in", kinds)
      .where("sealed_password", "is", null)
      .executeTakeFirst();
    return destroyed !== undefined;
  }
}

/** A new password of an account must reach every phone that has the account. */
export async function armAccount(
  context: StoreContext,
  trx: Trx,
  accountId: number,
  armedUntil: number | null,
): Promise<void> {
  await lockGrants(context, trx, { accountIds: [accountId] });
  await trx.updateTable("grants").set(armedColumns(armedUntil)).where("account_id", "=", accountId).execute();
}

async function listIn(trx: Trx, phoneId: number): Promise<Grant[]> {
  return (await findRows(trx, phoneId)).map(toGrant);
}

async function findRows(trx: Trx, phoneId: number): Promise<GrantRow[]> {
  return sortGrants(await selectGrants(trx).where("grants.phone_id", "=", phoneId).execute());
}

async function findChosen(trx: Trx, { phoneId, kinds, accounts }: GrantChoice): Promise<GrantRow[]> {
  const rows = await findRows(trx, phoneId);
  return rows.filter(
    ({ kind, account }) =>
      kinds.includes(kind) &&
      (kind !== "sip" || accounts === undefined || (account !== null && accounts.includes(account))),
  );
}

// Each has a partial index; the states are written out so that both databases see that it fits.

function windowIsOver(now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(state = 'open' and closes_at <= ${now})`;
}

function deadlineIsOver(now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(state = 'armed' and armed_until <= ${now})`;
}

import type { DeskStore, TryLane } from "../provisioning/desk.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { queueAccounts } from "./queue-pbx.ts";

const FIRST_HOLD_MS = 30_000;
const LONGEST_HOLD_MS = 900_000;
/** Longer than any lane is remembered. */
const KEPT_MS = 2 * 86_400_000;

type PinRows = Pick<DeskStore, "setDeskPin" | "findDeskLogin" | "enterDeskTry" | "forgiveDeskTry">;

/** PINs of accounts, and who tried them in vain: kept in the database, since a restart must give nobody new attempts. */
export function deskPinRows(context: StoreContext): PinRows & { pruneDeskTries(): Promise<void> } {
  const { db, vault } = context;

  async function readLane(trx: Trx, { name, forgottenAfterMs }: TryLane, now: number) {
    const row = await trx
      .selectFrom("desk_tries")
      .selectAll()
      .where("lane", "=", name)
      .$if(context.locksRows, (query) => query.forUpdate())
      .executeTakeFirst();
    // A clock that was set back must not hold somebody for longer than ever.
    const isKnown = row !== undefined && Math.abs(now - row.tried_at) < forgottenAfterMs;
    const heldUntil = isKnown ? Math.min(row.held_until, now + LONGEST_HOLD_MS) : 0;
    return { failures: isKnown ? row.failures : 0, heldUntil };
  }

  async function heldUntilOf(trx: Trx, lanes: readonly TryLane[], now: number): Promise<number> {
    let heldUntil = 0;
    for (const lane of lanes) heldUntil = Math.max(heldUntil, (await readLane(trx, lane, now)).heldUntil);
    return heldUntil;
  }

  return {
    setDeskPin: (pbxId, username, pinHash) =>
      context.transaction(async (trx) => {
        const account = await trx
          .selectFrom("accounts")
          .select(["id", "number"])
          .where("pbx_id", "=", pbxId)
          .where("username", "=", username)
          .$if(context.locksRows, (query) => query.forNoKeyUpdate())
          .executeTakeFirst();
        if (account === undefined) return false;
        if (pinHash === null) await trx.deleteFrom("desk_pins").where("account_id", "=", account.id).execute();
        else {
          const sealed = {
            sealed_hash: vault.seal(pinHash, deskPinIdentity(account.id)),
            set_at: await context.now(trx),
          };
          await trx
            .insertInto("desk_pins")
            .values({ account_id: account.id, ...sealed })
            .onConflict((conflict) => conflict.column("account_id").doUpdateSet(sealed))
            .execute();
          const lanes = [username, account.number].map((extension) => `extension:${pbxId}/${extension}`);
          await trx.deleteFrom("desk_tries").where("lane", "in", lanes).execute();
        }
        await queueAccounts(trx, [account.id], await context.now(trx));
        return true;
      }),

    async findDeskLogin(pbxId, extension) {
      const rows = await db
        .selectFrom("accounts")
        .leftJoin("desk_pins", "desk_pins.account_id", "accounts.id")
        .select(["accounts.id", "accounts.username", "desk_pins.sealed_hash"])
        .where("accounts.pbx_id", "=", pbxId)
        .where((eb) => eb.or([eb("accounts.username", "=", extension), eb("accounts.number", "=", extension)]))
        .orderBy("accounts.id")
        .limit(3)
        .execute();
      const found = rows.find(({ username }) => username === extension) ?? (rows.length === 1 ? rows[0] : undefined);
      if (found === undefined) return undefined;
      const { id, username, sealed_hash: sealed } = found;
      return { account: username, pinHash: sealed === null ? null : vault.open(sealed, deskPinIdentity(id)) };
    },

    enterDeskTry: (lanes) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        // One order for all, or two attempts would wait for each other.
        const ordered = lanes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
        // Who is held makes no rows, whatever they type.
        const heldBefore = await heldUntilOf(trx, ordered, now);
        if (heldBefore > now) return heldBefore;
        for (const { name } of ordered)
          await trx
            .insertInto("desk_tries")
            .values({ lane: name, failures: 0, held_until: 0, tried_at: now })
            .onConflict((conflict) => conflict.column("lane").doNothing())
            .execute();
        const heldUntil = await heldUntilOf(trx, ordered, now);
        if (heldUntil > now) return heldUntil;
        for (const lane of ordered) {
          const more = (await readLane(trx, lane, now)).failures + 1;
          const held_until = more < lane.free ? 0 : now + holdAfter(more - lane.free);
          const columns = { failures: more, held_until, tried_at: now };
          await trx.updateTable("desk_tries").set(columns).where("lane", "=", lane.name).execute();
        }
        return "entered";
      }),

    forgiveDeskTry: (cleared, uncounted) =>
      context.transaction(async (trx) => {
        const lift = trx
          .updateTable("desk_tries")
          .set((eb) => ({ failures: eb("failures", "-", 1), held_until: 0 }))
          .where("lane", "=", uncounted)
          .where("failures", ">", 0);
        const clear = trx.deleteFrom("desk_tries").where("lane", "=", cleared);
        for (const query of cleared < uncounted ? [clear, lift] : [lift, clear]) await query.execute();
      }),

    async pruneDeskTries() {
      const now = await context.now(db);
      await db
        .deleteFrom("desk_tries")
        .where("tried_at", "<", now - KEPT_MS)
        .execute();
    },
  };
}

function holdAfter(more: number): number {
  return Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** Math.min(20, more));
}

export function deskPinIdentity(accountId: number): string {
  return `account:${accountId}:desk-pin`;
}

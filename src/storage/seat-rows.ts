import { sql } from "kysely";
import type { DeskStore, NewSeat, NotSeated, Seat, Seated } from "../provisioning/desk.ts";
import { ownLines } from "../provisioning/desk-kit.ts";
import type { Mac } from "../provisioning/mac.ts";
import type { Phone } from "../provisioning/phone.ts";
import { writeAction } from "./audit-rows.ts";
import { type Db, runIn, type StoreContext, type Trx } from "./backend.ts";
import { deskPinIdentity } from "./desk-pin-rows.ts";
import { leaveSeat } from "./leave-seat.ts";
import { lockGrants, lockPhones } from "./locks.ts";
import { pageOf } from "./paging.ts";
import { findAccountsWithPassword } from "./password-rows.ts";
import { armMoved } from "./phone-lines.ts";
import type { PhoneReads } from "./phone-reads.ts";
import { queueAccounts } from "./queue-pbx.ts";
import { isOneOf } from "./scope-rows.ts";
import { contains, macDigitsOf, patternOf } from "./search.ts";
import { writeWatchedNames } from "./watched-names.ts";

type SeatRows = Pick<DeskStore, "takeSeat" | "endSeat" | "endOverdueSeats" | "findSeat" | "listSeats">;
type SeatRow = {
  mac: string;
  pbx_id: string;
  label: string;
  username: string;
  display_name: string;
  number: string;
  signed_in_at: number;
  ends_at: number | null;
  signed_in_by: string;
  delivered_claim: string | null;
};

/** Who sits where. */
export function seatRows(context: StoreContext, reads: PhoneReads): SeatRows {
  const { db } = context;
  const readPhone = (trx: Trx, mac: Mac) => reads.findPhone(runIn(trx), mac);

  async function phoneOf(trx: Trx, accountId: number): Promise<Mac | undefined> {
    const row = await trx
      .selectFrom("seats")
      .innerJoin("phones", "phones.id", "seats.phone_id")
      .select("phones.mac")
      .where("seats.account_id", "=", accountId)
      .executeTakeFirst();
    return row?.mac as Mac | undefined;
  }

  async function findAccount(trx: Trx, mac: Mac, username: string, locked: boolean) {
    return trx
      .selectFrom("accounts")
      .innerJoin("phones", "phones.pbx_id", "accounts.pbx_id")
      .select("accounts.id")
      .where("phones.mac", "=", mac)
      .where("accounts.username", "=", username)
      .$if(locked && context.locksRows, (query) => query.forNoKeyUpdate("accounts"))
      .executeTakeFirst();
  }

  /** Phones before accounts, as everywhere. Where the account sat is locked with the phone that it comes to. */
  async function lockBoth(
    trx: Trx,
    { mac, account }: NewSeat,
  ): Promise<{ accountId: number; satAt?: Mac } | undefined> {
    const seen = await findAccount(trx, mac, account, false);
    const before = seen && (await phoneOf(trx, seen.id));
    await lockPhones(context, trx, before === undefined ? [mac] : [mac, before]);
    const found = await findAccount(trx, mac, account, true);
    if (found === undefined) return undefined;
    // Whoever takes the account elsewhere holds it, so this is the last word; it may be another phone by now.
    const satAt = await phoneOf(trx, found.id);
    if (satAt !== undefined && satAt !== before) await lockPhones(context, trx, [satAt]);
    return { accountId: found.id, ...(satAt === undefined ? {} : { satAt }) };
  }

  async function isPinStill(trx: Trx, accountId: number, pinHash: string): Promise<boolean> {
    const row = await trx
      .selectFrom("desk_pins")
      .select("sealed_hash")
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    return row !== undefined && context.vault.open(row.sealed_hash, deskPinIdentity(accountId)) === pinHash;
  }

  async function findObstacle(
    trx: Trx,
    phone: Phone,
    accountId: number,
    { pinHash, mostLines, takesHa1 }: NewSeat,
  ): Promise<NotSeated | undefined> {
    if (pinHash !== undefined && !(await isPinStill(trx, accountId, pinHash))) return "pin-changed";
    const own = ownLines(phone);
    if (own.some((line) => line.accountId === accountId)) return "line-of-the-phone";
    if (own.length >= mostLines) return "no-free-line";
    const withPassword = await findAccountsWithPassword(context, trx, [accountId], takesHa1);
    return withPassword.has(accountId) ? undefined : "password-destroyed";
  }

  async function sitDown(trx: Trx, phone: Phone, accountId: number, seat: NewSeat, now: number): Promise<void> {
    const { phoneId, pbxId } = phone;
    await lockGrants(context, trx, { phoneId });
    await trx
      .insertInto("seats")
      .values({
        ...{ phone_id: phoneId, account_id: accountId, signed_in_at: now, signed_in_by: seat.by },
        ...{ ends_at: seat.until, delivered_claim: null },
      })
      .execute();
    const line = { phone_id: phoneId, position: ownLines(phone).length, account_id: accountId };
    await trx
      .insertInto("lines")
      .values({ ...line, display_name: null, label: null, is_seat: 1 })
      .execute();
    await armMoved(context, trx, phoneId, [accountId], seat.armedUntil, seat.takesHa1);
    await queueAccounts(trx, [accountId], now);
    await trx.updateTable("phones").set({ revision: sql`revision + 1` }).where("id", "=", phoneId).execute();
    const seated = await readPhone(trx, phone.mac);
    await writeWatchedNames(trx, { pbxId, phoneId }, [phone, { keys: seated?.seat?.kit.keys ?? [] }]);
    const detail = { account: seat.account, until: seat.until === null ? null : new Date(seat.until).toISOString() };
    await writeAction(context, trx, {
      ...{ ...seat.actor, name: "desk-signed-in", at: now, mac: phone.mac, pbx: pbxId, detail },
    });
  }

  async function requireSeat(executor: Db, mac: Mac): Promise<Seat> {
    const row = await selectSeats(executor).where("phones.mac", "=", mac).executeTakeFirstOrThrow();
    return toSeat(row);
  }

  async function take(trx: Trx, seat: NewSeat): Promise<Seated | NotSeated> {
    const { mac, actor } = seat;
    const locked = await lockBoth(trx, seat);
    const phone = await readPhone(trx, mac);
    if (phone === undefined || phone.sharing !== "shared") return "not-shared";
    if (locked === undefined) return "unknown-account";
    const { accountId, satAt } = locked;
    const obstacle = await findObstacle(trx, phone, accountId, seat);
    if (obstacle !== undefined) return obstacle;
    const now = await context.now(trx);
    if (phone.seat?.accountId === accountId) {
      // What it was given stays given: a form that is sent twice is no second delivery.
      await trx.updateTable("seats").set({ ends_at: seat.until }).where("phone_id", "=", phone.phoneId).execute();
      return { seat: await requireSeat(trx, mac), ended: [], isNew: false };
    }
    const ended = [];
    const elsewhere = satAt === undefined ? undefined : await readPhone(trx, satAt);
    // Between looking and locking somebody may have signed out there, and somebody else in.
    if (elsewhere?.seat?.accountId === accountId)
      ended.push(await leaveSeat(context, trx, elsewhere, { why: "signed-in-elsewhere", actor, now }));
    if (phone.seat !== null) ended.push(await leaveSeat(context, trx, phone, { why: "next-person", actor, now }));
    await sitDown(trx, phone, accountId, seat, now);
    return { seat: await requireSeat(trx, mac), ended: ended.filter((one) => one !== undefined), isNew: true };
  }

  return {
    takeSeat: (seat) => context.transaction((trx) => take(trx, seat)),

    endSeat: (mac, why, actor) =>
      context.transaction(async (trx) => {
        await lockPhones(context, trx, [mac]);
        const phone = await readPhone(trx, mac);
        if (phone === undefined) return undefined;
        return leaveSeat(context, trx, phone, { why, actor, now: await context.now(trx) });
      }),

    endOverdueSeats: (most) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        const overdue = await trx
          .selectFrom("seats")
          .innerJoin("phones", "phones.id", "seats.phone_id")
          .select("phones.mac")
          .where("seats.ends_at", "<=", now)
          .orderBy("phones.mac")
          .limit(most)
          .execute();
        const macs = overdue.map(({ mac }) => mac as Mac);
        await lockPhones(context, trx, macs);
        const ended = [];
        for (const mac of macs) {
          const phone = await readPhone(trx, mac);
          // Somebody may have signed in since.
          if (phone?.seat?.until === undefined || phone.seat.until === null || phone.seat.until > now) continue;
          ended.push(await leaveSeat(context, trx, phone, { why: "time-over", actor: {}, now }));
        }
        return ended.filter((one) => one !== undefined);
      }),

    async findSeat(mac) {
      const row = await selectSeats(db).where("phones.mac", "=", mac).executeTakeFirst();
      return row && toSeat(row);
    },

    async listSeats({ limit, cursor, search, pbxId, pbxIds }) {
      let query = selectSeats(db);
      if (cursor !== undefined) query = query.where("phones.mac", ">", cursor);
      if (pbxId !== undefined) query = query.where("phones.pbx_id", "=", pbxId);
      if (pbxIds !== undefined) query = query.where(isOneOf(context, "phones.pbx_id", pbxIds));
      if (search) {
        const pattern = patternOf(search);
        const digits = macDigitsOf(search);
        const columns = ["accounts.username", "accounts.number", "accounts.display_name_folded", "phones.label_folded"];
        query = query.where((eb) =>
          eb.or([
            ...columns.map((column) => contains(column, pattern)),
            ...(digits === undefined ? [] : [sql<boolean>`phones.mac like ${`%${digits}%`}`]),
          ]),
        );
      }
      const rows = await query
        .orderBy("phones.mac")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => row.mac);
      return { items: items.map(toSeat), next };
    },
  };
}

function selectSeats(executor: Db) {
  return executor
    .selectFrom("seats")
    .innerJoin("phones", "phones.id", "seats.phone_id")
    .innerJoin("accounts", "accounts.id", "seats.account_id")
    .select(["phones.mac", "phones.pbx_id", "phones.label"])
    .select(["accounts.username", "accounts.display_name", "accounts.number"])
    .select(["seats.signed_in_at", "seats.ends_at", "seats.signed_in_by", "seats.delivered_claim"]);
}

function toSeat(row: SeatRow): Seat {
  return {
    mac: row.mac as Mac,
    pbxId: row.pbx_id,
    label: row.label,
    account: row.username,
    displayName: row.display_name,
    number: row.number,
    since: row.signed_in_at,
    until: row.ends_at,
    by: row.signed_in_by,
    isDelivered: row.delivered_claim !== null,
  };
}

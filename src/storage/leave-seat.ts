import { sql } from "kysely";
import type { DeskActor, EndedSeat, SeatEnd } from "../provisioning/desk.ts";
import type { Phone } from "../provisioning/phone.ts";
import { writeAction } from "./audit-rows.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { lockGrants } from "./locks.ts";
import { dropGrants } from "./phone-lines.ts";
import { queueAccounts } from "./queue-pbx.ts";
import { writeWatchedNames } from "./watched-names.ts";

/**
 * Whoever sits at that phone, which is locked, leaves: with the line and the grant. From then on the phone's file tells it to drop the
 * account and its password. Undefined: nobody sits there.
 */
export async function leaveSeat(
  context: StoreContext,
  trx: Trx,
  phone: Phone,
  { why, actor, now }: { why: SeatEnd; actor: DeskActor; now: number },
): Promise<EndedSeat | undefined> {
  const { phoneId, mac, pbxId, seat } = phone;
  if (seat === null) return undefined;
  const account = phone.lines.find(({ isSeat }) => isSeat)?.username ?? "";
  await lockGrants(context, trx, { phoneId });
  await trx.deleteFrom("seats").where("phone_id", "=", phoneId).execute();
  await trx.deleteFrom("lines").where("phone_id", "=", phoneId).where("is_seat", "=", 1).execute();
  await dropGrants(context, trx, phoneId, [seat.accountId]);
  await queueAccounts(trx, [seat.accountId], now);
  await trx.updateTable("phones").set({ revision: sql`revision + 1` }).where("id", "=", phoneId).execute();
  await writeWatchedNames(trx, { pbxId, phoneId }, [phone]);
  await writeAction(context, trx, {
    ...{ ...actor, name: "desk-signed-out", at: now, mac, pbx: pbxId, detail: { account, why } },
  });
  return { mac, pbxId, account, why };
}

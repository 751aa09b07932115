import { sql } from "kysely";
import type { SeatEnd } from "../provisioning/desk.ts";
import type { Mac } from "../provisioning/mac.ts";
import type { Phone } from "../provisioning/phone.ts";
import type { PhonePatch, Store } from "../provisioning/ports.ts";
import { holdPool, lineFrom } from "./account-pool.ts";
import { runIn, type StoreContext, type Trx } from "./backend.ts";
import { cancelCommandsOf } from "./command-rows.ts";
import { rememberDeleted } from "./deleted-phones.ts";
import { insertPhone, isAdmitted, newsOfAdmission, readWritten } from "./insert-phone.ts";
import { leaveSeat } from "./leave-seat.ts";
import { keepPbx, lockGrants, lockPhones } from "./locks.ts";
import { destroyDelivered, toOwner } from "./password-rows.ts";
import { linesToMove, resolveLines, writeLines } from "./phone-lines.ts";
import type { PhoneReads } from "./phone-reads.ts";
import { keepProfile } from "./profile-rows.ts";
import { queueAccounts, queuePhones, queueRemoved } from "./queue-pbx.ts";
import { queueRegistrations, queueReleases } from "./queue-redirects.ts";
import { queueWebhooks } from "./queue-webhooks.ts";
import { fold } from "./search.ts";
import { writeWatchedNames } from "./watched-names.ts";

/** Old ones fall out: a phone knows the last few that were handed to it. */
const MAX_KNOWN_AUTHORITIES = 8;

export function phoneWrites(
  context: StoreContext,
  reads: PhoneReads,
): Pick<Store, "createPhone" | "updatePhone" | "deletePhone" | "noteAuthority" | "countPhonesThatKnow"> {
  return {
    createPhone: (phone) =>
      context.transaction(async (trx) => {
        const hold = phone.pool === undefined ? keepPbx : holdPool;
        if (!(await hold(context, trx, phone.pbxId))) return "unknown-pbx";
        if (await isAdmitted(trx, phone.mac)) return "mac-in-use";
        if (!(await keepProfile(context, trx, phone.pbxId, phone.profileId))) return "unknown-profile";
        const wanted = phone.pool === undefined ? phone.lines : await lineFrom(context, trx, phone.pbxId, phone.pool);
        if (wanted === undefined) return "pool-empty";
        const lines = await resolveLines(context, trx, phone.pbxId, wanted);
        if ("problem" in lines) return lines;
        return insertPhone(context, trx, reads, { ...phone, lines });
      }),

    updatePhone: (mac, patch, expectedRevision) =>
      context.transaction(async (trx) => {
        const phone = await lockPhone(trx, mac);
        if (phone === undefined) return "not-found";
        if (expectedRevision !== undefined && phone.revision !== expectedRevision) return "stale";
        const pbxId = patch.pbxId ?? phone.pbxId;
        if (pbxId !== phone.pbxId && !(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const profileId = patch.profileId === undefined ? phone.profileId : patch.profileId;
        if (!(await keepProfile(context, trx, pbxId, profileId))) return "unknown-profile";
        const wanted = patch.lines ?? (pbxId === phone.pbxId ? undefined : await linesToMove(trx, phone.phoneId));
        // An account at a redirect service that comes at this moment either sees the vendor or is seen below.
        if (isOtherForService(phone, patch)) await keepPbx(context, trx, pbxId);
        const lines = wanted && (await resolveLines(context, trx, pbxId, wanted));
        if (lines && "problem" in lines) return lines;
        const now = await context.now(trx);
        const why = whyNobodySits(phone, patch);
        if (why !== undefined) await leaveSeat(context, trx, phone, { why, actor: {}, now });
        await trx
          .updateTable("phones")
          .set({ ...changedColumns(patch), ...takenBack(phone, patch), revision: sql`revision + 1`, updated_at: now })
          .where("id", "=", phone.phoneId)
          .execute();
        if (lines) await writeLines(context, trx, { id: phone.phoneId, pbxId }, lines, patch.armedUntil);
        if (isOtherForService(phone, patch)) {
          await queueReleases(trx, { mac, exceptAccountOf: { ...phone, ...patch, pbxId } }, now);
          await queueRegistrations(trx, { mac }, now);
        }
        const changed = await readWritten(reads, trx, mac);
        if (pbxId !== phone.pbxId) {
          // Contacts and calls of whoever had it before.
          await trx.deleteFrom("phone_uploads").where("phone_id", "=", phone.phoneId).execute();
          await queueWebhooks(trx, { event: "phone.deleted", mac, pbxId: phone.pbxId }, now);
          await queueWebhooks(trx, newsOfAdmission(changed), now);
          await queueRemoved(trx, { pbxId: phone.pbxId, subject: "phone", name: mac }, now);
          await queuePhones(trx, { mac }, now);
        }
        if (patch.keys || patch.modules || pbxId !== phone.pbxId)
          await writeWatchedNames(trx, { pbxId, phoneId: phone.phoneId }, [
            changed,
            { keys: changed.seat?.kit.keys ?? [] },
          ]);
        return changed;
      }),

    noteAuthority: (mac, authority) =>
      context.transaction(async (trx) => {
        const phone = await lockPhone(trx, mac);
        if (phone === undefined || phone.knownAuthorities.includes(authority)) return;
        const known = [...phone.knownAuthorities, authority].slice(-MAX_KNOWN_AUTHORITIES).join(" ");
        await trx
          .updateTable("phones")
          .set({ known_authorities: known, revision: sql`revision + 1` })
          .where("id", "=", phone.phoneId)
          .execute();
      }),

    async countPhonesThatKnow(authority) {
      const { count } = await context.db
        .selectFrom("phones")
        .select((eb) => eb.fn.countAll().as("count"))
        .where("known_authorities", "like", `%${authority}%`)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    deletePhone: (mac, expectedRevision) =>
      context.transaction(async (trx) => {
        const phone = await lockPhone(trx, mac);
        if (phone === undefined) return "not-found";
        if (expectedRevision !== undefined && phone.revision !== expectedRevision) return "stale";
        await lockGrants(context, trx, { phoneId: phone.phoneId });
        const left = { why: "phone-deleted", actor: {}, now: await context.now(trx) } as const;
        await leaveSeat(context, trx, phone, left);
        const grants = await trx
          .deleteFrom("grants")
          .where("phone_id", "=", phone.phoneId)
          .returning(["kind", "phone_id", "account_id"])
          .execute();
        const now = await context.now(trx);
        await cancelCommandsOf(trx, mac, now);
        await queueReleases(trx, { mac }, now);
        await queueWebhooks(trx, { event: "phone.deleted", mac, pbxId: phone.pbxId }, now);
        await trx.deleteFrom("phones").where("id", "=", phone.phoneId).execute();
        await queueRemoved(trx, { pbxId: phone.pbxId, subject: "phone", name: mac }, now);
        await queueAccounts(trx, [...new Set(phone.lines.map(({ accountId }) => accountId))], now);
        await rememberDeleted(trx, mac, await context.now(trx));
        await destroyDelivered(context, trx, grants.map(toOwner));
        return "deleted";
      }),
  };

  /** The phone as it is now, locked until the transaction ends. */
  async function lockPhone(trx: Trx, mac: Mac): Promise<Phone | undefined> {
    await lockPhones(context, trx, [mac]);
    return reads.findPhone(runIn(trx), mac);
  }
}

/** Whether a redirect service must be told: another one, by another MAC-ID, or another form of the address. */
function isOtherForService(phone: Phone, patch: PhonePatch): boolean {
  return (["pbxId", "vendorId", "model", "macId"] as const).some(
    (name) => patch[name] !== undefined && patch[name] !== phone[name],
  );
}

/** Whoever sets a phone's firmware means that one, not what a roll-out gave it. */
function takenBack(phone: Phone, { settings }: PhonePatch): { rollout_firmware?: null } {
  return settings === undefined || settings.firmware === phone.settings.firmware ? {} : { rollout_firmware: null };
}

/** Why a change has whoever sits there leave; undefined: it does not. */
function whyNobodySits(phone: Phone, patch: PhonePatch): SeatEnd | undefined {
  if (patch.pbxId !== undefined && patch.pbxId !== phone.pbxId) return "moved-to-other-pbx";
  if (patch.isShared === false) return "no-longer-shared";
  const account = phone.lines.find(({ isSeat }) => isSeat)?.username;
  return patch.lines?.some(({ username }) => username === account) ? "line-of-the-phone" : undefined;
}

/** A phone that was never shared has nothing that somebody left there. */
function sharingAfter(isShared: boolean | undefined) {
  if (isShared === undefined) return undefined;
  return isShared ? sql<"shared">`'shared'` : sql<"ended">`case sharing when 'never' then 'never' else 'ended' end`;
}

function changedColumns({ label, keys, modules, handsets, settings, isShared, ...patch }: PhonePatch) {
  // Kysely leaves out what is undefined.
  return {
    mac_id: patch.macId,
    pbx_id: patch.pbxId,
    vendor_id: patch.vendorId,
    vendor_source: patch.vendorSource,
    model: patch.model,
    model_source: patch.modelSource,
    label,
    label_folded: label === undefined ? undefined : fold(label),
    keys: keys && JSON.stringify(keys),
    modules: modules && JSON.stringify(modules),
    handsets: handsets && JSON.stringify(handsets),
    profile_id: patch.profileId,
    sharing: sharingAfter(isShared),
    settings: settings && JSON.stringify(settings),
  };
}

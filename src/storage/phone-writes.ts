import { sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import type { Phone } from "../provisioning/phone.ts";
import type { PhonePatch, Store } from "../provisioning/ports.ts";
import { runIn, type StoreContext, type Trx } from "./backend.ts";
import { armedColumns } from "./grant-rows.ts";
import { keepPbx, lockGrants, lockPhones } from "./locks.ts";
import { destroyDelivered, toOwner, writePassword } from "./password-rows.ts";
import { linesToMove, resolveLines, writeLines } from "./phone-lines.ts";
import type { PhoneReads } from "./phone-reads.ts";
import { keepProfile } from "./profile-rows.ts";
import { queueRegistrations, queueReleases } from "./queue-redirects.ts";
import { queueWebhooks, type WebhookNews } from "./queue-webhooks.ts";
import { fold } from "./search.ts";
import { writeWatchedNames } from "./watched-names.ts";

export function phoneWrites(
  context: StoreContext,
  reads: PhoneReads,
): Pick<Store, "createPhone" | "updatePhone" | "deletePhone"> {
  return {
    createPhone: (phone) =>
      context.transaction(async (trx) => {
        if ((await findId(trx, phone.mac)) !== undefined) return "mac-in-use";
        if (!(await keepPbx(context, trx, phone.pbxId))) return "unknown-pbx";
        if (!(await keepProfile(context, trx, phone.pbxId, phone.profileId))) return "unknown-profile";
        const lines = await resolveLines(context, trx, phone.pbxId, phone.lines);
        if ("problem" in lines) return lines;
        const now = await context.now(trx);
        const row = await trx
          .insertInto("phones")
          .values({
            mac: phone.mac,
            mac_id: phone.macId,
            pbx_id: phone.pbxId,
            vendor_id: phone.vendorId,
            vendor_source: phone.vendorSource,
            model: phone.model,
            model_source: phone.modelSource,
            label: phone.label,
            label_folded: fold(phone.label),
            keys: JSON.stringify(phone.keys),
            modules: JSON.stringify(phone.modules),
            handsets: JSON.stringify(phone.handsets),
            profile_id: phone.profileId,
            settings: JSON.stringify(phone.settings),
            revision: 1,
            created_at: now,
            updated_at: now,
          })
          .onConflict((conflict) => conflict.column("mac").doNothing())
          .returning("id")
          .executeTakeFirst();
        // Another process was quicker.
        if (row === undefined) return "mac-in-use";
        for (const kind of ["menu", "web"] as const) {
          await trx
            .insertInto("grants")
            .values({ phone_id: row.id, kind, ...armedColumns(phone.armedUntil) })
            .execute();
          await writePassword(context, trx, row.id, { kind, accountId: null, password: phone.passwords[kind] });
        }
        await writeLines(context, trx, { id: row.id, pbxId: phone.pbxId }, lines, phone.armedUntil);
        await writeWatchedNames(trx, { pbxId: phone.pbxId, phoneId: row.id }, [phone]);
        await trx.deleteFrom("sightings").where("mac", "=", phone.mac).execute();
        await queueRegistrations(trx, { mac: phone.mac }, now);
        const made = await readBack(trx, phone.mac);
        await queueWebhooks(trx, newsOfAdmission(made), now);
        return made;
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
        await trx
          .updateTable("phones")
          .set({ ...changedColumns(patch), revision: sql`revision + 1`, updated_at: now })
          .where("id", "=", phone.phoneId)
          .execute();
        if (lines) await writeLines(context, trx, { id: phone.phoneId, pbxId }, lines, patch.armedUntil);
        if (isOtherForService(phone, patch)) {
          await queueReleases(trx, { mac, exceptAccountOf: { ...phone, ...patch, pbxId } }, now);
          await queueRegistrations(trx, { mac }, now);
        }
        const changed = await readBack(trx, mac);
        if (pbxId !== phone.pbxId) {
          await queueWebhooks(trx, { event: "phone.deleted", mac, pbxId: phone.pbxId }, now);
          await queueWebhooks(trx, newsOfAdmission(changed), now);
        }
        if (patch.keys || patch.modules || pbxId !== phone.pbxId)
          await writeWatchedNames(trx, { pbxId, phoneId: phone.phoneId }, [changed]);
        return changed;
      }),

    deletePhone: (mac, expectedRevision) =>
      context.transaction(async (trx) => {
        const phone = await lockPhone(trx, mac);
        if (phone === undefined) return "not-found";
        if (expectedRevision !== undefined && phone.revision !== expectedRevision) return "stale";
        await lockGrants(context, trx, { phoneId: phone.phoneId });
        const grants = await trx
          .deleteFrom("grants")
          .where("phone_id", "=", phone.phoneId)
          .returning(["kind", "phone_id", "account_id"])
          .execute();
        const now = await context.now(trx);
        await queueReleases(trx, { mac }, now);
        await queueWebhooks(trx, { event: "phone.deleted", mac, pbxId: phone.pbxId }, now);
        await trx.deleteFrom("phones").where("id", "=", phone.phoneId).execute();
        await destroyDelivered(context, trx, grants.map(toOwner));
        return "deleted";
      }),
  };

  /** The phone as it is now, locked until the transaction ends. */
  async function lockPhone(trx: Trx, mac: Mac): Promise<Phone | undefined> {
    await lockPhones(context, trx, [mac]);
    return reads.findPhone(runIn(trx), mac);
  }

  async function readBack(trx: Trx, mac: Mac): Promise<Phone> {
    const phone = await reads.findPhone(runIn(trx), mac);
    if (phone === undefined) throw new Error(`Phone ${mac} was written and is not there`);
    return phone;
  }
}

function newsOfAdmission({ mac, pbxId, vendorId, model, lines }: Phone): WebhookNews {
  const accounts = lines.map(({ username }) => username);
  return { event: "phone.admitted", mac, pbxId, detail: { vendor: vendorId, model, accounts } };
}

/** Whether a redirect service must be told: another one, by another MAC-ID, or another form of the address. */
function isOtherForService(phone: Phone, patch: PhonePatch): boolean {
  return (["pbxId", "vendorId", "model", "macId"] as const).some(
    (name) => patch[name] !== undefined && patch[name] !== phone[name],
  );
}

async function findId(trx: Trx, mac: Mac): Promise<number | undefined> {
  return (await trx.selectFrom("phones").select("id").where("mac", "=", mac).executeTakeFirst())?.id;
}

function changedColumns({ label, keys, modules, handsets, settings, ...patch }: PhonePatch) {
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
    settings: settings && JSON.stringify(settings),
  };
}

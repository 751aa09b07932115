import type { Mac } from "../provisioning/mac.ts";
import type { Phone } from "../provisioning/phone.ts";
import type { NewPhone } from "../provisioning/ports.ts";
import { runIn, type StoreContext, type Trx } from "./backend.ts";
import { forgetDeleted } from "./deleted-phones.ts";
import { armedColumns } from "./grant-rows.ts";
import { writePhonePassword } from "./password-rows.ts";
import { type ResolvedLine, writeLines } from "./phone-lines.ts";
import type { PhoneReads } from "./phone-reads.ts";
import { queuePhones } from "./queue-pbx.ts";
import { queueRegistrations } from "./queue-redirects.ts";
import { queueWebhooks, type WebhookNews } from "./queue-webhooks.ts";
import { fold } from "./search.ts";
import { writeWatchedNames } from "./watched-names.ts";

/** Puts a phone on the allow-list, whoever admitted it. Its PBX and its profile must be held. */
export async function insertPhone(
  context: StoreContext,
  trx: Trx,
  reads: PhoneReads,
  phone: Omit<NewPhone, "lines" | "pool"> & { lines: readonly ResolvedLine[] },
): Promise<Phone | "mac-in-use"> {
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
      sharing: phone.isShared ? "shared" : "never",
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
    await writePhonePassword(context, trx, row.id, kind, phone.passwords[kind]);
  }
  await writeLines(context, trx, { id: row.id, pbxId: phone.pbxId }, phone.lines, phone.armedUntil);
  await writeWatchedNames(trx, { pbxId: phone.pbxId, phoneId: row.id }, [phone]);
  await trx.deleteFrom("sightings").where("mac", "=", phone.mac).execute();
  await forgetDeleted(trx, phone.mac);
  await queueRegistrations(trx, { mac: phone.mac }, now);
  await queuePhones(trx, { mac: phone.mac }, now);
  const made = await readWritten(reads, trx, phone.mac);
  await queueWebhooks(trx, newsOfAdmission(made), now);
  return made;
}

export async function isAdmitted(trx: Trx, mac: Mac): Promise<boolean> {
  return (await trx.selectFrom("phones").select("id").where("mac", "=", mac).executeTakeFirst()) !== undefined;
}

/** The phone as this transaction has it. */
export async function readWritten(reads: PhoneReads, trx: Trx, mac: Mac): Promise<Phone> {
  const phone = await reads.findPhone(runIn(trx), mac);
  if (phone === undefined) throw new Error(`Phone ${mac} was written and is not there`);
  return phone;
}

export function newsOfAdmission({ mac, pbxId, vendorId, model, lines }: Phone): WebhookNews {
  const accounts = lines.map(({ username }) => username);
  return { event: "phone.admitted", mac, pbxId, detail: { vendor: vendorId, model, accounts } };
}

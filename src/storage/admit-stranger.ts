import { type AdmissionStore, isTeachIn, modeAt, type Stranger, takesVendor } from "../provisioning/admission.ts";
import { holdPool, lineFrom } from "./account-pool.ts";
import { lockPolicy, networksOf, toPolicy } from "./admission-rows.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { wasDeleted } from "./deleted-phones.ts";
import { insertPhone, isAdmitted } from "./insert-phone.ts";
import { resolveLines } from "./phone-lines.ts";
import type { PhoneReads } from "./phone-reads.ts";
import { keepProfile } from "./profile-rows.ts";

const HOUR_MS = 3_600_000;

export function strangerRows(
  context: StoreContext,
  reads: PhoneReads,
): Pick<AdmissionStore, "admitStranger" | "wasDeleted"> {
  return {
    admitStranger: (stranger) => context.transaction((trx) => admit(trx, stranger)),
    wasDeleted: (mac) => wasDeleted(context.db, mac),
  };

  async function admit(trx: Trx, stranger: Stranger): ReturnType<AdmissionStore["admitStranger"]> {
    const { mac, pbxId, network } = stranger;
    // One after the other for each PBX: limits and pool are judged by what is there.
    if (!(await holdPool(context, trx, pbxId))) return "not-covered";
    if (await isAdmitted(trx, mac)) return "mac-in-use";
    const row = await lockPolicy(context, trx, pbxId);
    if (row === undefined) return "not-covered";
    const policy = toPolicy(row, await networksOf(trx, pbxId));
    const now = await context.now(trx);
    const isCovered = policy.networks.includes(network) && takesVendor(policy, stranger.vendorId);
    if (!isCovered || modeAt(policy, now) !== "auto") return "not-covered";
    if (await wasDeleted(trx, mac)) return "deleted-before";
    // The clock may have jumped back.
    const isSameHour = now - row.hour_began_at < HOUR_MS;
    const inThisHour = isSameHour ? row.hour_admitted : 0;
    if (row.admitted >= row.most || inThisHour >= row.most_per_hour) return "limit-reached";
    const wanted = policy.pool === null ? [] : await lineFrom(context, trx, pbxId, policy.pool);
    if (wanted === undefined) return "pool-empty";
    const lines = await resolveLines(context, trx, pbxId, wanted);
    if ("problem" in lines) return "pool-empty";
    if (!(await keepProfile(context, trx, pbxId, policy.profileId))) return "not-covered";
    const phone = await insertPhone(context, trx, reads, { ...stranger, profileId: policy.profileId, lines });
    if (phone === "mac-in-use") return phone;
    await trx
      .updateTable("admission_policies")
      .set({
        admitted: row.admitted + 1,
        hour_admitted: inThisHour + 1,
        hour_began_at: isSameHour ? row.hour_began_at : now,
      })
      .where("pbx_id", "=", pbxId)
      .execute();
    return { phone, account: wanted[0]?.username ?? null, isTeachIn: isTeachIn(policy, now) };
  }
}

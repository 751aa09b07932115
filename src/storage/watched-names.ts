import { sql } from "kysely";
import { watchedNumbers } from "../provisioning/file-material.ts";
import type { Trx } from "./backend.ts";

/** Whose keys: a phone's own, or those of a profile. */
type Watcher = { pbxId: string; phoneId: number } | { pbxId: string; profileId: string };

type Keys = Parameters<typeof watchedNumbers>[0];

/** Notes whose display names these keys show, in place of what was noted before. */
export async function writeWatchedNames(trx: Trx, watcher: Watcher, layouts: readonly Keys[]): Promise<void> {
  await forgetWatchedNames(trx, watcher);
  const { pbxId } = watcher;
  const owner = "phoneId" in watcher ? { phone_id: watcher.phoneId } : { profile_id: watcher.profileId };
  const numbers = [...new Set(layouts.flatMap(watchedNumbers))];
  if (numbers.length === 0) return;
  await trx
    .insertInto("watched_names")
    .values(numbers.map((number) => ({ pbx_id: pbxId, number, phone_id: null, profile_id: null, ...owner })))
    .execute();
}

export async function forgetWatchedNames(trx: Trx, watcher: Watcher): Promise<void> {
  const query = trx.deleteFrom("watched_names");
  if ("phoneId" in watcher) await query.where("phone_id", "=", watcher.phoneId).execute();
  else await query.where("pbx_id", "=", watcher.pbxId).where("profile_id", "=", watcher.profileId).execute();
}

/** The files of whoever shows the names of these accounts are others now. In the order of ids, as all that locks phones does. */
export async function reviseWatchers(trx: Trx, pbxId: string, numbers: readonly string[]): Promise<void> {
  const rows = await trx
    .selectFrom("watched_names")
    .select(["phone_id", "profile_id"])
    .where("pbx_id", "=", pbxId)
    .where("number", "in", [...numbers])
    .execute();
  const phoneIds = [...new Set(rows.flatMap(({ phone_id }) => phone_id ?? []))].sort((a, b) => a - b);
  for (const id of phoneIds)
    await trx.updateTable("phones").set({ revision: sql`revision + 1` }).where("id", "=", id).execute();
  const profileIds = [...new Set(rows.flatMap(({ profile_id }) => profile_id ?? []))].sort();
  for (const id of profileIds) {
    await trx
      .updateTable("profiles")
      .set({ revision: sql`revision + 1` })
      .where("pbx_id", "=", pbxId)
      .where("id", "=", id)
      .execute();
  }
}

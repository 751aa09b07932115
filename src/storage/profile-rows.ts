import type { KeyLayout } from "../provisioning/function-key.ts";
import type { Store } from "../provisioning/ports.ts";
import type { Profile } from "../provisioning/profile.ts";
import type { Settings } from "../provisioning/settings.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { keepPbx } from "./locks.ts";
import { pageOf } from "./paging.ts";
import { contains, patternOf } from "./search.ts";
import { compileOnce } from "./statement.ts";
import type { ProfileTable } from "./tables.ts";
import { forgetWatchedNames, writeWatchedNames } from "./watched-names.ts";

type ProfileStore = Pick<
  Store,
  "createProfile" | "findProfile" | "listProfiles" | "updateProfile" | "deleteProfile" | "findDisplayNames"
>;

export function profileRows(context: StoreContext): ProfileStore {
  const { db } = context;
  const profileById = compileOnce(({ pbxId, id }: { pbxId: string; id: string }) =>
    db.selectFrom("profiles").selectAll().where("pbx_id", "=", pbxId).where("id", "=", id),
  );

  return {
    createProfile: ({ pbxId, id, label, settings, layouts }) =>
      context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const now = await context.now(trx);
        const row = await trx
          .insertInto("profiles")
          .values({
            pbx_id: pbxId,
            id,
            label,
            settings: JSON.stringify(settings),
            layouts: JSON.stringify(layouts),
            revision: 1,
            created_at: now,
            updated_at: now,
          })
          .onConflict((conflict) => conflict.columns(["pbx_id", "id"]).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return "profile-exists";
        await writeWatchedNames(trx, { pbxId, profileId: id }, Object.values(layouts));
        return toProfile(row);
      }),

    async findProfile(pbxId, id) {
      const [row] = await context.read(profileById({ pbxId, id }));
      return row && toProfile(row);
    },

    async listProfiles(pbxId, { limit, cursor, search }) {
      let query = db.selectFrom("profiles").selectAll().where("pbx_id", "=", pbxId);
      if (cursor !== undefined) query = query.where("id", ">", cursor);
      if (search) {
        const pattern = patternOf(search);
        query = query.where((eb) => eb.or(["id", "label"].map((column) => contains(column, pattern))));
      }
      const rows = await query
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => row.id);
      return { items: items.map(toProfile), next };
    },

    updateProfile: (pbxId, id, { label, settings, layouts }, expectedRevision) =>
      context.transaction(async (trx) => {
        const profile = await lockProfile(trx, pbxId, id);
        if (profile === undefined) return "not-found";
        if (expectedRevision !== undefined && profile.revision !== expectedRevision) return "stale";
        const row = await trx
          .updateTable("profiles")
          .set({
            label,
            settings: settings && JSON.stringify(settings),
            layouts: layouts && JSON.stringify(layouts),
            revision: profile.revision + 1,
            updated_at: await context.now(trx),
          })
          .where("pbx_id", "=", pbxId)
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        if (layouts) await writeWatchedNames(trx, { pbxId, profileId: id }, Object.values(layouts));
        return toProfile(row);
      }),

    deleteProfile: (pbxId, id, expectedRevision) =>
      context.transaction(async (trx) => {
        const profile = await lockProfile(trx, pbxId, id);
        if (profile === undefined) return "not-found";
        if (expectedRevision !== undefined && profile.revision !== expectedRevision) return "stale";
        const inUse = await trx
          .selectFrom("phones")
          .select("id")
          .where("pbx_id", "=", pbxId)
          .where("profile_id", "=", id)
          .limit(1)
          .executeTakeFirst();
        if (inUse !== undefined) return "profile-in-use";
        const policies = trx.selectFrom("admission_policies").select("pbx_id").where("pbx_id", "=", pbxId);
        if ((await policies.where("profile_id", "=", id).executeTakeFirst()) !== undefined) return "profile-in-policy";
        await forgetWatchedNames(trx, { pbxId, profileId: id });
        await trx.deleteFrom("profiles").where("pbx_id", "=", pbxId).where("id", "=", id).execute();
        return "deleted";
      }),

    async findDisplayNames(pbxId, numbers) {
      const wanted = [...numbers];
      const rows = await db
        .selectFrom("accounts")
        .select(["username", "number", "display_name"])
        .where("pbx_id", "=", pbxId)
        .where((eb) => eb.or([eb("username", "in", wanted), eb("number", "in", wanted)]))
        .orderBy("username", "desc")
        .execute();
      // A username says more than a number, which several accounts can share.
      const named = rows.filter((row) => row.display_name !== "");
      return new Map([
        ...named.map((row) => [row.number, row.display_name] as const),
        ...named.map((row) => [row.username, row.display_name] as const),
      ]);
    },
  };

  async function lockProfile(trx: Trx, pbxId: string, id: string): Promise<ProfileTable | undefined> {
    const query = trx.selectFrom("profiles").selectAll().where("pbx_id", "=", pbxId).where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }
}

/** Whether the PBX has such a profile; it then cannot be deleted before the transaction ends. */
export async function keepProfile(context: StoreContext, trx: Trx, pbxId: string, id: string | null): Promise<boolean> {
  if (id === null) return true;
  const query = trx.selectFrom("profiles").select("id").where("pbx_id", "=", pbxId).where("id", "=", id);
  return (await query.$if(context.locksRows, (locked) => locked.forShare()).executeTakeFirst()) !== undefined;
}

function toProfile(row: ProfileTable): Profile {
  return {
    id: row.id,
    pbxId: row.pbx_id,
    label: row.label,
    settings: JSON.parse(row.settings) as Settings,
    layouts: JSON.parse(row.layouts) as Record<string, KeyLayout>,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

import { LINKS, type LinkSettings, type LinkStore } from "../provisioning/pbx-link.ts";
import type { StoreContext } from "./backend.ts";
import { queueAccounts } from "./queue-pbx.ts";

/** Accounts whose old password is accepted beside the new one. */
export function overlapRows(context: StoreContext): Pick<LinkStore, "listOverlaps" | "endOverlaps"> {
  const { db } = context;
  return {
    async listOverlaps(pbxId) {
      const link = await db.selectFrom("pbx_links").select("settings").where("pbx_id", "=", pbxId).executeTakeFirst();
      if (link === undefined) return [];
      const { asksAnew } = LINKS[(JSON.parse(link.settings) as LinkSettings).kind];
      const rows = await db
        .selectFrom("accounts")
        .innerJoin("account_secrets", "account_secrets.account_id", "accounts.id")
        .innerJoin("pbx_jobs", (join) =>
          join.onRef("pbx_jobs.pbx_id", "=", "accounts.pbx_id").onRef("pbx_jobs.name", "=", "accounts.username"),
        )
        .select(["accounts.username", "account_secrets.previous_since"])
        .where("accounts.pbx_id", "=", pbxId)
        .where("account_secrets.previous_since", "is not", null)
        .where("pbx_jobs.subject", "=", "account")
        // Until it is told, what the PBX calls the new password is an older one, which phones have used long ago.
        .$if(asksAnew !== true, (query) => query.where("pbx_jobs.state", "=", "done"))
        .orderBy("accounts.username")
        .execute();
      return rows.map(({ username, previous_since }) => ({ username, since: previous_since ?? 0 }));
    },

    endOverlaps: (pbxId, overlaps) =>
      context.transaction(async (trx) => {
        if (overlaps.length === 0) return;
        const since = new Map(overlaps.map((overlap) => [overlap.username, overlap.since]));
        const rows = await trx
          .selectFrom("account_secrets")
          .innerJoin("accounts", "accounts.id", "account_secrets.account_id")
          .select(["accounts.username", "account_secrets.account_id", "account_secrets.previous_since"])
          .where("accounts.pbx_id", "=", pbxId)
          .where("accounts.username", "in", [...since.keys()])
          .orderBy("account_secrets.account_id")
          .$if(context.locksRows, (query) => query.forUpdate("account_secrets"))
          .execute();
        const ended = rows.filter((row) => row.previous_since === since.get(row.username));
        const ids = ended.map(({ account_id }) => account_id);
        if (ids.length === 0) return;
        await trx
          .updateTable("account_secrets")
          .set({ sealed_previous_ha1: null, previous_since: null })
          .where("account_id", "in", ids)
          .execute();
        await queueAccounts(trx, ids, await context.now(trx));
      }),
  };
}

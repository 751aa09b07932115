import type { Selectable } from "kysely";
import type { Link, LinkCredentials, LinkSettings, LinkStore, OpenLink } from "../provisioning/pbx-link.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { keepPbx } from "./locks.ts";
import type { PbxLinkTable } from "./pbx-link-tables.ts";
import { queueAllAccounts, queuePhones, releasePbx } from "./queue-pbx.ts";
import type { Vault } from "./vault.ts";

type Rows = Pick<
  LinkStore,
  "putLink" | "findLink" | "openLinks" | "deleteLink" | "findAccountStates" | "retryLink" | "queueMovedPhones"
>;
type LinkRow = Selectable<PbxLinkTable>;
type OpenRow = LinkRow & { host: string; realm: string | null };

export function pbxLinkRows(context: StoreContext): Rows {
  const { db, vault } = context;

  async function find(pbxId: string): Promise<Link | undefined> {
    const row = await db.selectFrom("pbx_links").selectAll().where("pbx_id", "=", pbxId).executeTakeFirst();
    if (row === undefined) return undefined;
    const counts = await db
      .selectFrom("pbx_jobs")
      .select(["state", (eb) => eb.fn.countAll<number>().as("total")])
      .where("pbx_id", "=", pbxId)
      .where("state", "<>", "done")
      .groupBy("state")
      .execute();
    const count = (state: string) => Number(counts.find((found) => found.state === state)?.total ?? 0);
    return toLink(row, { pending: count("pending"), failed: count("failed") });
  }

  async function lock(trx: Trx, pbxId: string): Promise<LinkRow | undefined> {
    const query = trx.selectFrom("pbx_links").selectAll().where("pbx_id", "=", pbxId);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }

  return {
    async putLink({ pbxId, settings, credentials, passwordOrder }) {
      const isNew = await context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return undefined;
        const before = await lock(trx, pbxId);
        const now = await context.now(trx);
        const columns = {
          settings: JSON.stringify(settings),
          sealed_credentials: vault.seal(JSON.stringify(credentials), linkIdentity(pbxId)),
          password_order: passwordOrder,
          wants_phones: Number(settings.kind === "kamailio" && settings.addressGroup !== undefined),
          last_error: null,
          // It may be another PBX now.
          ...{ next_ask_at: 0, fresh_until: null, ask_state: "not-asked" as const, ask_error: null },
          revision: (before?.revision ?? 0) + 1,
          updated_at: now,
        };
        await trx
          .insertInto("pbx_links")
          .values({ pbx_id: pbxId, told_at: null, created_at: now, ...columns })
          .onConflict((conflict) => conflict.column("pbx_id").doUpdateSet(columns))
          .execute();
        await queueAllAccounts(trx, pbxId, now);
        await queuePhones(trx, { pbxId }, now);
        return before === undefined;
      });
      const link = isNew === undefined ? undefined : await find(pbxId);
      return link === undefined || isNew === undefined ? "unknown-pbx" : { link, isNew };
    },

    findLink: find,

    async openLinks() {
      const rows = await db
        .selectFrom("pbx_links")
        .innerJoin("pbxs", "pbxs.id", "pbx_links.pbx_id")
        .selectAll("pbx_links")
        .select(["pbxs.host", "pbxs.realm"])
        .orderBy("pbx_links.pbx_id")
        .execute();
      return rows.map((row) => openLink(row, vault));
    },

    deleteLink: (pbxId, expectedRevision) =>
      context.transaction(async (trx) => {
        const row = await lock(trx, pbxId);
        if (row === undefined) return "not-found";
        if (expectedRevision !== undefined && row.revision !== expectedRevision) return "stale";
        const accounts = trx.selectFrom("accounts").select("id").where("pbx_id", "=", pbxId);
        // Nobody will say any more that the PBX has them.
        await trx.updateTable("grants").set({ pbx_order: null }).where("account_id", "in", accounts).execute();
        await trx
          .updateTable("account_secrets")
          .set({ sealed_previous_ha1: null, previous_since: null })
          .where("account_id", "in", accounts)
          .where("sealed_previous_ha1", "is not", null)
          .execute();
        await trx.deleteFrom("pbx_links").where("pbx_id", "=", pbxId).execute();
        return "deleted";
      }),

    async findAccountStates(pbxId, usernames) {
      if (usernames.length === 0) return new Map();
      const rows = await db
        .selectFrom("pbx_jobs")
        .select(["name", "state", "waits_for_phone", "error", "updated_at"])
        .where("pbx_id", "=", pbxId)
        .where("subject", "=", "account")
        .where("name", "in", usernames)
        .execute();
      return new Map(
        rows.map((row) => {
          const state = row.state === "done" ? "told" : row.waits_for_phone === 1 ? "waits-for-phone" : row.state;
          return [row.name, { state, error: row.error, updatedAt: row.updated_at }];
        }),
      );
    },

    retryLink: (pbxId) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        const accounts = await trx
          .selectFrom("accounts")
          .innerJoin("pbx_jobs", (join) =>
            join.onRef("pbx_jobs.pbx_id", "=", "accounts.pbx_id").onRef("pbx_jobs.name", "=", "accounts.username"),
          )
          .select("accounts.id")
          .where("accounts.pbx_id", "=", pbxId)
          .where("pbx_jobs.waits_for_phone", "=", 1)
          .execute();
        await releasePbx(
          trx,
          accounts.map(({ id }) => id),
          now,
        );
        const { numUpdatedRows } = await trx
          .updateTable("pbx_jobs")
          .set({ state: "pending", attempts: 0, next_try_at: now, error: null })
          .where("pbx_id", "=", pbxId)
          .where("state", "<>", "done")
          .executeTakeFirst();
        return Number(numUpdatedRows);
      }),

    queueMovedPhones: () => context.transaction(async (trx) => queuePhones(trx, "moved", await context.now(trx))),
  };
}

/** What a link's sealed credentials are bound to. */
export function linkIdentity(pbxId: string): string {
  return `link:${pbxId}`;
}

export function openLink(row: OpenRow, vault: Vault): OpenLink {
  return {
    pbxId: row.pbx_id,
    settings: JSON.parse(row.settings) as LinkSettings,
    credentials: JSON.parse(vault.open(row.sealed_credentials, linkIdentity(row.pbx_id))) as LinkCredentials,
    domain: row.host,
    realm: row.realm ?? row.host,
    revision: row.revision,
    createdAt: row.created_at,
  };
}

function toLink(row: LinkRow, counts: Pick<Link, "pending" | "failed">): Link {
  return {
    pbxId: row.pbx_id,
    settings: JSON.parse(row.settings) as LinkSettings,
    passwordOrder: row.password_order,
    ...counts,
    lastError: row.last_error,
    toldAt: row.told_at,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

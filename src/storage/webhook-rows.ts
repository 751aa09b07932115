import { type Selectable, sql } from "kysely";
import type { Webhook, WebhookEvent, WebhookStore } from "../provisioning/webhook.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { keepPbx } from "./locks.ts";
import type { WebhookTable } from "./webhook-tables.ts";

type Rows = Pick<WebhookStore, "createWebhook" | "listWebhooks" | "findWebhook" | "updateWebhook" | "deleteWebhook">;

/** Each change of a phone writes a row for each of them. */
const MOST_OF_A_PBX = 10;

export function webhookRows(context: StoreContext): Rows {
  const { db, vault } = context;

  function select(pbxId: string) {
    return db
      .selectFrom("webhooks")
      .selectAll()
      .select((eb) =>
        eb
          .selectFrom("webhook_deliveries")
          .select((count) => count.fn.countAll<number>().as("total"))
          .whereRef("webhook_deliveries.webhook_id", "=", "webhooks.id")
          .as("waiting"),
      )
      .where("pbx_id", "=", pbxId);
  }

  async function find(pbxId: string, id: string): Promise<Webhook | undefined> {
    const row = await select(pbxId).where("id", "=", id).executeTakeFirst();
    return row && toWebhook(row);
  }

  /** The row, locked, where it is there and still the one that is expected. */
  async function lock(trx: Trx, pbxId: string, id: string, expectedRevision: number | undefined) {
    const row = await trx
      .selectFrom("webhooks")
      .selectAll()
      .where("pbx_id", "=", pbxId)
      .where("id", "=", id)
      .$if(context.locksRows, (query) => query.forUpdate())
      .executeTakeFirst();
    if (row === undefined) return "not-found";
    return expectedRevision !== undefined && row.revision !== expectedRevision ? "stale" : row;
  }

  return {
    createWebhook: ({ id, pbxId, url, events, secret }) =>
      context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return "unknown-pbx";
        const { total } = await trx
          .selectFrom("webhooks")
          .select((eb) => eb.fn.countAll<number>().as("total"))
          .where("pbx_id", "=", pbxId)
          .executeTakeFirstOrThrow();
        if (Number(total) >= MOST_OF_A_PBX) return "too-many-webhooks";
        const now = await context.now(trx);
        const row = await trx
          .insertInto("webhooks")
          .values({
            id,
            pbx_id: pbxId,
            url,
            events: JSON.stringify(events),
            sealed_secret: vault.seal(secret.reveal(), webhookIdentity(id)),
            last_error: null,
            revision: 1,
            created_at: now,
            updated_at: now,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return toWebhook({ ...row, waiting: 0 });
      }),

    listWebhooks: async (pbxId) =>
      (await select(pbxId).orderBy("created_at").orderBy("id").execute()).map((row) => toWebhook(row)),

    findWebhook: find,

    async updateWebhook(pbxId, id, { url, events }, expectedRevision) {
      const changed = await context.transaction(async (trx) => {
        const row = await lock(trx, pbxId, id, expectedRevision);
        if (typeof row === "string") return row;
        const now = await context.now(trx);
        await trx
          .updateTable("webhooks")
          .set({ url, events: events && JSON.stringify(events), revision: row.revision + 1, updated_at: now })
          .where("id", "=", id)
          .execute();
        await trx
          .updateTable("webhook_deliveries")
          .set({ next_try_at: now, attempts: sql<number>`0` })
          .where("webhook_id", "=", id)
          .execute();
        return undefined;
      });
      return changed ?? (await find(pbxId, id)) ?? "not-found";
    },

    deleteWebhook: (pbxId, id, expectedRevision) =>
      context.transaction(async (trx) => {
        const row = await lock(trx, pbxId, id, expectedRevision);
        if (typeof row === "string") return row;
        await trx.deleteFrom("webhooks").where("id", "=", id).execute();
        return "deleted";
      }),
  };
}

/** What a sealed secret is bound to. */
export function webhookIdentity(id: string): string {
  return `webhook:${id}`;
}

function toWebhook(row: Selectable<WebhookTable> & { waiting: number | null }): Webhook {
  return {
    id: row.id,
    pbxId: row.pbx_id,
    url: row.url,
    events: JSON.parse(row.events) as WebhookEvent[],
    waiting: Number(row.waiting ?? 0),
    lastError: row.last_error,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

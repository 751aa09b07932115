import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Pbx } from "../provisioning/pbx.ts";
import { completeAccess, OPEN_ACCESS, type PbxAccess } from "../provisioning/pbx-access.ts";
import type { Store } from "../provisioning/ports.ts";
import type { Settings } from "../provisioning/settings.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { pageOf } from "./paging.ts";
import { queueAllAccounts } from "./queue-pbx.ts";
import { giveTimeBack } from "./rollout-rows.ts";
import { isOneOf, keepCustomer } from "./scope-rows.ts";
import { contains, patternOf } from "./search.ts";
import { compileOnce } from "./statement.ts";
import type { PbxTable } from "./tables.ts";

export function pbxRows(
  context: StoreContext,
): Pick<Store, "createPbx" | "findPbx" | "listPbxs" | "updatePbx" | "deletePbx"> {
  const { db } = context;
  const pbxById = compileOnce(({ id }: { id: string }) => db.selectFrom("pbxs").selectAll().where("id", "=", id));

  return {
    createPbx: ({ settings, vendors, clientCertificates, access, ...pbx }) =>
      context.transaction(async (trx) => {
        if (pbx.customer !== null && !(await keepCustomer(context, trx, pbx.customer))) return "unknown-customer";
        const now = await context.now(trx);
        const row = await trx
          .insertInto("pbxs")
          .values({
            ...pbx,
            settings: JSON.stringify(settings),
            vendors: JSON.stringify(vendors),
            client_certificates: JSON.stringify(clientCertificates),
            access: writeAccess(access),
            events_after: lastEventId(),
            revision: 1,
            created_at: now,
            updated_at: now,
          })
          .onConflict((conflict) => conflict.column("id").doNothing())
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? "pbx-exists" : toPbx(row);
      }),

    async findPbx(id) {
      const [row] = await context.read(pbxById({ id }));
      return row && toPbx(row);
    },

    async listPbxs({ limit, cursor, search, ids }) {
      let query = db.selectFrom("pbxs").selectAll();
      if (cursor !== undefined) query = query.where("id", ">", cursor);
      if (ids !== undefined) query = query.where(isOneOf(context, "id", ids));
      if (search) {
        const pattern = patternOf(search);
        query = query.where((eb) => eb.or(["id", "host", "customer"].map((column) => contains(column, pattern))));
      }
      const { items, next } = pageOf(
        await query
          .orderBy("id")
          .limit(limit + 1)
          .execute(),
        limit,
        (row) => row.id,
      );
      return { items: items.map(toPbx), next };
    },

    updatePbx: (id, { settings, vendors, clientCertificates, access, paused, ...patch }, expectedRevision) =>
      context.transaction(async (trx) => {
        const { customer = null } = patch;
        const isUnknown = customer !== null && !(await keepCustomer(context, trx, customer));
        const pbx = await lockPbx(trx, id);
        if (pbx === undefined) return "not-found";
        if (expectedRevision !== undefined && pbx.revision !== expectedRevision) return "stale";
        if (isUnknown) return "unknown-customer";
        const now = await context.now(trx);
        const row = await trx
          .updateTable("pbxs")
          .set({
            ...patch,
            paused_at: paused === undefined ? undefined : paused ? (pbx.paused_at ?? now) : null,
            settings: settings && JSON.stringify(settings),
            vendors: vendors && JSON.stringify(vendors),
            client_certificates: clientCertificates && JSON.stringify(clientCertificates),
            access: access && writeAccess(access),
            revision: pbx.revision + 1,
            updated_at: now,
          })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        if (pbx.paused_at !== null && row.paused_at === null) await giveTimeBack(trx, id, now - Number(pbx.paused_at));
        const isOtherRealm = (row.realm ?? row.host) !== (pbx.realm ?? pbx.host);
        if (isOtherRealm) await dropHa1(trx, id);
        if (isOtherRealm || row.host !== pbx.host) await queueAllAccounts(trx, id, row.updated_at);
        return toPbx(row);
      }),

    deletePbx: (id, expectedRevision) =>
      context.transaction(async (trx) => {
        const pbx = await lockPbx(trx, id);
        if (pbx === undefined) return "not-found";
        if (expectedRevision !== undefined && pbx.revision !== expectedRevision) return "stale";
        const phone = await trx.selectFrom("phones").select("id").where("pbx_id", "=", id).limit(1).executeTakeFirst();
        if (phone !== undefined) return "pbx-in-use";
        // With the PBX go the credentials that a release needs.
        const waiting = trx
          .selectFrom("redirects")
          .select("id")
          .where("pbx_id", "=", id)
          .where("state", "=", "pending");
        if ((await waiting.limit(1).executeTakeFirst()) !== undefined) return "redirect-pending";
        await trx.deleteFrom("pbxs").where("id", "=", id).execute();
        return "deleted";
      }),
  };

  /** Of the one that happened last: a subquery, in the words of the statement around it. */
  function lastEventId(): RawBuilder<number> {
    return sql<number>`(select coalesce(max(id), 0) from events)`;
  }

  async function lockPbx(trx: Trx, id: string): Promise<Selectable<PbxTable> | undefined> {
    const query = trx.selectFrom("pbxs").selectAll().where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }
}

/** HA1 holds the realm; the passwords that could make new ones are gone. */
async function dropHa1(trx: Trx, pbxId: string): Promise<void> {
  await trx
    .updateTable("account_secrets")
    .set({ sealed_ha1: null, sealed_previous_ha1: null, previous_since: null })
    .where("account_id", "in", (eb) => eb.selectFrom("accounts").select("id").where("pbx_id", "=", pbxId))
    .where((eb) => eb.or([eb("sealed_ha1", "is not", null), eb("sealed_previous_ha1", "is not", null)]))
    .execute();
}

function toPbx(row: Selectable<PbxTable>): Pbx {
  return {
    id: row.id,
    host: row.host,
    port: row.port,
    transport: row.transport,
    customer: row.customer,
    realm: row.realm,
    settings: JSON.parse(row.settings) as Settings,
    vendors: JSON.parse(row.vendors) as Pbx["vendors"],
    clientCertificates: JSON.parse(row.client_certificates) as Pbx["clientCertificates"],
    access: readAccess(row.access),
    pausedAt: row.paused_at,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The column of a PBX that asks for nothing: with it, nobody looks for what its phones prove themselves by. */
export const OPEN_COLUMN = "{}";

function writeAccess(access: PbxAccess): string {
  const complete = completeAccess(access);
  return complete === OPEN_ACCESS ? OPEN_COLUMN : JSON.stringify(complete);
}

const known = new Map<string, PbxAccess>();
const MAX_KNOWN = 1000;

export function readAccess(column: string): PbxAccess {
  if (column === OPEN_COLUMN) return OPEN_ACCESS;
  const access = known.get(column) ?? completeAccess(JSON.parse(column) as PbxAccess);
  if (known.size < MAX_KNOWN) known.set(column, access);
  return access;
}

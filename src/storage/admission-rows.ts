import type { Selectable } from "kysely";
import type { AccountPool, AdmissionPolicy, AdmissionStore, NewAdmissionPolicy } from "../provisioning/admission.ts";
import { countFree } from "./account-pool.ts";
import type { AdmissionPolicyTable } from "./admission-tables.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { keepProfile } from "./profile-rows.ts";

type PolicyStore = Omit<AdmissionStore, "admitStranger" | "wasDeleted">;

export function admissionRows(context: StoreContext): PolicyStore {
  const { db } = context;
  return {
    async putAdmissionPolicy(policy) {
      try {
        return await context.transaction((trx) => put(trx, policy));
      } catch (error) {
        if (error instanceof NetworkTaken)
          return { problem: "network-in-use", network: error.network, pbxId: error.pbxId };
        throw error;
      }
    },

    findAdmissionPolicy: (pbxId) => find(db, pbxId),

    async listAdmissionPolicies() {
      const rows = await db.selectFrom("admission_policies").selectAll().orderBy("pbx_id").execute();
      const networks = await db.selectFrom("admission_networks").selectAll().orderBy("network").execute();
      const byPbx = Map.groupBy(networks, (row) => row.pbx_id);
      return rows.map((row) =>
        toPolicy(
          row,
          (byPbx.get(row.pbx_id) ?? []).map(({ network }) => network),
        ),
      );
    },

    deleteAdmissionPolicy: (pbxId, expectedRevision) =>
      context.transaction(async (trx) => {
        const policy = await lockPolicy(context, trx, pbxId);
        if (policy === undefined) return "not-found";
        if (expectedRevision !== undefined && policy.revision !== expectedRevision) return "stale";
        await trx.deleteFrom("admission_policies").where("pbx_id", "=", pbxId).execute();
        return "deleted";
      }),

    setTeachIn: (pbxId, durationMs) =>
      context.transaction(async (trx) => {
        const row = await lockPolicy(context, trx, pbxId);
        if (row === undefined) return "not-found";
        const networks = await networksOf(trx, pbxId);
        if (durationMs !== null && networks.length === 0) return "no-networks";
        const now = await context.now(trx);
        const changed = await trx
          .updateTable("admission_policies")
          .set({
            teach_in_until: durationMs === null ? null : now + durationMs,
            revision: row.revision + 1,
            updated_at: now,
          })
          .where("pbx_id", "=", pbxId)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toPolicy(changed, networks);
      }),

    countFreeAccounts: (pbxId, pool) => countFree(db, pbxId, pool),
  };

  async function put(trx: Trx, policy: NewAdmissionPolicy): ReturnType<PolicyStore["putAdmissionPolicy"]> {
    const { pbxId, mode, networks, vendors, profileId, pool, limit, limitPerHour } = policy;
    const pbx = trx.selectFrom("pbxs").select("id").where("id", "=", pbxId);
    const held = await pbx.$if(context.locksRows, (query) => query.forUpdate()).executeTakeFirst();
    if (held === undefined) return "unknown-pbx";
    if (!(await keepProfile(context, trx, pbxId, profileId))) return "unknown-profile";
    const account = await findUnknown(trx, pbxId, pool);
    if (account !== undefined) return { problem: "unknown-account", account };
    const before = await lockPolicy(context, trx, pbxId);
    const now = await context.now(trx);
    const columns = {
      ...{ mode, vendors: JSON.stringify(vendors), profile_id: profileId, pool: pool && JSON.stringify(pool) },
      ...{ most: limit, most_per_hour: limitPerHour, admitted: 0, hour_began_at: now, hour_admitted: 0 },
      ...{ teach_in_until: null, revision: (before?.revision ?? 0) + 1, updated_at: now },
    };
    const row = await trx
      .insertInto("admission_policies")
      .values({ pbx_id: pbxId, created_at: now, ...columns })
      .onConflict((conflict) => conflict.column("pbx_id").doUpdateSet(columns))
      .returningAll()
      .executeTakeFirstOrThrow();
    await trx.deleteFrom("admission_networks").where("pbx_id", "=", pbxId).execute();
    // In one order, so that two processes do not wait for each other.
    for (const network of [...networks].sort()) {
      const { numInsertedOrUpdatedRows: written = 0n } = await trx
        .insertInto("admission_networks")
        .values({ network, pbx_id: pbxId })
        .onConflict((conflict) => conflict.column("network").doNothing())
        .executeTakeFirst();
      if (written === 0n) throw await takenBy(trx, network);
    }
    return { policy: toPolicy(row, await networksOf(trx, pbxId)), isNew: before === undefined };
  }
}

/** Thrown, so that the transaction leaves nothing behind. */
class NetworkTaken extends Error {
  readonly network: string;
  readonly pbxId: string;
  constructor(network: string, pbxId: string) {
    super(`${network} is in the policy of ${pbxId}`);
    this.network = network;
    this.pbxId = pbxId;
  }
}

async function takenBy(trx: Trx, network: string): Promise<NetworkTaken> {
  const row = await trx
    .selectFrom("admission_networks")
    .select("pbx_id")
    .where("network", "=", network)
    .executeTakeFirst();
  return new NetworkTaken(network, row?.pbx_id ?? "");
}

/** The first of the named accounts that the PBX does not have. */
async function findUnknown(trx: Trx, pbxId: string, pool: AccountPool | null): Promise<string | undefined> {
  if (pool === null || !("accounts" in pool)) return undefined;
  const accounts = trx.selectFrom("accounts").select("username").where("pbx_id", "=", pbxId);
  const rows = await accounts.where("username", "in", [...pool.accounts]).execute();
  const known = new Set(rows.map(({ username }) => username));
  return pool.accounts.find((username) => !known.has(username));
}

/** Locked: whoever admits by it waits, and sees what was changed. */
export async function lockPolicy(
  context: StoreContext,
  trx: Trx,
  pbxId: string,
): Promise<Selectable<AdmissionPolicyTable> | undefined> {
  const query = trx.selectFrom("admission_policies").selectAll().where("pbx_id", "=", pbxId);
  return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
}

export async function networksOf(db: Db, pbxId: string): Promise<string[]> {
  const query = db.selectFrom("admission_networks").select("network").where("pbx_id", "=", pbxId);
  return (await query.orderBy("network").execute()).map(({ network }) => network);
}

async function find(db: Db, pbxId: string): Promise<AdmissionPolicy | undefined> {
  const row = await db.selectFrom("admission_policies").selectAll().where("pbx_id", "=", pbxId).executeTakeFirst();
  return row && toPolicy(row, await networksOf(db, pbxId));
}

export function toPolicy(row: Selectable<AdmissionPolicyTable>, networks: readonly string[]): AdmissionPolicy {
  return {
    pbxId: row.pbx_id,
    mode: row.mode,
    networks,
    vendors: JSON.parse(row.vendors) as string[],
    profileId: row.profile_id,
    pool: row.pool === null ? null : (JSON.parse(row.pool) as AccountPool),
    limit: row.most,
    limitPerHour: row.most_per_hour,
    admitted: row.admitted,
    teachInUntil: row.teach_in_until,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

import type { Selectable } from "kysely";
import { Password } from "../provisioning/password.ts";
import type { RedirectAccount, RedirectCredentials, RedirectStore } from "../provisioning/redirect.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { queueRegistrations } from "./queue-redirects.ts";
import type { RedirectAccountTable } from "./redirect-tables.ts";
import { compileOnce } from "./statement.ts";
import type { Vault } from "./vault.ts";

type AccountStore = Pick<
  RedirectStore,
  | "putRedirectAccount"
  | "findRedirectAccount"
  | "findRedirectFor"
  | "openRedirectAccount"
  | "countRedirects"
  | "deleteRedirectAccount"
>;
type AccountRow = Selectable<RedirectAccountTable>;

export function redirectAccountRows(context: StoreContext): AccountStore {
  const { db, vault } = context;
  const accountByService = compileOnce(({ pbxId, service }: { pbxId: string; service: AccountRow["service"] }) =>
    db.selectFrom("redirect_accounts").selectAll().where("pbx_id", "=", pbxId).where("service", "=", service),
  );
  const accountByVendor = compileOnce(({ pbxId, vendorId }: { pbxId: string; vendorId: string }) =>
    db.selectFrom("redirect_accounts").selectAll().where("pbx_id", "=", pbxId).where("vendor_id", "=", vendorId),
  );

  return {
    putRedirectAccount: (account) =>
      context.transaction(async (trx) => {
        // Held against phones that are admitted at this moment: they see the account, or it sees them.
        if (!(await lockPbx(trx, account.pbxId))) return "unknown-pbx";
        const { pbxId, service, vendorId } = account;
        const rows = await trx.selectFrom("redirect_accounts").selectAll().where("pbx_id", "=", pbxId).execute();
        const before = rows.find((row) => row.service === service);
        if (rows.some((row) => row.vendor_id === vendorId && row !== before)) return "other-service";
        const now = await context.now(trx);
        const credentials = { username: account.username.reveal(), password: account.password.reveal() };
        const columns = {
          vendor_id: vendorId,
          base_url: account.baseUrl,
          label: account.label,
          needs_mac_id: Number(account.needsMacId),
          check_first: Number(account.checkFirst),
          sealed_credentials: vault.seal(JSON.stringify(credentials), credentialsIdentity(pbxId, service)),
          revision: (before?.revision ?? 0) + 1,
          updated_at: now,
        };
        const row = await trx
          .insertInto("redirect_accounts")
          .values({ pbx_id: pbxId, service, created_at: now, ...columns })
          .onConflict((conflict) => conflict.columns(["pbx_id", "service"]).doUpdateSet(columns))
          .returningAll()
          .executeTakeFirstOrThrow();
        await queueRegistrations(trx, { pbxId, service }, now);
        // With other credentials a release that was refused may go through.
        await trx
          .updateTable("redirects")
          .set((eb) => ({
            state: "pending",
            generation: eb("generation", "+", 1),
            attempts: 0,
            next_try_at: now,
            error_code: null,
            error_words: null,
          }))
          .where("pbx_id", "=", pbxId)
          .where("service", "=", service)
          .where("wanted", "=", "release")
          .execute();
        return { account: toAccount(row), isNew: before === undefined };
      }),

    async findRedirectAccount(pbxId, service) {
      const [row] = await context.read(accountByService({ pbxId, service }));
      return row && toAccount(row);
    },

    async findRedirectFor(pbxId, vendorId) {
      const [row] = await context.read(accountByVendor({ pbxId, vendorId }));
      return row && toAccount(row);
    },

    async openRedirectAccount(pbxId, service) {
      const [row] = await context.read(accountByService({ pbxId, service }));
      return row && openAccount(row, vault);
    },

    async countRedirects(pbxId, service) {
      const rows = await db
        .selectFrom("redirects")
        .select(["wanted", "state", (eb) => eb.fn.countAll<number>().as("total")])
        .where("pbx_id", "=", pbxId)
        .where("service", "=", service)
        .groupBy(["wanted", "state"])
        .execute();
      const count = (wanted: string, ...states: string[]) =>
        rows
          .filter((row) => row.wanted === wanted && states.includes(row.state))
          .reduce((sum, row) => sum + row.total, 0);
      return {
        waiting: count("register", "pending"),
        registered: count("register", "done"),
        failed: count("register", "failed"),
        releasing: count("release", "pending", "failed"),
      };
    },

    deleteRedirectAccount: (pbxId, service, expectedRevision) =>
      context.transaction(async (trx) => {
        if (!(await lockPbx(trx, pbxId))) return "not-found";
        const [row] = await trx
          .selectFrom("redirect_accounts")
          .select("revision")
          .where("pbx_id", "=", pbxId)
          .where("service", "=", service)
          .execute();
        if (row === undefined) return "not-found";
        if (expectedRevision !== undefined && row.revision !== expectedRevision) return "stale";
        await trx.deleteFrom("redirect_accounts").where("pbx_id", "=", pbxId).where("service", "=", service).execute();
        return "deleted";
      }),
  };

  async function lockPbx(trx: Trx, id: string): Promise<boolean> {
    const query = trx.selectFrom("pbxs").select("id").where("id", "=", id);
    return (await query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst()) !== undefined;
  }
}

/** What sealed credentials are bound to. */
export function credentialsIdentity(pbxId: string, service: string): string {
  return `redirect:${JSON.stringify([pbxId, service])}`;
}

export function openAccount(row: AccountRow, vault: Vault): RedirectCredentials {
  const text = vault.open(row.sealed_credentials, credentialsIdentity(row.pbx_id, row.service));
  const { username, password } = JSON.parse(text) as { username: string; password: string };
  return { ...toAccount(row), username: new Password(username), password: new Password(password) };
}

function toAccount(row: AccountRow): RedirectAccount {
  return {
    pbxId: row.pbx_id,
    service: row.service,
    vendorId: row.vendor_id,
    baseUrl: row.base_url,
    label: row.label,
    needsMacId: row.needs_mac_id === 1,
    checkFirst: row.check_first === 1,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

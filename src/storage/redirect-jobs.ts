import { randomBytes } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import type { PhoneRedirect, RedirectJob, RedirectResult, RedirectStore } from "../provisioning/redirect.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { endLeases } from "./end-leases.ts";
import { toEventRow } from "./history-rows.ts";
import { queueRegistrations } from "./queue-redirects.ts";
import { openAccount } from "./redirect-account-rows.ts";
import type { RedirectTable } from "./redirect-tables.ts";
import { compileOnce } from "./statement.ts";

type JobStore = Pick<RedirectStore, "findPhoneRedirect" | "retryRedirect" | "claimRedirects" | "finishRedirect">;
type RedirectRow = Selectable<RedirectTable>;

const NONE: PhoneRedirect = {
  state: "none",
  service: null,
  url: null,
  error: null,
  attempts: 0,
  nextTryAt: null,
  updatedAt: null,
};

/** The outbox: rows that a phone's transaction wrote are claimed, told, and ticked off. */
export function redirectJobs(context: StoreContext): JobStore {
  const { db } = context;
  let endsLeases = !context.locksRows;
  const anyDue = compileOnce(({ now }: { now: number }) =>
    db
      .selectFrom("redirects")
      .select("id")
      .where(sql<boolean>`state = 'pending'`)
      .where("next_try_at", "<=", now)
      .limit(1),
  );

  async function findDue(trx: Trx, now: number, limit: number): Promise<RedirectRow[]> {
    const isClaimed = (table: string) =>
      sql<boolean>`coalesce(${sql.ref(`${table}.claimed_until`)}, 0) > cast(${now} as bigint)`;
    return (
      trx
        .selectFrom("redirects")
        .selectAll()
        .where(sql<boolean>`redirects.state = 'pending'`)
        .where("next_try_at", "<=", now)
        // Of the row itself, too: PostgreSQL looks again at what another process has just changed, but not into the subquery.
        .where(sql<boolean>`not ${isClaimed("redirects")}`)
        .where(
          sql<boolean>`not exists (select 1 from redirects as others where others.mac = redirects.mac
          and (${isClaimed("others")} or (others.state = 'pending' and others.sequence < redirects.sequence)))`,
        )
        .orderBy("next_try_at")
        .orderBy("id")
        .limit(limit)
        .$if(context.locksRows, (query) => query.forUpdate().skipLocked())
        .execute()
    );
  }

  async function toJobs(trx: Trx, rows: readonly (RedirectRow & { claim: string })[]): Promise<RedirectJob[]> {
    const jobs: RedirectJob[] = [];
    for (const row of rows) {
      const account = await trx
        .selectFrom("redirect_accounts")
        .selectAll()
        .where("pbx_id", "=", row.pbx_id)
        .where("service", "=", row.service)
        .executeTakeFirstOrThrow();
      const phone = await trx
        .selectFrom("phones")
        .select(["vendor_id", "model"])
        .where("mac", "=", row.mac)
        .where("pbx_id", "=", row.pbx_id)
        .executeTakeFirst();
      jobs.push({
        id: row.id,
        claim: row.claim,
        generation: row.generation,
        wanted: row.wanted,
        mac: row.mac as Mac,
        macId: row.mac_id,
        phone: phone === undefined ? null : { vendorId: phone.vendor_id, model: phone.model },
        attempts: row.attempts,
        lastError: row.error_code,
        account: openAccount(account, context.vault),
      });
    }
    return jobs;
  }

  return {
    async findPhoneRedirect({ mac, pbxId, vendorId }) {
      const row = await db
        .selectFrom("redirects")
        .innerJoin("redirect_accounts as accounts", (join) =>
          join.onRef("accounts.pbx_id", "=", "redirects.pbx_id").onRef("accounts.service", "=", "redirects.service"),
        )
        .selectAll("redirects")
        .where("redirects.mac", "=", mac)
        .where("redirects.pbx_id", "=", pbxId)
        .where("accounts.vendor_id", "=", vendorId)
        .executeTakeFirst();
      return row === undefined ? NONE : toPhoneRedirect(row);
    },

    retryRedirect: (mac) =>
      context.transaction(async (trx) => (await queueRegistrations(trx, { mac }, await context.now(trx))) > 0),

    async claimRedirects(limit, leaseMs) {
      // Nearly always there is nothing, which then costs no transaction.
      if ((await context.read(anyDue({ now: await context.now(db) }))).length === 0) return [];
      const jobs = await context.transaction(async (trx) => {
        if (endsLeases) await endLeases(trx, "redirects");
        const now = await context.now(trx);
        const claimed: (RedirectRow & { claim: string })[] = [];
        for (const row of await findDue(trx, now, limit)) {
          // Two rows of one phone cannot be due at once, except in the moment when both were just queued.
          if (claimed.some(({ mac }) => mac === row.mac)) continue;
          const claim = randomBytes(9).toString("base64url");
          const changes = { claim, claimed_until: now + leaseMs, attempts: row.attempts + 1 };
          await trx.updateTable("redirects").set(changes).where("id", "=", row.id).execute();
          claimed.push({ ...row, ...changes });
        }
        return toJobs(trx, claimed);
      });
      endsLeases = false;
      return jobs;
    },

    finishRedirect: (job, result) =>
      context.transaction(async (trx) => {
        const row = await trx
          .selectFrom("redirects")
          .selectAll()
          .where("id", "=", job.id)
          .where("claim", "=", job.claim)
          .$if(context.locksRows, (query) => query.forUpdate())
          .executeTakeFirst();
        if (row === undefined) return;
        if (result.event !== undefined) await trx.insertInto("events").values(toEventRow(result.event)).execute();
        const now = await context.now(trx);
        const isWanted = row.generation === job.generation;
        if (isWanted && result.outcome === "done" && row.wanted === "release") await dropReleased(trx, row, now);
        else {
          const columns = isWanted ? columnsAfter(result, now) : {};
          await trx
            .updateTable("redirects")
            .set({ claim: null, claimed_until: null, ...columns })
            .where("id", "=", row.id)
            .execute();
        }
        if (result.outcome === "later") await delayAccount(trx, row, now + result.accountDelayMs);
      }),
  };

  /** Two PBXs may share an account at the service: a late release then took away what another row had registered. */
  async function dropReleased(trx: Trx, row: RedirectRow, now: number): Promise<void> {
    await trx.deleteFrom("redirects").where("id", "=", row.id).execute();
    const others = await trx
      .selectFrom("redirects")
      .select("mac")
      .where("mac", "=", row.mac)
      .where("service", "=", row.service)
      .where("wanted", "=", "register")
      .where("state", "=", "done")
      .execute();
    if (others.length > 0) await queueRegistrations(trx, { mac: row.mac as Mac }, now);
  }

  async function delayAccount(trx: Trx, { pbx_id, service }: RedirectRow, until: number): Promise<void> {
    await trx
      .updateTable("redirects")
      .set({ next_try_at: until })
      .where("pbx_id", "=", pbx_id)
      .where("service", "=", service)
      .where(sql<boolean>`state = 'pending'`)
      .where("next_try_at", "<", until)
      .execute();
  }
}

function columnsAfter(result: RedirectResult, now: number): Partial<RedirectRow> {
  if (result.outcome === "done")
    return { state: "done", url: result.url, error_code: null, error_words: null, updated_at: now };
  const failed = { error_code: result.code, error_words: result.words, updated_at: now };
  return result.outcome === "failed"
    ? { ...failed, state: "failed" }
    : { ...failed, next_try_at: now + result.delayMs };
}

function toPhoneRedirect(row: RedirectRow): PhoneRedirect {
  const isPending = row.state === "pending";
  const error = row.error_code === null ? null : { code: row.error_code, words: row.error_words ?? "" };
  const pending = error === null ? "waiting" : "retrying";
  return {
    state: isPending ? pending : row.state === "done" ? "registered" : "failed",
    service: row.service,
    url: row.url,
    error,
    attempts: row.attempts,
    nextTryAt: isPending ? row.next_try_at : null,
    updatedAt: row.updated_at,
  };
}

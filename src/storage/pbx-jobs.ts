import { randomBytes } from "node:crypto";
import { type RawBuilder, type Selectable, type SqlBool, sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import { Password } from "../provisioning/password.ts";
import type { LinkChange, LinkJob, LinkOutcome, LinkStore, WantedChange } from "../provisioning/pbx-link.ts";
import { readAccountSecrets } from "./account-secrets.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { endLeases } from "./end-leases.ts";
import { toEventRow } from "./history-rows.ts";
import { openLink } from "./pbx-link-rows.ts";
import type { PbxJobTable } from "./pbx-link-tables.ts";
import { IS_USED } from "./queue-pbx.ts";
import { compileOnce } from "./statement.ts";

type Jobs = Pick<LinkStore, "claimLinkJobs" | "finishLinkJob" | "openAccount">;
type JobRow = Selectable<PbxJobTable>;

/** So many are told in one go, and written by adapters in one transaction. */
const MOST_TOGETHER = 100;

/** The outbox: what a transaction wanted told is claimed for one PBX at a time, told, and kept as told. */
export function pbxJobs(context: StoreContext): Jobs {
  const { db, vault } = context;
  let endsLeases = !context.locksRows;
  /** Of what is claimed: which generation of which row. */
  const claimed = new Map<string, JobRow[]>();
  const anyDue = compileOnce(({ now }: { now: number }) =>
    db
      .selectFrom("pbx_jobs")
      .select("name")
      .where("state", "=", sql.lit("pending"))
      .where("waits_for_phone", "=", sql.lit(0))
      .where("next_try_at", "<=", now)
      .limit(1),
  );

  async function claimOf(trx: Trx, pbxId: string, now: number, leaseMs: number): Promise<LinkJob | undefined> {
    const link = await trx
      .selectFrom("pbx_links")
      .innerJoin("pbxs", "pbxs.id", "pbx_links.pbx_id")
      .selectAll("pbx_links")
      .select(["pbxs.host", "pbxs.realm"])
      .where("pbx_links.pbx_id", "=", pbxId)
      .$if(context.locksRows, (query) => query.forUpdate("pbx_links").skipLocked())
      .executeTakeFirst();
    if (link === undefined) return undefined;
    const busy = trx.selectFrom("pbx_jobs").select("name").where("pbx_id", "=", pbxId).where("claimed_until", ">", now);
    if ((await busy.limit(1).executeTakeFirst()) !== undefined) return undefined;
    const rows = await trx
      .selectFrom("pbx_jobs")
      .selectAll()
      .where("pbx_id", "=", pbxId)
      .where("state", "=", "pending")
      .where("waits_for_phone", "=", 0)
      .where("next_try_at", "<=", now)
      .orderBy("next_try_at")
      .orderBy("subject")
      .orderBy("name")
      .limit(MOST_TOGETHER)
      .execute();
    if (rows.length === 0) return undefined;
    const claim = randomBytes(9).toString("base64url");
    const changes: WantedChange[] = [];
    for (const row of rows) {
      const { subject, name } = row;
      await trx
        .updateTable("pbx_jobs")
        .where(isRow(row))
        .set({ claim, claimed_until: now + leaseMs, attempts: sql`attempts + 1` })
        .execute();
      const change = subject === "account" ? await accountOf(trx, pbxId, name) : await phoneOf(trx, pbxId, name);
      changes.push({ ...change, generation: row.generation });
    }
    claimed.set(claim, rows);
    const attempts = Math.max(...rows.map((row) => row.attempts)) + 1;
    return { claim, link: openLink(link, vault), attempts, lastError: link.last_error, changes };
  }

  async function accountOf(trx: Trx, pbxId: string, username: string): Promise<LinkChange> {
    const account = await trx
      .selectFrom("accounts")
      .selectAll()
      .where("pbx_id", "=", pbxId)
      .where("username", "=", username)
      .where(IS_USED)
      .executeTakeFirst();
    const secrets = account && (await readAccountSecrets(context, trx, account.id));
    // Without a password nobody may register, and a PBX that knew an older one must forget it.
    if (account === undefined || secrets?.ha1 === undefined) return { wanted: "no-account", username };
    const { phones } = await trx
      .selectFrom("lines")
      .select((eb) => eb.fn.count<number>("phone_id").distinct().as("phones"))
      .where("account_id", "=", account.id)
      .executeTakeFirstOrThrow();
    const hidden = (text: string | undefined) => (text === undefined ? undefined : new Password(text));
    return {
      wanted: "account",
      username,
      authName: account.auth_name,
      displayName: account.display_name,
      number: account.number,
      ha1: new Password(secrets.ha1),
      password: hidden(secrets.password),
      previousHa1: hidden(secrets.previousHa1),
      // Whoever sits nowhere now will sit somewhere.
      phones: Math.max(1, Number(phones)),
    };
  }

  async function phoneOf(trx: Trx, pbxId: string, name: string): Promise<LinkChange> {
    const mac = name as Mac;
    const phone = await trx
      .selectFrom("phones")
      .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
      .select("last_seen.address")
      .where("phones.mac", "=", mac)
      .where("phones.pbx_id", "=", pbxId)
      .executeTakeFirst();
    return phone === undefined ? { wanted: "no-phone", mac } : { wanted: "phone", mac, address: phone.address };
  }

  async function finishOne(
    trx: Trx,
    row: JobRow,
    { change, outcome, until, now }: { change: LinkChange; outcome: LinkOutcome; until: number; now: number },
  ): Promise<void> {
    const { pbx_id: pbxId, subject, name, generation } = row;
    const isGone = change.wanted === "no-account" || change.wanted === "no-phone";
    if (outcome.outcome === "done" && isGone) {
      await trx.deleteFrom("pbx_jobs").where(isRow(row)).where("generation", "=", generation).execute();
      // What is wanted anew meanwhile is new to the PBX.
      await trx
        .updateTable("pbx_jobs")
        .where(isRow(row))
        .set({ was_told: 0, claim: null, claimed_until: null })
        .execute();
      return;
    }
    await trx
      .updateTable("pbx_jobs")
      .where(isRow(row))
      .set({
        claim: null,
        claimed_until: null,
        updated_at: now,
        ...(outcome.outcome === "done" ? { was_told: 1 } : {}),
      })
      .execute();
    const same = trx.updateTable("pbx_jobs").where(isRow(row)).where("generation", "=", generation);
    if (outcome.outcome !== "done") {
      const state = outcome.outcome === "failed" ? "failed" : "pending";
      await same.set({ state, error: outcome.words, next_try_at: until }).execute();
      return;
    }
    const address = change.wanted === "phone" ? change.address : null;
    const { numUpdatedRows } = await same.set({ state: "done", error: null, attempts: 0, address }).executeTakeFirst();
    if (subject === "account" && numUpdatedRows > 0n) {
      await trx
        .updateTable("grants")
        .set({ pbx_order: null })
        .where("pbx_order", "=", "pbx-first")
        .where("account_id", "in", (eb) =>
          eb.selectFrom("accounts").select("id").where("pbx_id", "=", pbxId).where("username", "=", name),
        )
        .execute();
    }
  }

  return {
    async claimLinkJobs(limit, leaseMs) {
      // Nearly always there is nothing, which then costs no transaction.
      if ((await context.read(anyDue({ now: await context.now(db) }))).length === 0) return [];
      const jobs = await context.transaction(async (trx) => {
        if (endsLeases) await endLeases(trx, "pbx_jobs");
        const now = await context.now(trx);
        const due = await trx
          .selectFrom("pbx_jobs")
          .select("pbx_id")
          .distinct()
          .where("state", "=", "pending")
          .where("waits_for_phone", "=", 0)
          .where("next_try_at", "<=", now)
          .orderBy("pbx_id")
          .execute();
        const found: LinkJob[] = [];
        for (const { pbx_id } of due) {
          if (found.length >= limit) break;
          const job = await claimOf(trx, pbx_id, now, leaseMs);
          if (job !== undefined) found.push(job);
        }
        return found;
      });
      endsLeases = false;
      return jobs;
    },

    async finishLinkJob({ claim, link, changes }, { outcomes, delayMs, event }) {
      const rows = claimed.get(claim) ?? [];
      claimed.delete(claim);
      await context.transaction(async (trx) => {
        const now = await context.now(trx);
        for (const [at, row] of rows.entries()) {
          const [change, outcome] = [changes[at], outcomes[at]];
          if (change === undefined || outcome === undefined) throw new Error("A change of a PBX has no outcome");
          const held = await trx.selectFrom("pbx_jobs").where(isRow(row)).select("claim").executeTakeFirst();
          // The lease ran out, and somebody else works on it.
          if (held?.claim !== claim) continue;
          await finishOne(trx, row, { change, outcome, until: now + delayMs, now });
        }
        const wordsOf = (kind: "later" | "failed") =>
          outcomes.flatMap((outcome) => (outcome.outcome === kind ? [outcome.words] : []))[0];
        const waits = wordsOf("later");
        await trx
          .updateTable("pbx_links")
          .set({ last_error: waits ?? wordsOf("failed") ?? null, ...(waits === undefined ? { told_at: now } : {}) })
          .where("pbx_id", "=", link.pbxId)
          .execute();
        // The PBX is left alone, or it is back: then what waited for it need wait no longer.
        const others = trx
          .updateTable("pbx_jobs")
          .where("pbx_id", "=", link.pbxId)
          .where("state", "=", "pending")
          .where("claim", "is", null);
        if (waits !== undefined)
          await others
            .set({ next_try_at: now + delayMs })
            .where("next_try_at", "<", now + delayMs)
            .execute();
        else await others.set({ next_try_at: now }).where("next_try_at", ">", now).execute();
        if (event !== undefined) await trx.insertInto("events").values(toEventRow(event)).execute();
      });
    },

    openAccount: (pbxId, username) =>
      context.transaction(async (trx) => {
        const account = await accountOf(trx, pbxId, username);
        if (account.wanted !== "account") return undefined;
        const { previousHa1 } = account;
        if (previousHa1 === undefined || !(await waitsForPhone(trx, pbxId, username))) return account;
        return { ...account, ha1: previousHa1, password: undefined, previousHa1: undefined };
      }),
  };
}

async function waitsForPhone(trx: Trx, pbxId: string, username: string): Promise<boolean> {
  const row = { pbx_id: pbxId, subject: "account", name: username } as const;
  const job = await trx.selectFrom("pbx_jobs").select("waits_for_phone").where(isRow(row)).executeTakeFirst();
  return job?.waits_for_phone === 1;
}

/** One row's condition. */
function isRow({ pbx_id, subject, name }: Pick<JobRow, "pbx_id" | "subject" | "name">): RawBuilder<SqlBool> {
  return sql<SqlBool>`(pbx_id = ${pbx_id} and subject = ${subject} and name = ${name})`;
}

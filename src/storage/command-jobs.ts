import { randomBytes } from "node:crypto";
import { sql, type UpdateObject } from "kysely";
import {
  advance,
  type CommandJob,
  type CommandProgress,
  type CommandStore,
  eventOf,
  LIVE_STATES,
  type SendingOutcome,
} from "../provisioning/phone-command.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { type CommandRow, toCommand } from "./command-rows.ts";
import { endLeases } from "./end-leases.ts";
import { toEventRow } from "./history-rows.ts";
import { openLink } from "./pbx-link-rows.ts";
import { compileOnce } from "./statement.ts";
import type { Tables } from "./tables.ts";

type Jobs = Omit<
  CommandStore,
  "queueCommand" | "queueBatch" | "findCommand" | "listCommands" | "findBatch" | "cancelCommands"
>;
type Change = UpdateObject<Tables, "phone_commands">;

const MINUTE_MS = 60_000;
/** What a batch may catch up with at once where it was not looked at for a moment. */
const CATCH_UP_MS = 1000;
/** More rows of one batch than it may send need not be looked at. */
const LOOKED_AT = 200;
const IS_LIVE = sql<boolean>`state in ('waiting', 'sent', 'accepted')`;

/** Sending commands, and watching for what they bring about. */
export function commandJobs(context: StoreContext): Jobs {
  const { db, vault } = context;
  let endsLeases = !context.locksRows;
  // A claim that ran out is somebody's who died: what he sent may be sent again, what the phone accepted may not.
  const anyDue = compileOnce(({ now }: { now: number }) =>
    db
      .selectFrom("phone_commands")
      .select("id")
      .where(IS_LIVE)
      .where("next_try_at", "<=", now)
      .where((eb) => eb.or([eb("state", "=", sql.lit("waiting")), eb("claim", "is not", null)]))
      .limit(1),
  );
  const awaited = compileOnce(() =>
    db
      .selectFrom("phone_commands")
      .selectAll()
      .where(IS_LIVE)
      .where("sent_at", "is not", null)
      .where(sql<boolean>`(fetched_at is null or (awaits_return = 1 and back_at is null))`),
  );
  const anyToSettle = compileOnce(({ now }: { now: number }) =>
    db
      .selectFrom("phone_commands")
      .selectAll()
      .where(IS_LIVE)
      .where((eb) => eb.or([eb("state", "<>", sql.lit("waiting")), eb("deadline", "<=", now)])),
  );

  async function change(trx: Trx, id: string, set: Change): Promise<void> {
    await trx.updateTable("phone_commands").set(set).where("id", "=", id).execute();
  }

  async function note(trx: Trx, row: CommandRow, what: Parameters<typeof eventOf>[1], at: number, why?: string | null) {
    const detail = why === undefined || why === null ? {} : { why };
    await trx
      .insertInto("events")
      .values(toEventRow(eventOf(toCommand(row), what, at, detail)))
      .execute();
  }

  /** The row as it is now, locked, where it is live. */
  async function findLive(trx: Trx, id: string): Promise<CommandRow | undefined> {
    const query = trx.selectFrom("phone_commands").selectAll().where("id", "=", id).where("state", "in", LIVE_STATES);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }

  async function findClaimed(trx: Trx, { claim, command }: CommandJob): Promise<CommandRow | undefined> {
    const row = await findLive(trx, command.id);
    return row?.claim === claim ? row : undefined;
  }

  async function settle(trx: Trx, row: CommandRow, now: number): Promise<void> {
    const next = advance(progressOf(row), now);
    if (next === undefined) return;
    await change(trx, row.id, { ...next, claim: null, claimed_until: null, updated_at: now });
    await note(trx, row, next.state, now, next.words);
  }

  /** Whether a batch lets another one go now. Looks only where the phone's turn came for the first time. */
  async function takePace(trx: Trx, row: CommandRow, now: number): Promise<boolean> {
    if (row.batch_id === null || row.tries > 0) return true;
    const batch = await trx
      .selectFrom("command_batches")
      .select(["per_minute", "next_at"])
      .where("id", "=", row.batch_id)
      .$if(context.locksRows, (query) => query.forUpdate())
      .executeTakeFirst();
    if (batch === undefined || batch.next_at > now) return false;
    const next = Math.round(Math.max(batch.next_at, now - CATCH_UP_MS) + MINUTE_MS / batch.per_minute);
    await trx.updateTable("command_batches").set({ next_at: next }).where("id", "=", row.batch_id).execute();
    return true;
  }

  function findDue(trx: Trx, now: number): Promise<CommandRow[]> {
    const hasTurn = sql<boolean>`(tries > 0 or batch_id is null or exists (select 1 from command_batches
      where command_batches.id = phone_commands.batch_id and command_batches.next_at <= cast(${now} as bigint)))`;
    return trx
      .selectFrom("phone_commands")
      .selectAll()
      .where("state", "in", LIVE_STATES)
      .where("next_try_at", "<=", now)
      .where("deadline", ">", now)
      .where((eb) => eb.or([eb("state", "=", "waiting"), eb("claim", "is not", null)]))
      .where(sql<boolean>`coalesce(claimed_until, 0) <= cast(${now} as bigint)`)
      .where(hasTurn)
      .orderBy("next_try_at")
      .orderBy("id")
      .limit(LOOKED_AT)
      .$if(context.locksRows, (query) => query.forUpdate().skipLocked())
      .execute();
  }

  return {
    async claimCommands(limit, leaseMs) {
      // Nearly always there is nothing, which then costs no transaction.
      if ((await context.read(anyDue({ now: await context.now(db) }))).length === 0) return [];
      const jobs = await context.transaction(async (trx) => {
        if (endsLeases) await endLeases(trx, "phone_commands");
        const now = await context.now(trx);
        const claimed: CommandJob[] = [];
        for (const row of await findDue(trx, now)) {
          if (claimed.length >= limit) break;
          // It has fetched already: a second reboot would serve nobody, and its answer was heard by somebody who died.
          if (row.state === "accepted" || (row.state === "sent" && row.fetched_at !== null)) {
            await change(trx, row.id, { is_answer_unknown: 1, claim: null, claimed_until: null });
            continue;
          }
          if (!(await takePace(trx, row, now))) continue;
          const claim = randomBytes(9).toString("base64url");
          const tries = row.tries + 1;
          await change(trx, row.id, { claim, claimed_until: now + leaseMs, tries });
          claimed.push({ claim, command: toCommand(row) });
        }
        return claimed;
      });
      endsLeases = false;
      return jobs;
    },

    beginSending: (job, { sentAt, via, awaitsReturn, registeredUntil }) =>
      context.transaction(async (trx) => {
        const row = await findClaimed(trx, job);
        if (row === undefined) return false;
        await change(trx, row.id, {
          ...{ sent_at: sentAt, via, awaits_return: Number(awaitsReturn), registered_until: registeredUntil },
          // What was seen after an earlier one says nothing about this one.
          ...{ fetched_at: null, back_at: null, accepted_at: null, is_answer_unknown: 0 },
          updated_at: await context.now(trx),
        });
        return true;
      }),

    noteSent: (job) =>
      context.transaction(async (trx) => {
        const row = await findClaimed(trx, job);
        if (row !== undefined) await becomeSent(trx, row, await context.now(trx));
      }),

    finishSending: (job, outcome) =>
      context.transaction(async (trx) => {
        const row = await findClaimed(trx, job);
        if (row === undefined) return;
        const now = await context.now(trx);
        await finish(trx, row, outcome, now);
      }),

    async listAwaited() {
      const rows = await context.read(awaited({}));
      return rows.map((row) => ({
        ...{ id: row.id, mac: toCommand(row).mac, pbxId: row.pbx_id, kind: row.kind, fetchedAt: row.fetched_at },
        ...{ sentAt: row.sent_at ?? 0, awaitsReturn: row.awaits_return === 1, registeredUntil: row.registered_until },
      }));
    },

    noteFetch: (mac, beganAt) =>
      context.transaction(async (trx) => {
        const rows = await trx
          .updateTable("phone_commands")
          .set({ fetched_at: beganAt })
          .where("mac", "=", mac)
          .where("state", "in", LIVE_STATES)
          .where("sent_at", "<", beganAt)
          .where("fetched_at", "is", null)
          .returningAll()
          .execute();
        for (const row of rows) await settle(trx, row, await context.now(trx));
      }),

    noteReturn: (id, at) =>
      context.transaction(async (trx) => {
        const row = await findLive(trx, id);
        if (row === undefined || row.sent_at === null || row.sent_at >= at) return;
        await change(trx, id, { back_at: at });
        await settle(trx, { ...row, back_at: at }, await context.now(trx));
      }),

    async settleCommands() {
      const now = await context.now(db);
      const rows = await context.read(anyToSettle({ now }));
      for (const { id } of rows.filter((row) => advance(progressOf(row), now) !== undefined)) {
        await context.transaction(async (trx) => {
          const row = await findLive(trx, id);
          if (row !== undefined) await settle(trx, row, await context.now(trx));
        });
      }
    },

    async openLinkOf(pbxId) {
      const row = await db
        .selectFrom("pbx_links")
        .innerJoin("pbxs", "pbxs.id", "pbx_links.pbx_id")
        .selectAll("pbx_links")
        .select(["pbxs.host", "pbxs.realm"])
        .where("pbx_links.pbx_id", "=", pbxId)
        .executeTakeFirst();
      return row && openLink(row, vault);
    },
  };

  async function becomeSent(trx: Trx, row: CommandRow, now: number): Promise<CommandRow> {
    const sentAt = row.sent_at ?? now;
    const deadline = sentAt + row.timeout_ms;
    await change(trx, row.id, { state: "sent", words: null, deadline, updated_at: now });
    if (row.state === "waiting") await note(trx, row, "sent", now);
    return { ...row, state: "sent", words: null, deadline };
  }

  async function finish(trx: Trx, row: CommandRow, outcome: SendingOutcome, now: number): Promise<void> {
    const free = { claim: null, claimed_until: null, updated_at: now };
    switch (outcome.outcome) {
      case "later":
        await change(trx, row.id, {
          ...free,
          state: "waiting",
          words: outcome.words,
          next_try_at: now + outcome.delayMs,
        });
        return;
      case "sent":
      case "accepted": {
        const isAccepted = outcome.outcome === "accepted";
        const sent = await becomeSent(trx, row, now);
        const known = isAccepted
          ? ({ state: "accepted", accepted_at: now } as const)
          : ({ state: "sent", is_answer_unknown: 1 } as const);
        await change(trx, row.id, { ...free, ...known });
        await settle(trx, { ...sent, ...known }, now);
        return;
      }
      default:
        await change(trx, row.id, { ...free, state: outcome.outcome, words: outcome.words });
        await note(trx, row, outcome.outcome, now, outcome.words);
    }
  }
}

function progressOf(row: CommandRow): CommandProgress {
  return {
    ...toCommand(row),
    isAnswerUnknown: row.is_answer_unknown === 1,
    awaitsReturn: row.awaits_return === 1,
  };
}

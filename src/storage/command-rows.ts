import { type Selectable, sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import {
  type BatchCounts,
  COMMAND_STATES,
  type CommandStore,
  eventOf,
  LIVE_STATES,
  meet,
  type NewCommand,
  type PhoneCommand,
} from "../provisioning/phone-command.ts";
import type { StoreContext, Trx } from "./backend.ts";
import type { PhoneCommandTable } from "./command-tables.ts";
import { toEventRow } from "./history-rows.ts";
import { keepPbx, lockPhones } from "./locks.ts";
import { pageOf } from "./paging.ts";
import { isOneOf } from "./scope-rows.ts";

type Rows = Pick<
  CommandStore,
  "queueCommand" | "queueBatch" | "findCommand" | "listCommands" | "findBatch" | "cancelCommands"
>;
export type CommandRow = Selectable<PhoneCommandTable>;

const INSERTED_TOGETHER = 100;
const PRUNED_TOGETHER = 5000;

export function commandRows(context: StoreContext): Rows & { pruneCommands(before: number): Promise<void> } {
  const { db } = context;

  async function queue(trx: Trx, commands: readonly NewCommand[], batchId: string | null): Promise<PhoneCommand[]> {
    const macs = commands.map(({ mac }) => mac);
    await lockPhones(context, trx, macs);
    const now = await context.now(trx);
    const phones = await trx
      .selectFrom("phones")
      .select(["mac", "pbx_id"])
      .where(isOneOf(context, "mac", macs))
      .execute();
    const pbxByMac = new Map(phones.map((phone) => [phone.mac, phone.pbx_id]));
    const live = await trx
      .selectFrom("phone_commands")
      .selectAll()
      .where(isOneOf(context, "mac", macs))
      .where("state", "in", LIVE_STATES)
      .execute();
    const liveByMac = new Map(live.map((row) => [row.mac, row]));
    const found: PhoneCommand[] = [];
    const replaced: CommandRow[] = [];
    const rows: CommandRow[] = [];
    for (const command of commands) {
      if (pbxByMac.get(command.mac) !== command.pbxId) continue;
      const before = liveByMac.get(command.mac);
      // One of another PBX is of a time when the phone was there.
      if (before?.pbx_id === command.pbxId && meet(toCommand(before), command) === "join") {
        found.push(toCommand(before));
        continue;
      }
      if (before !== undefined) replaced.push(before);
      rows.push(toRow(command, batchId, now));
    }
    await cancel(trx, replaced, "Another command took its place", now);
    for (let at = 0; at < rows.length; at += INSERTED_TOGETHER)
      await trx
        .insertInto("phone_commands")
        .values(rows.slice(at, at + INSERTED_TOGETHER))
        .execute();
    return [...found, ...rows.map(toCommand)];
  }

  return {
    queueCommand: (command) =>
      context.transaction(async (trx) => {
        const [made] = await queue(trx, [command], null);
        return made && { command: made, isNew: made.id === command.id };
      }),

    queueBatch: ({ id, pbxId, kind, perMinute, requestedBy, reason }, commands) =>
      context.transaction(async (trx) => {
        if (!(await keepPbx(context, trx, pbxId))) return 0;
        const now = await context.now(trx);
        await trx
          .insertInto("command_batches")
          .values({
            ...{ id, pbx_id: pbxId, kind, per_minute: perMinute, next_at: now },
            ...{ requested_by: requestedBy, reason, created_at: now },
          })
          .execute();
        return (await queue(trx, commands, id)).filter(({ batchId }) => batchId === id).length;
      }),

    async findCommand(id) {
      const row = await db.selectFrom("phone_commands").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toCommand(row);
    },

    async listCommands({ limit, cursor, mac, batchId, pbxIds }) {
      let query = db.selectFrom("phone_commands").selectAll();
      if (mac !== undefined) query = query.where("mac", "=", mac);
      if (batchId !== undefined) query = query.where("batch_id", "=", batchId);
      if (pbxIds !== undefined) query = query.where(isOneOf(context, "pbx_id", pbxIds));
      if (cursor !== undefined) {
        const [, at = "-1", id = ""] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(cursor) ?? [];
        query = query.where((eb) =>
          eb.or([eb("created_at", "<", Number(at)), eb.and([eb("created_at", "=", Number(at)), eb("id", "<", id)])]),
        );
      }
      const rows = await query
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      const page = pageOf(rows, limit, (row) => `${row.created_at}.${row.id}`);
      return { items: page.items.map(toCommand), next: page.next };
    },

    async findBatch(id) {
      const row = await db.selectFrom("command_batches").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) return undefined;
      const counted = await db
        .selectFrom("phone_commands")
        .select(["state", (eb) => eb.fn.countAll<number>().as("total")])
        .where("batch_id", "=", id)
        .groupBy("state")
        .execute();
      const counts = Object.fromEntries(COMMAND_STATES.map((state) => [state, 0])) as BatchCounts;
      for (const { state, total } of counted) counts[state] = Number(total);
      return {
        ...{ id, pbxId: row.pbx_id, kind: row.kind, perMinute: row.per_minute, counts },
        ...{ requestedBy: row.requested_by, reason: row.reason, createdAt: row.created_at },
      };
    },

    cancelCommands: (which, words) =>
      context.transaction(async (trx) => {
        const rows = await trx
          .selectFrom("phone_commands")
          .selectAll()
          .where("id" in which ? sql<boolean>`id = ${which.id}` : sql<boolean>`batch_id = ${which.batchId}`)
          .where("state", "in", LIVE_STATES)
          .$if(context.locksRows, (query) => query.forUpdate())
          .execute();
        await cancel(trx, rows, words, await context.now(trx));
        return rows.length;
      }),

    async pruneCommands(before) {
      for (;;) {
        const old = await db
          .selectFrom("phone_commands")
          .select("id")
          .where("updated_at", "<", before)
          .where("state", "not in", LIVE_STATES)
          .limit(PRUNED_TOGETHER)
          .execute();
        const ids = old.map(({ id }) => id);
        if (ids.length > 0)
          await db
            .deleteFrom("phone_commands")
            .where(isOneOf(context, "id", ids))
            .execute();
        if (ids.length < PRUNED_TOGETHER) break;
        await new Promise(setImmediate);
      }
      await db
        .deleteFrom("command_batches")
        .where("created_at", "<", before)
        .where(
          sql<boolean>`not exists (select 1 from phone_commands where phone_commands.batch_id = command_batches.id)`,
        )
        .execute();
    },
  };
}

/** Ends live commands of a phone that is deleted. */
export async function cancelCommandsOf(trx: Trx, mac: string, now: number): Promise<void> {
  const rows = await trx
    .selectFrom("phone_commands")
    .selectAll()
    .where("mac", "=", mac)
    .where("state", "in", LIVE_STATES)
    .execute();
  await cancel(trx, rows, "The phone was deleted", now);
}

async function cancel(trx: Trx, rows: readonly CommandRow[], words: string, now: number): Promise<void> {
  for (const row of rows) {
    await trx
      .updateTable("phone_commands")
      .set({ state: "cancelled", words, claim: null, claimed_until: null, updated_at: now })
      .where("id", "=", row.id)
      .execute();
    await trx
      .insertInto("events")
      .values(toEventRow(eventOf(toCommand(row), "cancelled", now, { why: words })))
      .execute();
  }
}

function toRow(command: NewCommand, batchId: string | null, now: number): CommandRow {
  return {
    ...{ id: command.id, batch_id: batchId, mac: command.mac, pbx_id: command.pbxId, kind: command.kind },
    ...{ state: "waiting", via: null, words: null, requested_by: command.requestedBy, reason: command.reason },
    ...{ not_before: command.notBefore, timeout_ms: command.timeoutMs, deadline: command.deadline },
    ...{ sent_at: null, accepted_at: null, fetched_at: null, back_at: null },
    ...{ is_answer_unknown: 0, awaits_return: 0, registered_until: null, tries: 0 },
    ...{ next_try_at: command.notBefore, claim: null, claimed_until: null, created_at: now, updated_at: now },
  };
}

export function toCommand(row: CommandRow): PhoneCommand {
  return {
    ...{ id: row.id, batchId: row.batch_id, mac: row.mac as Mac, pbxId: row.pbx_id, kind: row.kind },
    ...{ state: row.state, via: row.via, words: row.words, requestedBy: row.requested_by, reason: row.reason },
    ...{ notBefore: row.not_before, timeoutMs: row.timeout_ms, deadline: row.deadline },
    ...{ sentAt: row.sent_at, acceptedAt: row.accepted_at, fetchedAt: row.fetched_at, backAt: row.back_at },
    ...{ createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

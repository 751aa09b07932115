import { type Compilable, type SqlBool, sql } from "kysely";
import type { EventName } from "../provisioning/events.ts";
import type { Store, StoredEvent, Visit } from "../provisioning/ports.ts";
import type { EventRecord } from "../provisioning/request.ts";
import { type Db, runIn, type StoreContext } from "./backend.ts";
import { lockPhones } from "./locks.ts";
import { pageOf, readIdCursor } from "./paging.ts";
import { isOneOf } from "./scope-rows.ts";
import { contains, patternOf } from "./search.ts";
import { writeSightings } from "./sighting-rows.ts";
import { compileSizes } from "./statement.ts";
import type { EventTable } from "./tables.ts";

type EventRow = Omit<EventTable, "id">;
type LastVisit = Omit<Visit, "model">;
type LearnedModel = { mac: string; model: string };

const PRUNED_TOGETHER = 5000;
const SEARCHED_TOGETHER = 5000;

export function historyRows(context: StoreContext): Pick<
  Store,
  "record" | "listEvents" | "lastEventId" | "listEventsAfter"
> & {
  pruneEvents(before: number): Promise<void>;
} {
  const { db } = context;
  const insertEvents = compileSizes((slots: EventRow[]) => db.insertInto("events").values(slots));
  const noteVisits = compileSizes((slots: LastVisit[]) => upsertLastSeen(db, slots));
  const teachModels = compileSizes((slots: LearnedModel[]) => updateModels(db, slots));

  /** Of these PBXs, since they were registered. */
  function selectEvents(pbxIds: readonly string[] | undefined) {
    const all = db.selectFrom("events").selectAll();
    return pbxIds === undefined
      ? all
      : all
          .where(isOneOf(context, "pbx_id", pbxIds))
          .where(sql<SqlBool>`id > (select events_after from pbxs where pbxs.id = events.pbx_id)`);
  }

  async function idsBefore(before: number): Promise<{ first: number; last: number }> {
    const { first, last } = await db
      .selectFrom("events")
      .select((eb) => [eb.fn.min("id").as("first"), eb.fn.max("id").as("last")])
      .where("id", "<", before)
      .executeTakeFirstOrThrow();
    return { first: first ?? 0, last: last ?? -1 };
  }

  return {
    record: ({ events, visits, sightings }) =>
      context.transaction(async (trx) => {
        const run = runIn(trx);
        for (const insert of insertEvents(events.map(toEventRow))) await run(insert);
        const last = lastVisits(visits);
        await lockPhones(
          context,
          trx,
          last.map((visit) => visit.mac),
        );
        const visited = last.map(({ mac, at, address, firmware }) => ({ mac, at, address, firmware }));
        for (const note of noteVisits(visited)) await run(note);
        const learned = last.flatMap(({ mac, model }) => (model === null ? [] : { mac, model }));
        for (const teach of teachModels(learned)) await run(teach);
        await writeSightings(context, trx, sightings);
      }),

    async listEvents({ limit, cursor, search, mac, pbxId, pbxIds, name }) {
      let query = selectEvents(pbxIds);
      if (mac !== undefined) query = query.where("mac", "=", mac);
      if (pbxId !== undefined) query = query.where("pbx_id", "=", pbxId);
      if (name !== undefined) query = query.where("name", "=", name);
      if (search) {
        const pattern = patternOf(search);
        const columns = ["name", "mac", "address", "actor", "detail"];
        query = query.where((eb) => eb.or(columns.map((column) => contains(column, pattern))));
      }
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : readIdCursor(cursor);
      const select = (from: number, to: number, most: number) =>
        query.where("id", ">=", from).where("id", "<", to).orderBy("id", "desc").limit(most).execute();
      // Few have a MAC; else this process would answer no phone while it reads a year of history.
      const isCostly = (search || name !== undefined) && mac === undefined && !context.locksRows;
      const rows = isCostly
        ? await selectInSteps(select, await idsBefore(before), limit + 1)
        : await select(0, before, limit + 1);
      const { items, next } = pageOf(rows, limit, (row) => String(row.id));
      return { items: items.map(toEvent), next };
    },

    async lastEventId(pbxIds) {
      const newest = selectEvents(pbxIds).clearSelect().select("id").orderBy("id", "desc").limit(1);
      return (await newest.executeTakeFirst())?.id ?? 0;
    },

    async listEventsAfter({ after, missed = [], pbxIds, limit }) {
      const rows = await selectEvents(pbxIds)
        .where((eb) => eb.or([eb("id", ">", after), ...(missed.length === 0 ? [] : [eb("id", "in", missed)])]))
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },

    /** Rows are numbered as they come, so the oldest are the first. In small steps: no phone waits for a year of history. */
    async pruneEvents(before) {
      for (;;) {
        const first = await db.selectFrom("events").select(["id", "at"]).orderBy("id").limit(PRUNED_TOGETHER).execute();
        const old = first.filter(({ at }) => at < before).map(({ id }) => id);
        const last = old.at(-1);
        if (last === undefined) return;
        await db.deleteFrom("events").where("id", "<=", last).where("at", "<", before).execute();
        if (old.length < PRUNED_TOGETHER) return;
        await new Promise(setImmediate);
      }
    },
  };
}

async function selectInSteps<Row>(
  select: (from: number, to: number, most: number) => Promise<Row[]>,
  { first, last }: { first: number; last: number },
  most: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let to = last + 1; to > first && rows.length < most; to -= SEARCHED_TOGETHER) {
    rows.push(...(await select(to - SEARCHED_TOGETHER, to, most - rows.length)));
    await new Promise(setImmediate);
  }
  return rows;
}

/** The last visit of each phone, with what earlier ones of the batch said. */
function lastVisits(visits: readonly Visit[]): Visit[] {
  const lastByMac = new Map<string, Visit>();
  for (const visit of visits) {
    const before = lastByMac.get(visit.mac);
    const model = visit.model ?? before?.model ?? null;
    const firmware = visit.firmware ?? before?.firmware ?? null;
    lastByMac.set(visit.mac, { mac: visit.mac, at: visit.at, address: visit.address, model, firmware });
  }
  return [...lastByMac.values()];
}

/** Visits of phones that are not admitted (any more) leave no row. */
function upsertLastSeen(db: Db, visits: readonly LastVisit[]): Compilable<unknown> {
  const rows = visits.map(
    (visit) =>
      sql`(cast(${visit.mac} as text), cast(${visit.at} as bigint), cast(${visit.address} as text), cast(${visit.firmware} as text))`,
  );
  // A cross join, since SQLite keeps its order: else it reads every phone there is for a large batch.
  const upsert = sql`with seen (mac, at, address, firmware) as (values ${sql.join(rows)})
    insert into last_seen (phone_id, at, address, firmware)
    select phones.id, seen.at, seen.address, seen.firmware from seen cross join phones where phones.mac = seen.mac
    on conflict (phone_id) do update set at = excluded.at, address = excluded.address,
      firmware = coalesce(excluded.firmware, last_seen.firmware)`;
  return { compile: () => upsert.compile(db) };
}

/** A model where nobody knew one: it changes the configuration. */
function updateModels(db: Db, learned: readonly LearnedModel[]): Compilable<unknown> {
  const rows = learned.map(({ mac, model }) => sql`(cast(${mac} as text), cast(${model} as text))`);
  // Without the list of MACs SQLite would read every phone there is for a large batch.
  const update = sql`with seen (mac, model) as (values ${sql.join(rows)})
    update phones set model = seen.model, model_source = 'phone', revision = phones.revision + 1
    from seen where phones.mac = seen.mac and phones.mac in (select mac from seen) and phones.model is null`;
  return { compile: () => update.compile(db) };
}

export function toEventRow(event: EventRecord): EventRow {
  return {
    name: event.name,
    at: event.at,
    mac: event.mac ?? null,
    pbx_id: event.pbx ?? null,
    address: event.address ?? null,
    door: event.door ?? null,
    actor: event.actor ?? null,
    detail: event.detail === undefined ? null : JSON.stringify(event.detail),
  };
}

function toEvent(row: EventRow & { id: number }): StoredEvent {
  return {
    id: row.id,
    name: row.name as EventName,
    at: row.at,
    mac: row.mac ?? undefined,
    pbx: row.pbx_id ?? undefined,
    address: row.address ?? undefined,
    door: row.door ?? undefined,
    actor: row.actor ?? undefined,
    ...(row.detail === null ? {} : { detail: JSON.parse(row.detail) as NonNullable<EventRecord["detail"]> }),
  };
}

import { type Selectable, sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import type { NewSighting, Sighting, SightingStore } from "../provisioning/sighting.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { pageOf } from "./paging.ts";
import { contains, macDigitsOf, patternOf } from "./search.ts";
import type { SightingTable } from "./tables.ts";

type SightingRow = Selectable<SightingTable>;

/** What an admission has overtaken waits for nobody. */
export function waitingSightings(db: Db) {
  return db
    .selectFrom("sightings")
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("phones").select("phones.id").whereRef("phones.mac", "=", "sightings.mac"))),
    );
}

export function sightingRows(context: StoreContext): SightingStore {
  const { db } = context;
  const selectSightings = () => waitingSightings(db).selectAll();

  return {
    /** The newest first, by when they were first seen: that does not change while somebody turns pages. */
    async listSightings({ limit, cursor, search, isIgnored = false }) {
      let query = selectSightings().where("ignored_at", isIgnored ? "is not" : "is", null);
      if (cursor !== undefined) {
        const [firstSeen, mac] = readCursor(cursor);
        query = query.where((eb) =>
          eb.or([
            eb("first_seen", "<", firstSeen),
            eb.and([eb("first_seen", "=", firstSeen), eb("sightings.mac", ">", mac)]),
          ]),
        );
      }
      if (search) {
        const pattern = patternOf(search);
        const digits = macDigitsOf(search);
        const columns = ["vendor_id", "model", "address", "reason"];
        query = query.where((eb) =>
          eb.or([
            ...(digits === undefined ? [] : [eb("sightings.mac", "like", `%${digits}%`)]),
            ...columns.map((column) => contains(`sightings.${column}`, pattern)),
          ]),
        );
      }
      const rows = await query
        .orderBy("first_seen", "desc")
        .orderBy("sightings.mac")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => `${row.first_seen}-${row.mac}`);
      return { items: items.map(toSighting), next };
    },

    async findSighting(mac) {
      const row = await selectSightings().where("sightings.mac", "=", mac).executeTakeFirst();
      return row && toSighting(row);
    },

    ignoreSighting: (mac, isIgnored) =>
      context.transaction(async (trx) => {
        const row = await trx.selectFrom("sightings").select("ignored_at").where("mac", "=", mac).executeTakeFirst();
        if (row === undefined) return "not-found";
        if ((row.ignored_at !== null) === isIgnored) return "unchanged";
        const ignoredAt = isIgnored ? await context.now(trx) : null;
        await trx.updateTable("sightings").set({ ignored_at: ignoredAt }).where("mac", "=", mac).execute();
        return "changed";
      }),
  };
}

/** Counts, and remembers the last of what each phone said; at most `maxSightings` phones and those that are ignored, the oldest go. */
export async function writeSightings(
  context: StoreContext,
  trx: Trx,
  sightings: readonly NewSighting[],
): Promise<void> {
  if (sightings.length === 0) return;
  const byMac = Map.groupBy(sightings, (sighting) => sighting.mac);
  // In one order, so that two processes do not wait for each other.
  for (const mac of [...byMac.keys()].sort()) {
    const row = toRow(byMac.get(mac) ?? []);
    if (row === undefined) continue;
    await trx
      .insertInto("sightings")
      .values(row)
      .onConflict((conflict) =>
        conflict.column("mac").doUpdateSet({
          vendor_id: sql`coalesce(excluded.vendor_id, sightings.vendor_id)`,
          model: sql`coalesce(excluded.model, sightings.model)`,
          firmware: sql`coalesce(excluded.firmware, sightings.firmware)`,
          address: row.address,
          via: row.via,
          reason: row.reason,
          last_seen: row.last_seen,
          count: sql`sightings.count + excluded.count`,
        }),
      )
      .execute();
  }
  const { total } = await trx
    .selectFrom("sightings")
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .where("ignored_at", "is", null)
    .executeTakeFirstOrThrow();
  const tooMany = total - context.maxSightings;
  if (tooMany <= 0) return;
  await trx
    .deleteFrom("sightings")
    .where("mac", "in", (eb) =>
      eb
        .selectFrom("sightings")
        .select("mac")
        // What was ignored would be new again.
        .where("ignored_at", "is", null)
        .orderBy("last_seen")
        .orderBy("mac")
        .limit(tooMany)
        .$if(context.locksRows, (query) => query.forUpdate().skipLocked()),
    )
    .execute();
}

function toRow(sightings: readonly NewSighting[]): Omit<SightingTable, "ignored_at"> | undefined {
  const last = sightings.at(-1);
  const first = sightings[0];
  if (last === undefined || first === undefined) return undefined;
  return {
    mac: last.mac,
    vendor_id: sightings.findLast((one) => one.vendorId !== null)?.vendorId ?? null,
    model: sightings.findLast((one) => one.model !== null)?.model ?? null,
    firmware: sightings.findLast((one) => one.firmware !== null)?.firmware ?? null,
    address: last.address,
    via: last.via,
    reason: last.reason,
    first_seen: first.at,
    last_seen: last.at,
    count: sightings.length,
  };
}

/** Any other text is a cursor after which nothing comes. */
function readCursor(cursor: string): [firstSeen: number, mac: string] {
  const parts = /^(\d{1,15})-([0-9A-F]{12})$/.exec(cursor);
  return parts?.[1] !== undefined && parts[2] !== undefined ? [Number(parts[1]), parts[2]] : [-1, ""];
}

function toSighting(row: SightingRow): Sighting {
  return {
    mac: row.mac as Mac,
    vendorId: row.vendor_id,
    model: row.model,
    firmware: row.firmware,
    address: row.address,
    via: row.via,
    reason: row.reason,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    count: row.count,
    ignoredAt: row.ignored_at,
  };
}

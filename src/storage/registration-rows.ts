import type { Selectable } from "kysely";
import type { Registration } from "../provisioning/pbx-link.ts";
import type { KnownRegistration, RegistrationStore } from "../provisioning/registration.ts";
import { type Db, runIn, type StoreContext } from "./backend.ts";
import { toEventRow } from "./history-rows.ts";
import { openLink } from "./pbx-link-rows.ts";
import type { RegistrationTable } from "./pbx-link-tables.ts";
import { findComings } from "./registration-news.ts";
import { compileSizes } from "./statement.ts";
import type { EventTable } from "./tables.ts";

type Row = Selectable<RegistrationTable>;
type Known = Pick<
  Row,
  "username" | "contact" | "user_agent" | "address" | "expires_at" | "registered_at" | "first_seen_at" | "seen_at"
>;

const FORGOTTEN_AFTER_MS = 30 * 86_400_000;
/** PBXs tell what is left in whole seconds, so the same end comes out a little different each time. */
const SAME_END_MS = 2000;
/** PBXs leave out what is beyond whole seconds: so much later it may have been. */
const WHOLE_SECOND_MS = 999;
const DEFAULTS = { freshMs: 120_000, nextMs: 30_000 };

export function registrationRows(context: StoreContext): RegistrationStore {
  const { db, vault } = context;
  const upsert = compileSizes((rows: Row[]) => upsertRegistrations(db, rows));
  const insertEvents = compileSizes((rows: Omit<EventTable, "id">[]) => db.insertInto("events").values(rows));
  /** In SQLite no other process works on the file, so whoever asked before this one started is gone. */
  let ignoresLeases = !context.locksRows;

  return {
    async claimAsks(leaseMs) {
      const now = await context.now(db);
      const until = ignoresLeases ? Number.MAX_SAFE_INTEGER : now;
      const anyDue = await db
        .selectFrom("pbx_links")
        .select("pbx_id")
        .where("next_ask_at", "<=", until)
        .limit(1)
        .execute();
      const claimed =
        anyDue.length === 0
          ? []
          : await context.transaction((trx) =>
              trx
                .updateTable("pbx_links")
                .set({ next_ask_at: now + leaseMs })
                .where("next_ask_at", "<=", until)
                .returning("pbx_id")
                .execute(),
            );
      ignoresLeases = false;
      if (claimed.length === 0) return [];
      const ids = claimed.map(({ pbx_id }) => pbx_id);
      const rows = await db
        .selectFrom("pbx_links")
        .innerJoin("pbxs", "pbxs.id", "pbx_links.pbx_id")
        .selectAll("pbx_links")
        .select(["pbxs.host", "pbxs.realm"])
        .where("pbx_links.pbx_id", "in", ids)
        .orderBy("pbx_links.pbx_id")
        .execute();
      return rows.map((row) => openLink(row, vault));
    },

    recordRegistrations: (pbxId, registrations, at, { freshMs, nextMs } = DEFAULTS) =>
      context.transaction(async (trx) => {
        const before = await trx
          .selectFrom("pbx_links")
          .select("asked_at")
          .where("pbx_id", "=", pbxId)
          .$if(context.locksRows, (query) => query.forUpdate())
          .executeTakeFirst();
        // It was removed meanwhile.
        if (before === undefined) return;
        await trx
          .updateTable("pbx_links")
          .set({
            ...{ asked_at: at, fresh_until: at + freshMs, ask_state: "answers", ask_error: null },
            next_ask_at: (await context.now(trx)) + nextMs,
          })
          .where("pbx_id", "=", pbxId)
          .execute();
        const run = runIn(trx);
        const known = new Map(
          (
            await trx
              .selectFrom("registrations")
              .select(["username", "contact", "user_agent", "address", "expires_at", "registered_at"])
              .select(["first_seen_at", "seen_at"])
              .where("pbx_id", "=", pbxId)
              .where("gone_at", "is", null)
              .execute()
          ).map((row) => [keyOf(row), row]),
        );
        const told = new Map(
          registrations.filter(({ expiresAt }) => expiresAt > at).map((found) => [keyOf(found), found]),
        );
        const changed: Row[] = [];
        for (const [key, found] of told) {
          const row = known.get(key);
          // What still stands is not written at each look.
          if (row !== undefined && isSame(row, found)) continue;
          changed.push(toRow(pbxId, found, row?.first_seen_at ?? at, at));
        }
        const gone = [...known].filter(([key]) => !told.has(key)).map(([, row]) => row);
        changed.push(
          ...gone.map((row) => ({ ...row, pbx_id: pbxId, seen_at: before.asked_at ?? row.seen_at, gone_at: at })),
        );
        if (changed.length > 0) {
          // Two daemons must not wait for each other crosswise.
          const inOrder = changed.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
          for (const query of upsert(inOrder)) await run(query);
          const news = await findComings(trx, { pbxId, at, known: [...known.values()], told: [...told.values()] });
          for (const query of insertEvents(news.map(toEventRow))) await run(query);
        }
        await trx
          .deleteFrom("registrations")
          .where("pbx_id", "=", pbxId)
          .where("gone_at", "<", at - FORGOTTEN_AFTER_MS)
          .execute();
      }),

    recordUnasked: (pbxId, why, { at, nextMs }) =>
      context.transaction(async (trx) => {
        const before = await trx
          .selectFrom("pbx_links")
          .select(["ask_state", "ask_error"])
          .where("pbx_id", "=", pbxId)
          .$if(context.locksRows, (query) => query.forUpdate())
          .executeTakeFirst();
        if (before === undefined) return;
        const words = why === "cannot-be-asked" ? null : why.words;
        await trx
          .updateTable("pbx_links")
          .set({
            ...{ fresh_until: null, ask_state: words === null ? "cannot-be-asked" : "silent", ask_error: words },
            next_ask_at: (await context.now(trx)) + nextMs,
          })
          .where("pbx_id", "=", pbxId)
          .execute();
        if (words === null || (before.ask_state === "silent" && before.ask_error === words)) return;
        const event = { name: "registrations-unknown", at, pbx: pbxId, detail: { why: words } } as const;
        await trx.insertInto("events").values(toEventRow(event)).execute();
      }),

    async findAsking(pbxId) {
      const row = await db
        .selectFrom("pbx_links")
        .select(["ask_state", "asked_at", "fresh_until", "ask_error"])
        .where("pbx_id", "=", pbxId)
        .executeTakeFirst();
      return row && { state: row.ask_state, askedAt: row.asked_at, freshUntil: row.fresh_until, error: row.ask_error };
    },

    async findRegistrations(pbxId, usernames) {
      const link = await db.selectFrom("pbx_links").select("asked_at").where("pbx_id", "=", pbxId).executeTakeFirst();
      const askedAt = link?.asked_at ?? null;
      if (usernames.length === 0 || askedAt === null) return { askedAt, registrations: [] };
      const rows = await db
        .selectFrom("registrations")
        .selectAll()
        .where("pbx_id", "=", pbxId)
        .where("username", "in", usernames)
        .orderBy("seen_at", "desc")
        .orderBy("contact")
        .execute();
      return { askedAt, registrations: rows.map((row) => toRegistration(row, askedAt)) };
    },

    async findShared(pbxId, usernames, exceptPhoneId) {
      if (usernames.length === 0) return [];
      const rows = await db
        .selectFrom("accounts")
        .innerJoin("lines", "lines.account_id", "accounts.id")
        .select("accounts.username")
        .distinct()
        .where("accounts.pbx_id", "=", pbxId)
        .where("accounts.username", "in", usernames)
        .where("lines.phone_id", "<>", exceptPhoneId)
        .execute();
      return rows.map(({ username }) => username);
    },
  };
}

/** `askedAt`: when its PBX answered last. */
export function toRegistration(row: Row, askedAt: number): KnownRegistration {
  return {
    pbxId: row.pbx_id,
    username: row.username,
    contact: row.contact,
    userAgent: row.user_agent,
    address: row.address,
    expiresAt: row.expires_at,
    registeredAt: row.registered_at,
    firstSeenAt: row.first_seen_at,
    // A row is written when its end moves.
    refreshedAt: row.registered_at === null ? row.seen_at : row.registered_at + WHOLE_SECOND_MS,
    seenAt: row.gone_at === null ? askedAt : row.seen_at,
    goneAt: row.gone_at,
  };
}

function upsertRegistrations(db: Db, rows: Row[]) {
  return db
    .insertInto("registrations")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["pbx_id", "username", "contact"]).doUpdateSet(({ ref }) => ({
        user_agent: ref("excluded.user_agent"),
        address: ref("excluded.address"),
        expires_at: ref("excluded.expires_at"),
        registered_at: ref("excluded.registered_at"),
        seen_at: ref("excluded.seen_at"),
        gone_at: ref("excluded.gone_at"),
      })),
    );
}

function keyOf({ username, contact }: { username: string; contact: string }): string {
  return JSON.stringify([username, contact]);
}

function isSame(row: Known, { userAgent, address, expiresAt }: Registration): boolean {
  return row.user_agent === userAgent && row.address === address && Math.abs(row.expires_at - expiresAt) <= SAME_END_MS;
}

function toRow(
  pbxId: string,
  { username, contact, userAgent, address, expiresAt, registeredAt }: Registration,
  firstSeenAt: number,
  at: number,
): Row {
  return {
    ...{ pbx_id: pbxId, username, contact, user_agent: userAgent, address, expires_at: expiresAt },
    ...{ registered_at: registeredAt, first_seen_at: firstSeenAt, seen_at: at, gone_at: null },
  };
}

import type { Selectable } from "kysely";
import type { PeopleStore, SignedInSession } from "../provisioning/person.ts";
import type { StoreContext, Trx } from "./backend.ts";
import type { SessionTable } from "./people-tables.ts";
import { insertPerson, readPerson } from "./person-rows.ts";

/** Use is noted no finer than this, or a tenth of the idle time, so that a session in use does not write at every request. */
const USE_NOTED_EVERY_MS = 60_000;

type SessionStore = Pick<
  PeopleStore,
  | "createInvitation"
  | "acceptInvitation"
  | "createFirstPerson"
  | "findInvitation"
  | "createSession"
  | "findSession"
  | "listSessions"
  | "endSession"
>;

/** Invitations, and the sessions that begin with them or with a password. */
export function sessionRows(context: StoreContext): SessionStore & { pruneSessions(): Promise<void> } {
  const { db } = context;

  /** Deletes it: of two who use it at once, one finds it. */
  async function takeInvitation(trx: Trx, hash: string): Promise<{ personId: string | null } | undefined> {
    const taken = await trx
      .deleteFrom("invitations")
      .where("hash", "=", hash)
      .where("expires_at", ">", await context.now(trx))
      .returning("person_id")
      .executeTakeFirst();
    return taken && { personId: taken.person_id };
  }

  return {
    createInvitation: ({ hash, personId, lifetimeMs }) =>
      context.transaction(async (trx) => {
        const earlier = trx.deleteFrom("invitations");
        await (personId === null
          ? earlier.where("person_id", "is", null)
          : earlier.where("person_id", "=", personId)
        ).execute();
        const expires_at = (await context.now(trx)) + lifetimeMs;
        await trx.insertInto("invitations").values({ hash, person_id: personId, expires_at }).execute();
      }),

    acceptInvitation: (hash, passwordHash) =>
      context.transaction(async (trx) => {
        const taken = await takeInvitation(trx, hash);
        if (taken === undefined || taken.personId === null) return undefined;
        const row = await trx
          .updateTable("people")
          .set({ password_hash: passwordHash })
          .where("id", "=", taken.personId)
          .where("is_disabled", "=", 0)
          .returningAll()
          .executeTakeFirst();
        return row && readPerson(trx, row);
      }),

    createFirstPerson: (hash, person, passwordHash) =>
      context.transaction(async (trx) => {
        const taken = await takeInvitation(trx, hash);
        const somebody = await trx.selectFrom("people").select("id").limit(1).executeTakeFirst();
        if (taken === undefined || taken.personId !== null || somebody !== undefined) return undefined;
        return insertPerson(context, trx, person, passwordHash);
      }),

    async findInvitation(hash) {
      const row = await db
        .selectFrom("invitations")
        .select("person_id")
        .where("hash", "=", hash)
        .where("expires_at", ">", await context.now(db))
        .executeTakeFirst();
      return row && { personId: row.person_id };
    },

    createSession: ({ hash, id, personId, address, userAgent, idleMs, lifetimeMs }) =>
      context.transaction(async (trx) => {
        const now = await context.now(trx);
        const row = {
          hash,
          id,
          person_id: personId,
          address,
          user_agent: userAgent,
          created_at: now,
          last_used_at: now,
          idle_until: now + Math.min(idleMs, lifetimeMs),
          expires_at: now + lifetimeMs,
        };
        await trx.insertInto("sessions").values(row).execute();
        await trx.updateTable("people").set({ last_sign_in_at: now }).where("id", "=", personId).execute();
        return toSession(row);
      }),

    async findSession(hash, idleMs) {
      const now = await context.now(db);
      const session = await db
        .selectFrom("sessions")
        .selectAll()
        .where("hash", "=", hash)
        .where("idle_until", ">", now)
        .executeTakeFirst();
      if (session === undefined) return undefined;
      const row = await db
        .selectFrom("people")
        .selectAll()
        .where("id", "=", session.person_id)
        .where("is_disabled", "=", 0)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      if (idleMs === "unused") return { person: await readPerson(db, row), session: toSession(session) };
      if (now - session.last_used_at >= Math.min(USE_NOTED_EVERY_MS, idleMs / 10)) {
        await db
          .updateTable("sessions")
          .set({ last_used_at: now, idle_until: Math.min(now + idleMs, session.expires_at) })
          .where("hash", "=", hash)
          .execute();
      }
      return { person: await readPerson(db, row), session: toSession({ ...session, last_used_at: now }) };
    },

    async listSessions(personId) {
      const rows = await db
        .selectFrom("sessions")
        .selectAll()
        .where("person_id", "=", personId)
        .where("idle_until", ">", await context.now(db))
        .orderBy("created_at", "desc")
        .orderBy("id")
        .execute();
      return rows.map(toSession);
    },

    async endSession(personId, id) {
      const { numDeletedRows } = await db
        .deleteFrom("sessions")
        .where("person_id", "=", personId)
        .where("id", "=", id)
        .executeTakeFirst();
      return numDeletedRows > 0n ? "ended" : "not-found";
    },

    async pruneSessions() {
      const now = await context.now(db);
      await db.deleteFrom("sessions").where("idle_until", "<=", now).execute();
      await db.deleteFrom("invitations").where("expires_at", "<=", now).execute();
    },
  };
}

function toSession(row: Selectable<SessionTable>): SignedInSession {
  return {
    id: row.id,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

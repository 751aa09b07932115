import type { Registration } from "../provisioning/pbx-link.ts";
import type { RegistrationStore } from "../provisioning/registration.ts";
import type { StoreContext } from "./backend.ts";

const FORGOTTEN_AFTER_MS = 30 * 86_400_000;

export function registrationRows(context: StoreContext): RegistrationStore {
  const { db } = context;
  return {
    recordRegistrations: (pbxId, registrations, at) =>
      context.transaction(async (trx) => {
        const link = await trx
          .updateTable("pbx_links")
          .set({ asked_at: at })
          .where("pbx_id", "=", pbxId)
          .returning("pbx_id")
          .executeTakeFirst();
        // It was removed meanwhile.
        if (link === undefined) return;
        const rows = await trx.selectFrom("registrations").selectAll().where("pbx_id", "=", pbxId).execute();
        const known = new Map(rows.map((row) => [keyOf(row), row]));
        for (const found of registrations) {
          const row = known.get(keyOf(found));
          known.delete(keyOf(found));
          const columns = toColumns(found, at);
          // A registration that is only refreshed is written when it would run out, not at each look.
          if (row !== undefined && row.gone_at === null && row.expires_at === columns.expires_at) continue;
          await trx
            .insertInto("registrations")
            .values({
              ...{ pbx_id: pbxId, username: found.username, contact: found.contact, first_seen_at: at },
              ...columns,
            })
            .onConflict((conflict) => conflict.columns(["pbx_id", "username", "contact"]).doUpdateSet(columns))
            .execute();
        }
        for (const { username, contact, gone_at } of known.values()) {
          if (gone_at !== null) continue;
          await trx
            .updateTable("registrations")
            .set({ gone_at: at })
            .where("pbx_id", "=", pbxId)
            .where("username", "=", username)
            .where("contact", "=", contact)
            .execute();
        }
        await trx
          .deleteFrom("registrations")
          .where("pbx_id", "=", pbxId)
          .where("gone_at", "<", at - FORGOTTEN_AFTER_MS)
          .execute();
      }),

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
      return {
        askedAt,
        registrations: rows.map((row) => ({
          pbxId: row.pbx_id,
          username: row.username,
          contact: row.contact,
          userAgent: row.user_agent,
          address: row.address,
          expiresAt: row.expires_at,
          registeredAt: row.registered_at,
          firstSeenAt: row.first_seen_at,
          // What still stands is not written at each look.
          seenAt: row.gone_at === null ? askedAt : row.seen_at,
          goneAt: row.gone_at,
        })),
      };
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

function keyOf({ username, contact }: { username: string; contact: string }): string {
  return JSON.stringify([username, contact]);
}

function toColumns({ userAgent, address, expiresAt, registeredAt }: Registration, at: number) {
  return {
    ...{ user_agent: userAgent, address, expires_at: expiresAt, registered_at: registeredAt },
    ...{ seen_at: at, gone_at: null },
  };
}

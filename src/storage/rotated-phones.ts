import { sql } from "kysely";
import type { Mac } from "../provisioning/mac.ts";
import { type RegisteredPhone, type RegistrationStore, registrationsOf } from "../provisioning/registration.ts";
import type { RotatedFacts, RotationStore } from "../provisioning/rotation.ts";
import { replaceAccountPassword } from "./account-secrets.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { armAccount } from "./grant-rows.ts";
import { lockPhones } from "./locks.ts";
import { queueWebhooks } from "./queue-webhooks.ts";

type Accounts = RotatedFacts["accounts"];

/** Groups are looked for among so many waiting phones at a time. */
const LOOKED_AT = 200;
/** A phone that is not registered for so long, and asked for nothing, is off. */
const OFF_FOR_MS = 600_000;

export function rotatedPhones(
  context: StoreContext,
  registrations: RegistrationStore,
): Pick<RotationStore, "findChanging" | "beginRotated"> {
  const { db } = context;

  async function accountsOf(phone: RegisteredPhone, begunAt: number): Promise<Accounts> {
    const rows = await db
      .selectFrom("grants")
      .innerJoin("accounts", "accounts.id", "grants.account_id")
      .leftJoin("pbx_links", "pbx_links.pbx_id", "accounts.pbx_id")
      .leftJoin("pbx_jobs", (join) =>
        join
          .onRef("pbx_jobs.pbx_id", "=", "accounts.pbx_id")
          .onRef("pbx_jobs.name", "=", "accounts.username")
          .on("pbx_jobs.subject", "=", "account"),
      )
      .select(["accounts.username", "grants.opened_at", "pbx_links.pbx_id as link"])
      .select(["pbx_jobs.state", "pbx_jobs.updated_at"])
      .where("grants.phone_id", "=", phone.phoneId)
      .execute();
    const { askedAt, own } = await registrationsOf(phone, registrations);
    return rows.map(({ username, opened_at, link, state, updated_at }) => ({
      username,
      atPbxSince: link === null ? null : state === "done" && updated_at !== null ? updated_at : undefined,
      isDelivered: opened_at !== null && opened_at >= begunAt,
      registeredAt: askedAt === null ? undefined : lastRegistered(own, username),
    }));
  }

  return {
    async findChanging(id) {
      const rows = await db
        .selectFrom("rotation_phones")
        .leftJoin("phones", "phones.mac", "rotation_phones.mac")
        .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
        .selectAll("rotation_phones")
        .select(["phones.id as phone_id", "phones.pbx_id", "last_seen.address"])
        .where("rotation_phones.rotation_id", "=", id)
        .where("rotation_phones.state", "=", "changing")
        .orderBy("rotation_phones.mac")
        .execute();
      const found: RotatedFacts[] = [];
      for (const row of rows) {
        const begunAt = row.begun_at ?? 0;
        const phone = row.phone_id === null || row.pbx_id === null ? undefined : await phoneOf(row.phone_id, row);
        found.push({
          ...{ mac: row.mac as Mac, state: row.state, begunAt, toldAt: row.told_at, words: row.words },
          pbxId: row.pbx_id ?? "",
          accounts: phone === undefined ? [] : await accountsOf(phone, begunAt),
        });
      }
      return found;
    },

    beginRotated: (id, { free, most }, makePassword) =>
      context.transaction(async (trx) => {
        const begun: Mac[] = [];
        const others = new Set<Mac>();
        const rotation = await trx
          .selectFrom("rotations")
          .select("state")
          .where("id", "=", id)
          .$if(context.locksRows, (query) => query.forUpdate())
          .executeTakeFirst();
        if (rotation?.state !== "running" && rotation?.state !== "stalled") return { begun, others: 0 };
        const now = await context.now(trx);
        const waiting = await trx
          .selectFrom("rotation_phones")
          .innerJoin("phones", "phones.mac", "rotation_phones.mac")
          .select(["rotation_phones.mac", "phones.id"])
          .where("rotation_id", "=", id)
          .where("state", "=", "waiting")
          .orderBy("rotation_phones.mac")
          .limit(LOOKED_AT)
          .execute();
        for (const { mac, id: phoneId } of waiting) {
          if (begun.includes(mac as Mac) || others.has(mac as Mac)) continue;
          const group = await groupOf(trx, phoneId);
          const macs = group.map((phone) => phone.mac);
          const hasNothingToLose = await isOff(trx, group, now);
          if (group.length > most && !hasNothingToLose) {
            await skip(
              trx,
              id,
              macs,
              `shares accounts with ${group.length - 1} other phones, more than may be unregistered`,
            );
            for (const skipped of macs) others.add(skipped);
            continue;
          }
          if (!hasNothingToLose && begun.length + group.length > free) break;
          if (hasNothingToLose && others.size >= LOOKED_AT / 2) break;
          await begin(trx, id, group, makePassword, hasNothingToLose);
          if (hasNothingToLose) for (const done of macs) others.add(done);
          else begun.push(...macs);
        }
        return { begun, others: others.size };
      }),
  };

  /**
   * Whether a group is certainly off: its PBX says so now, has said so for a while, and none of them asked for a configuration
   * meanwhile. A phone that is only between two registrations, or between two looks at the PBX, has something to lose.
   */
  async function isOff(trx: Trx, group: readonly { id: number; pbxId: string }[], now: number): Promise<boolean> {
    const ids = group.map(({ id }) => id);
    const since = now - OFF_FOR_MS;
    const link = await trx
      .selectFrom("pbx_links")
      .select(["fresh_until", "created_at"])
      .where("pbx_id", "=", group[0]?.pbxId ?? "")
      .executeTakeFirst();
    if (link === undefined || (link.fresh_until ?? 0) <= now || link.created_at > since) return false;
    const registered = trx
      .selectFrom("registrations")
      .innerJoin("accounts", (join) =>
        join
          .onRef("accounts.pbx_id", "=", "registrations.pbx_id")
          .onRef("accounts.username", "=", "registrations.username"),
      )
      .innerJoin("lines", "lines.account_id", "accounts.id")
      .select("lines.phone_id")
      .where("lines.phone_id", "in", ids)
      .where((eb) => eb.or([eb("registrations.gone_at", "is", null), eb("registrations.gone_at", ">", since)]));
    const seen = trx.selectFrom("last_seen").select("phone_id").where("phone_id", "in", ids).where("at", ">", since);
    return (await registered.unionAll(seen).limit(1).executeTakeFirst()) === undefined;
  }

  function skip(trx: Trx, rotationId: string, macs: readonly Mac[], words: string) {
    return trx
      .updateTable("rotation_phones")
      .set({ state: "skipped", words })
      .where("rotation_id", "=", rotationId)
      .where("mac", "in", macs)
      .execute();
  }

  async function phoneOf(
    phoneId: number,
    { mac, pbx_id, address }: { mac: string; pbx_id: string | null; address: string | null },
  ): Promise<RegisteredPhone> {
    const lines = await db
      .selectFrom("lines")
      .innerJoin("accounts", "accounts.id", "lines.account_id")
      .select("accounts.username")
      .where("lines.phone_id", "=", phoneId)
      .execute();
    return { phoneId, mac, pbxId: pbx_id ?? "", lastAddress: address, lines };
  }

  async function begin(
    trx: Trx,
    rotationId: string,
    group: readonly { id: number; mac: Mac; pbxId: string }[],
    makePassword: () => Parameters<typeof replaceAccountPassword>[3],
    isOff: boolean,
  ): Promise<void> {
    await lockPhones(context, trx, group.map(({ mac }) => mac).sort());
    const accounts = await trx
      .selectFrom("lines")
      .innerJoin("accounts", "accounts.id", "lines.account_id")
      .select(["accounts.id", "accounts.username"])
      .distinct()
      .where(
        "lines.phone_id",
        "in",
        group.map(({ id }) => id),
      )
      .orderBy("accounts.id")
      .execute();
    for (const { id } of accounts) {
      await replaceAccountPassword(context, trx, id, makePassword());
      // A phone that is off today gets it when it is back.
      await armAccount(context, trx, id, null);
    }
    const now = await context.now(trx);
    for (const { mac, pbxId } of group) {
      const columns = {
        ...{ begun_at: now, told_at: null, state: isOff ? ("done" as const) : ("changing" as const) },
        words: isOff ? "was not registered: it gets its new password when it asks for its configuration" : null,
      };
      await trx
        .insertInto("rotation_phones")
        .values({ rotation_id: rotationId, mac, ...columns })
        .onConflict((conflict) => conflict.columns(["rotation_id", "mac"]).doUpdateSet(columns))
        .execute();
      const detail = { kinds: ["sip"], accounts: accounts.map(({ username }) => username) };
      await queueWebhooks(trx, { event: "phone.reset", mac, pbxId, detail }, now);
    }
  }
}

/** The phone and all that share an account with it, and so on. */
async function groupOf(trx: Trx, phoneId: number): Promise<{ id: number; mac: Mac; pbxId: string }[]> {
  const { rows } = await sql<{ id: number; mac: Mac; pbxId: string }>`
    with recursive linked(phone_id) as (
      select cast(${phoneId} as bigint)
      union
      select others.phone_id from linked join lines on lines.phone_id = linked.phone_id
        join lines as others on others.account_id = lines.account_id
    )
    select phones.id, phones.mac, phones.pbx_id as "pbxId" from linked join phones on phones.id = linked.phone_id order by phones.mac`.execute(
    trx,
  );
  return rows;
}

function lastRegistered(own: Awaited<ReturnType<typeof registrationsOf>>["own"], username: string): number | null {
  const live = own.filter((found) => found.username === username && found.goneAt === null);
  return live.length === 0 ? null : Math.max(...live.map(({ refreshedAt }) => refreshedAt));
}

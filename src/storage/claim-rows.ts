import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { AuditNote } from "../provisioning/audit.ts";
import { PASSWORD_KINDS, Password, type PasswordKind } from "../provisioning/password.ts";
import type { GrantState } from "../provisioning/phone.ts";
import type { Claim, ClaimedGrant, Store } from "../provisioning/ports.ts";
import { runIn, type StoreContext, type Trx } from "./backend.ts";
import { type GrantRow, selectGrants, sortGrants, toGrant } from "./grant-reads.ts";
import { lockGrants } from "./locks.ts";
import { destroyDelivered, ha1Identity, passwordIdentity, toOwner } from "./password-rows.ts";
import { releasePbx } from "./queue-pbx.ts";
import { compileOnce } from "./statement.ts";

type Kinds = { kind1: PasswordKind; kind2: PasswordKind; kind3: PasswordKind };
type ClaimValues = Kinds & { phoneId: number; requester: string; now: number; closesAt: number; claim: string };
type ClaimedRow = GrantRow & {
  opened_claim: string | null;
  last_claim: string | null;
  pbx_order: string | null;
  sealed_password: Buffer | null;
  sealed_ha1: Buffer | null;
  mac: string;
  pbx_id: string;
  /** Of whoever sits at the phone. */
  seat_account: number | null;
};
const NOT_GRANTED = { open: "other-requester", armed: "waits-for-pbx", closed: "closed" } as const;
/** What goes out, and what the audit trail is to say of it. */
type Claimed = { grants: ClaimedGrant[]; note: AuditNote | undefined };

/** Delivery: the transitions that phones cause. */
export function claimRows(
  context: StoreContext,
): Pick<Store, "claimGrants" | "undoClaim" | "confirmDelivery" | "readPasswords"> {
  const { db } = context;

  // One statement decides, by the stored row alone. Every CASE sees the row as it was before.
  const decide = compileOnce((v: ClaimValues) => {
    const isArmed = sql`(state = 'armed' and (armed_until is null or armed_until > ${v.now}))`;
    // A new password that the PBX has not taken yet would only lock the phone out.
    const opens = sql`(${isArmed} and (pbx_order is null or pbx_order <> 'pbx-first'))`;
    const stays = sql`(state = 'open' and (closes_at is null or closes_at > ${v.now}))`;
    return db
      .updateTable("grants")
      .set({
        state: sql<GrantState>`case when ${opens} then 'open' when ${stays} then 'open' when ${isArmed} then 'armed' else 'closed' end`,
        opened_at: sql`case when ${opens} then ${v.now} else opened_at end`,
        opened_by: sql`case when ${opens} then ${v.requester} else opened_by end`,
        closes_at: sql`case when ${opens} and kind = 'web' then null when ${opens} then ${v.closesAt} else closes_at end`,
        opened_claim: sql`case when ${opens} then ${v.claim} else opened_claim end`,
        last_claim: sql`case when ${opens} or (${stays} and opened_by = ${v.requester}) then ${v.claim} else last_claim end`,
      })
      .where("phone_id", "=", v.phoneId)
      .where("kind", "in", [v.kind1, v.kind2, v.kind3])
      .where("state", "<>", "closed");
  });

  const readDecided = compileOnce((v: Kinds & { phoneId: number }) =>
    selectGrants(db)
      .innerJoin("phones", "phones.id", "grants.phone_id")
      .leftJoin("account_secrets", "account_secrets.account_id", "grants.account_id")
      .leftJoin("phone_secrets", (join) =>
        join.onRef("phone_secrets.phone_id", "=", "grants.phone_id").onRef("phone_secrets.kind", "=", "grants.kind"),
      )
      .leftJoin("seats", (join) =>
        join.onRef("seats.phone_id", "=", "grants.phone_id").onRef("seats.account_id", "=", "grants.account_id"),
      )
      .select("seats.account_id as seat_account")
      .select(["grants.opened_claim", "grants.last_claim", "grants.pbx_order"])
      .select(["account_secrets.sealed_ha1", "phones.mac", "phones.pbx_id"])
      .select((eb) =>
        eb.fn.coalesce("account_secrets.sealed_password", "phone_secrets.sealed_password").as("sealed_password"),
      )
      .where("grants.phone_id", "=", v.phoneId)
      .where("grants.kind", "in", [v.kind1, v.kind2, v.kind3])
      .$castTo<ClaimedRow>(),
  );

  const closeDelivered = compileOnce(({ id, opening }: { id: number; opening: string }) =>
    db
      .updateTable("grants")
      .set({ state: "closed" })
      .where("id", "=", id)
      .where("state", "=", "open")
      .where("opened_claim", "=", opening)
      .returning(["kind", "phone_id", "account_id"]),
  );

  async function claimIn(trx: Trx, { phoneId, kinds, requester, windowMs, door }: Claim): Promise<Claimed> {
    const run = runIn(trx);
    const chosenKinds = chooseKinds(kinds);
    if (chosenKinds === undefined) return { grants: [], note: undefined };
    const chosen = { ...chosenKinds, phoneId };
    await lockGrants(context, trx, { phoneId });
    const now = await context.now(trx);
    const claim = randomBytes(9).toString("base64url");
    await run(decide({ ...chosen, requester, now, closesAt: now + windowMs, claim }));
    // A reset needs these rows too and waits, so what is read here belongs to this claim.
    const rows = sortGrants(await run(readDecided(chosen)));
    const closed = rows.filter((row) => row.state === "closed" && row.sealed_password !== null);
    await destroyDelivered(context, trx, closed.map(toOwner));
    const given = rows.filter((row) => row.last_claim === claim);
    if (given.some(({ seat_account }) => seat_account !== null)) await noteDelivered(trx, phoneId, claim);
    const awaited = given.filter((row) => row.opened_claim === claim && row.pbx_order !== null);
    await releasePbx(
      trx,
      awaited.flatMap(({ account_id }) => account_id ?? []),
      now,
    );
    return { grants: rows.map((row) => toClaimedGrant(row, claim)), note: deliveryOf(given, requester, door) };
  }

  /** From now on what the phone's file leaves out, the phone has. */
  async function noteDelivered(trx: Trx, phoneId: number, claim: string): Promise<void> {
    const query = trx.updateTable("seats").set({ delivered_claim: claim });
    await query.where("phone_id", "=", phoneId).where("delivered_claim", "is", null).execute();
  }

  function toClaimedGrant(row: ClaimedRow, claim: string): ClaimedGrant {
    const isGranted = row.last_claim === claim;
    return {
      ...toGrant(row),
      outcome: isGranted ? "granted" : NOT_GRANTED[row.state],
      justOpened: row.opened_claim === claim,
      password: isGranted && row.sealed_password !== null ? openPassword(row) : undefined,
      ha1: isGranted && row.sealed_password === null ? openHa1(row) : undefined,
      opening: row.opened_claim ?? undefined,
    };
  }

  function openPassword(row: ClaimedRow): Password {
    if (row.sealed_password === null) throw new Error(`Grant ${row.id} is open, yet its password is gone`);
    return new Password(context.vault.open(row.sealed_password, passwordIdentity(toOwner(row))));
  }

  function openHa1({ id, account_id, sealed_ha1 }: ClaimedRow): Password {
    if (account_id === null || sealed_ha1 === null) throw new Error(`Grant ${id} is open, yet its password is gone`);
    return new Password(context.vault.open(sealed_ha1, ha1Identity(account_id)));
  }

  const commit = context.groupsCommits ? context.grouped : context.transaction;

  return {
    async claimGrants(claim) {
      if (context.groupsCommits) {
        return context.grouped(async (trx) => {
          const { grants, note } = await claimIn(trx, claim);
          if (note !== undefined) context.note(trx, note);
          return grants;
        });
      }
      // Where claims run side by side they do not queue for the end of the audit trail: it is written when they are done, for
      // many at once, and still before any password leaves.
      const { grants, note } = await context.transaction((trx) => claimIn(trx, claim));
      if (note !== undefined) await context.grouped(async (trx) => context.note(trx, note));
      return grants;
    },

    async readPasswords(phoneId, kinds, { requester, door } = {}) {
      const chosen = chooseKinds(kinds);
      const rows = chosen === undefined ? [] : await context.read(readDecided({ ...chosen, phoneId }));
      const there = sortGrants(rows.filter((row) => row.sealed_password !== null));
      const note = deliveryOf(there, requester, door);
      if (note !== undefined) await context.grouped(async (trx) => context.note(trx, note));
      return there.map((row) => ({ kind: row.kind, accountId: row.account_id, password: openPassword(row) }));
    },

    async undoClaim(grants) {
      const granted = grants.filter(({ outcome }) => outcome === "granted").map(({ id }) => id);
      const opened = grants.filter((grant) => grant.justOpened).sort((a, b) => a.id - b.id);
      if (granted.length === 0) return;
      await context.transaction(async (trx) => {
        const undone = [];
        for (const { id, opening } of opened) {
          const row = await trx
            .updateTable("grants")
            .set({
              state: "armed",
              opened_at: null,
              opened_by: null,
              closes_at: null,
              opened_claim: null,
              last_claim: null,
            })
            .where("id", "=", id)
            .where("state", "=", "open")
            // Nobody was granted anything on top of it: this claim alone knows that nothing was sent.
            .where("last_claim", "=", opening ?? "")
            .returning("id")
            .executeTakeFirst();
          if (row !== undefined && opening !== undefined) undone.push(opening);
        }
        if (undone.length > 0)
          await trx
            .updateTable("seats")
            .set({ delivered_claim: null })
            .where("delivered_claim", "in", undone)
            .execute();
        const phone = await trx
          .selectFrom("grants")
          .innerJoin("phones", "phones.id", "grants.phone_id")
          .select(["phones.mac", "phones.pbx_id"])
          .where("grants.id", "in", granted)
          .limit(1)
          .executeTakeFirst();
        context.note(trx, { action: "delivery-undone", mac: phone?.mac ?? null, pbx: phone?.pbx_id ?? null });
      });
    },

    async confirmDelivery(grants) {
      const delivered = grants.filter((grant) => grant.kind === "web" && grant.outcome === "granted");
      if (delivered.length === 0) return false;
      return commit(async (trx) => {
        const closed = [];
        for (const { id, opening } of delivered) {
          closed.push(...(await runIn(trx)(closeDelivered({ id, opening: opening ?? "" }))));
        }
        await destroyDelivered(context, trx, closed.map(toOwner));
        return closed.length > 0;
      });
    },
  };
}

/** What the audit trail says of passwords that go out. */
function deliveryOf(rows: readonly ClaimedRow[], requester: string | undefined, door: string | undefined) {
  const [first] = rows;
  if (first === undefined) return undefined;
  const accounts = rows.flatMap(({ account }) => account ?? []);
  const kinds = PASSWORD_KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const note: AuditNote = {
    action: "passwords-delivered",
    address: requester ?? null,
    door: door ?? null,
    mac: first.mac,
    pbx: first.pbx_id,
    detail: { kinds, ...(accounts.length === 0 ? {} : { accounts }) },
  };
  return note;
}

/** Fills the three places of the statements, the same kind twice where fewer are asked for. */
function chooseKinds(kinds: readonly PasswordKind[]): Kinds | undefined {
  const [kind1, kind2 = kind1, kind3 = kind1] = PASSWORD_KINDS.filter((kind) => kinds.includes(kind));
  if (kind1 === undefined || kind2 === undefined || kind3 === undefined) return undefined;
  return { kind1, kind2, kind3 };
}

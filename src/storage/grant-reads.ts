import { PASSWORD_KINDS } from "../provisioning/password.ts";
import type { Grant } from "../provisioning/phone.ts";
import type { Db } from "./backend.ts";
import type { GrantTable } from "./tables.ts";

export type GrantRow = Omit<GrantTable, "id" | "opened_claim" | "last_claim" | "pbx_order"> & {
  id: number;
  account: string | null;
  /** Of the account's first line on the phone. */
  position: number | null;
};

export function selectGrants(db: Db) {
  return db
    .selectFrom("grants")
    .leftJoin("accounts", "accounts.id", "grants.account_id")
    .select([
      "grants.id",
      "grants.phone_id",
      "grants.kind",
      "grants.account_id",
      "grants.state",
      "grants.opened_at",
      "grants.opened_by",
      "grants.closes_at",
      "grants.armed_until",
      "accounts.username as account",
    ])
    .select((eb) =>
      eb
        .selectFrom("lines")
        .select((line) => line.fn.min("lines.position").as("position"))
        .whereRef("lines.phone_id", "=", "grants.phone_id")
        .whereRef("lines.account_id", "=", "grants.account_id")
        .as("position"),
    );
}

/** sip by line, menu, web. */
export function sortGrants<Row extends GrantRow>(rows: Row[]): Row[] {
  const rank = (row: Row) => PASSWORD_KINDS.indexOf(row.kind);
  return rows.sort((a, b) => rank(a) - rank(b) || (a.position ?? 0) - (b.position ?? 0));
}

export function toGrant(row: GrantRow): Grant {
  return {
    id: row.id,
    kind: row.kind,
    accountId: row.account_id,
    account: row.account,
    state: row.state,
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    closesAt: row.closes_at,
    armedUntil: row.state === "armed" ? row.armed_until : null,
  };
}

import type { LineProblem, NewLine } from "../provisioning/ports.ts";
import { insertAccount } from "./account-rows.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { armedColumns } from "./grant-rows.ts";
import { lockGrants } from "./locks.ts";
import { destroyDelivered, findAccountsWithPassword } from "./password-rows.ts";
import { selectLines } from "./phone-reads.ts";
import { queueAccounts } from "./queue-pbx.ts";

/** Without a password for a new account, the account must exist. */
export type WantedLine = Omit<NewLine, "newPassword"> & { newPassword: NewLine["newPassword"] | undefined };
/** A line whose account exists, or is to be made. */
export type ResolvedLine = { line: WantedLine; accountId: number | undefined };

/** The lines that a phone takes along to another PBX: the accounts of the same names there. */
export async function linesToMove(trx: Trx, phoneId: number): Promise<WantedLine[]> {
  const rows = await selectLines(trx).where("lines.phone_id", "=", phoneId).where("lines.is_seat", "=", 0).execute();
  return rows.map((row) => ({
    username: row.username,
    displayName: row.line_name,
    label: row.label,
    newPassword: undefined,
  }));
}

/** Finds the accounts of lines and locks them. Writes nothing, so that a problem leaves nothing behind. */
export async function resolveLines(
  context: StoreContext,
  trx: Trx,
  pbxId: string,
  lines: readonly WantedLine[],
): Promise<ResolvedLine[] | LineProblem> {
  const usernames = [...new Set(lines.map((line) => line.username))];
  const accounts =
    usernames.length === 0
      ? []
      : await trx
          .selectFrom("accounts")
          .select(["id", "username"])
          .where("pbx_id", "=", pbxId)
          .where("username", "in", usernames)
          .orderBy("id")
          .$if(context.locksRows, (query) => query.forNoKeyUpdate())
          .execute();
  const ids = new Map(accounts.map((account) => [account.username, account.id]));
  const creatable = new Set(
    lines.filter((line) => line.displayName !== null && line.newPassword).map((line) => line.username),
  );
  const lineIndex = lines.findIndex(({ username }) => !ids.has(username) && !creatable.has(username));
  if (lineIndex >= 0) return { problem: "unknown-account", lineIndex };
  return lines.map((line) => ({ line, accountId: ids.get(line.username) }));
}

/**
 * Replaces the lines of a phone, but for that of whoever sits there, which comes last. Accounts that are new on it or moved get
 * their grant armed, those that are gone lose theirs; the others stay as they are.
 */
export async function writeLines(
  context: StoreContext,
  trx: Trx,
  phone: { id: number; pbxId: string },
  resolved: readonly ResolvedLine[],
  armedUntil: number | null,
): Promise<void> {
  await lockGrants(context, trx, { phoneId: phone.id });
  const before = await trx
    .selectFrom("lines")
    .selectAll()
    .where("phone_id", "=", phone.id)
    .orderBy("position")
    .execute();
  const own = await withAccounts(context, trx, phone, resolved);
  const ofSeat = before.filter(({ is_seat }) => is_seat === 1).map((row) => ({ ...row, position: own.length }));
  const rows = [...own, ...ofSeat];
  await trx.deleteFrom("lines").where("phone_id", "=", phone.id).execute();
  if (rows.length > 0) await trx.insertInto("lines").values(rows).execute();

  const oldPlaces = placesByAccount(before);
  const newPlaces = placesByAccount(rows);
  const gone = [...oldPlaces.keys()].filter((accountId) => !newPlaces.has(accountId));
  const moved = [...newPlaces].filter(([id, places]) => oldPlaces.get(id) !== places).map(([id]) => id);
  await dropGrants(context, trx, phone.id, gone);
  await armMoved(context, trx, phone.id, moved, armedUntil);
  const isOther = (id: number) => oldPlaces.has(id) !== newPlaces.has(id);
  const others = [...oldPlaces.keys(), ...newPlaces.keys()].filter(isOther);
  if (others.length > 0) await queueAccounts(trx, others, await context.now(trx));
}

async function withAccounts(
  context: StoreContext,
  trx: Trx,
  phone: { id: number; pbxId: string },
  resolved: readonly ResolvedLine[],
) {
  const made = new Map<string, number>();
  const rows = [];
  for (const [position, { line, accountId: known }] of resolved.entries()) {
    let accountId = known ?? made.get(line.username);
    // An account that is made here takes the line's name, and the line then follows the account.
    const isMadeHere = accountId === undefined;
    if (accountId === undefined) {
      accountId = await makeAccount(context, trx, phone.pbxId, line);
      made.set(line.username, accountId);
    }
    rows.push({
      phone_id: phone.id,
      position,
      account_id: accountId,
      display_name: isMadeHere ? null : line.displayName,
      label: line.label,
      is_seat: 0,
    });
  }
  return rows;
}

async function makeAccount(context: StoreContext, trx: Trx, pbxId: string, line: WantedLine): Promise<number> {
  const { username, displayName, newPassword: password } = line;
  if (displayName === null || password === undefined)
    throw new Error(`Line ${username} does not say how to make its account`);
  const account = { username, authName: username, displayName, number: username, password };
  const id = await insertAccount(context, trx, pbxId, account);
  if (id !== undefined) return id;
  // Another process made it since it was looked up.
  const there = trx.selectFrom("accounts").select("id").where("pbx_id", "=", pbxId).where("username", "=", username);
  return (await there.executeTakeFirstOrThrow()).id;
}

function placesByAccount(rows: readonly { account_id: number; position: number }[]): Map<number, string> {
  const places = new Map<number, string>();
  for (const { account_id: id, position } of rows) places.set(id, `${places.get(id) ?? ""} ${position}`);
  return places;
}

export async function dropGrants(
  context: StoreContext,
  trx: Trx,
  phoneId: number,
  accountIds: readonly number[],
): Promise<void> {
  if (accountIds.length === 0) return;
  await trx.deleteFrom("grants").where("phone_id", "=", phoneId).where("account_id", "in", accountIds).execute();
  await destroyDelivered(
    context,
    trx,
    accountIds.map((accountId) => ({ kind: "sip", phoneId, accountId })),
  );
}

/** An account whose password was destroyed has nothing to deliver, but for its HA1 to who takes that: its grant is closed until a reset. */
export async function armMoved(
  context: StoreContext,
  trx: Trx,
  phoneId: number,
  accountIds: readonly number[],
  armedUntil: number | null,
  takesHa1 = false,
): Promise<void> {
  const withPassword = await findAccountsWithPassword(context, trx, accountIds, takesHa1);
  for (const accountId of accountIds) {
    const state = withPassword.has(accountId)
      ? armedColumns(armedUntil)
      : { ...armedColumns(null), state: "closed" as const };
    await trx
      .insertInto("grants")
      .values({ phone_id: phoneId, kind: "sip", account_id: accountId, ...state })
      .onConflict((conflict) =>
        conflict.columns(["phone_id", "account_id"]).where("account_id", "is not", null).doUpdateSet(state),
      )
      .execute();
  }
}

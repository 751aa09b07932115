import type { Selectable } from "kysely";
import type { NewPerson, PeopleStore, Person } from "../provisioning/person.ts";
import type { Scope } from "../provisioning/scope.ts";
import type { Db, StoreContext, Trx } from "./backend.ts";
import { pageOf } from "./paging.ts";
import type { PersonTable } from "./people-tables.ts";
import { findUnknown, readScopes, writeScope } from "./scope-rows.ts";
import { contains, fold, patternOf } from "./search.ts";

type PersonRow = Selectable<PersonTable>;
type PersonStore = Pick<
  PeopleStore,
  | "createPerson"
  | "findPerson"
  | "listPeople"
  | "updatePerson"
  | "deletePerson"
  | "countPeople"
  | "findCredentials"
  | "setPassword"
  | "replaceHash"
  | "resetPerson"
>;

export function personRows(context: StoreContext): PersonStore {
  const { db } = context;

  async function lockPerson(trx: Trx, id: string): Promise<PersonRow | undefined> {
    const query = trx.selectFrom("people").selectAll().where("id", "=", id);
    return query.$if(context.locksRows, (locked) => locked.forUpdate()).executeTakeFirst();
  }

  return {
    createPerson: (person) =>
      context.transaction(async (trx) => {
        const unknown = await findUnknown(context, trx, person.scope);
        return unknown ?? (await insertPerson(context, trx, person, null)) ?? "login-exists";
      }),

    async findPerson(id) {
      const row = await db.selectFrom("people").selectAll().where("id", "=", id).executeTakeFirst();
      return row && readPerson(db, row);
    },

    async listPeople({ limit, cursor, search }) {
      let query = db.selectFrom("people").selectAll();
      if (cursor !== undefined) query = query.where("login", ">", cursor);
      if (search) {
        const pattern = patternOf(search);
        query = query.where((eb) => eb.or(["login", "name_folded"].map((column) => contains(column, pattern))));
      }
      const rows = await query
        .orderBy("login")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => row.login);
      const scopes = await readScopes(db, "person_id", items);
      return { items: items.map((row) => toPerson(row, scopes.get(row.id) ?? null)), next };
    },

    updatePerson: (id, { name, role, scope, isDisabled }, expectedRevision) =>
      context.transaction(async (trx) => {
        const person = await lockPerson(trx, id);
        if (person === undefined) return "not-found";
        if (expectedRevision !== undefined && person.revision !== expectedRevision) return "stale";
        if (scope !== undefined) {
          const unknown = await findUnknown(context, trx, scope);
          if (unknown !== undefined) return unknown;
          await writeScope(trx, "person_id", id, scope);
        }
        if (isDisabled === true) await signOut(trx, id);
        const newName = name ?? person.name;
        const row = await trx
          .updateTable("people")
          .set({
            name: newName,
            name_folded: fold(newName),
            role: role ?? person.role,
            is_scoped: scope === undefined ? person.is_scoped : Number(scope !== null),
            is_disabled: isDisabled === undefined ? person.is_disabled : Number(isDisabled),
            revision: person.revision + 1,
            updated_at: await context.now(trx),
          })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return readPerson(trx, row);
      }),

    deletePerson: (id, expectedRevision) =>
      context.transaction(async (trx) => {
        const person = await lockPerson(trx, id);
        if (person === undefined) return "not-found";
        if (expectedRevision !== undefined && person.revision !== expectedRevision) return "stale";
        await trx.deleteFrom("people").where("id", "=", id).execute();
        return "deleted";
      }),

    async countPeople() {
      const { total } = await db
        .selectFrom("people")
        .select((eb) => eb.fn.countAll<number>().as("total"))
        .executeTakeFirstOrThrow();
      return total;
    },

    async findCredentials(login) {
      const row = await db.selectFrom("people").selectAll().where("login", "=", login).executeTakeFirst();
      return row && { person: await readPerson(db, row), passwordHash: row.password_hash };
    },

    setPassword: (personId, passwordHash, keptSessionId) =>
      context.transaction(async (trx) => {
        await trx.updateTable("people").set({ password_hash: passwordHash }).where("id", "=", personId).execute();
        await trx.deleteFrom("sessions").where("person_id", "=", personId).where("id", "<>", keptSessionId).execute();
      }),

    async replaceHash(personId, before, after) {
      await db
        .updateTable("people")
        .set({ password_hash: after })
        .where("id", "=", personId)
        .where("password_hash", "=", before)
        .execute();
    },

    resetPerson: (id, { secondFactor }) =>
      context.transaction(async (trx) => {
        const person = await lockPerson(trx, id);
        if (person === undefined) return "not-found";
        await signOut(trx, id);
        if (secondFactor) await trx.deleteFrom("recovery_codes").where("person_id", "=", id).execute();
        const row = await trx
          .updateTable("people")
          .set({
            password_hash: null,
            ...(secondFactor ? { sealed_totp: null, totp_active: 0 } : {}),
            revision: person.revision + 1,
            updated_at: await context.now(trx),
          })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return readPerson(trx, row);
      }),
  };
}

/** Undefined where the login is taken. */
export async function insertPerson(
  context: StoreContext,
  trx: Trx,
  { id, login, name, role, scope }: NewPerson,
  passwordHash: string | null,
): Promise<Person | undefined> {
  const now = await context.now(trx);
  const row = await trx
    .insertInto("people")
    .values({
      id,
      login,
      name,
      name_folded: fold(name),
      role,
      is_scoped: Number(scope !== null),
      is_disabled: 0,
      password_hash: passwordHash,
      sealed_totp: null,
      totp_active: 0,
      totp_step: 0,
      revision: 1,
      created_at: now,
      updated_at: now,
      last_sign_in_at: null,
    })
    .onConflict((conflict) => conflict.column("login").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await writeScope(trx, "person_id", id, scope);
  return toPerson(row, scope);
}

/** Ends what lets somebody in without the password. */
async function signOut(trx: Trx, personId: string): Promise<void> {
  await trx.deleteFrom("sessions").where("person_id", "=", personId).execute();
  await trx.deleteFrom("invitations").where("person_id", "=", personId).execute();
}

export async function readPerson(db: Db, row: PersonRow): Promise<Person> {
  return toPerson(row, (await readScopes(db, "person_id", [row])).get(row.id) ?? null);
}

function toPerson(row: PersonRow, scope: Scope | null): Person {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    role: row.role,
    scope,
    isDisabled: row.is_disabled !== 0,
    hasPassword: row.password_hash !== null,
    hasSecondFactor: row.totp_active !== 0,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSignInAt: row.last_sign_in_at,
  };
}

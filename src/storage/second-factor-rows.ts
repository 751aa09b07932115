import { Password } from "../provisioning/password.ts";
import type { PeopleStore } from "../provisioning/person.ts";
import type { StoreContext } from "./backend.ts";

type SecondFactorStore = Pick<
  PeopleStore,
  | "startSecondFactor"
  | "findSecondFactor"
  | "confirmSecondFactor"
  | "useStep"
  | "useRecoveryCode"
  | "removeSecondFactor"
>;

export function secondFactorRows(context: StoreContext): SecondFactorStore {
  const { db, vault } = context;
  return {
    async startSecondFactor(personId, secret) {
      const { numUpdatedRows } = await db
        .updateTable("people")
        .set({ sealed_totp: vault.seal(secret.reveal(), secondFactorIdentity(personId)) })
        .where("id", "=", personId)
        .where("totp_active", "=", 0)
        .executeTakeFirst();
      return numUpdatedRows > 0n ? "started" : "is-active";
    },

    async findSecondFactor(personId) {
      const row = await db
        .selectFrom("people")
        .select(["sealed_totp", "totp_active"])
        .where("id", "=", personId)
        .executeTakeFirst();
      if (row === undefined || row.sealed_totp === null) return undefined;
      const secret = new Password(vault.open(row.sealed_totp, secondFactorIdentity(personId)));
      return { secret, isActive: row.totp_active !== 0 };
    },

    confirmSecondFactor: (personId, step, recoveryHashes) =>
      context.transaction(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("people")
          .set({ totp_active: 1, totp_step: step })
          .where("id", "=", personId)
          .where("totp_active", "=", 0)
          .where("sealed_totp", "is not", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await trx.deleteFrom("recovery_codes").where("person_id", "=", personId).execute();
        await trx
          .insertInto("recovery_codes")
          .values(recoveryHashes.map((hash) => ({ person_id: personId, hash })))
          .execute();
        return true;
      }),

    async useStep(personId, step) {
      const { numUpdatedRows } = await db
        .updateTable("people")
        .set({ totp_step: step })
        .where("id", "=", personId)
        .where("totp_active", "=", 1)
        .where("totp_step", "<", step)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async useRecoveryCode(personId, hash) {
      const { numDeletedRows } = await db
        .deleteFrom("recovery_codes")
        .where("person_id", "=", personId)
        .where("hash", "=", hash)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    removeSecondFactor: (personId) =>
      context.transaction(async (trx) => {
        await trx.updateTable("people").set({ sealed_totp: null, totp_active: 0 }).where("id", "=", personId).execute();
        await trx.deleteFrom("recovery_codes").where("person_id", "=", personId).execute();
      }),
  };
}

export function secondFactorIdentity(personId: string): string {
  return `second-factor:${personId}`;
}

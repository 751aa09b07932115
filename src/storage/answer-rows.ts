import type { Store } from "../provisioning/ports.ts";
import type { StoreContext } from "./backend.ts";

const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

/** Answers to POSTs that may be repeated. A body may hold a password that was revealed, so it is sealed. */
export function answerRows(
  context: StoreContext,
): Pick<Store, "recallAnswer" | "keepAnswer"> & { pruneAnswers(): Promise<void> } {
  const { db, vault } = context;
  return {
    async recallAnswer(keyId, idempotencyKey) {
      const row = await db
        .selectFrom("kept_answers")
        .selectAll()
        .where("key_id", "=", keyId)
        .where("idempotency_key", "=", idempotencyKey)
        .where("kept_at", ">", (await context.now(db)) - KEPT_FOR_MS)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const body = vault.open(row.sealed_body, answerIdentity(keyId, idempotencyKey));
      return { fingerprint: row.fingerprint, status: row.status, body };
    },

    /** The first answer stays for its day. */
    async keepAnswer(keyId, idempotencyKey, { fingerprint, status, body }) {
      const now = await context.now(db);
      const row = {
        fingerprint,
        status,
        sealed_body: vault.seal(body, answerIdentity(keyId, idempotencyKey)),
        kept_at: now,
      };
      await db
        .insertInto("kept_answers")
        .values({ key_id: keyId, idempotency_key: idempotencyKey, ...row })
        .onConflict((conflict) =>
          conflict
            .columns(["key_id", "idempotency_key"])
            .doUpdateSet(row)
            .where("kept_answers.kept_at", "<=", now - KEPT_FOR_MS),
        )
        .execute();
    },

    async pruneAnswers() {
      await db
        .deleteFrom("kept_answers")
        .where("kept_at", "<=", (await context.now(db)) - KEPT_FOR_MS)
        .execute();
    },
  };
}

export function answerIdentity(keyId: string, idempotencyKey: string): string {
  return `answer:${JSON.stringify([keyId, idempotencyKey])}`;
}

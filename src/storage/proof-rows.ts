import { sql } from "kysely";
import type { Login, PhoneProof } from "../provisioning/phone-proof.ts";
import type { NewProof, ProofStore } from "../provisioning/proof-store.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { compileOnce } from "./statement.ts";

/** What phones prove themselves by. No token and no password is in these rows, and what checks a login is sealed. */
export function proofRows(context: StoreContext): ProofStore & { pruneNonces(): Promise<void> } {
  const { db, vault } = context;
  const loginsOfPhone = compileOnce(({ phoneId }: { phoneId: number }) =>
    db
      .selectFrom("phone_proofs")
      .select(["id", "phone_id", "sealed_login", "is_to_be_replaced", "used_at"])
      .where("phone_id", "=", phoneId)
      .where("kind", "=", "login")
      .orderBy("id"),
  );

  return {
    deriveKey: (purpose) => vault.derive(purpose),
    deriveKeys: (purpose) => vault.deriveAll(purpose),

    addProof: (phoneId, proof) =>
      context.transaction(async (trx) => {
        // Gone meanwhile: there is nobody to give it to.
        if (!(await lockPhone(trx, phoneId))) return;
        await dropUnused(trx, phoneId, proof);
        await trx
          .insertInto("phone_proofs")
          .values({
            phone_id: phoneId,
            kind: proof.kind,
            via: proof.via,
            hash: proof.kind === "token" ? proof.hash : "",
            sealed_login: proof.kind === "token" ? null : sealLogin(phoneId, proof),
            is_to_be_replaced: 0,
            made_at: await context.now(trx),
            used_at: null,
          })
          .execute();
      }),

    useProof: (phoneId, proofId) =>
      context.transaction(async (trx) => {
        await lockPhone(trx, phoneId);
        const used = await trx
          .updateTable("phone_proofs")
          .set({ used_at: await context.now(trx) })
          .where("id", "=", proofId)
          .where("phone_id", "=", phoneId)
          .where("used_at", "is", null)
          .returning("kind")
          .executeTakeFirst();
        if (used === undefined) return false;
        await trx
          .deleteFrom("phone_proofs")
          .where("phone_id", "=", phoneId)
          .where("id", "<", proofId)
          .where((eb) => eb.or([eb("kind", "=", used.kind), eb("via", "<>", "config")]))
          .execute();
        return true;
      }),

    rotateProofs: (phoneId, isOver) =>
      context.transaction(async (trx) => {
        await lockPhone(trx, phoneId);
        if (isOver) await trx.deleteFrom("phone_proofs").where("phone_id", "=", phoneId).execute();
        else
          await trx.updateTable("phone_proofs").set({ is_to_be_replaced: 1 }).where("phone_id", "=", phoneId).execute();
      }),

    async listProofs(phoneId) {
      const rows = await db
        .selectFrom("phone_proofs")
        .select(["id", "kind", "via", "is_to_be_replaced", "made_at", "used_at"])
        .where("phone_id", "=", phoneId)
        .orderBy("id")
        .execute();
      return rows.map(({ id, kind, via, is_to_be_replaced, made_at, used_at }) => ({
        ...{ id, kind, via, isToBeReplaced: is_to_be_replaced === 1, isUsed: used_at !== null },
        ...{ madeAt: made_at, usedAt: used_at },
      }));
    },

    async findLogins(phoneId) {
      const rows = await context.read(loginsOfPhone({ phoneId }));
      return rows.flatMap(({ id, phone_id, sealed_login, is_to_be_replaced, used_at }) => {
        if (sealed_login === null) return [];
        const hashes = JSON.parse(vault.open(sealed_login, loginIdentity(phone_id))) as Pick<Login, "md5" | "sha256">;
        return [{ id, isToBeReplaced: is_to_be_replaced === 1, isUsed: used_at !== null, ...hashes }];
      });
    },

    async takeNonce(nonce, count, expiresAt) {
      const taken = await db
        .insertInto("used_nonces")
        .values({ nonce, count, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict.column("nonce").doUpdateSet({ count }).where("used_nonces.count", "<", count),
        )
        .returning("nonce")
        .executeTakeFirst();
      return taken !== undefined;
    },

    async asksForCredentials() {
      const asking = db
        .selectFrom("pbxs")
        .select("id")
        .where("access", "like", '%"credentials"%')
        .where("access", "like", '%"require"%');
      return (await asking.limit(1).executeTakeFirst()) !== undefined;
    },

    async pruneNonces() {
      await db
        .deleteFrom("used_nonces")
        .where("expires_at", "<=", await context.now(db))
        .execute();
    },
  };

  function sealLogin(phoneId: number, { md5, sha256 }: Pick<Login, "md5" | "sha256">): Buffer {
    return vault.seal(JSON.stringify({ md5, sha256 }), loginIdentity(phoneId));
  }

  async function lockPhone(trx: Trx, phoneId: number): Promise<boolean> {
    const query = trx.selectFrom("phones").select("id").where("id", "=", phoneId);
    return (await query.$if(context.locksRows, (locked) => locked.forNoKeyUpdate()).executeTakeFirst()) !== undefined;
  }
}

export function loginIdentity(phoneId: number): string {
  return `phone:${phoneId}:login`;
}

/** A phone that fetches twice may apply the first answer, so one that waits stays beside the one to come. */
async function dropUnused(trx: Trx, phoneId: number, { kind, via }: NewProof): Promise<void> {
  const unused = trx
    .selectFrom("phone_proofs")
    .select("id")
    .where("phone_id", "=", phoneId)
    .where("kind", "=", kind)
    .where("via", "=", via)
    .where("used_at", "is", null);
  const newest = await unused.orderBy("id", "desc").limit(1).executeTakeFirst();
  if (newest === undefined) return;
  await trx.deleteFrom("phone_proofs").where("id", "in", unused).where("id", "<", newest.id).execute();
}

/** For admissions: all proofs of a phone in one value, and none where its PBX asks for none. */
export function selectProofs(openColumn: string) {
  const words = sql`phone_proofs.id || ' ' || phone_proofs.kind || ' ' || phone_proofs.via || ' ' ||
    phone_proofs.is_to_be_replaced || ' ' || case when phone_proofs.used_at is null then '0' else '1' end || ' ' || phone_proofs.hash`;
  return sql<string | null>`case when pbxs.access = ${sql.lit(openColumn)} then null else
    (select string_agg(${words}, ',') from phone_proofs where phone_proofs.phone_id = phones.id) end`;
}

const NONE: readonly PhoneProof[] = [];

export function readProofs(words: string | null): readonly PhoneProof[] {
  if (words === null) return NONE;
  const proofs = words.split(",").map((proof) => {
    const [id = "", kind = "", via = "", isToBeReplaced = "", isUsed = "", hash = ""] = proof.split(" ");
    return {
      id: Number(id),
      kind: kind as PhoneProof["kind"],
      via: via as PhoneProof["via"],
      hash,
      isToBeReplaced: isToBeReplaced === "1",
      isUsed: isUsed === "1",
    };
  });
  return proofs.sort((a, b) => a.id - b.id);
}

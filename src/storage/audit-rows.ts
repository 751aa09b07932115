import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import type { AuditEntry, AuditStore } from "../provisioning/audit.ts";
import type { EventRecord } from "../provisioning/request.ts";
import { type AuditTrail, lockChain, sealedKeyIdentity, toEntry } from "./audit-trail.ts";
import { verifyAudit } from "./audit-verify.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { toEventRow } from "./history-rows.ts";
import { pageOf, readIdCursor } from "./paging.ts";
import { compileOnce } from "./statement.ts";

const READ_TOGETHER = 1000;
const PRUNED_TOGETHER = 5000;
const SIGNING = "signing";

/** The audit trail as staff read, verify, export and prune it. */
export function auditRows(context: StoreContext, trail: AuditTrail): AuditStore {
  const { db, vault } = context;
  const head = compileOnce(({ name }: { name: "head" }) =>
    db.selectFrom("audit_anchors").select("sequence").where("name", "=", name),
  );
  const verify: AuditStore["verifyAudit"] = (known) => verifyAudit(context, trail, known);

  /** The oldest entries that are older than that, without a gap. */
  async function findOld(executor: typeof db, before: number) {
    const rows = await executor
      .selectFrom("audit")
      .select(["sequence", "at", "hash"])
      .orderBy("sequence")
      .limit(PRUNED_TOGETHER)
      .execute();
    const firstYoung = rows.findIndex(({ at }) => at >= before);
    return firstYoung < 0 ? rows : rows.slice(0, firstYoung);
  }

  return {
    recordAction: (event) => context.transaction((trx) => writeAction(context, trx, event)),

    async listAudit({ limit, cursor, action, actor, mac, pbxId, since, until }) {
      let query = db.selectFrom("audit").selectAll();
      if (cursor !== undefined) query = query.where("sequence", "<", readIdCursor(cursor));
      if (action !== undefined) query = query.where("action", "=", action);
      if (actor !== undefined) query = query.where("actor", "=", actor);
      if (mac !== undefined) query = query.where("mac", "=", mac);
      if (pbxId !== undefined) query = query.where("pbx_id", "=", pbxId);
      if (since !== undefined) query = query.where("at", ">=", since);
      if (until !== undefined) query = query.where("at", "<", until);
      const rows = await query
        .orderBy("sequence", "desc")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => String(row.sequence));
      return { items: items.map(toEntry), next };
    },

    async findAuditHead() {
      const [row] = await context.read(head({ name: "head" }));
      return row?.sequence ?? 0;
    },

    async *walkAudit(from, through) {
      for (let next = from; next <= through; ) {
        const rows = await db
          .selectFrom("audit")
          .selectAll()
          .where("sequence", ">=", next)
          .where("sequence", "<=", through)
          .orderBy("sequence")
          .limit(READ_TOGETHER)
          .execute();
        const entries: AuditEntry[] = rows.map(toEntry);
        const last = entries.at(-1);
        if (last === undefined) return;
        yield entries;
        next = last.sequence + 1;
      }
    },

    verifyAudit: verify,

    async pruneAudit(before) {
      if ((await findOld(db, before)).length === 0) return 0;
      const { broken } = await verify();
      if (broken !== null)
        throw new Error(`the audit log is not pruned: entry ${broken.sequence} ${broken.why} (offhook audit verify)`);
      let pruned = 0;
      for (;;) {
        const count = await context.transaction(async (trx) => {
          await lockChain(context, trx);
          const old = await findOld(trx, before);
          const last = old.at(-1);
          if (last === undefined) return 0;
          await trail.setAnchor(trx, "start", { sequence: last.sequence, hash: last.hash });
          await trx.deleteFrom("audit").where("sequence", "<=", last.sequence).execute();
          context.note(trx, { action: "audit-pruned", detail: { through: last.sequence, count: old.length } });
          return old.length;
        });
        pruned += count;
        if (count < PRUNED_TOGETHER) return pruned;
        await new Promise(setImmediate);
      }
    },

    async findSigningKey() {
      const sealed = await context.transaction(async (trx) => {
        await lockChain(context, trx);
        const found = await trx
          .selectFrom("sealed_keys")
          .select("sealed_key")
          .where("id", "=", SIGNING)
          .executeTakeFirst();
        if (found !== undefined) return found.sealed_key;
        const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const pem = privateKey.export({ type: "pkcs8", format: "pem" });
        const made = vault.seal(pem.toString(), sealedKeyIdentity(SIGNING));
        const row = { id: SIGNING, sealed_key: made, created_at: await context.now(trx) };
        await trx.insertInto("sealed_keys").values(row).execute();
        return made;
      });
      return createPrivateKey(vault.open(sealed, sealedKeyIdentity(SIGNING)));
    },
  };
}

/** To the history and, at the transaction's end, to the audit trail. */
export async function writeAction(context: StoreContext, trx: Trx, event: EventRecord): Promise<void> {
  await trx.insertInto("events").values(toEventRow(event)).execute();
  const { name: action, actor, address, door, mac, pbx, detail } = event;
  context.note(trx, {
    action,
    actor: actor ?? null,
    address: address ?? null,
    door: door ?? null,
    mac: mac ?? null,
    pbx: pbx ?? null,
    ...(detail === undefined ? {} : { detail }),
  });
}

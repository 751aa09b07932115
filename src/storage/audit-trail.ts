import { createSecretKey, hash, type KeyObject } from "node:crypto";
import { type Selectable, sql } from "kysely";
import {
  AUDIT_DAMAGED,
  AUDIT_GENESIS,
  type AuditAnchor,
  type AuditEntry,
  type AuditNote,
  hashAuditEntry,
  isSameHash,
  sealAuditAnchor,
} from "../provisioning/audit.ts";
import { currentCall } from "../provisioning/current-call.ts";
import type { AuditAnchorTable, AuditTable } from "./audit-tables.ts";
import type { Db, OpenContext, Trx } from "./backend.ts";
import { runIn } from "./backend.ts";
import { compileSizes } from "./statement.ts";

/** PostgreSQL's advisory lock of those who write to the chain. Taken last in a transaction, so that it is held shortly. */
const CHAIN_LOCK = 7_204_118_250;

export type AuditTrail = ReturnType<typeof createAuditTrail>;

/**
 * Writes the chain. What a transaction notes is written at its end, in one go, so that deliveries that share a commit also share
 * the look at the chain's end.
 */
export function createAuditTrail(context: OpenContext) {
  const keys = createAuditKeys(context);
  const notes = new WeakMap<Trx, AuditNote[]>();
  const insertEntries = compileSizes((slots: AuditTable[]) => context.db.insertInto("audit").values(slots));

  async function write(trx: Trx, noted: readonly AuditNote[]): Promise<void> {
    await lockChain(context, trx);
    const at = await context.now(trx);
    const { id: keyId, key } = await keys.current(trx, at);
    const end = await findEnd(trx);
    const damage = end.damage === undefined ? [] : [{ action: AUDIT_DAMAGED, detail: { why: end.damage } }];
    let { sequence, hash: previous } = end;
    const rows = [...damage, ...noted].map((note) => {
      sequence += 1;
      const entry = { ...complete(note), sequence, at, keyId, previous };
      previous = hashAuditEntry(key, entry);
      return toRow({ ...entry, hash: previous });
    });
    for (const insert of insertEntries(rows)) await runIn(trx)(insert);
    await setAnchor(trx, "head", { sequence, hash: previous });
    if (end.isNew) await setAnchor(trx, "start", { sequence: 0, hash: AUDIT_GENESIS });
  }

  /** Where the next entry goes. Whatever was done to the table, the chain goes on, and verification finds the place. */
  async function findEnd(trx: Trx) {
    const anchors = await trx.selectFrom("audit_anchors").selectAll().execute();
    const last = await trx
      .selectFrom("audit")
      .select(["sequence", "hash"])
      .orderBy("sequence", "desc")
      .limit(1)
      .executeTakeFirst();
    const head = anchors.find(({ name }) => name === "head");
    const sequence = Math.max(0, last?.sequence ?? 0, ...anchors.map((anchor) => anchor.sequence));
    if (head !== undefined && (await keys.isSealed(trx, head))) return { sequence, hash: head.hash, isNew: false };
    const isNew = last === undefined && anchors.length === 0;
    const damage =
      head === undefined ? "the mark of the chain's end was gone" : "the mark of the chain's end was changed";
    return { sequence, hash: last?.hash ?? AUDIT_GENESIS, isNew, ...(isNew ? {} : { damage }) };
  }

  async function setAnchor(
    trx: Trx,
    name: AuditAnchor["name"],
    place: Pick<AuditAnchor, "sequence" | "hash">,
  ): Promise<void> {
    const { id: keyId, key } = await keys.current(trx, await context.now(trx));
    const row = { ...place, key_id: keyId, seal: sealAuditAnchor(key, { name, keyId, ...place }) };
    await trx
      .insertInto("audit_anchors")
      .values({ name, ...row })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
      .execute();
  }

  return {
    keys,
    setAnchor,
    /** To be written when this transaction's work is done. */
    note(trx: Trx, note: AuditNote): void {
      const before = notes.get(trx);
      if (before === undefined) notes.set(trx, [note]);
      else before.push(note);
    },
    /** The backend's transaction, with what its work notes. */
    async transaction<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
      const call = currentCall.getStore();
      const ofCall = call?.note === undefined ? [] : [call.note];
      const result = await context.transaction(async (trx) => {
        const done = await work(trx);
        const noted = [...ofCall, ...(notes.get(trx) ?? [])];
        if (noted.length > 0) await write(trx, noted);
        return done;
      });
      if (call !== undefined) call.note = undefined;
      return result;
    },
  };
}

export async function lockChain(context: Pick<OpenContext, "locksRows">, trx: Trx): Promise<void> {
  if (context.locksRows) await sql`select pg_advisory_xact_lock(${sql.lit(CHAIN_LOCK)})`.execute(trx);
}

/**
 * The chain's keys: derived from the master key, one for each master key there was. They are also kept, sealed, so that what was
 * written under an older one can be verified after a rotation.
 */
function createAuditKeys({ db, vault }: OpenContext) {
  const opened = new Map<string, KeyObject>();
  /** Committed: a transaction that is rolled back takes its key along. */
  const stored = new Set<string>();
  let ofMaster: { masterKeyId: string; id: string; bytes: Buffer; key: KeyObject } | undefined;

  function derive() {
    const masterKeyId = vault.keyId();
    if (ofMaster?.masterKeyId === masterKeyId) return ofMaster;
    const bytes = vault.derive("audit chain");
    const id = hash("sha256", Buffer.concat([Buffer.from("audit key id "), bytes])).slice(0, 16);
    ofMaster = { masterKeyId, id, bytes, key: createSecretKey(bytes) };
    return ofMaster;
  }

  async function find(executor: Db, id: string): Promise<KeyObject | undefined> {
    const known = opened.get(id);
    if (known !== undefined) return known;
    const current = derive();
    if (current.id === id) return current.key;
    const row = await executor
      .selectFrom("sealed_keys")
      .select("sealed_key")
      .where("id", "=", `mac:${id}`)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const key = createSecretKey(Buffer.from(vault.open(row.sealed_key, sealedKeyIdentity(`mac:${id}`)), "base64"));
    opened.set(id, key);
    return key;
  }

  return {
    /** Undefined for a key that is not there, or that the master key does not open. */
    find: (id: string): Promise<KeyObject | undefined> => find(db, id).catch(() => undefined),

    async isSealed(executor: Db, anchor: Selectable<AuditAnchorTable>): Promise<boolean> {
      const { name, sequence, hash, key_id: keyId, seal } = anchor;
      const key = await find(executor, keyId).catch(() => undefined);
      return key !== undefined && isSameHash(seal, sealAuditAnchor(key, { name, sequence, hash, keyId }));
    },

    async current(trx: Trx, now: number): Promise<{ id: string; key: KeyObject }> {
      const { id, bytes, key } = derive();
      if (stored.has(id)) return { id, key };
      const name = `mac:${id}`;
      const row = await trx.selectFrom("sealed_keys").select("id").where("id", "=", name).executeTakeFirst();
      if (row !== undefined) stored.add(id);
      else {
        const sealed = vault.seal(bytes.toString("base64"), sealedKeyIdentity(name));
        await trx.insertInto("sealed_keys").values({ id: name, sealed_key: sealed, created_at: now }).execute();
      }
      return { id, key };
    },
  };
}

export function sealedKeyIdentity(id: string): string {
  return `sealed-key:${id}`;
}

function complete(note: AuditNote): Omit<AuditEntry, "sequence" | "at" | "keyId" | "previous" | "hash"> {
  const { action, actor = null, address = null, door = null, mac = null, pbx = null, detail } = note;
  return { action, actor, address, door, mac, pbx, detail: detail === undefined ? null : JSON.stringify(detail) };
}

function toRow({ pbx, keyId, ...entry }: AuditEntry): AuditTable {
  return { ...entry, pbx_id: pbx, key_id: keyId };
}

export function toEntry({ pbx_id, key_id, ...row }: AuditTable): AuditEntry {
  return { ...row, pbx: pbx_id, keyId: key_id };
}

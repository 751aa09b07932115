import type { Selectable } from "kysely";
import { AUDIT_DAMAGED, type AuditVerdict, hashAuditEntry, isSameHash } from "../provisioning/audit.ts";
import type { AuditAnchorTable } from "./audit-tables.ts";
import { type AuditTrail, toEntry } from "./audit-trail.ts";
import type { StoreContext } from "./backend.ts";

type Anchor = Selectable<AuditAnchorTable>;
type Known = { sequence: number; hash: string };
type Ends = { head: Anchor | undefined; start: Anchor | undefined; first: number | null; last: number | null };

const CHECKED_TOGETHER = 1000;

/** Checks every entry against its own hash, the one before, and both ends of the chain. */
export async function verifyAudit(
  context: StoreContext,
  { keys }: AuditTrail,
  known: Known | undefined,
): Promise<AuditVerdict> {
  for (;;) {
    const before = await readEnds();
    const verdict = await walk(before);
    if (verdict.broken === null) return verdict;
    // Pruned meanwhile: it only looked as if entries were missing.
    const after = await readEnds();
    if (after.start?.sequence === before.start?.sequence) return verdict;
  }

  /** In one statement, so that what is appended meanwhile cannot come between. */
  async function readEnds(): Promise<Ends> {
    const rows = await context.db
      .selectFrom("audit_anchors")
      .selectAll()
      .select((eb) => [
        eb
          .selectFrom("audit")
          .select((audit) => audit.fn.min("sequence").as("first"))
          .as("first"),
        eb
          .selectFrom("audit")
          .select((audit) => audit.fn.max("sequence").as("last"))
          .as("last"),
      ])
      .execute();
    const of = (name: Anchor["name"]) => rows.find((row) => row.name === name);
    if (rows[0] !== undefined)
      return { head: of("head"), start: of("start"), first: rows[0].first, last: rows[0].last };
    const bare = await context.db
      .selectFrom("audit")
      .select((eb) => [eb.fn.min("sequence").as("first"), eb.fn.max("sequence").as("last")])
      .executeTakeFirstOrThrow();
    return { head: undefined, start: undefined, ...bare };
  }

  async function walk({ start, first, last }: Ends): Promise<AuditVerdict> {
    const verdict: AuditVerdict = { entries: 0, first: 0, last: 0, lastHash: "", broken: null };
    const broken = (sequence: number, why: string): AuditVerdict => ({ ...verdict, broken: { sequence, why } });
    if (start === undefined) {
      if (first !== null || last !== null || (await readEnds()).head !== undefined)
        return broken(first ?? 1, "the mark of the chain's beginning is gone");
      return known === undefined ? verdict : broken(known.sequence, "is missing, as is everything else");
    }
    if (!(await keys.isSealed(context.db, start))) return broken(start.sequence + 1, "the mark before it was changed");
    if (first !== null && first <= start.sequence) return broken(first, "lies before the chain's beginning");
    if (known?.sequence === start.sequence && !isSameHash(known.hash, start.hash))
      return broken(known.sequence, "is not the one that was noted");

    let expected = start.sequence + 1;
    let previous = start.hash;
    for (;;) {
      const rows = await readFrom(expected);
      for (const row of rows) {
        const entry = toEntry(row);
        if (entry.sequence !== expected) return broken(expected, "is missing");
        const key = await keys.find(entry.keyId);
        if (key === undefined) return broken(expected, "was made with a key that is not there");
        if (!isSameHash(entry.hash, hashAuditEntry(key, entry)))
          return broken(expected, "was altered, inserted or moved here");
        if (!isSameHash(entry.previous, previous)) return broken(expected, "does not follow the entry before it");
        if (known?.sequence === expected && !isSameHash(known.hash, entry.hash))
          return broken(expected, "is not the one that was noted");
        if (entry.action === AUDIT_DAMAGED) return broken(expected, damageOf(entry.detail));
        if (verdict.entries === 0) verdict.first = expected;
        verdict.entries += 1;
        verdict.last = expected;
        verdict.lastHash = entry.hash;
        previous = entry.hash;
        expected += 1;
      }
      await new Promise(setImmediate);
      if (rows.length === CHECKED_TOGETHER) continue;
      const ends = await readEnds();
      if (ends.last !== null && ends.last >= expected) continue;
      return judgeEnd(ends, { sequence: expected - 1, hash: previous });
    }

    async function judgeEnd({ head }: Ends, end: Known): Promise<AuditVerdict> {
      const next = end.sequence + 1;
      if (head === undefined) return broken(next, "the mark of the chain's end is gone: what followed may be missing");
      if (!(await keys.isSealed(context.db, head))) return broken(next, "the mark of the chain's end was changed");
      if (head.sequence > end.sequence) return broken(next, `is missing, as are all up to ${head.sequence}`);
      if (head.sequence < end.sequence) return broken(head.sequence + 1, "was added behind the chain's end");
      if (!isSameHash(head.hash, end.hash)) return broken(end.sequence, "is not the one that the chain ended with");
      if (known !== undefined && known.sequence > end.sequence)
        return broken(next, `is missing, as are all up to ${known.sequence}, which was noted`);
      return verdict;
    }
  }

  function readFrom(sequence: number) {
    return context.db
      .selectFrom("audit")
      .selectAll()
      .where("sequence", ">=", sequence)
      .orderBy("sequence")
      .limit(CHECKED_TOGETHER)
      .execute();
  }
}

function damageOf(detail: string | null): string {
  const { why } = JSON.parse(detail ?? "{}") as { why?: unknown };
  return `was written after ${String(why)}: entries before it may be missing`;
}

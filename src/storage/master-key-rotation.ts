import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { MasterKeyState, MasterKeyStore } from "../provisioning/master-key.ts";
import type { StoreContext, Trx } from "./backend.ts";
import { toEventRow } from "./history-rows.ts";
import { SEALED_COLUMNS, type SealedColumn } from "./sealed-columns.ts";

type Row = Record<string, unknown> & { sealed: Buffer };

/** Small, so that phones come between two batches. */
const SEALED_TOGETHER = 100;
/** What was sealed just before the keys changed is stored by then. */
const SETTLE_MS = 1000;

/**
 * Seals everything anew under the next master key, while the daemon serves. Nothing is kept of how far it came: whoever is killed looks
 * at every value again, and leaves alone those that are done. Until the end both keys open.
 */
export function masterKeyRotation(context: StoreContext): MasterKeyStore & { stop(): Promise<void> } {
  const { vault, masterKeys } = context;
  let running: Promise<void> | undefined;
  const stopped = new AbortController();
  const progress: Omit<MasterKeyState, "source" | "keyId"> = {
    state: "idle",
    resealed: 0,
    looked: 0,
    unreadable: 0,
    startedAt: null,
    finishedAt: null,
  };

  function start(): void {
    Object.assign(progress, { state: "running", resealed: 0, startedAt: Date.now(), finishedAt: null });
    running = run()
      .catch((error: unknown) => {
        if (stopped.signal.aborted) return;
        // The next start goes on with it.
        progress.state = "failed";
        context.reportFault?.(error);
      })
      .finally(() => {
        running = undefined;
      });
  }

  async function run(): Promise<void> {
    let cleanPasses = 0;
    while (cleanPasses < 2) {
      if (cleanPasses > 0) await pause(SETTLE_MS, undefined, { signal: stopped.signal });
      const resealed = await resealAll();
      if (stopped.signal.aborted) return;
      progress.resealed += resealed;
      cleanPasses = resealed === 0 ? cleanPasses + 1 : 0;
    }
    await masterKeys?.replace?.();
    const at = Date.now();
    await context.transaction(async (trx) => {
      const detail = { key: vault.keyId(), resealed: progress.resealed };
      const name = "master-key-rotated";
      await trx.insertInto("events").values(toEventRow({ name, at, detail })).execute();
      context.note(trx, { action: name, detail });
    });
    Object.assign(progress, { state: "idle", finishedAt: at });
  }

  async function resealAll(): Promise<number> {
    Object.assign(progress, { looked: 0, unreadable: 0 });
    let resealed = 0;
    for (const column of SEALED_COLUMNS) {
      let after: readonly unknown[] | undefined;
      do {
        const rows = await context.transaction((trx) => readSome(trx, column, after));
        const old = rows.filter((row) => !vault.isCurrent(row.sealed, column.identity(row)));
        if (old.length > 0) resealed += await context.transaction((trx) => reseal(trx, column, old));
        progress.looked += rows.length;
        const last = rows.length === (column.together ?? SEALED_TOGETHER) ? rows.at(-1) : undefined;
        after = last && column.key.map((name) => last[name]);
        await new Promise(setImmediate);
      } while (after !== undefined && !stopped.signal.aborted);
      if (stopped.signal.aborted) break;
    }
    return resealed;
  }

  async function readSome(trx: Trx, column: SealedColumn, after: readonly unknown[] | undefined): Promise<Row[]> {
    const key = sql.join(column.key.map((name) => sql.ref(name)));
    const sealed = sql.ref(column.column);
    const from = after === undefined ? sql`` : sql`and (${key}) > (${sql.join(after)})`;
    const { rows } = await sql<Row>`select ${key}, ${sealed} as sealed from ${sql.table(column.table)}
      where ${sealed} is not null ${from} order by ${key} limit ${sql.lit(column.together ?? SEALED_TOGETHER)}`.execute(
      trx,
    );
    return rows;
  }

  /** Only where the value is still the one that was read: a new password wins. */
  async function reseal(trx: Trx, column: SealedColumn, rows: readonly Row[]): Promise<number> {
    let resealed = 0;
    for (const row of rows) {
      const anew = sealAnew(row.sealed, column.identity(row));
      if (anew === undefined) {
        progress.unreadable += 1;
        continue;
      }
      const isRow = sql.join(
        column.key.map((name) => sql`${sql.ref(name)} = ${row[name]}`),
        sql` and `,
      );
      const sealed = sql.ref(column.column);
      await sql`update ${sql.table(column.table)} set ${sealed} = ${anew}
        where ${isRow} and ${sealed} = ${row.sealed}`.execute(trx);
      resealed += 1;
    }
    return resealed;
  }

  /** Undefined for what neither key opens: somebody changed it, and no key would help. */
  function sealAnew(sealed: Buffer, identity: string): Buffer | undefined {
    try {
      return vault.seal(vault.open(sealed, identity), identity);
    } catch {
      return undefined;
    }
  }

  // An exchange that was broken off, or a second key that was given to be done with.
  if (masterKeys?.other !== undefined) start();

  return {
    async rotateMasterKey() {
      if (running !== undefined) return "running";
      const isGivenAnew = masterKeys?.other !== undefined;
      if (masterKeys?.makeNext === undefined && !isGivenAnew) return "given-from-outside";
      if (masterKeys?.makeNext !== undefined) {
        if (((await context.countOthers?.()) ?? 0) > 0) return "other-daemons";
        const next = await masterKeys.makeNext().catch((error: NodeJS.ErrnoException) => {
          if (["EACCES", "EROFS", "EPERM"].includes(error.code ?? "")) return undefined;
          throw error;
        });
        if (next === undefined) return "cannot-write";
        vault.switchTo(next);
      }
      start();
      return "started";
    },
    masterKeyState: () => ({ source: masterKeys?.source ?? "environment", keyId: vault.keyId(), ...progress }),
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

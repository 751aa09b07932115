import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuditVerdict } from "../../src/provisioning/audit.ts";
import type { Store } from "../../src/provisioning/ports.ts";
import { admit, claim, MAC, newPbx, passwordsIn } from "./sample-rows.ts";
import type { OpenTestStore, TestStore } from "./test-stores.ts";

const ENTRIES = 40;
const RUNS = 12;
const DAY_MS = 86_400_000;

async function act(store: Store, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await store.recordAction({ name: "phone-changed", at: 1, mac: MAC, actor: "anna", detail: { index } });
}

const brokenAt = ({ broken }: AuditVerdict) => broken?.sequence;

/** Everything the chain is kept in, so that each try starts from the same. */
async function keep({ query }: TestStore): Promise<() => Promise<void>> {
  await query("create table kept_audit as select * from audit");
  await query("create table kept_anchors as select * from audit_anchors");
  return async () => {
    for (const [table, kept] of [
      ["audit", "kept_audit"],
      ["audit_anchors", "kept_anchors"],
    ]) {
      await query(`delete from ${table}`);
      await query(`insert into ${table} select * from ${kept}`);
    }
  };
}

const COLUMNS = "at, action, actor, address, door, mac, pbx_id, detail, key_id, previous, hash";
const place = fc.integer({ min: 1, max: ENTRIES });

/** What somebody with access to the database alone can do, and which entry must be named. */
const TAMPERINGS: Record<string, (test: TestStore, at: number, other: number) => Promise<number>> = {
  "an entry is deleted": async ({ query }, at) => {
    await query(`delete from audit where sequence = ${at}`);
    return at;
  },
  "an entry is altered": async ({ query }, at, other) => {
    const columns = ["at", "action", "actor", "mac", "detail", "previous", "key_id"] as const;
    const column = columns[other % columns.length] ?? "at";
    await query(`update audit set ${column} = ${column === "at" ? "at + 1" : "'another'"} where sequence = ${at}`);
    return at;
  },
  "two entries change places": async ({ query }, at, other) => {
    const [one, two] = at === other ? [at, (at % ENTRIES) + 1] : [at, other];
    await query(`update audit set sequence = -1 where sequence = ${one}`);
    await query(`update audit set sequence = ${one} where sequence = ${two}`);
    await query(`update audit set sequence = ${two} where sequence = -1`);
    return Math.min(one, two);
  },
  "an entry is inserted": async ({ query }, at, other) => {
    for (let sequence = ENTRIES; sequence >= at; sequence -= 1)
      await query(`update audit set sequence = ${sequence + 1} where sequence = ${sequence}`);
    // The very entry that stood there is no other: then the next one is the copy.
    const from = other >= at ? other + 1 : other;
    await query(
      `insert into audit (sequence, ${COLUMNS}) select ${at}, ${COLUMNS} from audit where sequence = ${from}`,
    );
    return other === at ? at + 1 : at;
  },
  "the tail is cut off": async ({ query }, at) => {
    await query(`delete from audit where sequence >= ${at}`);
    return at;
  },
  "the tail is cut off and the mark of the end goes back with it": async ({ query }, at) => {
    await query(`delete from audit where sequence >= ${at}`);
    await query(`update audit_anchors set sequence = ${at - 1},
      hash = coalesce((select hash from audit where sequence = ${at - 1}), hash) where name = 'head'`);
    return at;
  },
  "the tail is cut off with the mark of the end": async ({ query }, at) => {
    await query(`delete from audit where sequence >= ${at}`);
    await query("delete from audit_anchors where name = 'head'");
    return at;
  },
  "the beginning is cut off and its mark moved": async ({ query }, at) => {
    await query(`update audit_anchors set sequence = ${at}, hash = (select hash from audit where sequence = ${at})
      where name = 'start'`);
    await query(`delete from audit where sequence <= ${at}`);
    return at + 1;
  },
};

export function auditContract(open: OpenTestStore): void {
  describe("the audit chain", () => {
    test.each(Object.entries(TAMPERINGS))(
      "names the first broken entry when %s, wherever that is, also after more was written",
      async (_, tamper) => {
        const opened = await open();
        const { store } = opened;
        await act(store, ENTRIES);
        expect(await store.verifyAudit()).toMatchObject({ entries: ENTRIES, first: 1, last: ENTRIES, broken: null });
        const restore = await keep(opened);
        await fc.assert(
          fc.asyncProperty(place, place, async (at, other) => {
            await restore();
            const expected = await tamper(opened, at, other);
            expect(brokenAt(await store.verifyAudit())).toBe(expected);
            await act(store, 1);
            expect(brokenAt(await store.verifyAudit())).toBe(expected);
          }),
          {
            numRuns: RUNS,
            examples: [
              [1, 2],
              [ENTRIES, 1],
            ],
          },
        );
        await restore();
        expect((await store.verifyAudit()).broken).toBeNull();
      },
    );

    test("cannot be made anew without the master key: the same entries under another key do not verify", async () => {
      const mine = await open();
      await act(mine.store, 3);
      const theirs = await open();
      await act(theirs.store, 3);
      for (const table of ["audit", "audit_anchors"]) {
        const rows = await theirs.query<Record<string, unknown>>(`select * from ${table}`);
        await mine.query(`delete from ${table}`);
        for (const row of rows) {
          const values = Object.values(row).map((value) =>
            value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`,
          );
          await mine.query(`insert into ${table} (${Object.keys(row).join(", ")}) values (${values.join(", ")})`);
        }
      }
      expect(brokenAt(await mine.store.verifyAudit())).toBe(1);
    });

    test("must still contain a head that was noted elsewhere, so that an old copy of the database is noticed", async () => {
      const opened = await open();
      const { store, clock } = opened;
      await act(store, 3);
      const restore = await keep(opened);
      await act(store, 3);
      const { last: sequence, lastHash: hash } = await store.verifyAudit();
      expect((await store.verifyAudit({ sequence, hash })).broken).toBeNull();
      await restore();
      clock.now += 1;
      expect((await store.verifyAudit()).broken).toBeNull();
      expect(brokenAt(await store.verifyAudit({ sequence, hash }))).toBe(4);
      await act(store, 5);
      expect(brokenAt(await store.verifyAudit({ sequence, hash }))).toBe(6);
    });

    test("loses its oldest entries after their time, and what remains verifies; a broken chain is not pruned", async () => {
      const { store, clock, query } = await open();
      await act(store, 5);
      clock.now += 2 * DAY_MS;
      await act(store, 5);
      expect(await store.pruneAudit(clock.now - DAY_MS)).toBe(5);
      expect(await store.pruneAudit(clock.now - DAY_MS)).toBe(0);
      expect(await store.verifyAudit()).toMatchObject({ first: 6, last: 11, entries: 6, broken: null });
      expect((await store.listAudit({ limit: 1 })).items).toMatchObject([{ action: "audit-pruned" }]);
      await query("delete from audit where sequence = 6");
      expect(brokenAt(await store.verifyAudit())).toBe(6);
      clock.now += 2 * DAY_MS;
      await expect(store.pruneAudit(clock.now)).rejects.toThrow("entry 6 is missing");
    });

    test("holds every delivery of passwords before they leave, who got them and no password", async () => {
      const { store, dump } = await open();
      const phone = await admit(store);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) => claim(store, phone, `192.0.2.${index}`)),
      );
      const secrets = claims.flatMap((grants) => Object.values(passwordsIn(grants)));
      expect(secrets).toHaveLength(3);
      const { items } = await store.listAudit({ limit: 10, action: "passwords-delivered" });
      expect(items).toMatchObject([{ mac: MAC, pbx: "main", address: expect.stringContaining("192.0.2.") }]);
      expect(JSON.parse(items[0]?.detail ?? "")).toEqual({ kinds: ["sip", "menu", "web"], accounts: ["20"] });
      const bytes = await dump();
      for (const secret of secrets) expect(bytes.includes(secret)).toBe(false);
      const winner = claims.find((grants) => grants.some(({ outcome }) => outcome === "granted")) ?? [];
      await store.undoClaim(winner);
      expect((await store.listAudit({ limit: 1 })).items).toMatchObject([{ action: "delivery-undone", mac: MAC }]);
      await store.readPasswords(phone.phoneId, ["web"], { requester: "192.0.2.9", door: "http" });
      expect((await store.listAudit({ limit: 1 })).items).toMatchObject([
        { action: "passwords-delivered", address: "192.0.2.9", door: "http" },
      ]);
      expect((await store.verifyAudit()).broken).toBeNull();
    });

    test("is listed by action, actor, phone, PBX and time, in pages", async () => {
      const { store, clock } = await open();
      await store.createPbx(newPbx());
      const first = clock.now;
      await store.recordAction({ name: "pbx-created", at: 1, pbx: "main", actor: "anna" });
      clock.now += 1000;
      await store.recordAction({ name: "phone-admitted", at: 1, pbx: "main", mac: MAC, actor: "bert" });
      const find = async (filter: object) =>
        (await store.listAudit({ limit: 10, ...filter })).items.map(({ action }) => action);
      expect(await find({})).toEqual(["phone-admitted", "pbx-created"]);
      expect(await find({ actor: "anna" })).toEqual(["pbx-created"]);
      expect(await find({ mac: MAC })).toEqual(["phone-admitted"]);
      expect(await find({ pbxId: "other" })).toEqual([]);
      expect(await find({ since: first + 1 })).toEqual(["phone-admitted"]);
      expect(await find({ until: first + 1000 })).toEqual(["pbx-created"]);
      const page = await store.listAudit({ limit: 1 });
      expect((await store.listAudit({ limit: 1, cursor: page.next ?? "" })).items).toMatchObject([{ sequence: 1 }]);
    });
  });
}

import type { StoredLease } from "../provisioning/lease.ts";
import type { Store } from "../provisioning/ports.ts";
import { runIn, type StoreContext } from "./backend.ts";
import { pageOf } from "./paging.ts";
import { contains, macDigitsOf, patternOf } from "./search.ts";
import { compileSizes } from "./statement.ts";
import type { LeaseTable } from "./tables.ts";

/** What the DHCP server must know again after a restart. */
export function leaseRows(
  context: StoreContext,
): Pick<Store, "listLeases" | "pageLeases" | "saveLeases"> & { pruneLeases(expiredBefore: number): Promise<void> } {
  const { db } = context;
  const upsert = compileSizes((rows: LeaseTable[]) =>
    db
      .insertInto("leases")
      .values(rows)
      .onConflict((conflict) =>
        conflict.column("address").doUpdateSet(({ ref }) => ({
          client_key: ref("excluded.client_key"),
          mac: ref("excluded.mac"),
          host_name: ref("excluded.host_name"),
          vendor_class: ref("excluded.vendor_class"),
          state: ref("excluded.state"),
          expires_at: ref("excluded.expires_at"),
        })),
      ),
  );

  return {
    async listLeases() {
      const rows = await db.selectFrom("leases").selectAll().orderBy("address").execute();
      return rows.map(toLease);
    },

    async pageLeases({ limit, cursor, search }) {
      let query = db
        .selectFrom("leases")
        .leftJoin("phones", "phones.mac", "leases.mac")
        .selectAll("leases")
        .select("phones.id as phone_id");
      if (cursor !== undefined) query = query.where("leases.address", ">", cursor);
      if (search) {
        const pattern = patternOf(search);
        const digits = macDigitsOf(search);
        const columns = ["address", "host_name", "vendor_class"];
        query = query.where((eb) =>
          eb.or([
            ...(digits === undefined ? [] : [eb("leases.mac", "like", `%${digits}%`)]),
            ...columns.map((column) => contains(`leases.${column}`, pattern)),
          ]),
        );
      }
      const rows = await query
        .orderBy("leases.address")
        .limit(limit + 1)
        .execute();
      const { items, next } = pageOf(rows, limit, (row) => row.address);
      return { items: items.map((row) => ({ ...toLease(row), isAdmitted: row.phone_id !== null })), next };
    },

    async saveLeases(leases) {
      // One statement cannot write an address twice, and two writers must not wait for each other crosswise.
      const last = new Map(leases.map((lease) => [lease.address, lease]));
      const rows = [...last.values()]
        .sort((a, b) => (a.address < b.address ? -1 : 1))
        .map((lease) => ({
          address: lease.address,
          client_key: lease.key,
          mac: lease.mac,
          host_name: lease.hostName,
          vendor_class: lease.vendorClass,
          state: lease.state,
          expires_at: lease.expiresAt,
        }));
      if (rows.length === 0) return;
      await context.transaction(async (trx) => {
        const run = runIn(trx);
        for (const query of upsert(rows)) await run(query);
      });
    },

    async pruneLeases(expiredBefore) {
      await db.deleteFrom("leases").where("expires_at", "<", expiredBefore).execute();
    },
  };
}

function toLease(row: LeaseTable): StoredLease {
  return {
    address: row.address,
    key: row.client_key,
    mac: row.mac,
    hostName: row.host_name,
    vendorClass: row.vendor_class,
    state: row.state,
    expiresAt: row.expires_at,
  };
}

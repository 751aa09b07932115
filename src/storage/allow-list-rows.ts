import type { AdmittedPhone, AllowListStore } from "../provisioning/allow-list.ts";
import type { Mac } from "../provisioning/mac.ts";
import type { StoreContext } from "./backend.ts";
import { isOneOf } from "./scope-rows.ts";

/** Phones that share an account, of which a check looks at each. */
const MOST_FOUND = 100;

type Row = Pick<AdmittedPhone, "model" | "address"> & {
  id: number;
  mac: string;
  vendor_id: string;
  pbx_id: string;
  at: number | null;
};

/** The list of admitted phones as PBXs read it: narrow rows, so that a long one costs little. */
export function allowListRows(context: StoreContext): AllowListStore {
  const { db } = context;
  function select(pbxIds: readonly string[] | undefined) {
    const query = db
      .selectFrom("phones")
      .leftJoin("last_seen", "last_seen.phone_id", "phones.id")
      .select(["phones.id", "phones.mac", "phones.vendor_id", "phones.model", "phones.pbx_id"])
      .select(["last_seen.address", "last_seen.at"])
      .orderBy("phones.mac");
    return pbxIds === undefined ? query : query.where(isOneOf(context, "phones.pbx_id", pbxIds));
  }

  async function withAccounts(rows: readonly Row[]): Promise<AdmittedPhone[]> {
    const ids = rows.map(({ id }) => id);
    const lines =
      ids.length === 0
        ? []
        : await db
            .selectFrom("lines")
            .innerJoin("accounts", "accounts.id", "lines.account_id")
            .select(["lines.phone_id", "accounts.username"])
            .where("lines.phone_id", "in", ids)
            .orderBy("lines.phone_id")
            .orderBy("lines.position")
            .execute();
    const byPhone = Map.groupBy(lines, ({ phone_id }) => phone_id);
    return rows.map(({ id, mac, vendor_id: vendorId, model, pbx_id: pbxId, address, at: seenAt }) => {
      const accounts = byPhone.get(id)?.map(({ username }) => username) ?? [];
      return { mac: mac as Mac, vendorId, model, pbxId, address, seenAt, accounts };
    });
  }

  return {
    async listAdmitted({ pbxIds, after, limit }) {
      const query = select(pbxIds).limit(limit);
      return withAccounts(await (after === undefined ? query : query.where("phones.mac", ">", after)).execute());
    },

    async findAdmitted({ pbxIds, mac, username }) {
      let query = select(pbxIds).limit(MOST_FOUND);
      if (mac !== undefined) query = query.where("phones.mac", "=", mac);
      else
        query = query.where("phones.id", "in", (eb) =>
          eb
            .selectFrom("lines")
            .innerJoin("accounts", "accounts.id", "lines.account_id")
            .select("lines.phone_id")
            .where("accounts.username", "=", username ?? ""),
        );
      return withAccounts(await query.execute());
    },

    async hasAccount({ pbxIds, username }) {
      let query = db.selectFrom("accounts").select("id").where("username", "=", username).limit(1);
      if (pbxIds !== undefined) query = query.where(isOneOf(context, "pbx_id", pbxIds));
      return (await query.executeTakeFirst()) !== undefined;
    },
  };
}

import type { Mac } from "../provisioning/mac.ts";
import type { Store } from "../provisioning/ports.ts";
import type { StoreContext } from "./backend.ts";
import { conditionsOf, findPhones } from "./phone-list.ts";

/** Phones that are counted before anything else has its turn. */
const STEP = 5000;

export function phoneOutline(context: StoreContext): Pick<Store, "outlinePhones"> {
  return {
    async outlinePhones({ limit, ...filter }) {
      const conditions = await conditionsOf(context, filter, await context.now(context.db));
      const cursors: Mac[] = [];
      let total = 0;
      let after: string | undefined = "";
      while (after !== undefined) {
        const found: { mac: string }[] = await findPhones(context, conditions, after, STEP);
        for (const { mac } of found) if (++total % limit === 0) cursors.push(mac as Mac);
        after = found.length < STEP ? undefined : found.at(-1)?.mac;
        await new Promise(setImmediate);
      }
      // Nothing comes after a last page that is full.
      if (total % limit === 0) cursors.pop();
      return { total, cursors };
    },
  };
}

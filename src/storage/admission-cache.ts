import type { Mac } from "../provisioning/mac.ts";
import type { Pbx } from "../provisioning/pbx.ts";
import type { Admission } from "../provisioning/phone.ts";
import type { Store } from "../provisioning/ports.ts";

const MAX_KEPT = 20_000;

/** After which calls an admission or a PBX may be another one. A call that is not named here changes none. */
const CHANGES = {
  claimGrants: () => true,
  undoClaim: () => true,
  confirmDelivery: () => true,
  closeExpired: (closed: number) => closed > 0,
  updatePbx: () => true,
  deletePbx: () => true,
  updateProfile: () => true,
  createAccount: () => true,
  updateAccount: () => true,
  deleteAccount: () => true,
  createPhone: () => true,
  updatePhone: () => true,
  deletePhone: () => true,
  armGrants: () => true,
  closeGrants: () => true,
} as const satisfies { [Name in keyof Store]?: (result: Awaited<ReturnType<Store[Name]>>) => boolean };

/**
 * Remembers admissions and PBXs until this store changes anything that they are made of. Only for a database that no other process
 * writes to. The change is counted after its commit, so what was read before it never outlives it.
 */
export function cacheAdmissions(store: Store): Store {
  const kept = new Map<Mac, { admission: Admission; generation: number }>();
  const pbxs = new Map<string, { pbx: Pbx; generation: number }>();
  let generation = 0;

  const watched = Object.fromEntries(
    Object.entries(CHANGES).map(([name, changes]) => {
      const call = store[name as keyof typeof CHANGES] as (...args: unknown[]) => Promise<never>;
      return [
        name,
        async (...args: unknown[]) => {
          let mayHaveChanged = true;
          try {
            const result = await call(...args);
            mayHaveChanged = changes(result);
            return result;
          } finally {
            if (mayHaveChanged) generation++;
          }
        },
      ];
    }),
  );

  return {
    ...store,
    ...watched,

    async record(batch) {
      await store.record(batch);
      // A phone may have said its model for the first time.
      if (batch.visits.some((visit) => visit.model !== null)) generation++;
    },

    async findPbx(id) {
      const known = pbxs.get(id);
      if (known?.generation === generation) return known.pbx;
      const before = generation;
      const pbx = await store.findPbx(id);
      if (pbx === undefined) pbxs.delete(id);
      else pbxs.set(id, { pbx, generation: before });
      return pbx;
    },

    async findAdmission(mac) {
      const known = kept.get(mac);
      if (known?.generation === generation) return known.admission;
      const before = generation;
      const admission = await store.findAdmission(mac);
      kept.delete(mac);
      if (admission === undefined) return undefined;
      kept.set(mac, { admission, generation: before });
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? mac);
      return admission;
    },
  };
}

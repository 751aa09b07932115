import type { AdmissionPolicy } from "../provisioning/admission.ts";
import type { Clock, Store } from "../provisioning/ports.ts";

/** After which calls policies may be others. */
const CHANGES = ["putAdmissionPolicy", "deleteAdmissionPolicy", "setTeachIn", "deletePbx"] as const;

/**
 * Keeps admission policies in memory: every request of a phone that is not admitted needs them. What this store changes shows at once;
 * what other processes change when the list is older than `maxAgeMs`. Whoever admits by a policy reads it anew.
 */
export function cachePolicies(store: Store, maxAgeMs: number, clock: Clock): Store {
  let kept: { reading: Promise<readonly AdmissionPolicy[]>; at: number } | undefined;

  const watched = Object.fromEntries(
    CHANGES.map((name) => {
      const call = store[name] as (...args: unknown[]) => Promise<never>;
      const change = (...args: unknown[]) =>
        call(...args).finally(() => {
          kept = undefined;
        });
      return [name, change];
    }),
  );

  return {
    ...store,
    ...watched,
    listAdmissionPolicies() {
      const now = clock();
      if (kept !== undefined && now >= kept.at && now - kept.at < maxAgeMs) return kept.reading;
      const reading = store.listAdmissionPolicies();
      const mine = { reading, at: now };
      kept = mine;
      // A failure is not kept.
      reading.catch(() => {
        if (kept === mine) kept = undefined;
      });
      return reading;
    },
  };
}

import { createProofCheck } from "../../src/provisioning/check-proof.ts";
import { createDeliveries } from "../../src/provisioning/deliveries.ts";
import { createFetchWatch } from "../../src/provisioning/fetch-watch.ts";
import { createGuard } from "../../src/provisioning/guard.ts";
import { EMPTY_CATALOGUE } from "../../src/provisioning/hosted-file.ts";
import { createMenuKeys } from "../../src/provisioning/menu/menu-keys.ts";
import type { Authority } from "../../src/provisioning/phone-https.ts";
import type { Clock, Store } from "../../src/provisioning/ports.ts";

/** What an answerer has at its gate, where no PBX asks for proof: who guesses is held, and refusals leave at once. */
export function gateParts(store: Store, clock: Clock) {
  // The same list each time, as the daemon has it: else nothing is ever answered from memory.
  const authorities: readonly Authority[] = [];
  const policy = { mayCarryPasswords: () => true };
  const guard = createGuard({
    guesses: 256,
    isTrusted: () => false,
    honeypots: new Set(),
    raise: () => {},
    ended: () => {},
  });
  const reportFault = (error: unknown) => {
    throw error;
  };
  return {
    watch: createFetchWatch({ store, clock, reportFault }),
    proofs: createProofCheck({ store, clock, policy, asksForCredentials: () => false }),
    guard,
    pace: async () => {},
    deliveries: createDeliveries(),
    menuKeys: createMenuKeys(store),
    showMenu: async () => undefined,
    authorities: () => authorities,
    hosted: () => EMPTY_CATALOGUE,
    readHosted: () => Promise.reject(new Error("there are no hosted files")),
  };
}

import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { createHotDesk, type PinHasher } from "./provisioning/hot-desk.ts";
import type { Mac } from "./provisioning/mac.ts";
import type { Store } from "./provisioning/ports.ts";
import { repeatLook } from "./provisioning/repeat-look.ts";
import { createPasswordHasher, TooBusyError } from "./staff/password-hash.ts";
import { vendors } from "./vendors/index.ts";

const LOOK_EVERY_MS = 5000;
/** Of the processor's time for hashes; people of the staff sign in beside it. */
const PINS_AT_ONCE = 1;

/** Phones that people share: who signs in there, and that they leave in time. */
export function startDesks(
  config: Config,
  store: Store,
  resync: (mac: Mac, requestedBy: string) => Promise<void>,
  log: Logger,
) {
  const reportFault = (error: unknown) =>
    log.error({ error: String(error) }, "a shared phone could not be looked after");
  const hasher = createPinHasher();
  const tell = (mac: Mac, why: string) => resync(mac, `desk: ${why}`).catch(reportFault);
  const desk = createHotDesk({
    ...{ store, vendors, hasher, tell, clock: Date.now },
    armedForMs: config.armedForReleased ?? config.window,
    limits: { longestMs: config.desksLongest, endsAtMinute: config.desksEndAt },
  });
  const looks = repeatLook(desk.endOverdue, LOOK_EVERY_MS, reportFault);
  looks.wake();
  return { ...desk, tell, hashPin: hasher.hash, stop: looks.close };
}

export function createPinHasher(): PinHasher {
  const passwords = createPasswordHasher(PINS_AT_ONCE);
  return {
    // Who guesses at phones does not keep staff from setting a PIN.
    hash: createPasswordHasher(PINS_AT_ONCE).hash,
    verify: async (pin, encoded) => {
      try {
        return await passwords.verify(pin, encoded);
      } catch (error) {
        if (error instanceof TooBusyError) return "busy";
        throw error;
      }
    },
  };
}

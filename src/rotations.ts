import type { Logger } from "pino";
import { generateSipPassword } from "./provisioning/phone-passwords.ts";
import type { Store } from "./provisioning/ports.ts";
import { startRotations as startWork } from "./provisioning/run-rotations.ts";

/** Goes on with new passwords for many phones, also from before the last stop. */
export function startRotations(store: Store, tell: Parameters<typeof startWork>[0]["tell"], log: Logger) {
  return startWork({
    store,
    tell,
    makePassword: generateSipPassword,
    clock: Date.now,
    reportFault: (error) => log.error({ error: String(error) }, "a rotation could not go on"),
  });
}

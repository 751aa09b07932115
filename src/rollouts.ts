import type { Logger } from "pino";
import { type RolloutDeps, startRollouts as startWork } from "./provisioning/run-rollouts.ts";
import { vendors } from "./vendors/index.ts";

type Deps = Pick<RolloutDeps, "store" | "catalogue" | "tell">;

/** Goes on with firmware for many phones, also from before the last stop. */
export function startRollouts(deps: Deps, log: Logger) {
  return startWork({
    ...{ ...deps, vendors, clock: Date.now },
    reportFault: (error) => log.error({ error: String(error) }, "a roll-out could not go on"),
  });
}

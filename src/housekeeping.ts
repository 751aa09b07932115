import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { messageOf } from "./naming.ts";
import type { Guard } from "./provisioning/guard.ts";
import type { Store } from "./provisioning/ports.ts";

const CLOSE_EXPIRED_EVERY_MS = 1000;
const PRUNE_EVERY_MS = 3_600_000;
const SWEEP_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

/** Closed is written, not only computed; old history goes. */
export function startHousekeeping(store: Store, guard: Guard, config: Config, log: Logger): () => Promise<void> {
  let busy: Promise<unknown> = Promise.resolve();
  const run = (work: () => Promise<unknown>) => {
    busy = busy.then(work).catch((error: unknown) => log.error({ error: messageOf(error) }, "housekeeping failed"));
  };
  const prune = async () => {
    await store.prune(Date.now() - config.eventsKeepDays * DAY_MS);
    if (config.auditKeep !== null) await store.pruneAudit(Date.now() - config.auditKeep);
  };
  const timers = [
    setInterval(() => run(() => store.closeExpired()), CLOSE_EXPIRED_EVERY_MS),
    setInterval(() => run(prune), PRUNE_EVERY_MS),
    setInterval(() => guard.sweep(Date.now()), SWEEP_EVERY_MS),
  ];
  run(prune);
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await busy;
  };
}

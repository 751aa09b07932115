import type { Logger } from "pino";
import { createFetchWatch } from "./provisioning/fetch-watch.ts";
import type { ConnectPbx } from "./provisioning/pbx-link.ts";
import type { Store } from "./provisioning/ports.ts";
import { startCommandRun } from "./provisioning/run-commands.ts";
import { createSipNotify } from "./servers/sip-notify.ts";
import { vendors } from "./vendors/index.ts";

const COMMAND_DRAIN_MS = 2000;

/** Has phones fetch their configuration or reboot, also what was asked for before the last stop. */
export async function prepareCommands(store: Store, log: Logger) {
  const reportFault = (error: unknown) => log.error({ error: String(error) }, "phones could not be told what to do");
  const watch = createFetchWatch({ store, clock: Date.now, reportFault });
  // Phones that fetch as soon as the doors open may have been told by the daemon before.
  await watch.refresh();
  return {
    watch,
    /** Once the doors are open. */
    start(connect: ConnectPbx) {
      const ended = new AbortController();
      const notify = createSipNotify({ signal: ended.signal });
      const run = startCommandRun({ store, vendors, watch, connect, notify, clock: Date.now, reportFault });
      return {
        wake: run.wake,
        stop: async () => {
          await run.close(COMMAND_DRAIN_MS);
          ended.abort();
        },
      };
    },
  };
}

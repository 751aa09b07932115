import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { PATIENCE_MS } from "./provisioning/command-window.ts";
import { createFetchWatch } from "./provisioning/fetch-watch.ts";
import type { Mac } from "./provisioning/mac.ts";
import type { ConnectPbx } from "./provisioning/pbx-link.ts";
import { checkSyncOf } from "./provisioning/phone-check-sync.ts";
import type { Store } from "./provisioning/ports.ts";
import { startCommandRun } from "./provisioning/run-commands.ts";
import { createSipNotify } from "./servers/sip-notify.ts";
import { vendors } from "./vendors/index.ts";

const COMMAND_DRAIN_MS = 2000;
const RESYNC_MS = 120_000;

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
      /** The command's id. Undefined: it cannot be told. */
      async function resyncIfAble(mac: Mac, requestedBy: string): Promise<string | undefined> {
        const phone = await store.findPhone(mac);
        if (phone === undefined || "whyNot" in (await checkSyncOf("resync", phone, { vendors, store })))
          return undefined;
        const now = Date.now();
        const queued = await store.queueCommand({
          ...{ id: randomBytes(9).toString("hex"), mac, pbxId: phone.pbxId, kind: "resync", requestedBy },
          ...{ reason: null, notBefore: now, timeoutMs: RESYNC_MS, deadline: now + PATIENCE_MS },
        });
        run.wake();
        return queued?.command.id;
      }
      return {
        wake: run.wake,
        resyncIfAble,
        /** For Offhook's own purposes. Phones that cannot be told fetch in their own time. */
        async resync(mac: Mac, requestedBy: string): Promise<void> {
          await resyncIfAble(mac, requestedBy);
        },
        stop: async () => {
          await run.close(COMMAND_DRAIN_MS);
          ended.abort();
        },
      };
    },
  };
}

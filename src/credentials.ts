import type { Logger } from "pino";
import type { ProofStore } from "./provisioning/proof-store.ts";

const LOOK_EVERY_MS = 1000;

/** `look` after each change here. Other daemons on the same database change PBXs too: that is heard of within a second. */
export async function watchCredentials(
  store: Pick<ProofStore, "asksForCredentials">,
  log: Logger,
): Promise<{ asksForCredentials: () => boolean; look: () => Promise<void>; stop: () => Promise<void> }> {
  let asks = await store.asksForCredentials();
  let busy: Promise<void> = Promise.resolve();
  // One after the other, so that the last word is the youngest.
  const look = () => {
    busy = busy.then(async () => {
      asks = await store.asksForCredentials().catch((error: unknown) => {
        log.error({ error: String(error) }, "PBXs could not be read");
        return asks;
      });
    });
    return busy;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    asksForCredentials: () => asks,
    look,
    stop: async () => {
      clearInterval(timer);
      await busy;
    },
  };
}

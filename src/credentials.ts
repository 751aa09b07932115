import type { Logger } from "pino";
import type { ProofStore } from "./provisioning/proof-store.ts";

const LOOK_EVERY_MS = 1000;

/** Other daemons on the same database may change a PBX: until they are heard of, nobody is asked to log in. */
export async function watchCredentials(
  store: Pick<ProofStore, "asksForCredentials">,
  log: Logger,
): Promise<{ asksForCredentials: () => boolean; stop: () => Promise<void> }> {
  let asks = await store.asksForCredentials();
  let busy: Promise<unknown> = Promise.resolve();
  const look = async () => {
    asks = await store.asksForCredentials();
  };
  const timer = setInterval(() => {
    busy = look().catch((error: unknown) => log.error({ error: String(error) }, "PBXs could not be read"));
  }, LOOK_EVERY_MS);
  return {
    asksForCredentials: () => asks,
    stop: async () => {
      clearInterval(timer);
      await busy;
    },
  };
}

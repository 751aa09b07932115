import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { messageOf } from "./naming.ts";
import type { Store } from "./provisioning/ports.ts";
import { createSipAnswers, type SipAnswers } from "./provisioning/sip-answers.ts";
import { listOwnAddresses } from "./servers/own-networks.ts";
import { createSipOptions } from "./servers/sip-options.ts";

/** Packets in a second, of all questions together. */
const PER_SECOND = 20;

/** Asks phones by SIP whether they answer: when staff want it and, with the setting, by itself those whose PBX cannot be asked. */
export function startSipAnswers(config: Config, store: Store, log: Logger): SipAnswers & { stop(): Promise<void> } {
  const answers = createSipAnswers({
    store,
    ask: createSipOptions({ perSecond: PER_SECOND }),
    listOwn: () => listOwnAddresses("auto"),
    clock: Date.now,
  });
  const ended = new AbortController();
  let asking: Promise<void> | undefined;
  const ask = () => {
    asking ??= answers
      .askAll(ended.signal)
      .catch((error: unknown) => {
        if (!ended.signal.aborted) log.error({ error: messageOf(error) }, "phones could not be asked by SIP");
      })
      .finally(() => {
        asking = undefined;
      });
  };
  const timer = config.sipProbe === null ? undefined : setInterval(ask, config.sipProbe);
  return {
    ...answers,
    async stop() {
      clearInterval(timer);
      ended.abort();
      await asking;
    },
  };
}

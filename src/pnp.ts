import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import { createFirstTokens } from "./provisioning/first-tokens.ts";
import { createPhonePointer } from "./provisioning/point-phone.ts";
import type { Store } from "./provisioning/ports.ts";
import { createRecordSearch } from "./provisioning/record-search.ts";
import type { Recorder } from "./provisioning/recorder.ts";
import { createNeighbourTable } from "./servers/neighbours.ts";
import type { PhoneDoors } from "./servers/phone-doors.ts";
import { type PnpServer, startPnpServer } from "./servers/sip-pnp.ts";
import type { Metrics } from "./staff/metrics.ts";
import { vendors } from "./vendors/index.ts";

type Parts = { config: Config; store: Store; recorder: Recorder; doors: PhoneDoors; metrics: Metrics; log: Logger };

/** Hears phones that look for their server by SIP PnP. Undefined where that is switched off, or no door is open to send them to. */
export async function startPnp(parts: Parts): Promise<PnpServer | undefined> {
  const { config, store, recorder, doors, metrics, log } = parts;
  const { baseUrl } = doors;
  if (config.pnp === undefined) return undefined;
  if (baseUrl === undefined) {
    log.warn("SIP PnP stays off: no door for phones is open");
    return undefined;
  }
  let isStopping = false;
  const server = await startPnpServer({
    interfaces: config.pnp,
    port: config.pnpPort,
    answerPort: config.pnpAnswerPort,
    networks: config.pnpNetworks,
    baseUrl,
    point: createPhonePointer({
      store,
      vendors,
      firstTokens: createFirstTokens(store, "pnp"),
      findNeighbour: createNeighbourTable(),
      record: createRecordSearch(recorder, Date.now),
      reportFault(error) {
        // What was looked up for the history alone may outlive the database at a stop.
        if (!isStopping) log.error({ error: String(error) }, "a phone's history could not be read");
      },
    }),
    log: (message, detail) => log.warn(detail ?? {}, message),
    onPortTaken(why) {
      const port = config.pnpPort;
      if (!why.includes("EADDRINUSE")) return log.error({ port, error: why }, "SIP PnP cannot listen; trying again");
      log.error(
        { port, error: why },
        `SIP PnP cannot listen: another program owns UDP port ${port} on all addresses. Let it bind one address only (Asterisk: bind=<address> instead of 0.0.0.0), or set OFFHOOK_PNP=off. Everything else works; this is tried again every minute`,
      );
      recorder.event({ name: "pnp-port-taken", at: Date.now(), door: "pnp", detail: { port, why } });
    },
  });
  for (const name of Object.keys(server.counters()) as (keyof ReturnType<PnpServer["counters"]>)[]) {
    metrics.watch(
      `offhook_pnp_${name}`,
      `SIP PnP questions, NOTIFYs or packets: ${name}`,
      () => server.counters()[name],
    );
  }
  return {
    ...server,
    close() {
      isStopping = true;
      server.close();
    },
  };
}

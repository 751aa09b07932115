import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import type { Surroundings } from "./provisioning/diagnose/case-file.ts";
import { createFirstTokens } from "./provisioning/first-tokens.ts";
import { createPhonePointer } from "./provisioning/point-phone.ts";
import type { Store } from "./provisioning/ports.ts";
import { createQuietPeriod } from "./provisioning/quiet-period.ts";
import { createRecordSearch } from "./provisioning/record-search.ts";
import { QUIET_MS } from "./provisioning/record-visit.ts";
import type { Recorder } from "./provisioning/recorder.ts";
import type { Rival, Rivals } from "./provisioning/rivals.ts";
import { createNeighbourTable } from "./servers/neighbours.ts";
import { listOwnAddresses } from "./servers/own-networks.ts";
import type { PhoneDoors } from "./servers/phone-doors.ts";
import { type PnpServer, startPnpServer } from "./servers/sip-pnp.ts";
import type { PnpWatchOptions } from "./servers/sip-pnp-watch.ts";
import type { InheritedSockets } from "./servers/socket-activation.ts";
import type { Metrics } from "./staff/metrics.ts";
import { vendors } from "./vendors/index.ts";

type Parts = {
  config: Config;
  store: Store;
  recorder: Recorder;
  doors: PhoneDoors;
  metrics: Metrics;
  rivals: Rivals;
  log: Logger;
  sockets: InheritedSockets;
};

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
    fd: parts.sockets.get("pnp"),
    answerPort: config.pnpAnswerPort,
    networks: config.pnpNetworks,
    baseUrl,
    point: createPhonePointer({
      store,
      vendors,
      firstTokens: createFirstTokens(store, "pnp"),
      findNeighbour: createNeighbourTable(),
      record: createRecordSearch(recorder, Date.now),
      clock: Date.now,
      reportFault(error) {
        // What was looked up for the history alone may outlive the database at a stop.
        if (!isStopping) log.error({ error: String(error) }, "a phone's history could not be read");
      },
    }),
    ...(config.pnpWatch === null ? {} : { watch: watchRivals(config.pnpWatch, parts) }),
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

/** One event when a rival comes and one when it goes, each at most once a minute. */
function watchRivals(everyMs: number, { rivals, recorder, log }: Parts): PnpWatchOptions {
  const isFirstInAWhile = createQuietPeriod<string>(QUIET_MS);
  function note(name: "pnp-other-server" | "pnp-other-server-gone", message: string, detail: Rival["detail"]): void {
    const at = Date.now();
    if (!isFirstInAWhile(`${name} ${detail.server}`, at)) return;
    log.warn(detail, message);
    recorder.event({ name, at, door: "pnp", detail: { ...detail } });
  }
  return {
    everyMs,
    seen({ address, interfaceName, agent, status, offers }) {
      const detail = { agent, status, offers, interface: interfaceName };
      if (!rivals.see("pnp", address, detail)) return;
      note("pnp-other-server", "another server answers phones by SIP PnP on our network", {
        server: address,
        ...detail,
      });
    },
    gone(address) {
      if (!rivals.remove("pnp", address)) return;
      note("pnp-other-server-gone", "another server no longer answers phones by SIP PnP", { server: address });
    },
  };
}

/** What of the networks around is heard now. Where SIP PnP is off, the networks of all interfaces. */
export function lookAround(config: Pick<Config, "pnp" | "pnpNetworks">, server: PnpServer | undefined): Surroundings {
  const listed = config.pnpNetworks.map((network) => {
    const [address = "", bits] = network.split("/");
    return { interfaceName: "pnpNetworks", address, bits: Number(bits) };
  });
  return {
    networks: [...listOwnAddresses(config.pnp ?? "auto"), ...listed],
    hearsPnp: server?.port() !== undefined,
  };
}

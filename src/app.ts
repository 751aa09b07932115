import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { type Config, SettingError } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import { SETTINGS } from "./config/settings-table.ts";
import { startDhcp } from "./dhcp.ts";
import { startMdns } from "./mdns.ts";
import { startPnp } from "./pnp.ts";
import { createAnswerCache } from "./provisioning/answer-cache.ts";
import { createPhoneAnswerer } from "./provisioning/answer-phone.ts";
import type { Store } from "./provisioning/ports.ts";
import { createPreviewer } from "./provisioning/preview.ts";
import { createRecordVisit } from "./provisioning/record-visit.ts";
import { createRecorder } from "./provisioning/recorder.ts";
import type { Answer, Door, FileAnswer, PhoneRequest } from "./provisioning/request.ts";
import { warmUp } from "./provisioning/warm-up.ts";
import { startRedirects } from "./redirects.ts";
import { createHandlebarsRenderer } from "./rendering/handlebars-renderer.ts";
import { hostPort } from "./servers/addresses.ts";
import { openPhoneDoors } from "./servers/phone-doors.ts";
import { PNP_GROUP } from "./servers/sip-pnp-sockets.ts";
import type { TftpServer } from "./servers/tftp.ts";
import { createTrustedNetworks, NotANetworkError } from "./servers/trusted-networks.ts";
import { hashKey, newKey } from "./staff/api-keys.ts";
import { buildStaffApp } from "./staff/build-staff-app.ts";
import { createMetrics, type Metrics } from "./staff/metrics.ts";
import { openStore } from "./storage/open-store.ts";
import { vendors } from "./vendors/index.ts";
import { startWebhooks } from "./webhooks.ts";

export type RunningApp = {
  /** The addresses really bound, by door; null where a door is closed. */
  doors: Record<Door | "staff" | "pnp" | "dhcp", string | null>;
  /** An admin key made at this first start, to be shown once. */
  madeAdminKey: string | undefined;
  stop(): Promise<void>;
};

const DRAIN_MS = 10_000;
/** Long enough for the tables of time zones and a first look at each vendor's templates. */
const WARM_UP_MS = 300;
const CLOSE_EXPIRED_EVERY_MS = 1000;
const PRUNE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

type Stopper = () => Promise<void>;

/** Puts everything together and opens the doors. Throws SettingError for what an operator can mend. */
export async function startApp(
  config: Config,
  log: Logger,
  about: { templates: string; version: string },
): Promise<RunningApp> {
  const stoppers: Stopper[] = [];
  try {
    return await openDoors(config, log, about, stoppers);
  } catch (error) {
    for (const stop of stoppers.toReversed()) await stop();
    throw error;
  }
}

async function openDoors(
  config: Config,
  log: Logger,
  about: { templates: string; version: string },
  stoppers: Stopper[],
): Promise<RunningApp> {
  const clock = Date.now;
  await naming("dataDir", config.dataDir, () => mkdir(config.dataDir, { recursive: true, mode: 0o700 }));
  const store = await openStore({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    masterKey: config.masterKey,
    masterKeyPlaces: config,
    clock,
    keepPlaintext: config.keepPlaintext,
    maxSightings: config.sightingsMax,
    reportFault: (error) => log.error({ error: messageOf(error) }, "the exchange of the master key broke off"),
  }).catch((error: unknown) => {
    const setting =
      config.databaseUrl === undefined
        ? `dataDir: ${JSON.stringify(config.dataDir)}`
        : "databaseUrl: the database named there";
    throw new SettingError(`${setting} cannot be used: ${messageOf(error)}`);
  });
  stoppers.push(() => store.close());
  const madeAdminKey = await ensureAdminKey(store, config.adminKey);

  const recorder = createRecorder(store, (error, lost) =>
    log.error({ error: messageOf(error), lost }, "history could not be written"),
  );
  stoppers.push(() => recorder.close());
  stoppers.push(startHousekeeping(store, config, log));

  const renderer = createHandlebarsRenderer({ operator: join(config.dataDir, "templates"), shipped: about.templates });
  warmUp(vendors, renderer, WARM_UP_MS, clock);
  const isTrusted = trustedNetworks(config);
  const cache = createAnswerCache(config.cacheMegabytes * 1024 * 1024);
  const metrics = createMetrics();
  metrics.watch("offhook_answer_cache_bytes", "Memory held by rendered configurations", cache.bytes);
  const answerer = createPhoneAnswerer({
    store,
    vendors,
    renderer,
    cache,
    clock,
    policy: {
      windowMs: config.window,
      keepsPlaintext: config.keepPlaintext,
      mayCarryPasswords: (door, address) =>
        config.transports.includes(door) && (door === "https" || isTrusted(address)),
      isOneTime: (vendorId) =>
        ({ snom: config.oneTimeSnom, yealink: config.oneTimeYealink, gigaset: config.oneTimeGigaset })[vendorId] ??
        true,
    },
    recordVisit: createRecordVisit(recorder, clock),
  });
  async function answer(request: PhoneRequest): Promise<Answer> {
    try {
      const given = await answerer.answer(request);
      metrics.countAnswer(request, given);
      return given;
    } catch (error) {
      metrics.countFault(request);
      throw error;
    }
  }
  function recall(request: PhoneRequest): FileAnswer | undefined {
    const given = answerer.recall(request);
    if (given !== undefined) metrics.countAnswer(request, given);
    return given;
  }
  const doors = await openPhoneDoors({
    addresses: { http: config.http, https: config.https, tftp: config.tftp },
    answer,
    recall,
    advertise: config.advertise,
    dataDir: config.dataDir,
    tftpLimits: {
      maxTransfers: config.tftpMaxTransfers,
      maxTransfersPerSource: config.tftpMaxTransfersPerSource,
      maxBlockSize: config.tftpMaxBlockSize,
    },
    log: (message, detail) => log.warn(detail ?? {}, message),
    opening: listening,
  });
  stoppers.push(() => doors.close(DRAIN_MS));
  watchTftp(metrics, doors.tftp);
  const pnp = await startPnp({ config, store, recorder, doors, metrics, log });
  stoppers.push(async () => pnp?.close());
  const dhcp = await startDhcp({ config, store, recorder, doors, metrics, log });
  stoppers.push(async () => dhcp?.close());

  const redirects = startRedirects(config, store, doors.phonesUrl, log);
  stoppers.push(redirects.stop);

  const webhooks = startWebhooks(config, store, log);
  stoppers.push(webhooks.stop);

  const staffApp = await buildStaffApp({
    store,
    vendors,
    clock,
    version: about.version,
    preview: createPreviewer({ store, vendors, renderer, baseUrl: () => doors.phonesUrl }),
    policy: {
      armedForRegisteredMs: config.armedForRegistered,
      armedForReleasedMs: config.armedForReleased ?? config.window,
    },
    phonesUrl: doors.phonesUrl,
    redirects,
    webhooks,
    recordEvent: store.recordAction,
    isServing: () =>
      store.check().then(
        () => ({ ok: true as const }),
        (error: unknown) => ({ ok: false as const, reason: `the database cannot be read: ${messageOf(error)}` }),
      ),
    metrics: metrics.text,
    reportFault: (error, where) => log.error({ error: messageOf(error), where }, "a staff request failed"),
  });
  const staff = config.staff && (await listening("staff", config.staff, () => listen(staffApp, config.staff)));
  stoppers.push(() => staffApp.close());
  const mdns = config.mdns === "on" ? startMdns({ ...doors.bound, staff }, { version: about.version, log }) : undefined;
  stoppers.push(async () => mdns?.close());

  const sayAddress = (bound: ListenAddress | undefined) =>
    bound === undefined ? null : hostPort(bound.host, bound.port);
  const { http, https, tftp } = doors.bound;
  const pnpPort = pnp?.port();
  return {
    doors: {
      http: sayAddress(http),
      https: sayAddress(https),
      tftp: sayAddress(tftp),
      staff: sayAddress(staff),
      dhcp: sayAddress(dhcp?.bound()),
      pnp: pnpPort === undefined ? null : hostPort(PNP_GROUP, pnpPort),
    },
    madeAdminKey,
    async stop() {
      const [closeStore, ...rest] = stoppers;
      await Promise.all(rest.toReversed().map((stop) => stop()));
      await recorder.close();
      await closeStore?.();
    },
  };
}

async function listen(app: FastifyInstance, address: ListenAddress | undefined): Promise<ListenAddress> {
  await app.listen({ ...address });
  const bound = app.server.address() as AddressInfo;
  return { host: bound.address, port: bound.port };
}

async function ensureAdminKey(store: Store, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined) {
    const hash = hashKey(given);
    if ((await store.findKey(hash)) !== undefined) return undefined;
    await store.revokeKey("environment");
    await store.createKey({ id: "environment", name: "OFFHOOK_ADMIN_KEY", role: "admin", pbxId: null, hash });
    return undefined;
  }
  if ((await store.countKeys()) > 0) return undefined;
  const made = newKey();
  await store.createKey({ id: "first", name: "first start", role: "admin", pbxId: null, hash: made.hash });
  return made.key;
}

/** Closed is written, not only computed; old history goes. */
function startHousekeeping(store: Store, config: Config, log: Logger): Stopper {
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
  ];
  run(prune);
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await busy;
  };
}

function watchTftp(metrics: Metrics, tftp: TftpServer | undefined): void {
  if (tftp === undefined) return;
  for (const name of ["active", "completed", "failed", "malformed", "refused"] as const) {
    metrics.watch(`offhook_tftp_${name}`, `TFTP transfers or packets: ${name}`, () => tftp.counters()[name]);
  }
}

function trustedNetworks(config: Config): (address: string) => boolean {
  try {
    return createTrustedNetworks(config.trustedNetworks);
  } catch (error) {
    if (error instanceof NotANetworkError)
      throw new SettingError(
        `secrets.trustedNetworks: ${JSON.stringify(error.message)} is not allowed; allowed: networks such as 10.1.0.0/16 or fd00::/8`,
      );
    throw error;
  }
}

async function listening<T>(
  door: "http" | "https" | "tftp" | "staff",
  address: ListenAddress,
  open: () => Promise<T>,
): Promise<T> {
  return naming(door, hostPort(address.host, address.port), open);
}

/** Turns what the operating system says into one line that names the setting. */
async function naming<T>(setting: keyof typeof SETTINGS, value: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === undefined || !code.startsWith("E")) throw error;
    const row = SETTINGS[setting];
    throw new SettingError(
      `${row.key} (${row.env}): ${JSON.stringify(value)} cannot be used: ${messageOf(error)}. ${row.help}`,
    );
  }
}

function messageOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}

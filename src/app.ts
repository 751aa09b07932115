import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { DescribedSetting } from "./config/describe-settings.ts";
import type { Config } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import { countAnswers, watchTftp } from "./count-answers.ts";
import { watchCredentials } from "./credentials.ts";
import { openStoreOf } from "./data-store.ts";
import { startDesks } from "./desks.ts";
import { startDhcp } from "./dhcp.ts";
import { createDoctor } from "./doctor.ts";
import { networksOf, startGuard } from "./guard.ts";
import { startHostedFiles } from "./hosted-files.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { startMdns } from "./mdns.ts";
import { listening, messageOf, naming } from "./naming.ts";
import { startLinks } from "./pbx-links.ts";
import { prepareCommands } from "./phone-commands.ts";
import { lookAround, startPnp } from "./pnp.ts";
import { createAdmitStranger } from "./provisioning/admit-stranger.ts";
import { createAnswerCache } from "./provisioning/answer-cache.ts";
import { createPhoneAnswerer } from "./provisioning/answer-phone.ts";
import { createProofCheck } from "./provisioning/check-proof.ts";
import type { Told } from "./provisioning/phone-files.ts";
import { createReceiveUpload } from "./provisioning/receive-upload.ts";
import { createRecordVisit } from "./provisioning/record-visit.ts";
import { createRecorder } from "./provisioning/recorder.ts";
import { createRefusalPace } from "./provisioning/refusal-pace.ts";
import { createRivals } from "./provisioning/rivals.ts";
import { createUploadRoom } from "./provisioning/upload-room.ts";
import { warmUp } from "./provisioning/warm-up.ts";
import { startRedirects } from "./redirects.ts";
import { startRollouts } from "./rollouts.ts";
import { startRotations } from "./rotations.ts";
import { prepareSearches } from "./search.ts";
import { secretsPolicyOf } from "./secrets-policy.ts";
import { hostPort } from "./servers/addresses.ts";
import { createSelfMark } from "./servers/doctor/self-mark.ts";
import { type DoorName, openPhoneDoors } from "./servers/phone-doors.ts";
import { PNP_GROUP } from "./servers/sip-pnp-sockets.ts";
import type { InheritedSockets } from "./servers/socket-activation.ts";
import { startSipAnswers } from "./sip-answers.ts";
import { createMetrics } from "./staff/metrics.ts";
import { ensureAdminKey, makeFirstLink, staffTlsOf, staffTransport } from "./staff-door.ts";
import { prepareTemplates } from "./templates.ts";
import { startTls } from "./tls.ts";
import { vendors } from "./vendors/index.ts";
import { startWebhooks } from "./webhooks.ts";

export type RunningApp = {
  /** The addresses really bound, by door; null where a door is closed. */
  doors: Record<DoorName | "staff" | "pnp" | "dhcp", string | null>;
  /** An admin key made at this first start, to be shown once. */
  madeAdminKey: string | undefined;
  /** A link by which the first admin signs in, made at this first start, to be shown once. */
  firstLink: string | undefined;
  stop(): Promise<void>;
};

const DRAIN_MS = 10_000;
const LONGEST_STREAM_MS = 600_000;

type Stopper = () => Promise<void>;
type About = Record<"templates" | "page" | "version", string> & {
  settings: readonly DescribedSetting[];
  sockets: InheritedSockets;
};

/** Puts everything together and opens the doors. Throws SettingError for what an operator can mend. */
export async function startApp(config: Config, log: Logger, about: About): Promise<RunningApp> {
  const stoppers: Stopper[] = [];
  try {
    return await openDoors(config, log, about, stoppers);
  } catch (error) {
    for (const stop of stoppers.toReversed()) await stop();
    throw error;
  }
}

async function openDoors(config: Config, log: Logger, about: About, stoppers: Stopper[]): Promise<RunningApp> {
  const clock = Date.now;
  staffTransport(config);
  await naming("dataDir", config.dataDir, () => mkdir(config.dataDir, { recursive: true, mode: 0o700 }));
  const store = await openStoreOf(config, log, clock);
  stoppers.push(() => store.close());
  const { madeAdminKey, isFirstStart } = await ensureAdminKey(store, config.adminKey);

  const recorder = createRecorder(store, (error, lost) =>
    log.error({ error: messageOf(error), lost }, "history could not be written"),
  );
  stoppers.push(() => recorder.close());

  const hostedFiles = await startHostedFiles(config, store, log);
  stoppers.push(hostedFiles.stop);
  let phonesUrls: Told["reached"] = { baseUrl: config.advertise ?? "http://localhost/" };
  let findAuthorities: () => Told["authorities"] = () => [];
  const templates = prepareTemplates({
    ...{ store, clock, record: recorder.event, reached: () => phonesUrls, authorities: () => findAuthorities() },
    hosted: hostedFiles.catalogue,
    folders: { operator: join(config.dataDir, "templates"), shipped: about.templates },
    reportFault: (error) => log.error({ error: messageOf(error) }, "the operator's templates could not be looked at"),
  });
  const { renderer } = templates;
  stoppers.push(templates.stop);
  await templates.start();
  warmUp(vendors, renderer, config.warmUp, clock);
  const cache = createAnswerCache(config.cacheMegabytes * 1024 * 1024);
  const metrics = createMetrics();
  metrics.watch("offhook_answer_cache_bytes", "Memory held by rendered configurations", cache.bytes);
  const guard = startGuard({ config, recorder, metrics, log });
  stoppers.push(startHousekeeping(store, guard, config, log));
  const tls = await startTls({ config, recorder, metrics, log, clock });
  stoppers.push(tls.stop);
  const { authorities } = tls;
  findAuthorities = authorities;
  let redirects: ReturnType<typeof startRedirects> | undefined;
  const policy = secretsPolicyOf(config);
  metrics.watch("offhook_hosted_files_open", "Files on the disk that are open to be read", hostedFiles.openFiles);
  const asking = await watchCredentials(store, log);
  stoppers.push(asking.stop);
  const commands = await prepareCommands(store, log);
  const { books, bookPages, menus, deliveries } = templates;
  const gate = {
    ...{ store, vendors, clock, policy, guard },
    recordVisit: createRecordVisit(recorder, clock),
    proofs: createProofCheck({ store, clock, policy, asksForCredentials: asking.asksForCredentials }),
    pace: createRefusalPace(),
  };
  const uploadRoom = createUploadRoom();
  metrics.watch("offhook_uploads_held_bytes", "Memory held by files that phones are sending", uploadRoom.heldBytes);
  const answerer = createPhoneAnswerer({
    ...{ ...gate, renderer, cache, deliveries, bookPages, menuKeys: menus.keys, showMenu: menus.show },
    authorities,
    hosted: hostedFiles.catalogue,
    readHosted: hostedFiles.read,
    admitStranger: createAdmitStranger({
      ...{ store, vendors, clock, recorder, armedForMs: config.armedForRegistered },
      // The doors open before it is there; what is queued until then is told at its start.
      onAdmitted: () => redirects?.wake(),
    }),
    watch: commands.watch,
  });
  const selfMark = createSelfMark();
  const receiveUpload = createReceiveUpload({ ...gate, room: uploadRoom });
  const doorsAsk = countAnswers({ ...answerer, receive: receiveUpload }, selfMark, metrics);
  const doors = await openPhoneDoors({
    addresses: config,
    sockets: about.sockets,
    tls: tls.keeper,
    advertiseHttps: config.advertiseHttps,
    ...doorsAsk,
    advertise: config.advertise,
    isProxy: config.proxies.length === 0 ? undefined : networksOf("proxies", config.proxies),
    tftpLimits: {
      maxTransfers: config.tftpMaxTransfers,
      maxTransfersPerSource: config.tftpMaxTransfersPerSource,
      maxBlockSize: config.tftpMaxBlockSize,
    },
    log: (message, detail) => log.warn(detail ?? {}, message),
    opening: listening,
  });
  stoppers.push(() => doors.close(DRAIN_MS));
  phonesUrls = { baseUrl: doors.phonesUrl, httpsUrls: doors.httpsUrls };
  watchTftp(metrics, doors.tftp);
  const rivals = createRivals(clock);
  metrics.watch("offhook_rivals", "Other servers on our networks that answer phones", () => rivals.list().length);
  const pnp = await startPnp({ config, store, recorder, doors, metrics, rivals, log, sockets: about.sockets });
  stoppers.push(async () => pnp?.close());
  const dhcp = await startDhcp({ config, store, recorder, doors, metrics, rivals, log });
  stoppers.push(async () => dhcp?.close());

  redirects = startRedirects(config, store, doors.phonesUrl, log);
  stoppers.push(redirects.stop);

  let staff: ListenAddress | undefined;
  const searches = prepareSearches(config, store, recorder, log);
  stoppers.push(searches.close);
  const doorTls = staffTlsOf(config, tls.keeper);
  const links = startLinks(config, store, log);
  stoppers.push(links.stop);
  const commandRun = commands.start(links.connect);
  stoppers.push(commandRun.stop);
  const rotations = startRotations(store, (mac, { id }) => commandRun.resync(mac, `rotation ${id}`), log);
  stoppers.push(rotations.close);
  const desks = startDesks(config, store, commandRun.resync, log);
  menus.connect({ resync: commandRun.resyncIfAble, desk: desks });
  stoppers.push(desks.stop);
  const rollouts = startRollouts(
    {
      ...{ store, catalogue: hostedFiles.catalogue },
      tell: (mac, { id }) => commandRun.resync(mac, `roll-out ${id}`),
    },
    log,
  );
  stoppers.push(rollouts.close);
  const sipAnswers = startSipAnswers(config, store, log);
  stoppers.push(sipAnswers.stop);
  const webhooks = startWebhooks(config, store, log);
  stoppers.push(webhooks.stop);

  // A daemon without a staff door starts without what is behind it.
  const staffApp =
    config.staff &&
    (await (
      await import("./staff/build-staff-app.ts")
    ).buildStaffApp({
      doorTls,
      proxies: config.staffProxies,
      signIn: {
        sessionIdleMs: config.sessionIdle,
        sessionLifetimeMs: config.sessionLifetime,
        invitationMs: config.invitationFor,
      },
      store,
      vendors,
      clock,
      version: about.version,
      settings: about.settings,
      pageFolder: about.page,
      books,
      preview: templates.preview,
      policy: {
        armedForRegisteredMs: config.armedForRegistered,
        armedForReleasedMs: config.armedForReleased ?? config.window,
      },
      phonesUrl: doors.phonesUrl,
      surroundings: () => lookAround(config, pnp),
      tls: tls.keeper?.control,
      redirects,
      hosted: { ...hostedFiles, maxFirmwareBytes: config.firmwareMaxMegabytes * 1_000_000 },
      guard,
      rivals: rivals.list,
      doctor: createDoctor({
        ...{ config, store, doors, pnp, dhcp, selfMark, clock },
        templates: templates.keeper,
        staff: () => staff,
      }),
      searches,
      streams: { longestMs: LONGEST_STREAM_MS },
      pbxChanged: asking.look,
      links,
      commands: commandRun,
      desks,
      templates,
      rotations,
      rollouts,
      sipAnswers,
      webhooks,
      recordEvent: store.recordAction,
      isServing: () =>
        store.check().then(
          () => ({ ok: true as const }),
          (error: unknown) => ({ ok: false as const, reason: `the database cannot be read: ${messageOf(error)}` }),
        ),
      metrics: metrics.text,
      reportFault: (error, where) => log.error({ error: messageOf(error), where }, "a staff request failed"),
    }));
  staff = staffApp && (await listening("staff", config.staff, () => listen(staffApp, config.staff)));
  stoppers.push(async () => staffApp?.close());
  const firstLink = staff && isFirstStart ? await makeFirstLink(store, staff, doorTls !== undefined) : undefined;
  const announced = { ...doors.bound, staff, isStaffTls: doorTls !== undefined };
  const mdns = config.mdns === "on" ? startMdns(announced, { version: about.version, log }) : undefined;
  stoppers.push(async () => mdns?.close());

  const sayAddress = (bound: ListenAddress | undefined) =>
    bound === undefined ? null : hostPort(bound.host, bound.port);
  const { http, https, httpsLegacy, tftp } = doors.bound;
  const pnpPort = pnp?.port();
  return {
    doors: {
      http: sayAddress(http),
      https: sayAddress(https),
      httpsLegacy: sayAddress(httpsLegacy),
      tftp: sayAddress(tftp),
      staff: sayAddress(staff),
      dhcp: sayAddress(dhcp?.bound()),
      pnp: pnpPort === undefined ? null : hostPort(PNP_GROUP, pnpPort),
    },
    madeAdminKey,
    firstLink,
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

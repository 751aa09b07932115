import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import type { Config } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import { type DoctorFinding, found } from "./provisioning/doctor/doctor-finding.ts";
import { judgeCertificate } from "./provisioning/doctor/judge-certificate.ts";
import { judgeDatabase } from "./provisioning/doctor/judge-data.ts";
import { judgeDhcp } from "./provisioning/doctor/judge-dhcp.ts";
import { judgePlace } from "./provisioning/doctor/judge-place.ts";
import { judgePnp } from "./provisioning/doctor/judge-pnp.ts";
import {
  type DoorFacts,
  judgePorts,
  type Protocol,
  sayOthers,
  USUAL_PORTS,
} from "./provisioning/doctor/judge-ports.ts";
import { judgeReach, judgeTftp } from "./provisioning/doctor/judge-reach.ts";
import { judgeTemplates } from "./provisioning/doctor/judge-templates.ts";
import type { TemplateKeeper } from "./provisioning/keep-templates.ts";
import type { Store } from "./provisioning/ports.ts";
import { hostPort, isWildcard } from "./servers/addresses.ts";
import type { DhcpServer } from "./servers/dhcp.ts";
import { askDhcp } from "./servers/doctor/dhcp-probe.ts";
import { reachUrl, readByTftp } from "./servers/doctor/fetch-mark.ts";
import { readInterfaces, readMembers } from "./servers/doctor/interfaces.ts";
import { clockCheck, foldersCheck, networksCheck } from "./servers/doctor/machine-checks.ts";
import { askGroup } from "./servers/doctor/pnp-probe.ts";
import { findSockets, readFirstPort } from "./servers/doctor/port-owners.ts";
import { readPresented } from "./servers/doctor/presented-certificate.ts";
import { type Check, runChecks, shareRuns } from "./servers/doctor/run-checks.ts";
import type { SelfMark } from "./servers/doctor/self-mark.ts";
import { listOwnAddresses, type OwnAddress } from "./servers/own-networks.ts";
import type { PhoneDoors } from "./servers/phone-doors.ts";
import type { PnpServer } from "./servers/sip-pnp.ts";
import { PNP_GROUP } from "./servers/sip-pnp-sockets.ts";
import { vendors } from "./vendors/index.ts";

export type DoctorParts = {
  config: Config;
  store: Store;
  doors: Pick<PhoneDoors, "bound" | "baseUrl">;
  pnp: Pick<PnpServer, "port" | "listenFor"> | undefined;
  dhcp: Pick<DhcpServer, "bound"> | undefined;
  selfMark: SelfMark;
  templates: Pick<TemplateKeeper, "list">;
  /** Undefined while the staff door is not open. */
  staff: () => ListenAddress | undefined;
  clock: () => number;
};

const DHCP_PORT = 67;
/** dnsmasq tries an address for three seconds before it offers it. */
const DHCP_LIMIT_MS = 7000;
/** Less than a check may take: what is silent is a finding. */
const FETCH_MS = 2200;
/** A machine with many more has bridges of virtual machines, not phones. */
const MOST_NETWORKS = 8;
const DATABASE_TRIES = 3;
/** Listening to the group takes a second and a half. */
const PNP_LIMIT_MS = 5000;
const PROXY_VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

/** The self-check of the running daemon. Leaves nothing in its history. */
export function createDoctor(parts: DoctorParts) {
  const { config, store, clock } = parts;
  const checks: readonly Check[] = [
    networksCheck({
      wanted: wantedInterfaces(config),
      tftpBlockSize: parts.doors.bound.tftp && config.tftpMaxBlockSize,
    }),
    { name: "SIP PnP", limitMs: PNP_LIMIT_MS, run: () => checkPnp(parts) },
    { name: "ports", run: () => checkPorts(parts) },
    { name: "URL for phones", run: (signal) => checkUrls(parts, signal) },
    { name: "TFTP", run: (signal) => checkTftp(parts, signal) },
    { name: "certificate", run: (signal) => checkCertificates(parts, signal) },
    { name: "DHCP", limitMs: DHCP_LIMIT_MS, run: () => checkDhcp(parts) },
    clockCheck({
      clock,
      timeServers: config.dhcpNtp,
      newestEventAt: async () => (await store.listEvents({ limit: 1 })).items[0]?.at,
    }),
    foldersCheck(...dataFolders(config)),
    { name: "templates", run: async () => judgeTemplates(parts.templates) },
    { name: "database", run: async () => [judgeDatabase(await examineDatabase(parts))] },
  ];
  return {
    /** Everything there is to find. Calls that overlap share one run. */
    examine: shareRuns(() => runChecks(checks)),
    /** Whether SIP PnP can reach a phone at that address; `phone`: what it was asked for as. */
    placeOf: (phone: string, address: string | undefined) => placePhone(config, phone, address),
  };
}

export function placePhone(config: Config, phone: string, address: string | undefined): DoctorFinding {
  return judgePlace(phone, address, networksForPhones(config), config.pnpNetworks);
}

function networksForPhones(config: Config): OwnAddress[] {
  return listOwnAddresses(config.pnp ?? "auto");
}

/** The interfaces that settings name. */
export function wantedInterfaces(config: Config): { setting: string; interface: string }[] {
  const names = config.pnp === undefined || config.pnp === "auto" ? [] : config.pnp;
  return [
    ...names.map((name) => ({ setting: "pnp (OFFHOOK_PNP)", interface: name })),
    ...(config.dhcp === undefined
      ? []
      : [{ setting: "dhcp.mode (OFFHOOK_DHCP)", interface: config.dhcp.interfaceName }]),
  ];
}

/** The data folder, then that of an SQLite file elsewhere. */
export function dataFolders({ dataDir, databaseUrl }: Config): [string, ...string[]] {
  const file = databaseUrl?.startsWith("sqlite:") ? databaseUrl.slice("sqlite:".length) : undefined;
  return [resolve(dataDir), ...(file === undefined || file.startsWith(":") ? [] : [resolve(dirname(file))])];
}

async function othersAt(protocol: Protocol, port: number): Promise<string[]> {
  const sockets = await findSockets((one, at) => one === protocol && at === port);
  return sayOthers(sockets ?? [], { protocol, port, ownPid: process.pid });
}

async function checkPnp({ config, doors, pnp }: DoctorParts): Promise<DoctorFinding[]> {
  const port = pnp?.port() ?? config.pnpPort;
  const own = pnp === undefined ? [] : networksForPhones(config).slice(0, MOST_NETWORKS);
  const [interfaces, echoes, owners] = await Promise.all([
    readInterfaces(),
    pnp === undefined ? [] : Promise.all(own.map((one) => askGroup(one, pnp, port))),
    othersAt("udp", port),
  ]);
  return judgePnp({
    isOn: config.pnp !== undefined,
    hasDoor: doors.baseUrl !== undefined,
    port,
    isListening: pnp?.port() !== undefined,
    owners,
    members: await readMembers(PNP_GROUP),
    deaf: interfaces.filter(({ takesMulticast }) => !takesMulticast).map(({ name }) => name),
    echoes,
  });
}

async function checkPorts({ config, doors, staff }: DoctorParts): Promise<DoctorFinding[]> {
  const open = Object.entries({ ...doors.bound, staff: staff() }).flatMap(([door, bound]): DoorFacts[] =>
    bound === undefined ? [] : [{ door, protocol: door === "tftp" ? "udp" : "tcp", ...bound }],
  );
  const isUsual = (protocol: Protocol, port: number) =>
    USUAL_PORTS.some((usual) => usual.protocol === protocol && usual.port === port);
  const [sockets, firstPort] = await Promise.all([findSockets(isUsual), readFirstPort()]);
  return judgePorts({
    doors: open,
    isAdvertised: config.advertise !== undefined,
    sockets,
    ownPid: process.pid,
    firstPort,
  });
}

/** What phones of each of our networks are told. */
function urlsForPhones({ config, doors }: DoctorParts): string[] {
  const { baseUrl } = doors;
  if (baseUrl === undefined) return [];
  const locals = networksForPhones(config).map(({ address }) => address);
  return [...new Set(locals.slice(0, MOST_NETWORKS).map(baseUrl))];
}

async function checkUrls(parts: DoctorParts, signal: AbortSignal): Promise<DoctorFinding[]> {
  const proxies = PROXY_VARIABLES.filter((name) => process.env[name]);
  const mark = parts.selfMark.make();
  const patience = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
  try {
    const reached = await Promise.all(urlsForPhones(parts).map((url) => reachUrl(url, mark, patience)));
    const noted = proxies.length === 0 ? [] : [found("proxy-set", { variables: proxies.join(", ") })];
    return [...reached.flatMap(judgeReach), ...noted];
  } finally {
    mark.forget();
  }
}

/** From each address to itself: the answer of another server at the same port would show. */
async function checkTftp({ config, doors, selfMark }: DoctorParts, signal: AbortSignal): Promise<DoctorFinding[]> {
  const { tftp } = doors.bound;
  if (tftp === undefined) return [];
  const own = networksForPhones(config).map(({ address }) => address);
  const addresses = isWildcard(tftp.host) ? [...new Set(own)].slice(0, MOST_NETWORKS) : [tftp.host];
  const mark = selfMark.make();
  const patience = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
  try {
    return await Promise.all(
      addresses.map(async (address) => {
        const fetched = await readByTftp({ address, port: tftp.port, from: address }, mark.fileName, mark, patience);
        return judgeTftp(hostPort(address, tftp.port), fetched);
      }),
    );
  } finally {
    mark.forget();
  }
}

/** Of the HTTPS door, and of whoever stands before it. */
async function checkCertificates(parts: DoctorParts, signal: AbortSignal): Promise<DoctorFinding[]> {
  const { config, doors, clock } = parts;
  const { https } = doors.bound;
  const told = urlsForPhones(parts)
    .map((url) => new URL(url))
    .filter(({ protocol }) => protocol === "https:")
    .map(({ hostname: name, port, host }) => {
      const plain = name.replace(/^\[|\]$/g, "");
      return { place: host, host: plain, port: Number(port || 443), servername: plain, names: [plain] };
    });
  const own = networksForPhones(config).map(({ address }) => address);
  const door = https && {
    place: hostPort(https.host, https.port),
    host: isWildcard(https.host) ? "127.0.0.1" : https.host,
    port: https.port,
    servername: undefined,
    // Where phones are told another URL, they do not call it by its address.
    names: config.advertise === undefined ? (isWildcard(https.host) ? own : [https.host]) : [],
  };
  // A door that phones are told by its own address is looked at once.
  const isTold = told.some(({ names, port }) => port === https?.port && names.every((name) => own.includes(name)));
  const places = [...told, ...(door === undefined || isTold ? [] : [door])];
  const patience = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
  const judged = places.map(async ({ names, ...where }) => {
    try {
      return judgeCertificate(await readPresented(where, names, patience), clock());
    } catch (error) {
      const reason = patience.aborted ? "no answer" : String(error instanceof Error ? error.message : error);
      return [found("certificate-not-shown", { place: where.place, reason })];
    }
  });
  return (await Promise.all(judged)).flat();
}

async function checkDhcp({ config, dhcp, doors }: DoctorParts): Promise<DoctorFinding[]> {
  const own = listOwnAddresses("auto");
  const wires = own.filter(
    ({ bits, interfaceName }, index) =>
      bits < 32 && own.findIndex((other) => other.interfaceName === interfaceName) === index,
  );
  const classes = vendors.flatMap(({ discovery }) => discovery.dhcp?.classPrefix ?? []);
  const [owners, ...probes] = await Promise.all([
    othersAt("udp", DHCP_PORT),
    ...wires.slice(0, MOST_NETWORKS).map((wire) => askDhcp(wire, classes)),
  ]);
  const urls = [config.advertise, ...own.map(({ address }) => doors.baseUrl?.(address))];
  const hosts = urls.flatMap((url) => (url === undefined ? [] : [new URL(url).hostname.toLowerCase()]));
  return judgeDhcp({
    own: config.dhcp && {
      mode: config.dhcp.mode,
      interface: config.dhcp.interfaceName,
      isListening: dhcp?.bound() !== undefined,
      owners,
    },
    probes,
    ourHosts: new Set([...own.map(({ address }) => address), ...hosts, hostname().toLowerCase()]),
  });
}

async function examineDatabase({ config, store }: DoctorParts): Promise<Parameters<typeof judgeDatabase>[0]> {
  const kind = config.databaseUrl?.startsWith("postgres") ? "PostgreSQL" : "SQLite";
  const read = await timed(() => store.check());
  // What the daemon writes every second anyway.
  return { kind, read, write: "error" in read ? undefined : await timed(() => store.closeExpired()) };
}

/** The fastest of a few: what this process was busy with meanwhile is not the database's fault. */
async function timed(work: () => Promise<unknown>): Promise<{ ms: number } | { error: string }> {
  let ms = Number.POSITIVE_INFINITY;
  try {
    for (let tries = 0; tries < DATABASE_TRIES; tries++) {
      const startedAt = performance.now();
      await work();
      ms = Math.min(ms, performance.now() - startedAt);
    }
    return { ms };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

import { networkInterfaces } from "node:os";
import type { Answer, Door, FileAnswer, HttpsUrls, PhoneRequest, UploadAnswer } from "../provisioning/request.ts";
import { hostPort, isWildcard } from "./addresses.ts";
import { type HttpDoorTls, startHttpDoor } from "./http.ts";
import type { InheritedSockets } from "./socket-activation.ts";
import { startTftpServer, type TftpServer, type TftpServerOptions } from "./tftp.ts";
import type { TlsKeeper } from "./tls-keeper.ts";
import type { TlsProfile } from "./tls-profiles.ts";

type Address = { host: string; port: number };
/** Phones with old TLS have an https door of their own. */
export type DoorName = Door | "httpsLegacy";

export type PhoneDoorsOptions = {
  /** Undefined: the door stays closed. */
  addresses: Record<DoorName, Address | undefined>;
  /** One under a door's name is used instead of its address. */
  sockets: InheritedSockets;
  answer: (request: PhoneRequest) => Promise<Answer>;
  /** See `PhoneAnswerer.recall`. */
  recall: (request: PhoneRequest) => FileAnswer | undefined;
  receive: (request: PhoneRequest) => Promise<UploadAnswer>;
  /** Base URL told to phones whatever door they came through. Undefined: the one they reached; by TFTP, the HTTP door. */
  advertise: string | undefined;
  /** The https URL told to phones, where another one than that of the https door. */
  advertiseHttps: string | undefined;
  /** Undefined: no https door is to open. */
  tls: TlsKeeper | undefined;
  /** See `HttpDoorOptions.isProxy`. */
  isProxy: ((address: string) => boolean) | undefined;
  tftpLimits: TftpServerOptions["limits"];
  log: (message: string, detail?: Record<string, unknown>) => void;
  /** Opens one door by calling `start`; may turn what goes wrong into words. */
  opening: <T>(door: DoorName, address: Address, start: () => Promise<T>) => Promise<T>;
};

export type PhoneDoors = {
  /** Really bound. */
  bound: Record<DoorName, Address | undefined>;
  tftp: TftpServer | undefined;
  /** The base that previews and instructions show. */
  phonesUrl: string;
  httpsUrls: HttpsUrls;
  /** The base told to phones that look for us from the network of a local address. Undefined while no door is open. */
  baseUrl: ((localAddress: string) => string) | undefined;
  /** Lets what is under way end, for `drainMs` at most. */
  close(drainMs: number): Promise<void>;
};

const MAX_BASE_URLS = 1000;

/** Opens the doors through which phones come. Closes those that opened when one cannot. */
export async function openPhoneDoors(options: PhoneDoorsOptions): Promise<PhoneDoors> {
  const { addresses, answer, recall, receive, advertise, isProxy, log, opening } = options;
  const open: { close(drainMs: number): Promise<void> }[] = [];
  /** For one door: the base told to those who reached it at an address. */
  function baseUrls(scheme: Door): (address: string, port: number) => string {
    if (advertise !== undefined) return () => advertise;
    const known = new Map<string, string>();
    return (address, port) => {
      const url = known.get(address) ?? doorUrl(scheme, address, port);
      if (known.size < MAX_BASE_URLS) known.set(address, url);
      return url;
    };
  }

  function tlsOf(profile: TlsProfile): HttpDoorTls | undefined {
    const { tls } = options;
    return (
      tls && {
        context: tls.context(profile),
        clientCertificateOf: tls.clientCertificateOf,
        keep: (server) => tls.keep(profile, server),
      }
    );
  }

  async function openDoor<T extends { close(drainMs: number): Promise<void> }>(
    door: DoorName,
    start: (address: Address & { fd: number | undefined }) => Promise<T>,
  ): Promise<T | undefined> {
    const fd = options.sockets.get(door);
    const address = addresses[door] ?? (fd === undefined ? undefined : { host: "0.0.0.0", port: 0 });
    if (address === undefined) return undefined;
    const opened = await opening(door, address, () => start({ ...address, fd }));
    open.push(opened);
    return opened;
  }

  const httpBase = baseUrls("http");
  const httpsBase = baseUrls("https");
  const tftpBase = baseUrls("tftp");
  try {
    // Ports are known when the doors are open.
    let urlsByHttps: (local: string) => HttpsUrls = () => ({ modern: undefined, legacy: undefined });
    const httpsUrls = (local: string) => urlsByHttps(local);
    const openHttps = (door: "https" | "httpsLegacy", profile: TlsProfile, baseUrl: typeof httpBase) =>
      openDoor(door, (address) =>
        startHttpDoor({ ...address, answer, recall, receive, log, baseUrl, tls: tlsOf(profile), httpsUrls }),
      );
    const https = await openHttps("https", "modern", httpsBase);
    const httpsLegacy = await openHttps("httpsLegacy", "legacy", baseUrls("https"));
    urlsByHttps = createHttpsUrls({ advertise, advertiseHttps: options.advertiseHttps, https, httpsLegacy });
    const http = await openDoor("http", (address) =>
      startHttpDoor({ ...address, answer, recall, receive, isProxy, log, baseUrl: httpBase, httpsUrls }),
    );
    const httpUrl = (local: string) => http && httpBase(isWildcard(http.host) ? local : http.host, http.port);
    const tftp = await openDoor("tftp", (address): Promise<TftpServer> => {
      return startTftpServer({
        ...address,
        ...{ answer, recall, receive, log },
        limits: options.tftpLimits,
        httpsUrls,
        baseUrl: (local) => httpUrl(local) ?? tftpBase(local, tftp?.port ?? address.port),
      });
    });
    const [nearest] = [
      { door: http, base: httpBase },
      { door: https, base: httpsBase },
      { door: tftp, base: tftpBase },
    ].flatMap(({ door, base }) =>
      door === undefined ? [] : [(local: string) => base(isWildcard(door.host) ? local : door.host, door.port)],
    );
    return {
      bound: { http, https, httpsLegacy, tftp },
      httpsUrls: httpsUrls(firstOwnAddress()),
      baseUrl: nearest && ((local) => advertise ?? nearest(local)),
      tftp,
      phonesUrl: advertise ?? httpUrl(firstOwnAddress()) ?? "",
      close: (drainMs) => closeAll(open, drainMs),
    };
  } catch (error) {
    await closeAll(open, 0);
    throw error;
  }
}

/** By the address that a phone reached; under the name that is advertised, the https doors' own ports. */
function createHttpsUrls(doors: {
  advertise: string | undefined;
  advertiseHttps: string | undefined;
  https: Address | undefined;
  httpsLegacy: Address | undefined;
}): (local: string) => HttpsUrls {
  const known = new Map<string, HttpsUrls>();
  const name = doors.advertise === undefined ? undefined : new URL(doors.advertise).hostname.replace(/^\[|\]$/g, "");
  const urlOf = (door: Address | undefined, local: string) =>
    door && doorUrl("https", name ?? (isWildcard(door.host) ? local : door.host), door.port);
  return (local) => {
    const urls = known.get(local) ?? {
      modern: doors.advertiseHttps ?? urlOf(doors.https, local),
      legacy: urlOf(doors.httpsLegacy, local),
    };
    if (known.size < MAX_BASE_URLS) known.set(local, urls);
    return urls;
  };
}

async function closeAll(doors: readonly { close(drainMs: number): Promise<void> }[], drainMs: number): Promise<void> {
  await Promise.all(doors.map((door) => door.close(drainMs)));
}

const DEFAULT_PORTS: Record<Door, number> = { http: 80, https: 443, tftp: 69 };

function doorUrl(scheme: Door, address: string, port: number): string {
  const host = hostPort(address, port);
  return `${scheme}://${port === DEFAULT_PORTS[scheme] ? host.replace(/:\d+$/, "") : host}/`;
}

function firstOwnAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find((address) => !address.internal && address.family === "IPv4")?.address ?? "127.0.0.1";
}

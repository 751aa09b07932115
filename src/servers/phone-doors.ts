import { networkInterfaces } from "node:os";
import type { Answer, Door, FileAnswer, PhoneRequest } from "../provisioning/request.ts";
import { hostPort, isWildcard } from "./addresses.ts";
import { startHttpDoor } from "./http.ts";
import { startTftpServer, type TftpServer, type TftpServerOptions } from "./tftp.ts";

type Address = { host: string; port: number };

export type PhoneDoorsOptions = {
  /** Undefined: the door stays closed. */
  addresses: Record<Door, Address | undefined>;
  answer: (request: PhoneRequest) => Promise<Answer>;
  /** See `PhoneAnswerer.recall`. */
  recall: (request: PhoneRequest) => FileAnswer | undefined;
  /** Base URL told to phones whatever door they came through. Undefined: the one they reached; by TFTP, the HTTP door. */
  advertise: string | undefined;
  /** See `HttpDoorOptions.isProxy`. */
  isProxy: ((address: string) => boolean) | undefined;
  dataDir: string;
  tftpLimits: TftpServerOptions["limits"];
  log: (message: string, detail?: Record<string, unknown>) => void;
  /** Opens one door by calling `start`; may turn what goes wrong into words. */
  opening: <T>(door: Door, address: Address, start: () => Promise<T>) => Promise<T>;
};

export type PhoneDoors = {
  /** Really bound. */
  bound: Record<Door, Address | undefined>;
  tftp: TftpServer | undefined;
  /** The base that previews and instructions show. */
  phonesUrl: string;
  /** The base told to phones that look for us from the network of a local address. Undefined while no door is open. */
  baseUrl: ((localAddress: string) => string) | undefined;
  /** Lets what is under way end, for `drainMs` at most. */
  close(drainMs: number): Promise<void>;
};

const MAX_BASE_URLS = 1000;

/** Opens the doors through which phones come. Closes those that opened when one cannot. */
export async function openPhoneDoors(options: PhoneDoorsOptions): Promise<PhoneDoors> {
  const { addresses, answer, recall, advertise, isProxy, log, opening } = options;
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

  async function openDoor<T extends { close(drainMs: number): Promise<void> }>(
    door: Door,
    start: (address: Address) => Promise<T>,
  ): Promise<T | undefined> {
    const address = addresses[door];
    if (address === undefined) return undefined;
    const opened = await opening(door, address, () => start(address));
    open.push(opened);
    return opened;
  }

  const httpBase = baseUrls("http");
  const httpsBase = baseUrls("https");
  const tftpBase = baseUrls("tftp");
  try {
    const http = await openDoor("http", (address) =>
      startHttpDoor({ ...address, answer, recall, isProxy, log, baseUrl: httpBase }),
    );
    const https = await openDoor("https", async (address) => {
      const { loadServerCertificate } = await import("./certificates.ts");
      const names = advertise === undefined ? [] : [new URL(advertise).hostname];
      const { key, cert } = await loadServerCertificate(options.dataDir, names);
      return startHttpDoor({
        ...address,
        tls: { key, cert },
        answer,
        recall,
        isProxy,
        log,
        baseUrl: httpsBase,
      });
    });
    const httpUrl = (local: string) => http && httpBase(isWildcard(http.host) ? local : http.host, http.port);
    const tftp = await openDoor("tftp", (address): Promise<TftpServer> => {
      return startTftpServer({
        ...address,
        answer,
        log,
        limits: options.tftpLimits,
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
      bound: { http, https, tftp },
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

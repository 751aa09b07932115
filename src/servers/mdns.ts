import { hostname } from "node:os";
import { Bonjour } from "bonjour-service";
import { listOwnAddresses, type OwnAddress } from "./own-networks.ts";

/** What is announced. A service at one address is announced on that interface only. */
export type Announced = {
  name: string;
  /** Without underscore: `http`, `https`, `tftp`. */
  type: string;
  protocol: "tcp" | "udp";
  port: number;
  /** Undefined: all addresses. */
  address: string | undefined;
  /** Nothing secret: everybody on the network reads it. */
  txt: Readonly<Record<string, string>>;
};
export type MdnsOptions = {
  services: readonly Announced[];
  log: (message: string, detail: Record<string, unknown>) => void;
};
export type MdnsAnnouncer = {
  /** The interfaces' addresses it speaks on. */
  addresses(): readonly string[];
  /** Says goodbye on every interface. */
  close(): Promise<void>;
};

const RESCAN_MS = 5000;
const GOODBYE_MS = 1000;

type DnsRecord = { type: string; data: unknown };
type DnsPacket = DnsRecord[] | { answers: DnsRecord[]; additionals?: DnsRecord[] };
/** What the library keeps to itself: the socket's events and its way out. */
type Inner = {
  server: {
    mdns: NodeJS.EventEmitter & { respond(packet: DnsPacket, callback?: (error?: Error) => void): void };
  };
};

/**
 * Announces services by multicast DNS (RFC 6762, RFC 6763), on each interface with its own address alone: the library's default
 * instance speaks on one interface and tells the addresses of all. Interfaces may come and go.
 */
export function announceByMdns({ services, log }: MdnsOptions): MdnsAnnouncer {
  /** By the address of their interface. */
  const speakers = new Map<string, Bonjour>();

  function rescan(): void {
    const present = new Map(listOwnAddresses("auto").map((own) => [own.address, own]));
    for (const [address, bonjour] of speakers) if (!present.has(address)) drop(address, bonjour);
    for (const own of present.values()) if (!speakers.has(own.address)) open(own);
  }

  function drop(address: string, bonjour: Bonjour): void {
    if (speakers.get(address) !== bonjour) return;
    speakers.delete(address);
    bonjour.destroy();
  }

  function open({ address }: OwnAddress): void {
    const wanted = services.filter((service) => service.address === undefined || service.address === address);
    if (wanted.length === 0) return;
    const fail = (error: Error) => {
      log("announcing by mDNS failed on an interface; it is tried again", { address, error: error.message });
      drop(address, bonjour);
    };
    // The types know nothing of the options of multicast-dns, to which they go.
    const bonjour: Bonjour = new Bonjour({ interface: address, bind: "0.0.0.0" } as object, fail);
    speakers.set(address, bonjour);
    const { mdns } = (bonjour as unknown as Inner).server;
    // Unhandled, a port 5353 that another program holds alone would end the process.
    mdns.on("error", fail);
    mdns.on("warning", (error: Error) =>
      log("mDNS met a packet or a network that it cannot use", { address, error: error.message }),
    );
    const respond = mdns.respond.bind(mdns);
    mdns.respond = (packet, callback) => respond(withoutOtherAddresses(packet, address), callback);
    for (const { name, type, protocol, port, txt } of wanted) {
      // No probe: the same name on our other interfaces is not somebody else's.
      bonjour.publish({
        name,
        type,
        protocol,
        port,
        host: hostName(),
        txt: { ...txt },
        probe: false,
        disableIPv6: true,
      });
    }
  }

  rescan();
  const timer = setInterval(rescan, RESCAN_MS);
  timer.unref();
  return {
    addresses: () => [...speakers.keys()],
    async close() {
      clearInterval(timer);
      await Promise.all([...speakers.values()].map(sayGoodbye));
    },
  };
}

/** The library tells the addresses of all interfaces on each. */
function withoutOtherAddresses(packet: DnsPacket, address: string): DnsPacket {
  const own = (records: DnsRecord[]) => records.filter(({ type, data }) => type !== "A" || data === address);
  if (Array.isArray(packet)) return own(packet);
  const { answers, additionals = [] } = packet;
  return { ...packet, answers: own(answers), additionals: own(additionals) };
}

/** Waits until the goodbye is out, but not for a network that has gone. */
async function sayGoodbye(bonjour: Bonjour): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, GOODBYE_MS);
  bonjour.unpublishAll(resolve);
  await promise;
  clearTimeout(timer);
  await new Promise<void>((closed) => bonjour.destroy(() => closed()));
}

/** `Offhook on HOST`: what people see in a list of services. A dot would end the name. */
export function instanceName(what: string): string {
  return `${what} on ${firstLabel()}`;
}

/** RFC 6762 §3: names that are looked up by multicast end in `.local`. */
function hostName(): string {
  return `${firstLabel()}.local`;
}

function firstLabel(): string {
  return hostname().split(".", 1)[0] || "offhook";
}

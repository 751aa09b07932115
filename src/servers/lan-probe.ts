import { randomBytes } from "node:crypto";
import type { Socket } from "node:dgram";
import { setTimeout as sleep } from "node:timers/promises";
import { isInSubnet, parseIpv4, sayIpv4 } from "../protocols/dhcp/ipv4.ts";
import { readOptionsAnswer, writeOptions } from "../protocols/sip/options-probe.ts";
import type { HeardDevice } from "../provisioning/found-phone.ts";
import type { SearchPort } from "../provisioning/lan-search.ts";
import { parseMac } from "../provisioning/mac.ts";
import type { WebPage } from "../provisioning/vendor.ts";
import { fetchFrontPage } from "./front-page.ts";
import { readNeighbours } from "./neighbours.ts";
import { listOwnAddresses, type OwnAddress } from "./own-networks.ts";
import { createPace } from "./pace.ts";
import { chooseNetworks, hostsOf, overlap, type SearchedNetwork } from "./search-networks.ts";
import { bindSocket, openSocket } from "./udp-socket.ts";

export type LanProbeOptions = {
  /** Packets and connections in a second, of all searches together. */
  perSecond: number;
  listOwn?: () => readonly OwnAddress[];
  neighboursPath?: string;
};

/** Yealink asks by PnP from 5059 and may listen there (discovery.md §9.2). */
const [SIP_PORT, OTHER_SIP_PORT] = [5060, 5059];
/** How long answers and the kernel's ARP requests are waited for (discovery.md §9.1). */
const LISTEN_MS = 2000;
const READ_AGAIN_MS = 1000;
const PAGES_AT_ONCE = 4;

type Search = Parameters<SearchPort<SearchedNetwork>["run"]>[0];

/** This machine's side of a search: its networks, its table of neighbours, and polite questions. */
export function createLanProbe({
  perSecond,
  listOwn = () => listOwnAddresses("auto"),
  neighboursPath,
}: LanProbeOptions): SearchPort<SearchedNetwork> {
  const mayAsk = createPace(1000 / perSecond);

  return {
    choose: (named) => chooseNetworks(named, listOwn()),
    overlap: (one, other) => overlap(one.subnet, other.subnet),

    async run(search) {
      const { networks, probe, signal, progress } = search;
      const devices = createDevices(search, neighboursPath);
      await devices.readTable();
      if (!probe) return;
      const own = new Set(listOwn().map(({ address }) => address));
      const targets = networks.flatMap((network) =>
        hostsIn(network)
          .filter((address) => !own.has(address))
          .map((address) => ({ network, address })),
      );
      const asker = await openAsker(networks, devices.answered);
      try {
        let readAt = performance.now();
        for (const [index, { network, address }] of targets.entries()) {
          await mayAsk(signal);
          asker.ask(network, address, SIP_PORT);
          progress(index + 1, targets.length);
          if (performance.now() - readAt < READ_AGAIN_MS) continue;
          readAt = performance.now();
          await devices.readTable();
        }
        await sleep(LISTEN_MS, undefined, { signal });
        await devices.readTable();
        const silent = devices.worthAsking();
        for (const { network, address } of silent) {
          await mayAsk(signal);
          asker.ask(network, address, OTHER_SIP_PORT);
        }
        if (silent.length > 0) await sleep(LISTEN_MS, undefined, { signal });
      } finally {
        asker.close();
      }
      await readPages(devices, signal, () => mayAsk(signal));
    },
  };
}

type Device = { network: SearchedNetwork; address: string };

/** What is known of each address, and who is told when it changes. */
function createDevices({ networks, heard, isWorthAsking }: Search, neighboursPath: string | undefined) {
  const agents = new Map<string, string>();
  const pages = new Map<string, WebPage>();
  const known = new Map<string, HeardDevice & Device>();

  function tell(address: string): void {
    const device = known.get(address);
    if (device === undefined) return;
    const now = { ...device, agent: agents.get(address), page: pages.get(address) };
    known.set(address, now);
    heard(now);
  }

  return {
    answered(address: string, agent: string | undefined): void {
      if (agent === undefined || agents.get(address) === agent) return;
      agents.set(address, agent);
      tell(address);
    },
    shown(address: string, page: WebPage): void {
      pages.set(address, page);
      tell(address);
    },
    async readTable(): Promise<void> {
      for (const { address, mac: written, interfaceName } of await readNeighbours(neighboursPath)) {
        const number = parseIpv4(address);
        const network = networks.find(
          ({ subnet, own }) =>
            nameOfDevice(own) === interfaceName && number !== undefined && isInSubnet(number, subnet),
        );
        const mac = parseMac(written);
        if (network === undefined || mac === undefined || known.get(address)?.mac === mac) continue;
        known.set(address, { network, address, mac, agent: undefined, page: undefined });
        tell(address);
      }
    },
    worthAsking: (): Device[] => [...known.values()].filter(isWorthAsking),
  };
}

/** One socket for each network, from this machine's address there. */
async function openAsker(
  networks: readonly SearchedNetwork[],
  answered: (address: string, agent: string | undefined) => void,
) {
  const mark = randomBytes(8).toString("hex");
  const sockets = new Map<SearchedNetwork, Socket>();
  /** Who was asked what: nobody else's word counts. */
  const asked = new Map<string, string>();
  const close = () => {
    for (const socket of sockets.values()) socket.close();
  };
  try {
    for (const network of networks) {
      const socket = openSocket(network.own.address);
      sockets.set(network, socket);
      await bindSocket(socket, network.own.address, 0);
      // Addresses where nobody is are reported as errors.
      socket.on("error", () => {});
      socket.on("message", (bytes, source) => {
        const answer = readOptionsAnswer(bytes);
        if (answer !== undefined && asked.get(answer.id) === source.address) answered(source.address, answer.agent);
      });
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    ask(network: SearchedNetwork, address: string, port: number): void {
      const socket = sockets.get(network);
      if (socket === undefined) return;
      const id = `${mark}-${asked.size}`;
      asked.set(id, address);
      const ours = { address: network.own.address, port: socket.address().port };
      socket.send(Buffer.from(writeOptions({ address, port }, ours, id), "latin1"), port, address, () => {});
    },
  };
}

/** Of phones that did not say by SIP what they are. */
async function readPages(
  devices: ReturnType<typeof createDevices>,
  signal: AbortSignal,
  mayAsk: () => Promise<void>,
): Promise<void> {
  const waiting = devices.worthAsking();
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      const { address, network } = next;
      const page = await fetchFrontPage({ address, localAddress: network.own.address, signal, mayAsk });
      if (page !== undefined) devices.shown(address, page);
    }
  }
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
}

function hostsIn({ subnet }: SearchedNetwork): string[] {
  const { first, count } = hostsOf(subnet);
  return Array.from({ length: count }, (_, index) => sayIpv4(first + index));
}

/** A second address may bear a label of its own, such as `eth0:1`. */
function nameOfDevice({ interfaceName }: OwnAddress): string {
  return interfaceName.split(":", 1)[0] ?? interfaceName;
}

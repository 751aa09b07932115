import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sayIpv4 } from "../protocols/dhcp/ipv4.ts";
import { readAddress } from "../protocols/dhcp/option-values.ts";
import { type DhcpOptions, OPTION } from "../protocols/dhcp/options.ts";
import { BROADCAST_FLAG, type DhcpPacket, decodePacket, encodePacket, MESSAGE } from "../protocols/dhcp/packets.ts";
import { openClientSockets } from "./dhcp-sockets.ts";

/** dnsmasq tries an address for three seconds before it offers it. */
const LISTEN_MS = 4500;
const ASK_AGAIN_MS = 1500;
const LEAST_LIMIT = 548;

/** Locally administered, one device's, and this process's own: our own server never answers it. */
const OWN_MAC = randomBytes(6);
OWN_MAC[0] = ((OWN_MAC[0] ?? 0) & 0xfc) | 0x02;

/** What a server offered, as seen by a client of a vendor class. */
export type DhcpOffer = { server: string; vendorClass: string | undefined; options: DhcpOptions };

export type RivalSearch = {
  /** The MAC that it asks under: nobody's. */
  mac: string;
  /** Asks as a client and says which other servers offered an address, dotted. Rejects where port 68 cannot be had. */
  look(): Promise<string[]>;
};

/** Finds other DHCP servers on the wire of the interface with this address. */
export function createRivalSearch(ownAddress: string): RivalSearch {
  return {
    mac: OWN_MAC.toString("hex").toUpperCase(),
    async look() {
      const offers = await collectOffers(ownAddress, {
        vendorClasses: [undefined],
        requested: [],
        isEnough: (found) => found > 0,
      });
      return [...new Set(offers.map(({ server }) => server))];
    },
  };
}

type Asking = {
  /** One question for each; undefined: of no class. */
  vendorClasses: readonly (string | undefined)[];
  /** Options that are asked for besides the usual ones. */
  requested: readonly number[];
  /** Whether so many offers will do. */
  isEnough: (found: number) => boolean;
};

/** What other servers offer on the wire of the interface with this address. Rejects where port 68 cannot be had. */
export async function collectOffers(
  ownAddress: string,
  { vendorClasses, requested, isEnough }: Asking,
): Promise<DhcpOffer[]> {
  const questions = new Map(vendorClasses.map((vendorClass) => [randomBytes(4).readUInt32BE(0), vendorClass]));
  const found: DhcpOffer[] = [];
  const sockets = await openClientSockets(
    ownAddress,
    (bytes) => {
      const packet = decodePacket(bytes);
      const server = readAddress(packet?.options.get(OPTION.serverId));
      if (packet?.op !== 2 || server === undefined || !questions.has(packet.xid)) return;
      if (sayIpv4(server) === ownAddress) return;
      found.push({ server: sayIpv4(server), vendorClass: questions.get(packet.xid), options: packet.options });
    },
    () => {},
  );
  const ask = () => {
    for (const [xid, vendorClass] of questions)
      sockets.send(encodePacket(writeDiscover(xid, vendorClass, requested), LEAST_LIMIT), "broadcast");
  };
  try {
    ask();
    await sleep(ASK_AGAIN_MS);
    if (found.length === 0) ask();
    for (let waited = ASK_AGAIN_MS; waited < LISTEN_MS && !isEnough(found.length); waited += 100) await sleep(100);
  } finally {
    sockets.close();
  }
  return found;
}

function writeDiscover(xid: number, vendorClass: string | undefined, requested: readonly number[]): DhcpPacket {
  const chaddr = Buffer.alloc(16);
  OWN_MAC.copy(chaddr);
  const options: DhcpOptions = new Map([
    [OPTION.messageType, Buffer.of(MESSAGE.discover)],
    [OPTION.requestList, Buffer.of(OPTION.subnetMask, OPTION.routers, ...requested)],
  ]);
  if (vendorClass !== undefined) options.set(OPTION.vendorClass, Buffer.from(vendorClass));
  return {
    ...{ op: 1, htype: 1, hlen: 6, hops: 0, xid, secs: 0, flags: BROADCAST_FLAG },
    ...{ ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: 0, chaddr, options },
  };
}

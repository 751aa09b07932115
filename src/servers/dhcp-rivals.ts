import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sayIpv4 } from "../protocols/dhcp/ipv4.ts";
import { readAddress } from "../protocols/dhcp/option-values.ts";
import { OPTION } from "../protocols/dhcp/options.ts";
import { BROADCAST_FLAG, decodePacket, encodePacket, MESSAGE } from "../protocols/dhcp/packets.ts";
import { openClientSockets } from "./dhcp-sockets.ts";

/** dnsmasq tries an address for three seconds before it offers it. */
const LISTEN_MS = 4500;
const ASK_AGAIN_MS = 1500;
const LEAST_LIMIT = 548;

export type RivalSearch = {
  /** The MAC that it asks under: nobody's. */
  mac: string;
  /** Asks as a client and says which other servers offered an address, dotted. Rejects where port 68 cannot be had. */
  look(): Promise<string[]>;
};

/** Finds other DHCP servers on the wire of the interface with this address. */
export function createRivalSearch(ownAddress: string): RivalSearch {
  const chaddr = Buffer.alloc(16);
  randomBytes(6).copy(chaddr);
  // Locally administered, one device's.
  chaddr[0] = ((chaddr[0] ?? 0) & 0xfc) | 0x02;

  return {
    mac: chaddr.toString("hex", 0, 6).toUpperCase(),
    async look() {
      const xid = randomBytes(4).readUInt32BE(0);
      const found = new Set<string>();
      const sockets = await openClientSockets(
        ownAddress,
        (bytes) => {
          const packet = decodePacket(bytes);
          const server = readAddress(packet?.options.get(OPTION.serverId));
          if (packet?.op === 2 && packet.xid === xid && server !== undefined) found.add(sayIpv4(server));
        },
        () => {},
      );
      try {
        const discover = encodePacket(
          {
            op: 1,
            htype: 1,
            hlen: 6,
            hops: 0,
            xid,
            secs: 0,
            flags: BROADCAST_FLAG,
            ciaddr: 0,
            yiaddr: 0,
            siaddr: 0,
            giaddr: 0,
            chaddr,
            options: new Map([
              [OPTION.messageType, Buffer.of(MESSAGE.discover)],
              [OPTION.requestList, Buffer.of(OPTION.subnetMask, OPTION.routers)],
            ]),
          },
          LEAST_LIMIT,
        );
        sockets.send(discover, "broadcast");
        await sleep(ASK_AGAIN_MS);
        if (found.size === 0) sockets.send(discover, "broadcast");
        for (let waited = ASK_AGAIN_MS; waited < LISTEN_MS && found.size === 0; waited += 100) await sleep(100);
      } finally {
        sockets.close();
      }
      found.delete(ownAddress);
      return [...found];
    },
  };
}

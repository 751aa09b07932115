import type { RemoteInfo, Socket } from "node:dgram";
import { sayIpv4 } from "../protocols/dhcp/ipv4.ts";
import { CLIENT_PORT, type Destination, SERVER_PORT } from "../protocols/dhcp/replies.ts";
import { bindSocket, openSocket } from "./udp-socket.ts";

const EVERYBODY = "255.255.255.255";
const WILDCARD = "0.0.0.0";
/** A building that comes back after a power cut. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

export type DhcpSockets = {
  send(bytes: Buffer, to: Destination): void;
  close(): void;
};

type Receive = (bytes: Buffer, from: RemoteInfo) => void;

/**
 * Broadcasts arrive at the wildcard address only, and leave by the interface whose address a socket is bound to: so there are two
 * (discovery.md §2.7). Rejects with EADDRINUSE where another program has the port, which sharing it would hide.
 */
export async function openServerSockets(
  address: string,
  receive: Receive,
  onError: (error: Error) => void,
): Promise<DhcpSockets> {
  const trial = openSocket(WILDCARD);
  try {
    await bindSocket(trial, WILDCARD, SERVER_PORT);
  } finally {
    trial.close();
  }
  return openPair(address, SERVER_PORT, receive, onError);
}

/** As a client hears and speaks, to find out who else answers. Programs that get an address for this machine may have the port too. */
export function openClientSockets(
  address: string,
  receive: Receive,
  onError: (error: Error) => void,
): Promise<DhcpSockets> {
  return openPair(address, CLIENT_PORT, receive, onError);
}

async function openPair(
  address: string,
  port: number,
  receive: Receive,
  onError: (error: Error) => void,
): Promise<DhcpSockets> {
  const sockets: Socket[] = [];
  const close = () => {
    for (const socket of sockets) socket.close();
  };
  async function open(host: string): Promise<Socket> {
    const socket = openSocket(host, { reuseAddr: true, recvBufferSize: RECEIVE_BUFFER_BYTES });
    sockets.push(socket);
    await bindSocket(socket, host, port);
    socket.on("message", receive).on("error", onError);
    return socket;
  }
  try {
    await open(WILDCARD);
    const sending = await open(address);
    sending.setBroadcast(true);
    const toEverybody = port === SERVER_PORT ? CLIENT_PORT : SERVER_PORT;
    return {
      close,
      send(bytes, to) {
        const done = (error: Error | null) => {
          if (error !== null) onError(error);
        };
        if (to === "broadcast") sending.send(bytes, toEverybody, EVERYBODY, done);
        else sending.send(bytes, to.port, sayIpv4(to.address), done);
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

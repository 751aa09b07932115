import { createSocket, type Socket, type SocketOptions, type SocketType } from "node:dgram";
import { once } from "node:events";

/** Addresses are numeric already: without this, Node asks the resolver for every packet. */
const LOOKUPS = {
  udp4: (address, _options, done) => done(null, address, 4),
  udp6: (address, _options, done) => done(null, address, 6),
} satisfies Record<SocketType, SocketOptions["lookup"]>;

/** For an address of this family, numeric. */
export function openSocket(address: string, options: Pick<SocketOptions, "recvBufferSize" | "reuseAddr"> = {}): Socket {
  const type = address.includes(":") ? "udp6" : "udp4";
  return createSocket({ type, lookup: LOOKUPS[type], ...options });
}

/** Rejects with the error of an address or port that cannot be had. With `fd`: takes over that open socket, whatever it is bound to. */
export async function bindSocket(socket: Socket, address: string, port: number, fd?: number): Promise<void> {
  const listening = once(socket, "listening");
  socket.bind(fd === undefined ? { address, port, exclusive: true } : { fd, exclusive: true });
  await listening;
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** The address that this machine would send from: that of a socket which is connected and sends nothing. */
export async function chooseLocalAddress(remote: string): Promise<string | undefined> {
  const socket = openSocket(remote);
  const address = await new Promise<string | undefined>((resolve) => {
    socket.once("error", () => resolve(undefined));
    socket.connect(9, remote, () => resolve(socket.address().address));
  });
  socket.close();
  return address;
}

import type { RemoteInfo, Socket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { isWildcard } from "./addresses.ts";
import { bindSocket, chooseLocalAddress, hasCode, openSocket } from "./udp-socket.ts";

/** A burst of a few thousand requests waits here while the process is busy; the kernel may allow less. */
const RECEIVE_BUFFER_BYTES = 4 << 20;
const SCAN_INTERVAL_MS = 10_000;

/** A socket for requests, bound to one local address. */
export type Listener = {
  address: string;
  /** Does nothing once the address is gone. */
  send(bytes: Buffer, client: RemoteInfo): void;
};
export type Listeners = { port: number; close(): void };

export type ListenOptions = {
  host: string;
  port: number;
  /** An open IPv4 socket to be used instead. */
  fd?: number | undefined;
  receive: (listener: Listener, bytes: Buffer, client: RemoteInfo) => void;
  log: (message: string, detail?: Record<string, unknown>) => void;
};

/**
 * Listens on `host`. A wildcard becomes one socket for each local address, since only a socket that is bound to an
 * address tells which one the client asked, and a client takes answers from that one only. Addresses that come and go
 * later are noticed. Rejects with the error of a port that cannot be had.
 */
export async function listen(options: ListenOptions): Promise<Listeners> {
  const { host, log, fd } = options;
  if (fd !== undefined) return adopt(fd, options);
  const isEvery = isWildcard(host);
  const port = isEvery && options.port === 0 ? await findFreePort(host) : options.port;
  const sockets = new Map<string, Socket>();
  /** Addresses that could not be bound: told once, tried again at every scan. */
  const failed = new Set<string>();
  let isClosed = false;

  async function add(address: string): Promise<Socket> {
    const socket = openSocket(address, { recvBufferSize: RECEIVE_BUFFER_BYTES });
    sockets.set(address, socket);
    try {
      await bindSocket(socket, address, port);
    } catch (error) {
      remove(address, socket);
      throw error;
    }
    const listener: Listener = {
      address,
      send(bytes, client) {
        if (sockets.get(address) === socket) socket.send(bytes, client.port, client.address);
      },
    };
    socket.on("message", (bytes, client) => options.receive(listener, bytes, client));
    socket.on("error", (error) => log("TFTP socket failed", { address, error: error.message }));
    failed.delete(address);
    return socket;
  }

  function remove(address: string, socket: Socket): void {
    if (sockets.delete(address)) socket.close();
  }

  function close(): void {
    isClosed = true;
    clearInterval(scanning);
    for (const [address, socket] of sockets) remove(address, socket);
  }

  async function scan(isTolerable: (error: unknown) => boolean): Promise<void> {
    const present = localAddresses(host);
    for (const [address, socket] of sockets) if (!present.has(address)) remove(address, socket);
    for (const address of present) {
      if (sockets.has(address) || isClosed) continue;
      try {
        await add(address);
      } catch (error) {
        if (!isTolerable(error)) throw error;
        if (!failed.has(address))
          log("TFTP cannot listen on this address yet", { address, port, error: String(error) });
        failed.add(address);
      }
    }
  }

  let scanning: NodeJS.Timeout | undefined;
  try {
    if (!isEvery) {
      const only = await add(host);
      return { port: only.address().port, close };
    }
    // An IPv6 address that is still being checked for duplicates cannot be bound yet.
    await scan((error) => hasCode(error, "EADDRNOTAVAIL"));
  } catch (error) {
    close();
    throw error;
  }
  const scanAgain = () =>
    scan(() => true).catch((error) => log("TFTP cannot list addresses", { error: String(error) }));
  scanning = setInterval(scanAgain, SCAN_INTERVAL_MS).unref();
  return { port, close };
}

/** A socket on a wildcard does not tell which address was asked: answers leave from the one that the kernel would choose. */
async function adopt(fd: number, { receive, log }: ListenOptions): Promise<Listeners> {
  const socket = openSocket("0.0.0.0");
  await bindSocket(socket, "0.0.0.0", 0, fd);
  const { address: bound, port } = socket.address();
  let isClosed = false;
  const listenerAt = (address: string): Listener => ({
    address,
    send(bytes, client) {
      if (!isClosed) socket.send(bytes, client.port, client.address);
    },
  });
  const fixed = isWildcard(bound) ? undefined : listenerAt(bound);
  socket.on("message", async (bytes, client) => {
    const address = fixed === undefined ? await chooseLocalAddress(client.address) : bound;
    if (address !== undefined) receive(fixed ?? listenerAt(address), bytes, client);
  });
  socket.on("error", (error) => log("TFTP socket failed", { address: bound, error: error.message }));
  const close = () => {
    isClosed = true;
    socket.close();
  };
  return { port, close };
}

async function findFreePort(host: string): Promise<number> {
  const socket = openSocket(host);
  await bindSocket(socket, host, 0);
  const { port } = socket.address();
  socket.close();
  return port;
}

/** As `bind` takes them: link-local ones with their zone. `::` stands for IPv4 too. */
function localAddresses(wildcard: string): Set<string> {
  const addresses = new Set<string>();
  for (const [name, entries] of Object.entries(networkInterfaces())) {
    for (const { address, family, scopeid } of entries ?? []) {
      if (family === "IPv6" && wildcard === "0.0.0.0") continue;
      addresses.add(scopeid ? `${address}%${name}` : address);
    }
  }
  return addresses;
}

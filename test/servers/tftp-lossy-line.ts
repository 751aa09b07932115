import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { makeRandom } from "./tftp-fixture.ts";

export type LossyLine = { host: string; port: number; lost: () => number; doubled: () => number };

/**
 * A line on loopback to a TFTP server that loses and doubles datagrams, each with this probability, in both
 * directions. Every client has a port of its own towards the server, every transfer one towards its client.
 */
export async function openLossyLine(
  server: { host: string; port: number },
  share: number,
  seed: number,
): Promise<LossyLine> {
  const host = "127.0.0.1";
  const random = makeRandom(seed);
  const sockets: Socket[] = [];
  let lost = 0;
  let doubled = 0;

  async function openSocket(): Promise<Socket> {
    const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
    sockets.push(socket);
    socket.bind({ address: host, port: 0 });
    await once(socket, "listening");
    return socket;
  }

  function pass(from: Socket, bytes: Buffer, port: number): void {
    if (random() < share) {
      lost += 1;
      return;
    }
    from.send(bytes, port, host);
    if (random() >= share) return;
    doubled += 1;
    from.send(bytes, port, host);
  }

  async function openTowardsServer(front: Socket, clientPort: number): Promise<Socket> {
    const towardsServer = await openSocket();
    const towardsClient = new Map<number, Promise<Socket>>();
    towardsServer.on("message", async (bytes, { port }) => {
      // What comes from the server's own port keeps it.
      if (port === server.port) return pass(front, bytes, clientPort);
      let opening = towardsClient.get(port);
      if (opening === undefined) {
        opening = openSocket().then((socket) => {
          socket.on("message", (back) => pass(towardsServer, back, port));
          return socket;
        });
        towardsClient.set(port, opening);
      }
      pass(await opening, bytes, clientPort);
    });
    return towardsServer;
  }

  const front = await openSocket();
  const towardsServer = new Map<number, Promise<Socket>>();
  front.on("message", async (bytes, client) => {
    const known = towardsServer.get(client.port) ?? openTowardsServer(front, client.port);
    towardsServer.set(client.port, known);
    pass(await known, bytes, server.port);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.close();
  });
  return { host, port: front.address().port, lost: () => lost, doubled: () => doubled };
}

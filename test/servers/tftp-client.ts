import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { onTestFinished } from "vitest";
import {
  decodePacket,
  encodeAck,
  encodeError,
  encodeRequest,
  type Packet,
  type TransferMode,
  type TransferOption,
} from "../../src/protocols/tftp/packets.ts";

type Address = { host: string; port: number };

/** A client's socket that is driven packet by packet. */
export type RawClient = {
  socket: Socket;
  port: number;
  /** Resolves when the packet has left. */
  send(bytes: Buffer, port: number): Promise<void>;
  /** The next packet that comes in, or came in since the last call. */
  receive(): Promise<{ packet: Packet; from: RemoteInfo }>;
  /** How many packets came in that were not taken by `receive`. */
  waiting(): number;
  close(): void;
};

async function openRawClient(server: string, source?: string): Promise<RawClient> {
  const socket = createSocket({ type: isIPv6(server) ? "udp6" : "udp4", recvBufferSize: 1 << 20 });
  const inbox: { packet: Packet; from: RemoteInfo }[] = [];
  let wake = () => {};
  socket.on("message", (bytes, from) => {
    const packet = decodePacket(bytes);
    if (packet === undefined) throw new Error(`The server sent garbage: ${bytes.toString("hex")}`);
    inbox.push({ packet, from });
    wake();
  });
  socket.bind({ port: 0, ...(source === undefined ? {} : { address: source }) });
  await once(socket, "listening");
  return {
    socket,
    port: socket.address().port,
    send: (bytes, port) => new Promise((resolve) => socket.send(bytes, port, server, () => resolve())),
    async receive() {
      for (;;) {
        const next = inbox.shift();
        if (next) return next;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    waiting: () => inbox.length,
    close: () => socket.close(),
  };
}

/** Closed when the test is over. */
export async function connect(server: Address, source?: string): Promise<RawClient> {
  const client = await openRawClient(server.host, source);
  onTestFinished(() => client.close());
  return client;
}

/** Sends a request and returns the first packet of the answer, with the transfer's port. */
export async function request(client: RawClient, server: Address, fileName: string) {
  await client.send(readRequest(fileName), server.port);
  const { packet, from } = await client.receive();
  return { packet, tid: from.port };
}

/** Ends a transfer that a test has left open. */
export const STOP = encodeError(0, "Enough");

export function readRequest(fileName: string, options: readonly TransferOption[] = [], mode: TransferMode = "octet") {
  return encodeRequest({ type: "read-request", fileName, mode, options });
}

export type Download = { bytes: Buffer; accepted: readonly TransferOption[]; from: RemoteInfo };

/** A whole client: windows (RFC 7440), and a timer of its own that repeats what it sent last. Rejects with an ERROR's text. */
export async function download(
  { host, port }: Address,
  fileName: string,
  options: readonly TransferOption[] = [],
  repeatMs = 1000,
): Promise<Download> {
  const client = await openRawClient(host);
  let last = { bytes: readRequest(fileName, options), port };
  const send = (bytes: Buffer, to: number) => {
    last = { bytes, port: to };
    return client.send(bytes, to);
  };
  const repeating = setInterval(() => client.send(last.bytes, last.port), repeatMs);
  try {
    client.send(last.bytes, last.port);
    return await receiveFile(client, send);
  } finally {
    clearInterval(repeating);
    client.close();
  }
}

async function receiveFile(client: RawClient, send: RawClient["send"]): Promise<Download> {
  const chunks: Buffer[] = [];
  let accepted: readonly TransferOption[] = [];
  let server: RemoteInfo | undefined;
  let inWindow = 0;
  let hasToldOfGap = false;
  for (;;) {
    const { packet, from } = await client.receive();
    if (server !== undefined && from.port !== server.port) continue;
    server = from;
    if (packet.type === "error") throw new Error(`${packet.code} ${packet.text}`);
    if (packet.type === "oack") {
      accepted = packet.options;
      if (chunks.length === 0) send(encodeAck(0), from.port);
    }
    if (packet.type !== "data") continue;
    const blockSize = Number(accepted.find(([name]) => name === "blksize")?.[1] ?? 512);
    const windowSize = Number(accepted.find(([name]) => name === "windowsize")?.[1] ?? 1);
    if (packet.block !== ((chunks.length + 1) & 0xffff)) {
      if (!hasToldOfGap) send(encodeAck(chunks.length & 0xffff), from.port);
      hasToldOfGap = true;
      inWindow = 0;
      continue;
    }
    hasToldOfGap = false;
    chunks.push(packet.payload);
    inWindow += 1;
    const isLast = packet.payload.length < blockSize;
    if (isLast || inWindow === windowSize) {
      await send(encodeAck(packet.block), from.port);
      inWindow = 0;
    }
    if (isLast) return { bytes: Buffer.concat(chunks), accepted, from };
  }
}

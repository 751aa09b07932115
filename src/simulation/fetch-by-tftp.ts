import { createSocket, type RemoteInfo } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import type { Fetched } from "./fetch-file.ts";

// A plain RFC 1350 reader, as phones have it: octet mode, 512-byte blocks, no options, one block at a time.

const DATA = 3;
const ERROR = 5;
const BLOCK_BYTES = 512;
const RETRY_MS = 1000;
const MAX_RETRIES = 5;

/** Reads one file from a TFTP server. Rejects when nobody answers. */
export async function fetchByTftp(url: URL, localAddress: string | undefined): Promise<Fetched> {
  const { address, family } = await lookup(url.hostname.replace(/^\[|\]$/g, ""));
  const port = url.port === "" ? 69 : Number(url.port);
  const fileName = decodeURIComponent(`${url.pathname}${url.search}`).replace(/^\/+/, "");
  const socket = createSocket(family === 6 || isIPv6(address) ? "udp6" : "udp4");

  return new Promise((resolve, reject) => {
    const blocks: Buffer[] = [];
    let serverPort: number | undefined;
    let lastPacket = readRequest(fileName);
    let retries = 0;
    let timer: NodeJS.Timeout | undefined;

    const finish = (end: () => void): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.close();
      end();
    };
    const send = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (++retries > MAX_RETRIES) finish(() => reject(new Error(`no answer from ${address}:${port} by TFTP`)));
        else send();
      }, RETRY_MS);
      socket.send(lastPacket, serverPort ?? port, address);
    };
    const takeBlock = (packet: Buffer): void => {
      if (packet.readUInt16BE(2) !== ((blocks.length + 1) & 0xffff)) return;
      blocks.push(packet.subarray(4));
      retries = 0;
      lastPacket = acknowledge(packet);
      if (packet.length === BLOCK_BYTES + 4) {
        send();
        return;
      }
      const body = Buffer.concat(blocks);
      clearTimeout(timer);
      socket.removeAllListeners("message");
      socket.send(lastPacket, serverPort ?? port, address, () =>
        finish(() => resolve({ status: "data", body, byteCount: body.length })),
      );
    };

    socket.on("error", (error) => finish(() => reject(error)));
    socket.on("message", (packet: Buffer, sender: RemoteInfo) => {
      serverPort ??= sender.port;
      if (sender.port !== serverPort || packet.length < 4) return;
      const operation = packet.readUInt16BE(0);
      if (operation === DATA) takeBlock(packet);
      if (operation === ERROR) {
        const status = `error ${packet.readUInt16BE(2)}`;
        finish(() => resolve({ status, body: undefined, byteCount: Math.max(0, packet.length - 5) }));
      }
    });
    socket.bind({ port: 0, ...(localAddress === undefined ? {} : { address: localAddress }) }, send);
  });
}

function readRequest(fileName: string): Buffer {
  return Buffer.concat([Buffer.from([0, 1]), Buffer.from(`${fileName}\0octet\0`)]);
}

function acknowledge(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, 4]), data.subarray(2, 4)]);
}

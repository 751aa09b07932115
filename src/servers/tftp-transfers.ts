import type { RemoteInfo } from "node:dgram";
import { performance } from "node:perf_hooks";
import { type Agreement, DEFAULT_BLOCK_SIZE } from "../protocols/tftp/options.ts";
import { decodePacket, encodeOack, readAckBlock, writeData } from "../protocols/tftp/packets.ts";
import { Transfer } from "../protocols/tftp/transfer.ts";
import { FAULT, SERVER_STOPS, WRONG_TRANSFER_ID } from "./tftp-errors.ts";
import { sendFromFile } from "./tftp-file-source.ts";
import { openSocket } from "./udp-socket.ts";

/** One timer looks after all transfers: an early or late retransmission by this much does no harm. */
const SWEEP_INTERVAL_MS = 20;

/** In memory, or on the disk and read when it is needed. */
export type TransferBody = Buffer | { length: number; read(position: number, length: number): Promise<Buffer> };
type TransferEnd = "completed" | "failed";
type TransferOptions = {
  /** The address the client asked: it takes answers from there only. */
  localAddress: string;
  client: RemoteInfo;
  body: TransferBody;
  agreement: Agreement;
  /** Called once. */
  end: (how: TransferEnd) => void;
};
type Transfers = {
  /** Returns what to call when the client's request comes once more. */
  open(options: TransferOptions): () => void;
  /** Ends as failed what is still open, and tells the clients. */
  breakOff(): Promise<void>;
};

type TransfersOptions = {
  maxBlockSize: number;
  countMalformed: () => void;
  log: (message: string, detail?: Record<string, unknown>) => void;
};
type Running = {
  /** Its place in the list. */
  index: number;
  transfer: Transfer;
  finish: (how: TransferEnd) => void;
  tell: (error: Buffer, told: () => void) => void;
};

/** Running transfers, each with a socket (that is, a transfer ID) of its own. */
export function createTransfers({ maxBlockSize, countMalformed, log }: TransfersOptions): Transfers {
  /** No Map: what one has deleted survives in its old tables until a full collection, here that would be whole files. */
  const running: Running[] = [];
  const packetBytes = 4 + Math.max(maxBlockSize, DEFAULT_BLOCK_SIZE);
  /** Every DATA packet is made in here: the kernel copies it before `send` returns. */
  let dataPacket = Buffer.allocUnsafeSlow(packetBytes);
  let sweeping: NodeJS.Timeout | undefined;

  function sweep(): void {
    const now = performance.now();
    for (const { transfer, finish } of [...running]) {
      if (transfer.dueAt <= now) transfer.retransmit(now);
      if (transfer.outcome === "abandoned") finish("failed");
    }
    if (running.length > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  }

  function remove({ index }: Running): void {
    const last = running.pop();
    if (last === undefined || last.index === index) return;
    running[index] = last;
    last.index = index;
  }

  function open({ localAddress, client, body, agreement, end }: TransferOptions): () => void {
    const { address, port } = client;
    const socket = openSocket(localAddress);
    const sendData = Buffer.isBuffer(body)
      ? (block: number, start: number, end: number) => sendPiece(block, body, start, end)
      : sendFromFile({
          fileBytes: body.length,
          blockSize: agreement.blockSize,
          read: body.read,
          send: sendPiece,
          fail: breakOffBy,
        });
    const transfer = new Transfer(body.length, agreement, send);
    const entry: Running = { index: running.length, transfer, finish, tell };
    let isOver = false;

    function send(block: number, start: number, end: number): void {
      if (block === 0) {
        socket.send(encodeOack(agreement.accepted), port, address);
        return;
      }
      sendData(block, start, end);
    }

    function sendPiece(block: number, piece: Buffer, start: number, end: number): void {
      if (isOver) return;
      socket.send(dataPacket, 0, writeData(dataPacket, block, piece, start, end), port, address);
      // A full send buffer leaves the packet waiting here; it must stay as it is.
      if (socket.getSendQueueCount() > 0) dataPacket = Buffer.allocUnsafeSlow(packetBytes);
    }

    function breakOffBy(error: unknown): void {
      if (isOver) return;
      log("TFTP transfer failed", { address, error: String(error) });
      tell(FAULT, () => finish("failed"));
    }

    function tell(error: Buffer, told: () => void): void {
      socket.send(error, port, address, told);
    }

    function finish(how: TransferEnd): void {
      if (isOver) return;
      isOver = true;
      remove(entry);
      socket.close();
      end(how);
    }

    function receiveOther(bytes: Buffer): void {
      // Nothing but an ACK is expected; a client that gives up says so by an ERROR.
      if (decodePacket(bytes)?.type === "error") finish("failed");
      else countMalformed();
    }

    function answerStranger(bytes: Buffer, stranger: RemoteInfo): void {
      const packet = decodePacket(bytes);
      if (packet === undefined || stranger.port === 0) countMalformed();
      else if (packet.type !== "error") socket.send(WRONG_TRANSFER_ID, stranger.port, stranger.address);
    }

    socket.on("message", (bytes, sender) => {
      if (sender.port !== port || sender.address !== address) return answerStranger(bytes, sender);
      const block = readAckBlock(bytes);
      if (block < 0) return receiveOther(bytes);
      transfer.acknowledge(block, performance.now());
      if (transfer.outcome === "completed") finish("completed");
    });
    socket.on("error", (error) => {
      log("TFTP transfer failed", { address, error: error.message });
      finish("failed");
    });
    running.push(entry);
    sweeping ??= setInterval(sweep, SWEEP_INTERVAL_MS);
    let isBound = false;
    socket.bind({ address: localAddress, port: 0, exclusive: true }, () => {
      isBound = true;
      transfer.start(performance.now());
    });
    return () => {
      if (isBound && !isOver) transfer.repeatRequest(performance.now());
    };
  }

  return {
    open,
    async breakOff() {
      const tellAll = running.map(
        ({ finish, tell }) =>
          new Promise<void>((resolve) =>
            tell(SERVER_STOPS, () => {
              finish("failed");
              resolve();
            }),
          ),
      );
      await Promise.all(tellAll);
    },
  };
}

import type { RemoteInfo } from "node:dgram";
import { decodeNetascii, encodeNetascii } from "../protocols/tftp/netascii.ts";
import { agreeOnOptions, readDeclaredBytes } from "../protocols/tftp/options.ts";
import { decodePacket, type RequestPacket } from "../protocols/tftp/packets.ts";
import type {
  Answer,
  FileAnswer,
  HostedAnswer,
  HttpsUrls,
  OpenUpload,
  PhoneRequest,
  UploadAnswer,
} from "../provisioning/request.ts";
import { plainAddress } from "./addresses.ts";
import { BUSY, FAULT, NO_MAIL, NO_UPLOADS, NOT_FOUND, TOO_LARGE, TOO_MANY } from "./tftp-errors.ts";
import { type Listener, listen } from "./tftp-listeners.ts";
import { createReceptions } from "./tftp-receptions.ts";
import { createTransfers, type TransferBody } from "./tftp-transfers.ts";

export type TftpServerOptions = {
  /** `0.0.0.0` listens on every IPv4 address, `::` on every address. */
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** An open socket to be used instead of `host` and `port`. */
  fd?: number | undefined;
  answer: (request: PhoneRequest) => Promise<Answer>;
  /** See `PhoneAnswerer.recall`. */
  recall: (request: PhoneRequest) => FileAnswer | undefined;
  /** Undefined: nobody may send a file here. */
  receive?: ((request: PhoneRequest) => Promise<UploadAnswer>) | undefined;
  /** The URL that leads phones here by way of this local address, ending in `/`. */
  baseUrl: (localAddress: string) => string;
  httpsUrls?: ((localAddress: string) => HttpsUrls) | undefined;
  limits: {
    maxTransfers: number;
    maxTransfersPerSource: number;
    /** What `blksize` is capped to. More than 1468 makes IP fragments on Ethernet. */
    maxBlockSize: number;
  };
  log: (message: string, detail?: Record<string, unknown>) => void;
};

type TftpCounters = {
  /** Packets that were dropped because they made no sense. */
  malformed: number;
  /** Requests that were answered with an ERROR. */
  refused: number;
  completed: number;
  /** Broken off, or given up, before the last block was acknowledged. */
  failed: number;
  active: number;
};

export type TftpServer = {
  host: string;
  port: number;
  counters(): TftpCounters;
  /** Takes no more requests, lets open transfers finish for `drainMs`, then breaks them off. */
  close(drainMs: number): Promise<void>;
};

const MAX_NAME_LENGTH = 255;

const refuseUpload = async (): Promise<UploadAnswer> => ({ outcome: "refused", reason: "unknown-file" });

/** Rejects with the error of a port that cannot be had. */
export async function startTftpServer(options: TftpServerOptions): Promise<TftpServer> {
  const { host, limits, log } = options;
  const recallOrAnswer = async (request: PhoneRequest) => options.recall(request) ?? options.answer(request);
  const counters: TftpCounters = { malformed: 0, refused: 0, completed: 0, failed: 0, active: 0 };
  const transfers = createTransfers({ maxBlockSize: limits.maxBlockSize, countMalformed, log });
  const receptions = createReceptions({ countMalformed, log });
  /** Requests being answered or transferred, by transfer ID and file, with what to do when a phone repeats its request while it waits. */
  const open = new Map<string, (() => void) | undefined>();
  const openBySource = new Map<string, number>();
  let confirming = 0;
  let isDraining = false;
  let isStopped = false;
  let becomeIdle: (() => void) | undefined;
  let closing: Promise<void> | undefined;

  function countMalformed(): void {
    counters.malformed += 1;
  }

  function receive(listener: Listener, bytes: Buffer, client: RemoteInfo): void {
    const packet = decodePacket(bytes);
    // Nobody can be answered at port 0.
    if (client.port === 0 || (packet?.type !== "read-request" && packet?.type !== "write-request")) {
      countMalformed();
      return;
    }
    const key = `${client.port} ${client.address} ${packet.fileName}`;
    const isKnown = open.has(key);
    if (isKnown) open.get(key)?.();
    if (isKnown || isDraining) return;
    const refusal = findRefusal(packet, client.address);
    if (refusal !== undefined) refuse(listener, client, refusal);
    else if (packet.type === "write-request") void receiveUpload(listener, packet, client, key);
    else void serve(listener, packet, client, key);
  }

  function findRefusal(request: RequestPacket, source: string): Buffer | undefined {
    const isUpload = request.type === "write-request";
    if (isUpload && options.receive === undefined) return NO_UPLOADS;
    if (request.mode === "mail") return NO_MAIL;
    if (request.fileName.length > MAX_NAME_LENGTH) return isUpload ? NO_UPLOADS : NOT_FOUND;
    if ((openBySource.get(source) ?? 0) >= limits.maxTransfersPerSource) return TOO_MANY;
    return counters.active >= limits.maxTransfers ? BUSY : undefined;
  }

  function refuse(listener: Listener, client: RemoteInfo, error: Buffer): void {
    counters.refused += 1;
    listener.send(error, client);
  }

  async function serve(listener: Listener, request: RequestPacket, client: RemoteInfo, key: string): Promise<void> {
    enter(key, client.address);
    const answer = await ask(recallOrAnswer, request, client, listener.address);
    // A file's length in netascii is known at its end only, and a firmware would be spoilt by it.
    const isHostedText = answer.outcome === "hosted" && request.mode === "netascii";
    if ((answer.outcome === "file" || answer.outcome === "hosted") && !isHostedText && !isStopped)
      return transferFile(answer, listener, request, client, key);
    const word = answer.outcome === "fault" ? FAULT : isHostedText ? NO_MAIL : NOT_FOUND;
    turnAway(listener, client, key, word, answer.outcome === "refused" ? answer.wait : undefined);
  }

  async function receiveUpload(
    listener: Listener,
    request: RequestPacket,
    client: RemoteInfo,
    key: string,
  ): Promise<void> {
    enter(key, client.address);
    const answer = await ask(options.receive ?? refuseUpload, request, client, listener.address);
    if (answer.outcome !== "open") {
      const word = answer.outcome === "fault" ? FAULT : answer.outcome === "busy" ? BUSY : NO_UPLOADS;
      return turnAway(listener, client, key, word, answer.outcome === "refused" ? answer.wait : undefined);
    }
    const declaredBytes = readDeclaredBytes(request.options);
    const isTooLarge = declaredBytes !== undefined && declaredBytes > answer.maxBytes;
    if (!isTooLarge && !isStopped) return openReception(answer, listener, request, client, key);
    answer.giveUp(isTooLarge ? "too-large" : "broke-off");
    turnAway(listener, client, key, TOO_LARGE, undefined);
  }

  /** What waits is no transfer: a phone of the same address is not to find its place taken. */
  function turnAway(
    listener: Listener,
    client: RemoteInfo,
    key: string,
    word: Buffer,
    wait: number | "silence" | undefined,
  ): void {
    leave(key, client.address);
    if (wait === "silence") counters.refused += 1;
    else if (wait === undefined) tell();
    else setTimeout(tell, wait).unref();

    function tell(): void {
      if (!isStopped) refuse(listener, client, word);
    }
  }

  async function ask<Given>(
    whom: (request: PhoneRequest) => Promise<Given>,
    request: RequestPacket,
    client: RemoteInfo,
    localAddress: string,
  ): Promise<Given | { outcome: "fault" }> {
    try {
      return await whom({
        door: "tftp",
        intent: "fetch",
        target: request.fileName.startsWith("/") ? request.fileName : `/${request.fileName}`,
        userAgent: undefined,
        remoteAddress: plainAddress(client.address),
        baseUrl: options.baseUrl(plainAddress(localAddress)),
        httpsUrls: options.httpsUrls?.(plainAddress(localAddress)),
      });
    } catch (error) {
      log("TFTP request failed", { address: client.address, error: String(error) });
      return { outcome: "fault" };
    }
  }

  function transferFile(
    file: FileAnswer | HostedAnswer,
    { address: localAddress }: Listener,
    { mode, options: asked }: RequestPacket,
    client: RemoteInfo,
    key: string,
  ): void {
    const isNetascii = mode === "netascii";
    const { maxBlockSize } = limits;
    const fileBytes = file.outcome === "hosted" ? file.file.bytes : file.body.length;
    const repeat = transfers.open({
      localAddress,
      client,
      body: bodyOf(file, isNetascii),
      agreement: agreeOnOptions(asked, { fileBytes: isNetascii ? undefined : fileBytes, maxBlockSize }),
      end(how) {
        counters[how] += 1;
        if (how === "completed" && file.outcome === "file") void confirm(file);
        leave(key, client.address);
      },
    });
    open.set(key, repeat);
  }

  function openReception(
    upload: OpenUpload,
    { address: localAddress }: Listener,
    { mode, options: asked }: RequestPacket,
    client: RemoteInfo,
    key: string,
  ): void {
    const isNetascii = mode === "netascii";
    // The size on the wire says nothing about that of a text.
    const declaredBytes = isNetascii ? undefined : readDeclaredBytes(asked);
    const { maxBytes, hold, giveUp } = upload;
    const repeat = receptions.open({
      ...{ localAddress, client, hold, giveUp },
      keep: (body) => upload.keep(isNetascii ? decodeNetascii(body) : body),
      limits: { maxBytes, declaredBytes },
      agreement: agreeOnOptions(asked, { fileBytes: declaredBytes, maxBlockSize: limits.maxBlockSize }),
      end(how) {
        counters[how] += 1;
        leave(key, client.address);
      },
    });
    open.set(key, repeat);
  }

  function bodyOf(answer: FileAnswer | HostedAnswer, isNetascii: boolean): TransferBody {
    if (answer.outcome === "file") return isNetascii ? encodeNetascii(answer.body) : answer.body;
    return { length: answer.file.bytes, read: answer.read };
  }

  async function confirm(file: FileAnswer): Promise<void> {
    confirming += 1;
    try {
      file.noteTaken?.();
      await file.confirmDelivery();
    } catch (error) {
      log("TFTP delivery could not be confirmed", { error: String(error) });
    }
    confirming -= 1;
    if (isIdle()) becomeIdle?.();
  }

  function enter(key: string, source: string): void {
    open.set(key, undefined);
    openBySource.set(source, (openBySource.get(source) ?? 0) + 1);
    counters.active += 1;
  }

  function leave(key: string, source: string): void {
    open.delete(key);
    const left = (openBySource.get(source) ?? 0) - 1;
    if (left > 0) openBySource.set(source, left);
    else openBySource.delete(source);
    counters.active -= 1;
    if (isIdle()) becomeIdle?.();
  }

  function isIdle(): boolean {
    return counters.active === 0 && confirming === 0;
  }

  async function shutDown(drainMs: number): Promise<void> {
    isDraining = true;
    if (!isIdle()) {
      await new Promise<void>((resolve) => {
        const patience = setTimeout(resolve, drainMs);
        becomeIdle = () => {
          clearTimeout(patience);
          resolve();
        };
      });
    }
    isStopped = true;
    await Promise.all([transfers.breakOff(), receptions.breakOff()]);
    listeners.close();
  }

  const listeners = await listen({ host, port: options.port, fd: options.fd, receive, log });
  return {
    host,
    port: listeners.port,
    counters: () => ({ ...counters }),
    close: (drainMs) => (closing ??= shutDown(drainMs)),
  };
}

import { randomBytes } from "node:crypto";
import type { RemoteInfo } from "node:dgram";
import {
  answerPort,
  keyOfRequest,
  notifyPort,
  readNotifyAnswer,
  writeAnswer,
  writeNotify,
} from "../protocols/sip/profile-answer.ts";
import { type ProfileRequest, readProfileRequest } from "../protocols/sip/profile-request.ts";
import { isTestMac } from "../protocols/sip/test-question.ts";
import type { PhonePointer, Pointed } from "../provisioning/point-phone.ts";
import { createDialogs } from "./sip-pnp-dialogs.ts";
import { isListed, openPnpSockets, type PnpSocket, type PnpSocketsOptions } from "./sip-pnp-sockets.ts";
import { createPnpWatch, type PnpWatchOptions } from "./sip-pnp-watch.ts";
import { createStrangerLimit } from "./stranger-limit.ts";

export type PnpServerOptions = Pick<
  PnpSocketsOptions,
  "interfaces" | "port" | "fd" | "answerPort" | "log" | "onPortTaken"
> & {
  /** Networks beyond the interfaces' subnets from which phones are answered. */
  networks: readonly string[];
  point: PhonePointer;
  /** The URL that leads phones here by way of this local address, ending in `/`. */
  baseUrl: (localAddress: string) => string;
  /** Looks for other servers that answer phones; absent: it does not. */
  watch?: PnpWatchOptions;
  /** RFC 3261's estimate of the round trip, 500 when absent. */
  t1Ms?: number;
};

type PnpCounters = {
  /** Questions that were answered by 200 and NOTIFY. */
  answered: number;
  /** NOTIFYs that a phone took, refused, or left without an answer. */
  delivered: number;
  refused: number;
  unanswered: number;
  /** Questions that came again. */
  repeated: number;
  /** Questions met by silence: of phones that are not admitted, that are not ours at all, that are no question for a URL. */
  strangers: number;
  foreign: number;
  /** From a network that is none of ours. */
  offLink: number;
  malformed: number;
  /** Questions left aside because there were too many. */
  dropped: number;
  /** Questions of phones that have an address of their own to go to. */
  settled: number;
  active: number;
};

export type PnpServer = {
  /** The group's; undefined while another program owns it. */
  port(): number | undefined;
  counters(): PnpCounters;
  /** Calls back when a packet with these bytes in it arrives, of a question that this daemon asks itself. It goes no further. */
  listenFor(mark: string, heard: () => void): () => void;
  close(): void;
};

const MAX_DECIDING = 5000;
const MAX_ANSWER_BYTES = 4096;
/** What every answer begins with, and no request. */
const [S, I] = Buffer.from("SI");

const COUNTED_AS = {
  "not-admitted": "strangers",
  "not-ours": "foreign",
  "off-link": "offLink",
  "model-not-supported": "strangers",
  "has-its-address": "settled",
} as const satisfies Record<Exclude<Pointed["outcome"], "told">, keyof PnpCounters>;

/** Answers phones of ours that look for their server by SIP PnP, and nobody else. */
export async function startPnpServer(options: PnpServerOptions): Promise<PnpServer> {
  const { log } = options;
  const counters = {
    ...{ answered: 0, delivered: 0, refused: 0, unanswered: 0, repeated: 0 },
    ...{ strangers: 0, foreign: 0, offLink: 0, malformed: 0, dropped: 0, settled: 0 },
  };
  const dialogs = createDialogs(options.t1Ms);
  const strangers = createStrangerLimit();
  /** Keys of questions that are being decided: a phone repeats its question while it waits. */
  const deciding = new Set<string>();
  /** Tags and branches: this process's own, then a number. */
  const mark = randomBytes(6).toString("hex");
  /** Of our own questions. */
  const marks = new Map<string, () => void>();
  let made = 0;
  let isOpen = false;

  function receive(bytes: Buffer, client: RemoteInfo): void {
    if (!isOpen) return;
    // Nobody can be answered at port 0.
    if (client.port === 0) counters.malformed++;
    else if (marks.size > 0 && isMarked(bytes)) return;
    else if (bytes[0] === S && bytes[1] === I) receiveStatus(bytes, client);
    else receiveQuestion(bytes, client);
  }

  function isMarked(bytes: Buffer): boolean {
    for (const [mark, heard] of marks) {
      if (!bytes.includes(mark, 0, "latin1")) continue;
      heard();
      return true;
    }
    return false;
  }

  function receiveStatus(bytes: Buffer, client: RemoteInfo): void {
    const answer = bytes.length > MAX_ANSWER_BYTES ? undefined : readNotifyAnswer(bytes);
    if (answer === undefined) {
      if (watch?.receive(bytes, client) !== true) counters.malformed++;
    }
    // Otherwise a late copy: its NOTIFY is over.
    else dialogs.receive(answer.branch, client.address, answer.status);
  }

  function receiveQuestion(bytes: Buffer, client: RemoteInfo): void {
    const request = readProfileRequest(bytes);
    if (request === "malformed") counters.malformed++;
    if (request === "not-asked" && watch?.receive(bytes, client) !== true) counters.foreign++;
    // Our own test question, or that of another Offhook.
    if (typeof request === "string" || isTestMac(request.mac)) return;
    const key = keyOfRequest(request, client);
    const known = dialogs.findAnswered(key);
    if (known !== undefined) sendAnswer(request, client, known.socket, known.tag);
    if (known !== undefined || deciding.has(key)) counters.repeated++;
    else if (deciding.size >= MAX_DECIDING || dialogs.isFull() || !strangers.mayAsk(client.address, performance.now()))
      counters.dropped++;
    else {
      deciding.add(key);
      void decide(request, key, client);
    }
  }

  async function decide(request: ProfileRequest, key: string, client: RemoteInfo): Promise<void> {
    try {
      const socket = sockets.onLink(client.address) ?? (await routeTo(client.address));
      const pointed = await options.point({
        via: "pnp",
        mac: request.mac,
        userAgent: request.userAgent,
        vendor: request.vendor,
        model: request.model,
        firmware: request.version,
        address: client.address,
        baseUrl: socket && options.baseUrl(socket.address),
      });
      if (pointed.outcome !== "told") {
        counters[COUNTED_AS[pointed.outcome]]++;
      } else if (socket !== undefined && isOpen) answer(request, key, client, socket, pointed);
      if (pointed.outcome !== "told" || pointed.isStranger) strangers.count(client.address, performance.now());
    } catch (error) {
      log("SIP PnP question failed", { address: client.address, error: String(error) });
    } finally {
      deciding.delete(key);
    }
  }

  /** Undefined: the phone is in no network of ours. What it says of its own address is not believed. */
  async function routeTo(address: string): Promise<PnpSocket | undefined> {
    return isListed(address, options.networks) ? sockets.routeTo(address) : undefined;
  }

  /** The same question gets the same bytes: they depend on nothing else. */
  function sendAnswer(request: ProfileRequest, source: RemoteInfo, socket: PnpSocket, tag: string): void {
    socket.send(writeAnswer(request, source, socket, tag), answerPort(request, source), source.address);
  }

  function answer(
    request: ProfileRequest,
    key: string,
    source: RemoteInfo,
    socket: PnpSocket,
    told: Extract<Pointed, { outcome: "told" }>,
  ): void {
    const number = (made++).toString(36);
    const tag = `${mark}${number}`;
    const branch = `pnp-${mark}-${number}`;
    counters.answered++;
    sendAnswer(request, source, socket, tag);
    dialogs.open({
      key,
      phone: told.mac,
      socket,
      address: source.address,
      tag,
      branch,
      notify: writeNotify(request, { source, ours: socket, tag, branch, url: told.url }),
      notifyPort: notifyPort(request),
      end(outcome, status) {
        counters[outcome]++;
        if (outcome === "delivered") told.taken();
        else told.notTaken(status === undefined ? "no answer within 32 s" : `answered ${status}`);
      },
    });
  }

  const sockets = await openPnpSockets({ ...options, receive });
  const watch = options.watch === undefined ? undefined : createPnpWatch(options.watch, sockets);
  isOpen = true;
  return {
    port: sockets.port,
    counters: () => ({ ...counters, active: dialogs.active() }),
    listenFor(mark, heard) {
      marks.set(mark, heard);
      return () => marks.delete(mark);
    },
    close() {
      isOpen = false;
      watch?.close();
      dialogs.close();
      sockets.close();
    },
  };
}
